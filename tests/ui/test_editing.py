"""Grids that are edited cell by cell: their text in the URL, and the boxes beside the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.codes import MOST, Grid, grid_of
from lib.ui import editing
from tests.reader import LESSONS, Reader

pytestmark = pytest.mark.skipif("top_k_accuracy" not in LESSONS, reason="rests on this lesson")
ARTICLE = "4555413343"


@given(st.data(), st.sampled_from([(5,), (1, 4), (3, 2)]), st.integers(-9, 3))
def test_what_is_written_into_the_url_is_read_back(data, shape, low):
    size = int(np.prod(shape))
    cells = data.draw(st.lists(st.integers(low, low + 35), min_size=size, max_size=size))
    grid = Grid(shape, low, low + 35, int)
    nested = np.reshape(cells, shape).tolist()
    code = grid.encode(nested)
    assert grid.decode(code) == nested
    assert len(code) == size + (shape[0] - 1 if len(shape) == 2 else 0)
    assert code.replace(".", "").isalnum()  # nothing that a URL would have to escape


def test_a_mask_is_read_back_as_booleans():
    grid = Grid((2, 2), 0, 1, bool)
    assert grid.encode([[True, False], [False, True]]) == "10.01"
    assert grid.decode("10.01") == [[True, False], [False, True]]
    assert grid.decode("10.01")[0][0] is True


@pytest.mark.parametrize(
    "code", ["", "01", "012", "01.0", "02.00", "01.00.00", "0x.00", "01,00", "٠١.٠٠", "0" * 10**6]
)
def test_what_is_not_such_a_grid_is_not_read(code):
    grid = Grid((2, 2), 0, 1, bool)
    assert not grid.reads(code)
    with pytest.raises(ValueError, match="grid of shape|out of 0 to 1"):
        grid.decode(code)


def labels(reader):
    ((_, run),) = [pair for pair in reader.runs() if pair[0] == "builder"]
    return run.call.values["labels"]


def edited(reader, cell, value):
    """Edit a cell by its two boxes."""
    reader.at.selectbox(key=reader.key("labels.cell")).select(cell).run()
    reader.at.selectbox(key=reader.key("labels.value")).select(value)
    reader.run()


def test_the_boxes_edit_the_cell_and_the_url_follows():
    reader = Reader("top_k_accuracy")
    edited(reader, 3, 0)
    assert labels(reader) == [4, 5, 5, 0, 4, 1, 3, 3, 4, 3]
    assert reader.at.query_params["top_k_accuracy.labels"] == "4550413343"
    edited(reader, 3, 5)
    assert "top_k_accuracy.labels" not in reader.at.query_params  # a default is left out


def test_the_second_box_shows_what_is_in_the_cell_that_the_first_names():
    reader = Reader("top_k_accuracy", **{"top_k_accuracy.labels": "0123450123"})
    for cell in (0, 5, 9):
        reader.at.selectbox(key=reader.key("labels.cell")).select(cell).run()
        assert reader.at.selectbox(key=reader.key("labels.value")).value == cell % 6
    assert labels(reader) == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3]


@pytest.mark.parametrize("linked", ["", "455541334", "4555413346", "<b>4555413</b>", "1" * 5000])
def test_a_link_with_another_grid_leaves_the_default(linked):
    reader = Reader("top_k_accuracy", **{"top_k_accuracy.labels": linked})
    assert reader.value("labels") == ARTICLE


def test_reset_and_the_articles_values_bring_the_grid_back():
    reader = Reader("top_k_accuracy", **{"top_k_accuracy.labels": "0000000000"})
    case = "top-k accuracy in percent, k=1..6"
    reader.press(f"top_k_accuracy.builder.article.{case}.")
    assert reader.value("labels") == ARTICLE
    edited(reader, 0, 0)
    (reset,) = [button for button in reader.at.button if button.label == reader.frame["reset"]]
    reset.click()
    reader.run()
    assert reader.value("labels") == ARTICLE
    assert "top_k_accuracy.labels" not in reader.at.query_params


def test_edits_are_numbered_so_that_a_new_one_is_never_the_same_as_the_last():
    offered = editing.numbered_edits({"offers": {"cell": [0], "to": [1]}, "bars": {"y": [2]}}, "k")
    assert offered["offers"]["edit"] == [0] and "edit" not in offered["bars"]


@pytest.mark.parametrize(("default", "high"), [([0] * (MOST + 1), 1), ([0], 36), ([[[0]]], 1)])
def test_a_grid_that_is_too_large_is_refused(default, high):
    with pytest.raises(ValueError, match="no grid"):
        grid_of(default, 0, high)


# ----------------------------------------------------------------------------- an order

orders = pytest.mark.skipif("data_loading" not in LESSONS, reason="rests on this lesson")
STAGES = ["shuffle", "map", "batch", "repeat", "prefetch"]


def stages(reader):
    return next(run.call.values["order"] for demo, run in reader.runs() if demo == "pipeline")


def press(reader, act, item):
    reader.at.button(key=reader.key(f"order.{act}.{item}")).click()
    reader.run()


@orders
def test_buttons_reorder_and_the_url_follows():
    reader = Reader("data_loading")
    press(reader, "up", "map")
    assert stages(reader) == ["map", "shuffle", "batch", "repeat", "prefetch"]
    press(reader, "out", "prefetch")
    press(reader, "down", "map")
    assert stages(reader) == STAGES[:4]
    assert reader.at.query_params["data_loading.order"] == "shuffle-map-batch-repeat"
    press(reader, "in", "prefetch")
    assert stages(reader) == STAGES
    assert "data_loading.order" not in reader.at.query_params


@orders
def test_all_can_be_taken_out_and_a_link_brings_that_state_back():
    reader = Reader("data_loading", **{"data_loading.order": "none"})
    assert stages(reader) == []


@orders
@pytest.mark.parametrize(
    "code", ["", "map-map", "map-steal", "-", "map-", "MAP", "map batch", "-".join(STAGES * 999)]
)
def test_a_link_with_another_order_shows_the_default(code):
    reader = Reader("data_loading", **{"data_loading.order": code})
    assert stages(reader) == STAGES


# ------------------------------------------------------------------------ several at once

several = pytest.mark.skipif("activations" not in LESSONS, reason="rests on this lesson")


def chosen(reader):
    return next(run.call.values["names"] for demo, run in reader.runs() if demo == "twins")


def pick(reader, *names):
    reader.at.get_by_key(reader.key("names.pills")).set_value(list(names))
    reader.run()


@several
def test_several_are_chosen_in_the_order_of_the_list_and_the_url_follows():
    reader = Reader("activations")
    pick(reader, "relu", "sigmoid")
    assert chosen(reader) == ["sigmoid", "relu"]
    assert reader.at.query_params["activations.names"] == "sigmoid-relu"
    again = Reader("activations", **{"activations.names": "gelu-elu"})
    assert chosen(again) == ["elu", "gelu"]


@several
def test_the_last_one_cannot_be_taken_out():
    reader = Reader("activations")
    pick(reader, "elu")
    pick(reader)
    assert chosen(reader) == ["elu"]


@several
@pytest.mark.parametrize("code", ["", "none", "-", "elu-elu", "elu-steal", "ELU"])
def test_a_link_with_another_choice_shows_the_default(code):
    assert chosen(Reader("activations", **{"activations.names": code})) == [
        "sigmoid",
        "tanh",
        "relu",
    ]


def row(reader):
    ((_, run),) = [pair for pair in reader.runs() if pair[0] == "ladder"]
    return run.call.values["row"]


def test_arrows_move_a_cell_and_its_boxes_and_end_at_the_ends():
    reader = Reader("top_k_accuracy")

    def arrow(act):
        return reader.at.button(key=reader.key(f"row.{act}"))

    assert arrow("left").disabled and not arrow("right").disabled
    for wanted in ([7, 3, 1, 9, 4, 7, 0, 5], [7, 1, 3, 9, 4, 7, 0, 5]):
        arrow("right").click()
        reader.run()
        assert row(reader) == wanted
    assert reader.at.query_params["top_k_accuracy.row"] == "71394705"
    assert reader.at.selectbox(key=reader.key("row.cell")).value == 2
    reader.at.selectbox(key=reader.key("row.cell")).select(7).run()
    assert arrow("right").disabled and not arrow("left").disabled
