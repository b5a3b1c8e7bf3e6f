"""Samples of the families of charts, for the gallery: see ``tools.gallery``."""

from types import SimpleNamespace

import numpy as np

from lib.charts import boundaries, grids, groups, lines, networks
from lib.charts.networks import Edge, Node
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, PALE, QUIET, WRONG

CLASSES = ["class 0", "class 1", "class 2"]
NETWORK = {
    "forward": "forwards",
    "back": "gradients",
    "after": "after the update",
    "positive": "weight > 0",
    "negative": "weight < 0",
}
TRAINING = {
    "class": "class {}",
    "step": "step",
    "loss": "loss of the batch",
    "norm": "gradient norm",
    "layer": "layer {}",
    "positive": "positive weight",
    "negative": "negative weight",
    "wires": "{most} of {all} weights, the largest: the thicker the line, the larger.",
}


def matrix_with_signed_numbers():
    return grids.tensor(np.array([[1.5, -2.0, 0.25], [0.0, 3.0, -0.5]]), words={"name": "gradient"})


def tensor_of_rank_4():
    return grids.tensor(np.arange(48).reshape(2, 2, 3, 4), words={"name": "batch"})


def tensor_too_large_for_numbers():
    row, column = np.indices((28, 28))
    return grids.tensor(np.hypot(row - 14, column - 14), words={"name": "distances"})


def tiled_matrix_with_a_frame_around_each_copy():
    tiled = np.tile([[0, 1, 2], [3, 4, 5]], (2, 2))
    return grids.tensor(tiled, words={"name": "tile"}, block=(2, 3), room=(4, 6))


def empty_tensor():
    return grids.tensor(np.zeros((0, 4)), words={"name": "nothing"})


def numbers_that_are_no_numbers():
    return grids.tensor(np.array([np.nan, np.inf, -np.inf, 1.0]), words={"name": "broken"})


def table_of_gradients_by_name():
    values = np.array([[0.5, 0.0, 0.0, 0.5], [np.nan] * 4, [0.0, 0.0, 0.0, 0.0]])
    roles = np.where(np.isnan(values), "None", np.where(values == 0, "zero", "gradient"))
    return grids.named(
        values,
        roles,
        {"gradient": GRADIENT, "zero": PALE, "None": WRONG},
        rows=["values", "indices", "accuracy"],
        columns=[f"x[{place}]" for place in range(4)],
        missing="None",
        chosen=(0, 3),
        across="scores",
        title="Gradients of three calls",
    )


def bars_before_and_after_clipping():
    x = np.round(2 + 6 * np.sin(np.arange(20) / 3), 3)
    inside = (x > 2) & (x < 8)
    words = {"x": "index", "value": "value", "gradient": "∂output / ∂input"}
    words |= {"before": "before clipping", "after": "after clipping"}
    return lines.before_after(x, np.clip(x, 2, 8), inside.astype(float), words=words)


def curves_with_a_point_of_the_reader():
    x = np.linspace(-4, 4, 81)
    return lines.curves(
        x,
        {"tanh": np.tanh(x), "its derivative": 1 / np.cosh(x) ** 2},
        [OUTPUT, GRADIENT],
        at=(1.0, [np.tanh(1.0), 1 / np.cosh(1.0) ** 2]),
        x_title="x",
        y_title="y",
    )


def curve_on_a_logarithmic_axis():
    steps = np.arange(200)
    loss = 2 * np.exp(-steps / 25) + 1e-3
    return lines.curves(
        steps,
        {"loss": loss},
        [INPUT],
        x_title="step",
        y_title="loss",
        log=True,
        domain=(1e-4, 10),
    )


def grouped_bars():
    return groups.grouped(
        ["0", "1", "2", "3"],
        {"p": [0.1, 0.2, 0.3, 0.4], "q": [0.25] * 4},
        [INPUT, OUTPUT],
        name="event",
        value="probability",
        domain=(0, 1),
    )


def grouped_stems_on_a_logarithmic_axis():
    norms = (0.25 ** np.arange(10)).tolist()
    return groups.grouped(
        [str(layer + 1) for layer in range(10)],
        {"gradient": norms[::-1], "output": [0.8**layer for layer in range(10)]},
        [GRADIENT, OUTPUT],
        log=True,
        name="layer",
        value="norm",
    )


def bars_with_long_names():
    return groups.rows(
        ["math.in_top_k", "math.top_k", "Keras"],
        [100.0, 20.0, 20.0],
        colour=OUTPUT,
        name="call",
        value="accuracy in %",
        domain=(0, 115),
    )


def cross_entropies_as_sums():
    stacks = {
        "H(p, q)": {"entropy": 1.5, "divergence": 0.75},
        "H(q, p)": {"entropy": 2.0, "divergence": np.inf},
    }
    return groups.stacked(stacks, {"entropy": INPUT, "divergence": CHANGED}, value="bits")


def losses_and_their_mean():
    losses = [0.1] * 9 + [9.2]
    return groups.columns(
        [str(sample + 1) for sample in range(10)],
        losses,
        [INPUT] * 9 + [WRONG],
        line=float(np.mean(losses)),
        name="sample",
        value="loss",
        mean="mean",
    )


def small_network_after_the_way_back():
    columns = [
        [
            Node("x1", {"": 2.0}, kind="input", detail="x1 = 2"),
            Node("x2", {"": -1.0}, kind="input"),
            Node("1", kind="bias"),
        ],
        [Node("σ", {"z": 0.25, "o": 0.562}, {"∂o": -0.876, "δ": -0.216}, now="back")],
        [Node("E", {"": 0.192}, kind="output")],
    ]
    edges = [
        Edge((0, 0), (1, 0), "w1", 0.5, -0.431, 0.931, detail="w1 x1 = 0.5 · 2 = 1", now="after"),
        Edge((0, 1), (1, 0), "w2", 1.0, 0.216, 0.784),
        Edge((0, 2), (1, 0), "b", 0.25, -0.216),
        Edge((1, 0), (2, 0)),
    ]
    return networks.network(columns, edges, caption="δ = ∂E/∂z = -0.216", words=NETWORK)


def network_too_large_for_numbers():
    random = np.random.default_rng(0)
    sizes = (4, 8, 3)
    columns = [
        [Node(f"{name}{place + 1}", {"": value}) for place, value in enumerate(values.tolist())]
        for name, size in zip("xho", sizes, strict=True)
        for values in [random.normal(size=size)]
    ]
    edges = [
        edge
        for column, (ins, outs) in enumerate(zip(sizes, sizes[1:], strict=False))
        for edge in networks.connect(column, random.normal(size=(ins, outs)))
    ]
    return networks.network(columns, edges, words=NETWORK)


def _spiral():
    turn = np.linspace(0.5, 3, 30)
    arms = [
        turn[:, None] * 0.6 * np.stack([np.cos(2 * turn + side), np.sin(2 * turn + side)], axis=1)
        for side in (0, np.pi)
    ]
    return np.concatenate(arms), np.repeat([0, 1], 30)


def _plane():
    axis = np.linspace(-boundaries.SPAN, boundaries.SPAN, 40)
    x, y = np.meshgrid(axis, axis)
    return 1 / (1 + np.exp(-3 * np.sin(2 * x) - 2 * y))[..., None]


def plane_of_two_classes_with_points():
    places, labels = _spiral()
    return boundaries.plane(_plane(), places, labels, CLASSES[:2], clicks=True)


def _losses():
    steps = np.arange(300)
    losses = 0.7 * np.exp(-steps / 90)
    return losses, np.stack([losses * 0.2, losses * 0.5, losses], axis=1)


def losses_and_norms_of_a_training():
    losses, norms = _losses()
    return boundaries.notes(losses, norms, 200, words=TRAINING)


def training_of_a_plane():
    places, labels = _spiral()
    losses, norms = _losses()
    run = SimpleNamespace(
        losses=losses,
        norms=norms,
        theta=np.zeros(1),
        plane=_plane(),
        places=places,
        labels=labels,
        accuracy=np.array(95.0),
    )
    drawn, _ = boundaries.watched(run, 200, words=TRAINING)
    return drawn


def weights_of_a_network():
    theta = np.random.default_rng(2).normal(size=3 * 8 + 9 * 8 + 9)
    return boundaries.wired(theta, 8, 2, 1, words=TRAINING)


def quiet_rows_each_in_its_colour():
    return groups.rows(
        ["(3, 2)", "(-2.81, 3.13)", "flat", "diverged"],
        [42.0, 35.5, 0.5, 22.0],
        colour=[INPUT, OUTPUT, QUIET, WRONG],
        name="end",
        value="share in %",
        domain=(0, 119),
    )
