"""Optimising the Himmelblau function: where gradient descent goes, and why there."""

import numpy as np

from lib.lessons.himmelblau import basins, critical, himmelblau, polynomial, schedules, stability
from lib.lessons.himmelblau.charts import descents, maps, races, surfaces, sweeps, terrain, timings
from lib.lessons.himmelblau.charts import schedules as charts
from lib.lessons.shared import optimisers
from lib.lessons.shared.surfaces import WINDOWS, heights, valley
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("himmelblau")
NAMES = himmelblau.names_of_minima()
ground, hills = surfaces.relief(himmelblau.heights), himmelblau.lattice(terrain.CORNERS)


def choose(demo: Demo, prefix: str, brings: dict[str, dict]) -> tuple:
    """Let the reader choose a surface; return its name, its terms, a window and its picture."""
    surface = demo.choice(f"{prefix}_surface", words="on", brings=brings)
    terms = []
    if surface == "valley":
        terms = valley(demo.slider(f"{prefix}_condition"))
    if surface == "own":
        terms = demo.typed(
            f"{prefix}_own", polynomial.read, longest=polynomial.LONGEST, hint="polynomial.help"
        )
    window = WINDOWS[surface]
    return surface, terms, window, maps.ground(heights, surface, terms, window)


@lesson.demo("descent")
def descent(demo: Demo) -> None:
    x = demo.number("x")
    y = demo.number("y")
    rate = demo.slider("rate")
    steps = demo.slider("steps")
    points, values = demo.run(himmelblau.descend, start=[x, y], rate=rate, steps=steps)
    picture = descents.trio(
        ground, hills, points, values, himmelblau.MINIMA, words=demo.chart_words()
    )
    finite = np.isfinite(values)
    end = points[-1] if finite.all() else points[int(np.argmin(finite)) - 1]
    label = "descent.end" if finite.all() else "descent.lost"
    sentence = demo.text(label, end=tuple(end), f=values[-1], step=int(np.argmin(finite)))
    demo.show(picture.picking(x="x", y="y"), facts={"sentence": sentence})
    slope = himmelblau.slope_at(x, y).numpy()
    demo.formula(
        rf"\begin{{pmatrix}}{show(x)}\\{show(y)}\end{{pmatrix}} - {show(rate)}"
        rf"\begin{{pmatrix}}{show(slope[0])}\\{show(slope[1])}\end{{pmatrix}} ="
        rf"\begin{{pmatrix}}{show(points[1, 0])}\\{show(points[1, 1])}\end{{pmatrix}}"
    )
    rows = range(0, steps, 20)
    demo.printed(*(f"step {k}: x = {points[k + 1]}, f(x) = {values[k]}" for k in rows))
    inputs = {"x": -4.0, "y": 0.0, "rate": 0.01, "steps": 200}
    case = "200 steps of plain gradient descent from (-4,0), lr 0.01"
    log = [[k, points[k + 1].tolist(), float(values[k])] for k in rows]
    demo.article(case, inputs, label="(-4, 0)", log=log)
    starts = "the starts that the article lists"
    for number, begin in ((0, (1.0, 0.0)), (2, (4.0, 0.0))):
        here = inputs | {"x": begin[0], "y": begin[1]}
        demo.article(starts, here, label=show(begin), item=number, ends=end)


@lesson.demo("surface", deeper=True)
def surface(demo: Demo) -> None:
    x, y = (demo.number(f"path_{axis}") for axis in "xy")
    scale = demo.choice("scale")
    z = demo.run(himmelblau.surface, size=120)
    path = demo.run(himmelblau.descend, start=[x, y], rate=0.01, steps=60)
    power = {"root": 1 / 3, "plain": 1.0}[scale]
    demo.show(
        terrain.turned(hills, path.points, power=power, words=demo.chart_words()),
        through=[z.x, z.y, z.z],
        facts={
            "lowest": z.z.min(),
            "highest": z.z.max(),
            "low": f"{100 * (z.z < 0.1 * z.z.max()).mean():.0f}",
        },
    )
    demo.article("grid of the surface", {}, grid_shape=list(z.z.shape))


@lesson.demo("flat", deeper=True)
def flat(demo: Demo) -> None:
    surface, terms, window, ground = choose(
        demo, "flat", dict.fromkeys(WINDOWS, {"flat_number": 1})
    )
    found = demo.run(critical.flat_places, surface=surface, terms=terms, window=window)
    words, count, sentence = demo.chart_words(), len(found.kinds), ""
    number = min(demo.number("flat_number"), count)
    pictures = [maps.flat(ground, window, *found, number - 1, words=words)]
    if number:
        spot, facts = critical.spot(found, number - 1, window)
        cut = demo.run(critical.cuts, surface=surface, terms=terms, **spot)
        pictures.append(maps.cuts(*cut, words=words))
        sentence = demo.text("flat.place", number=number, **facts | {"kind": words[facts["kind"]]})
    facts = {"name": demo.group("on")[surface], "count": count}
    facts["some"] = demo.counted("flat", critical.count(found.kinds))
    whole = demo.text(f"flat.{({0: 'none', 1: 'alone'}).get(count, 'many')}", **facts)
    wide = (1.25, 1)[: len(pictures)]
    demo.show(
        pictures[0].picking(number="flat_number"),
        *pictures[1:],
        widths=wide,
        facts={"found": whole, "sentence": sentence},
    )
    demo.challenge("flat.challenge", surface == "own" and critical.are_two_maxima(found.kinds))


@lesson.demo("basins")
def basins_of_attraction(demo: Demo) -> None:
    rule = demo.choice("map_rule", words="rule")
    brings = {on: {"map_window": "whole"} | basins.best_controls(on, rule) for on in WINDOWS}
    surface, terms, whole, _ = choose(demo, "map", brings)
    rate, side = 1.0, 240 if demo.toggle("map_fine") else 120
    if rule in optimisers.ADAPTIVE:
        rate = demo.slider("map_adaptive")
    elif rule != "newton":
        rate = demo.slider("map_rate")
    most = (
        ("leaps", basins.NEWTON_STEPS) if rule == "newton" else ("steps", basins.MOST_STEPS[side])
    )
    steps = demo.slider(f"map_{most[0]}", high=most[1])
    window = demo.window("map_window", whole)
    task = {"surface": surface, "optimiser": rule, "window": window, "rate": rate, "steps": steps}
    run = demo.run(basins.basins, **task, terms=terms, size=side)
    basin_map, *others = maps.basin_map(*run, steps, window, words=demo.chart_words())
    end = basins.count_ends(run.counts, run.kinds)
    demo.show(
        basin_map.zooming("map_window"),
        *others,
        widths=(1.2, 1),
        facts={"count": run.ends.size, **end},
    )
    demo.challenge("basins.challenge", basins.challenge_is_met(**task, **end))


@lesson.demo("stability")
def limits(demo: Demo) -> None:
    optimiser = demo.choice("st_optimiser")
    rate = demo.slider("st_rate")
    clip = demo.toggle("st_clip")
    limit = demo.slider("st_limit") if clip else np.inf
    with demo.more():
        x = demo.number("st_x")
        y = demo.number("st_y")
    run = demo.run(stability.sweep, optimiser=optimiser, start=[x, y], rate=rate, limit=limit)
    rates, words = run.rates[:-1], demo.chart_words()
    shared = (run.predicted, NAMES, maps.HUES[:4])
    beside, ahead = (words | {"value": words.pop(name)} for name in ("distance", "f"))
    held = [
        name for name, gap in zip(NAMES, run.distances[-1], strict=True) if gap <= stability.OFFSET
    ]
    demo.show(
        sweeps.sweep(rates, run.distances[:-1], *shared, own=rate, ends=(1e-7, 10), words=beside),
        sweeps.sweep(
            rates,
            run.heights[:-1, np.newaxis],
            *shared,
            own=rate,
            ends=(1e-12, 1e6),
            words=ahead,
            height=220,
        ),
        stacked=True,
        facts={
            "rate": rate,
            "limits": run.predicted,
            "held": demo.listed(held) or "-",
            "count": len(held),
            "lost": int((~np.isfinite(run.heights[:-1])).sum()),
        },
    )
    plain = optimiser == "gradient_descent" and not clip
    demo.challenge("stability.challenge", plain and len(held) == 4 and rate >= 0.0145)


@lesson.demo("schedule")
def schedule(demo: Demo) -> None:
    rate = demo.slider("sc_rate")
    noise = demo.slider("sc_noise")
    with demo.more():
        half = demo.slider("sc_half")
        first = demo.slider("sc_first")
        seed = demo.number("sc_seed")
        x = demo.number("sc_x")
        y = demo.number("sc_y")
    run = demo.run(
        schedules.compare,
        start=[x, y],
        rate=rate,
        half=float(half),
        first=float(first),
        noise=float(noise),
        seed=seed,
    )
    names, rests = list(demo.group("sc_kind").values()), schedules.mean_final_height(run.heights)
    picture = charts.compared(
        ground,
        run.rates,
        run.points,
        run.heights,
        himmelblau.MINIMA,
        names,
        floor=run.floor,
        limit=run.limit,
        words=demo.chart_words(),
    )
    facts = dict(zip(("constant", "exponential", "cosine", "restarts"), rests, strict=True))
    facts |= {"rate": rate, "noise": noise, "floor": run.floor, "limit": run.limit}
    jumps = "jumps" if rate > run.limit else "still"
    kind = jumps if noise == 0 else "noisy" if rate < run.limit else "rough"
    sentence = demo.text(f"schedule.{kind}", **facts)
    demo.show(picture.picking(x="sc_x", y="sc_y"), facts={"sentence": sentence})
    demo.challenge("schedule.challenge", noise == 0 and rests[0] > 1 and rests[2] < 1e-6)


@lesson.demo("race")
def race(demo: Demo) -> None:
    surface, terms, window, ground = choose(demo, "race", optimisers.RACE_CONTROLS)
    x = demo.number("race_x")
    y = demo.number("race_y")
    rate = demo.slider("race_rate")
    adaptive = demo.slider("race_adaptive")
    starts = optimisers.starts_around(x, y, 6, window) if demo.toggle("many") else [[x, y]]
    run = demo.run(
        optimisers.race,
        surface=surface,
        terms=terms,
        starts=starts,
        rate=rate,
        adaptive_rate=adaptive,
        steps=races.FRAMES,
    )
    places, floor = critical.minima(surface, terms, window)
    words, sentence, names = demo.chart_words(), demo.group("on"), [*demo.group("rule").values()]
    picture = races.race(ground, *run, places, names, window=window, floor=floor, words=words)
    facts = optimisers.rank_optimisers(run.points, run.heights, floor, names) | {
        "name": sentence[surface]
    }
    parts = {kind: demo.names(f"race.{kind}", facts[kind]) for kind in ("late", "lost")}
    parts["end"] = demo.text(f"race.{facts['end']}", **facts)
    demo.show(picture.picking(x="race_x", y="race_y"), facts=parts)
    demo.challenge("race.challenge", surface == "himmelblau" and facts["last"] <= 60)


@lesson.demo("speed", deeper=True)
def speed(demo: Demo) -> None:
    steps = demo.slider("speed_steps")
    if not demo.button("measure"):
        return demo.tell("speed.before")
    with demo.busy("speed.running"):
        run = demo.run(himmelblau.time_descents, start=[-4.0, 0.0], rate=0.01, steps=steps)
    words, paths = demo.chart_words(), ("eager", "compiled", "batched", "traced")
    seconds = [getattr(run, f"seconds_{way}") for way in paths]
    picture = timings.ladder([words[way] for way in paths], seconds, value=words["value"])
    facts = {way: timings.show_time(time) for way, time in zip(paths, seconds, strict=True)}
    ratio, crowd = (f"{seconds[0] / other:,.0f}" for other in seconds[1:3])
    paid = int(np.ceil(run.seconds_traced / max(seconds[0] - seconds[1], 1e-9)))
    demo.show(picture, facts={**facts, "ratio": ratio, "crowd": crowd, "paid": paid})


lesson.predict("value", himmelblau.draw_value, himmelblau.value_at)
lesson.predict(
    "minimum", himmelblau.draw_start, himmelblau.minimum_reached, options=himmelblau.names_of_minima
)
lesson.predict(
    "fate",
    himmelblau.draw_rate,
    himmelblau.finite_or_diverges,
    options=lambda **_: ["finite", "diverges"],
)
lesson.predict("limit", himmelblau.draw_curvature, himmelblau.largest_rate)
lesson.predict("share", schedules.draw_share, schedules.cosine_share)
lesson.predict(
    "noise",
    schedules.draw_noisy_rate,
    schedules.floor_of_half,
    options=lambda **_: ["same", "half", "quarter"],
)
lesson.predict("kind", critical.draw_eigenvalues, critical.kind_of_bowl, options=critical.kinds)
lesson.predict("slope", himmelblau.draw_slope, himmelblau.slope_at)
lesson.related("clipping", "related.clipping", x=2.0, y=9.0, limit=1.0)
lesson.walk()
