"""Curves end where they are not finite, and gradients share one scale."""

import numpy as np

from lib.lessons.loss_gradients.charts import losses as charts


def test_curves_end_where_they_are_not_finite_and_have_no_mark_there():
    y = {"a": np.array([0.0, 1.0]), "b": np.array([0.0, np.inf])}
    picture = charts.nested_curves(
        np.arange(2.0),
        y,
        ["#000000", "#111111"],
        at=(1.0, [1.0, np.nan]),
        x_title="x",
        y_title="y",
        ends=(0, 1),
        domain=(0, 1),
    )
    np.testing.assert_array_equal(picture.data["curves"]["y"], [0, 1, 0, np.nan])
    marks = picture.data["points"]
    assert (marks["x"], marks["y"], marks["role"]) == ([1.0], [1.0], ["a"])
    assert np.all(np.diff(picture.data["curves"]["width"][::2]) < 0)  # both are seen


def test_a_table_tells_right_from_wrong_from_no_number():
    table = np.array([[1.0, 2.0], [np.nan, np.inf]])
    words = {"right": "R", "lost": "L", "broken": "B"}
    picture = charts.judged(
        table,
        np.array([[True, False], [False, True]]),
        rows=["a", "b"],
        columns=["c", "d"],
        words=words,
        height=100,
    )
    assert picture.data["cells"]["role"] == ["R", "L", "B", "B"]


def test_gradients_share_one_scale_and_an_all_zero_one_is_drawn():
    _, b = charts.same_scale(
        {"a": np.array([4.0]), "b": np.array([-2.0])}, words={"a": "a", "b": "b"}
    )
    alone = charts.same_scale({"b": np.array([-2.0])}, words={"b": "b"})[0]
    assert alone.data["cells"]["fill"] != b.data["cells"]["fill"]
    assert charts.same_scale({"z": np.zeros(2)}, words={"z": "z"})[0].data["cells"]["fill"]
