"""What a tensor is: a shape, a dtype, and numbers that lie in one row."""

import numpy as np

from lib.lessons.tensors import broadcasting, dtypes, orders, shapes, sharing, slices
from lib.lessons.tensors.charts import drawings
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("tensors")
BETWEEN = {"first": "{}", "second": ":, {}", "last": "..., {}"}


@lesson.demo("shape")
def shape(demo: Demo) -> None:
    example = demo.choice("example")
    values = demo.tensor("own") if example == "own" else shapes.EXAMPLES[example]
    run = demo.run(shapes.describe, values=values)
    tensor = run.tensor
    facts = {"rank": tensor.ndim, "shape": tensor.shape, "size": tensor.size}
    facts |= {"dtype": str(tensor.dtype), "each": tensor.itemsize, "bytes": tensor.nbytes}
    demo.show(drawings.axes(tensor, words=demo.chart_words()), facts=facts)
    if tensor.ndim > 1:
        lengths = r" \times ".join(map(str, tensor.shape))
        demo.formula(f"{lengths} = {tensor.size}")
    demo.challenge("shape.challenge", tensor.shape == (2, 1, 3))


@lesson.demo("slice")
def take(demo: Demo) -> None:
    how = demo.choice("how")
    where = demo.choice("where")
    if how == "at":
        i = demo.slider("i")
        run = demo.attempt(slices.take_at, remedy="slice.remedy.at", where=where, i=i)
        index = str(i)
    elif how == "range":
        ends = {name: demo.slider(name) for name in ("start", "stop", "step")}
        run = demo.attempt(slices.take_range, remedy="slice.remedy.range", where=where, **ends)
        index = ":".join(map(str, ends.values())).removesuffix(":1")
    else:
        run = demo.run(slices.add_axis, where=where)
        index = "tf.newaxis"
    name = f"a[{BETWEEN[where].format(index)}]"
    picture = drawings.taken(*run, name=name, deep=how == "newaxis", words=demo.chart_words())
    facts = {"index": name, "count": run.taken.size, "shape": run.taken.shape}
    demo.show(picture, facts=facts | {"before": run.a.shape, "all": run.a.size})


@lesson.demo("reshape")
def reshape(demo: Demo) -> None:
    target = demo.choice("target")
    run = demo.attempt(orders.reread, remedy="reshape.remedy", target=orders.TARGETS[target])
    kept = int((run.transposed.ravel() == run.a.ravel()).sum())
    facts = {"target": run.reshaped.shape, "turned": run.transposed.shape, "kept": kept}
    picture = drawings.reread(*run, words=demo.chart_words())
    demo.show(picture, facts=facts | {"beginning": run.transposed.ravel()[:4]})


@lesson.demo("broadcast")
def broadcast(demo: Demo) -> None:
    left, right = (broadcasting.SHAPES[demo.choice(name)] for name in ("left", "right"))
    words = demo.chart_words()
    demo.draw(drawings.rule(left, right, words=words))
    run = demo.attempt(broadcasting.add, remedy="broadcast.remedy", left=left, right=right)
    sizes = run.a.shape, run.b.shape
    stretched = run.stretched_a, run.stretched_b
    copies = sum(int((~drawings.first_copy(size, run.total.shape)).sum()) for size in sizes)
    picture = drawings.stretched(*stretched, run.total, sizes, words=words)
    facts = {"left": sizes[0], "right": sizes[1], "shape": run.total.shape, "copies": copies}
    demo.show(picture, facts=facts | {"written": run.total.size})


@lesson.demo("dtype", deeper=True)
def dtype(demo: Demo) -> None:
    kind = demo.choice("kind")
    n = demo.slider("n")
    x, more = demo.run(dtypes.count_on, dtype=kind, n=n)
    wanted = [int(each) + n for each in x]
    wrong = sum(int(each) != want for each, want in zip(more, wanted, strict=True))
    facts = {"dtype": kind, "n": n, "wrong": wrong, "last": int(x[-1]), "more": int(more[-1])}
    demo.show(drawings.counted(x, more, n, words=demo.chart_words()), facts=facts)


@lesson.demo("mixed", deeper=True)
def mixed(demo: Demo) -> None:
    one, other = demo.choice("one"), demo.choice("other")
    by_numpy = demo.run(dtypes.add_by_numpy, one=one, other=other)
    parts = np.array([1, 2, 3], one), np.array([10, 20, 30], other)
    words = demo.chart_words()
    demo.draw(drawings.summands(*parts, {"NumPy: a + b": by_numpy}, words=words))
    total = demo.attempt(dtypes.add_by_tensorflow, remedy="mixed.remedy", one=one, other=other)
    facts = {"one": one, "other": other, "numpy": str(by_numpy.dtype), "tf": str(total.dtype)}
    demo.tell("mixed.result", facts=facts)


@lesson.demo("copy", deeper=True)
def copy(demo: Demo) -> None:
    what = demo.choice("what")
    i = demo.slider("place")
    run = demo.attempt(sharing.change, remedy="copy.remedy", what=what, i=i)
    demo.draw(drawings.held(*run, i, words=demo.chart_words()))
    demo.tell("copy.shared" if run.other[i] == 9 else "copy.apart", facts={"i": i})


lesson.predict("broadcast", broadcasting.draw_shapes, broadcasting.sum_shape)
lesson.predict("slice", slices.draw_slice, slices.slice_shape)
lesson.predict("turn", orders.draw_turn, orders.turned_row)
lesson.predict("overflow", dtypes.draw_overflow, dtypes.overflow)
lesson.related("indexing", "related.indexing", addresses="[[1, 0]]")
lesson.related("pad_tile", "related.pad_tile", times=3)
lesson.walk()
