"""Streams: batches stay together, the buffer holds what it may, and no two bars overlap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.charts.palette import CHANGED, QUIET
from lib.lessons.data_loading.charts import batches, buffers, stages, timelines


def some(names):
    return {name: name for name in names.split()}


WORDS = some("epoch.1 epoch.2 item")


WIDTHS = st.sampled_from([batches.WIDE, batches.NARROW])


@given(st.lists(st.integers(1, 45), min_size=1, max_size=12), WIDTHS)
def test_no_item_lies_on_another_and_all_lines_fit(sizes, wide):
    corners = batches.laid_out(sizes, wide=wide)
    assert len(corners) == sum(sizes)
    assert (corners[:, 0] >= 0).all() and (corners[:, 0] + 1 <= wide + 1e-6).all()
    for y in np.unique(corners[:, 1]):
        line = np.sort(corners[corners[:, 1] == y, 0])
        assert (np.diff(line) > 1 - 1e-9).all()
    for one, other in zip(np.unique(corners[:, 1]), np.unique(corners[:, 1])[1:], strict=False):
        assert other - one > 1 - 1e-9


@given(st.data(), WIDTHS)
def test_a_batch_that_fits_stays_on_one_line_without_a_gap(draw, wide):
    sizes = draw.draw(st.lists(st.integers(2, int(wide)), min_size=1, max_size=8))
    corners = batches.laid_out(sizes, wide=wide)
    ends = np.cumsum(sizes)
    for start, end in zip([0, *ends], ends, strict=False):
        batch = corners[start:end]
        assert len(set(batch[:, 1])) == 1
        np.testing.assert_allclose(np.diff(batch[:, 0]), 1)


def test_an_epoch_is_how_often_an_item_came_before():
    assert batches.epochs(np.array([2, 0, 2, 1, 0, 2])).tolist() == [0, 0, 1, 0, 1, 2]


def test_batches_tell_item_epoch_and_label():
    items = np.array([0, 1, 1, 0])
    table = batches.batches(items, np.array([2, 2]), words=WORDS).data["items"]
    assert table["epoch"] == ["epoch.1", "epoch.1", "epoch.2", "epoch.2"]
    assert table["label"] == ["0", "1", "1", "0"]
    # A phone's lines are half as long: two batches of eight take two lines there for one here.
    many = batches.batches(np.arange(16), np.full(2, 8), words=WORDS).data
    assert len(set(many["items"]["y"])) == 1 and len(set(many["items"]["narrow_y"])) == 2
    assert many["size"]["narrow"][0] > 2 * many["size"]["lines"][0]
    assert table["fill"][0] == table["fill"][3] != table["fill"][1]  # a colour for each item
    pictures = np.zeros((4, 2, 2, 3), np.uint8)
    shown = batches.batches(
        items, np.array([2, 2]), words=WORDS, pictures=pictures, labels=[7, 8, 8, 7]
    )
    assert shown.data["items"]["label"] == ["7", "8", "8", "7"]
    assert shown.data["items"]["url"][0].startswith("data:image/png;base64,")


@given(st.integers(2, 20).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))), st.data())
def test_the_buffer_is_full_and_no_two_items_share_a_place(shape, data):
    """Drawn by the rules of a shuffle buffer, at every step."""
    n, buffer = shape
    held, waiting, order = list(range(buffer)), list(range(buffer, n)), []
    while held:
        order.append(held.pop(data.draw(st.integers(0, len(held) - 1))))
        held += [waiting.pop(0)] if waiting else []
    table = buffers.conveyor(np.array(order), buffer, words=some("waiting held out step")).data[
        "items"
    ]
    enters, leaves, slot = (np.asarray(table[name]) for name in ("enters", "leaves", "slot"))
    for step in range(n + 1):
        inside = np.flatnonzero((enters <= step) & (leaves >= step))
        assert len(inside) == min(buffer, n - step)
        assert (
            len(set(slot[inside].tolist())) == len(inside) and slot[inside].max(initial=0) < buffer
        )
    assert leaves[order].tolist() == list(range(n))


def test_a_heat_map_has_its_rows_downwards():
    cells = buffers.heat(np.array([[0.0, 1.0], [0.5, 0.0]]), words=some("x y value")).data["cells"]
    places = list(zip(cells["x"], cells["y"], cells["share"], strict=True))
    assert places == [(0, 0, 0), (1, 0, 1), (0, 1, 0.5), (1, 1, 0)]


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0.01, 5)), min_size=1, max_size=12))
def test_no_two_calls_in_one_lane_overlap_and_no_lane_is_wasted(calls):
    times = np.array([(start, start + long) for start, long in calls])
    lanes = np.array(timelines.lanes(times))
    for lane in set(lanes.tolist()):
        own = times[lanes == lane]
        own = own[own[:, 0].argsort()]
        assert (own[1:, 0] >= own[:-1, 1]).all()
    at_once = max(sum((times[:, 0] <= t) & (t < times[:, 1])) for t in times[:, 0])
    assert lanes.max() + 1 == at_once


def test_a_timeline_has_a_bar_for_every_call_step_and_wait():
    prepared, trained = np.array([[0.0, 2.0], [1.0, 3.0]]), np.array([[2.0, 4.0], [5.0, 7.0]])
    words = some("time prepare train wait alone item")
    picture = timelines.timeline(prepared, trained, 9.0, words=words)
    bars = picture.data["bars"]
    assert bars["lane"] == ["prepare 1", "prepare 2", *["train"] * 4]
    assert bars["role"] == ["prepare"] * 2 + ["wait"] * 2 + ["train"] * 2
    assert bars["item"] == ["0", "1", "", "", "0", "1"]
    assert bars["start"].tolist() == [0, 1, 0, 4, 2, 5]
    assert bars["end"].tolist() == [2, 3, 2, 5, 4, 7]
    assert picture.data["alone"] == {"end": [9.0]}


@pytest.mark.parametrize("count", [0, 1, 5])
def test_after_each_stage_stands_what_an_element_is(count):
    words = some("spec picture label count")
    specs = [f"({k},) uint8; () int64" for k in range(count + 1)]
    table = stages.stages(["map"] * count, specs, [7] * (count + 1), words=words).data["stages"]
    assert table["stage"] == ["from_tensor_slices"] + ["map"] * count
    assert table["picture"] == [f"picture ({k},) uint8" for k in range(count + 1)]
    assert set(table["label"]) == {"label () int64"}
    # What changes from one stage to the next has a colour, and nothing else has.
    assert table["picture_colour"] == [QUIET] + [CHANGED] * count
    assert set(table["label_colour"]) == set(table["count_colour"]) == {QUIET}
