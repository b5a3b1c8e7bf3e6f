"""Ranks: bars go where the recipe sends them, and every offered edit is one that can be made."""

import numpy as np
import pytest

from lib.lessons.top_k_accuracy.charts import parts, ranking, score_bars, special_scores

WORDS = {
    name: name
    for name in (
        "sample label hit miss guess accuracy becomes step rank name best rest index value row "
        "index_row order recipe indices repaired hits special broken out number"
    ).split()
}


def some(*names):
    return {name: WORDS[name] for name in names}


HITS = some("sample", "label", "hit", "miss", "guess", "accuracy", "becomes", "step", "rank") | {
    "name": "rank #"
}
LADDER = some(
    "best", "rest", "index", "value", "becomes", "step", "row", "index_row", "order", "recipe"
)


def hits(labels, k=1):
    ranked = np.array([[2, 0], [1, 1], [0, 2]])
    hit = ranked == np.array(labels)
    accuracy = 100 * hit.cumsum(0).sum(1) / 2
    return ranking.hits(ranked, hit, accuracy, labels, k, words=HITS)


def test_a_hit_has_its_colour_and_its_rank():
    cells = hits([1, 0]).data["cells"]
    found = list(zip(cells["text"], cells["role"], cells["rank"], strict=True))
    assert found[:2] == [("1", "label", -1), ("0", "label", -1)]
    marked = [(text, rank) for text, role, rank in found[2:] if role == "hit"]
    assert marked == [("0", 0), ("1", 1)]


def test_a_click_steps_a_label_on_or_brings_the_class_that_was_clicked():
    offers = hits([1, 2]).data["offers"]
    edits = list(zip(offers["cell"], offers["to"], strict=True))
    assert edits[:2] == [(0, 2), (1, 0)]  # after the last class comes the first
    assert edits[2:] == [(0, 2), (1, 0), (0, 1), (1, 1), (0, 0), (1, 2)]


def test_bars_of_accuracy_and_of_guessing_end_at_100_percent():
    bars = hits([1, 0]).data["bars"]
    assert bars["accuracy"] == [50, 100, 100] and bars["guess"][-1] == 100
    assert hits([1, 0], 2).data["cut"]["y"] == [2]


def test_every_bar_travels_to_the_place_that_the_recipe_gives_it():
    row = [3, 9, 1]
    recipe = np.array([1, 0, 2])
    bars = score_bars.ladder(row, recipe, np.array([1]), words=LADDER).data["bars"]
    landed = np.empty(3, int)
    landed[np.asarray(bars["rank"])] = bars["value"]
    np.testing.assert_array_equal(landed, np.asarray(row)[recipe])
    assert bars["role"] == ["rest", "best", "rest"]


def test_a_typed_row_is_drawn_to_height_and_takes_no_clicks():
    picture = score_bars.ladder(
        [0.5, -2.0, 3.25], np.array([2, 0, 1]), np.array([2]), words=LADDER, edited=False
    )
    assert picture.data["bars"]["height"] == pytest.approx([9 * 2.5 / 5.25, 0, 9])
    assert picture.data["bars"]["shown"] == ["0.5", "-2", "3.25"]
    assert len(picture.data["offers"]["cell"]) == 0
    same = score_bars.ladder([0.0] * 3, np.arange(3), np.array([0]), words=LADDER, edited=False)
    assert same.data["bars"]["height"] == [0, 0, 0]


def test_a_click_at_a_height_sets_that_score():
    offers = score_bars.scores([1, 5], words=some("index", "value", "becomes")).data["offers"]
    assert len(offers["cell"]) == 2 * (parts.BEST + 1)
    for y, y2, to in zip(offers["y"], offers["y2"], offers["to"], strict=True):
        assert (y + y2) / 2 == to


def test_a_wrong_rank_is_marked_and_a_missing_one_is_a_dash():
    picture = special_scores.limits(
        [4.0, np.nan, 2.0],
        [0, 1, 0],
        np.array([2, 1]),
        np.array([0, 2]),
        np.array([False] * 3),
        words=WORDS,
    )
    cells = picture.data["cells"]
    texts, roles = np.reshape(cells["text"], (4, 3)), np.reshape(cells["role"], (4, 3))
    assert texts.tolist()[:3] == [["4", "NaN", "2"], ["–", "2", "1"], ["1", "–", "2"]]
    assert roles[1].tolist() == ["broken"] * 3 and roles[2].tolist() == ["best", "out", "best"]
    assert picture.data["offers"]["to"] == [1, 2, 1]


def test_the_specs_do_not_change_with_the_numbers():
    assert hits([1, 0]).spec is hits([2, 2], 3).spec
    one = score_bars.ladder([1, 2], np.array([0, 1]), np.array([1]), words=LADDER)
    other = score_bars.ladder([9, 0], np.array([1, 0]), np.array([0]), words=LADDER)
    assert one.spec is other.spec


def test_motion_is_the_readers_own_and_begins_at_its_end():
    for picture, end in (
        (hits([1, 0]), 3),
        (score_bars.ladder([1, 2], np.array([0, 1]), np.array([1]), words=LADDER), 2),
    ):
        (step,) = [param for param in picture.spec["params"] if param["name"] == "step"]
        assert step["value"] == step["bind"]["max"] == end and step["bind"]["input"] == "range"
