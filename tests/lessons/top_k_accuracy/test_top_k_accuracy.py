"""Top-k accuracy against NumPy in float64, closed forms, finite differences and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.top_k_accuracy import top_k_accuracy as lesson


def _article(*names):
    def case(inputs):
        labels = inputs.get("target", lesson.ARTICLE_LABELS)
        # The article goes on from the probabilities that it prints: their logarithms are logits.
        logits = inputs.get("logits") or np.log(inputs["probs"]).tolist()
        run = lesson.hit_matrix(logits, labels, 1)
        found = {
            "probs": run.probabilities,
            "pred": run.prediction,
            "indices": tf.transpose(run.ranked),
            "accuracy": run.accuracy,
        }
        return {name: found[name] for name in names}

    return case


ARTICLE = {
    "softmax of the printed logits, axis=1": _article("probs"),
    "argmax prediction": _article("pred"),
    "top_k indices, k=6": _article("indices"),
    "hit matrix: transposed indices == broadcast target": lambda inputs: {
        "correct": tf.cast(
            lesson.hit_matrix(lesson.ARTICLE_LOGITS, inputs["target"], 1).hits, tf.int32
        )
    },
    "top-k accuracy in percent, k=1..6": _article("accuracy"),
}


def ranks_of(logits, labels):
    """The rank of each label by counting who is ahead of it, in float64."""
    scores = np.asarray(logits, float)
    own = scores[np.arange(len(labels)), labels]
    return 1 + (scores > own[:, None]).sum(axis=1)


# ------------------------------------------------------------------------- accuracy


@pytest.mark.parametrize("seed", range(5))
def test_accuracy_is_the_share_of_labels_that_rank_at_k_or_better(seed):
    logits = lesson.random_logits(seed)
    labels = np.random.default_rng(seed + 100).integers(0, 6, 10).tolist()
    run = lesson.hit_matrix(logits, labels, 3)
    ranks = ranks_of(logits, labels)
    np.testing.assert_allclose(run.accuracy, [100 * np.mean(ranks <= k) for k in range(1, 7)])
    np.testing.assert_allclose(run.accuracy_at_k, 100 * np.mean(ranks <= 3))
    exp = np.exp(np.asarray(logits))
    np.testing.assert_allclose(run.probabilities, exp / exp.sum(1, keepdims=True), rtol=1e-5)
    np.testing.assert_array_equal(run.prediction, np.argmax(logits, axis=1))
    np.testing.assert_array_equal(run.ranked, np.argsort(-np.asarray(logits), axis=1).T)
    np.testing.assert_array_equal(np.argmax(run.hits, axis=0) + 1, ranks)
    assert run.hits.numpy().sum() == 10  # each label is found exactly once


def test_over_all_classes_accuracy_is_100_percent_whatever_the_model():
    for seed in range(20):
        labels = [seed % 6] * 10
        accuracy = lesson.hit_matrix(lesson.random_logits(seed), labels, 6).accuracy.numpy()
        assert accuracy[-1] == 100 and (np.diff(accuracy) >= 0).all()


def test_the_articles_model_is_worse_than_guessing_at_k_1():
    run = lesson.hit_matrix(lesson.ARTICLE_LOGITS, lesson.ARTICLE_LABELS, 2)
    np.testing.assert_allclose(run.accuracy, [10, 50, 50, 60, 70, 100])
    assert run.accuracy[0] < 100 / 6 and float(run.accuracy_at_k) == 50


def test_a_label_that_no_class_has_is_never_found_and_nothing_complains():
    run = lesson.hit_matrix([[2, 1, 0], [0, 2, 1]], [0, 5], 3)
    np.testing.assert_allclose(run.accuracy, [50, 50, 50])


def test_the_challenge_of_the_builder_can_be_met():
    second = np.argsort(-np.asarray(lesson.ARTICLE_LOGITS), axis=1)[:, 1].tolist()
    accuracy = lesson.hit_matrix(lesson.ARTICLE_LOGITS, second, 1).accuracy
    assert accuracy[:2].numpy().tolist() == [0, 100]


# -------------------------------------------------------------------------- argsort


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=8, max_size=8),
    st.sampled_from(["ASCENDING", "DESCENDING"]),
    st.integers(1, 8),
)
def test_gather_by_argsort_is_sort_and_equal_values_keep_their_order(row, direction, k):
    run = lesson.sort_row(row, direction, k)
    sign = 1 if direction == "ASCENDING" else -1
    recipe = sorted(range(8), key=lambda index: sign * row[index])  # Python's sort is stable
    np.testing.assert_array_equal(run.recipe, recipe)
    np.testing.assert_array_equal(run.ordered, sorted(row, reverse=sign < 0))
    np.testing.assert_array_equal(run.gathered, run.ordered)
    best = sorted(range(8), key=lambda index: -row[index])[:k]  # whatever the direction
    np.testing.assert_array_equal(run.best_indices, best)
    np.testing.assert_array_equal(run.best, np.asarray(row)[best])


def test_another_order_of_the_same_numbers_changes_argsort_and_not_sort():
    one, other = (
        lesson.sort_row([3, 7, 1], "ASCENDING", 1),
        lesson.sort_row([7, 1, 3], "ASCENDING", 1),
    )
    np.testing.assert_array_equal(one.ordered, other.ordered)
    assert one.recipe.numpy().tolist() == [2, 0, 1] != other.recipe.numpy().tolist() == [1, 2, 0]


def test_a_typed_row_may_hold_any_numbers():
    run = lesson.sort_row([0.5, -2, 3.25, 0.5], "DESCENDING", 2)
    assert run.recipe.numpy().tolist() == [2, 0, 3, 1] and run.best.numpy().tolist() == [3.25, 0.5]


# ----------------------------------------------------------------------------- ties

SPREAD = [0, 1, 2, 3, 4] * 2


def verdicts(*arguments):
    run = lesson.count_hits(*arguments)
    return [float(value) for value in run[1:]]


@pytest.mark.parametrize("k", range(1, 6))
def test_constant_scores_are_100_percent_to_one_call_and_k_fifths_to_another(k):
    assert verdicts([1] * 5, SPREAD, k, False) == pytest.approx([100, 20 * k, 100])


@pytest.mark.parametrize("k", [1, 3])
def test_the_metric_of_keras_averages_the_function_that_the_lesson_runs(k):
    metric = tf.keras.metrics.TopKCategoricalAccuracy(k=k)
    metric.update_state(tf.one_hot(SPREAD, 5), tf.ones([10, 5]))
    assert 100 * float(metric.result()) == verdicts([1] * 5, SPREAD, k, False)[2] == 100


def test_the_lower_index_wins_a_tie():
    assert verdicts([1] * 5, [0] * 10, 1, False) == pytest.approx([100, 100, 100])
    assert verdicts([1] * 5, [4] * 10, 4, False) == pytest.approx([100, 0, 100])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.integers(1, 5))
def test_in_top_k_counts_who_is_strictly_ahead(scores, k):
    row = np.asarray(scores)
    ahead = np.array([(row > row[label]).sum() for label in SPREAD])
    order = sorted(range(5), key=lambda index: -row[index])[:k]
    by_in_top_k, by_top_k, by_keras = verdicts(scores, SPREAD, k, False)
    assert by_in_top_k == pytest.approx(100 * np.mean(ahead < k))
    assert by_top_k == pytest.approx(100 * np.mean([label in order for label in SPREAD]))
    assert by_keras == pytest.approx(by_in_top_k)


def test_without_ties_all_three_agree():
    for k in range(1, 6):
        assert verdicts([3, 1, 4, 0, 5], SPREAD, k, False) == pytest.approx([20 * k] * 3)


def test_a_softmax_that_is_sure_of_itself_makes_ties_of_five_different_scores():
    run = lesson.count_hits([5, 4, 3, 2, 1], SPREAD, 3, True)
    np.testing.assert_array_equal(run.compared[2:], [0, 0, 0])
    exact = np.exp(50 * np.arange(-4.0, 1.0))
    assert (np.diff(exact) > 0).all()  # in float64 they differ
    assert verdicts([5, 4, 3, 2, 1], SPREAD, 3, True) == pytest.approx([100, 60, 100])
    assert verdicts([1, 2, 3, 4, 5], SPREAD, 3, True) == pytest.approx([100, 60, 100])


def test_a_tie_of_constant_scores_does_not_deceive_argmax():
    assert np.mean(np.argmax(np.ones((10, 5)), axis=1) == SPREAD) == 0.2


# --------------------------------------------------------------------------- limits

NAN = float("nan")


def with_nan(place):
    return [NAN if index == place else x for index, x in enumerate([4.0, 9.0, 2.0, 7.0, 5.0])]


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("k", range(6))
def test_with_nan_put_last_the_rest_is_ranked_as_it_should_be(place, k):
    row = with_nan(place)
    wanted = sorted(range(5), key=lambda i: (np.isnan(row[i]), -row[i]))[:k]
    np.testing.assert_array_equal(lesson.rank_with_limits(row, k).repaired, wanted)


def test_nan_takes_other_scores_out_of_their_rank():
    """Where NaN itself ends up is an accident of the comparisons; that it does harm is not."""
    first = {place: lesson.rank_with_limits(with_nan(place), 1) for place in range(5)}
    missed = [
        place for place, run in first.items() if place != 1 and run.indices[0] not in (1, place)
    ]
    assert missed, "for some place of NaN, the largest number is not found"
    whole = [lesson.rank_with_limits(with_nan(place), 5) for place in range(5)]
    assert any(run.indices[0] != place for place, run in enumerate(whole)), "NaN is not first"
    finite = [[i for i in run.indices.numpy() if i != place] for place, run in enumerate(whole)]
    ordered = [sorted(each, key=lambda i: -[4, 9, 2, 7, 5][i]) for each in finite]
    assert finite != ordered, "not even the others are in order"


def test_nan_at_the_front_comes_first_and_at_the_back_hides_the_largest():
    assert lesson.rank_with_limits(with_nan(0), 5).indices[0] == 0
    assert lesson.rank_with_limits(with_nan(4), 1).indices[0] == 0  # the 4, and there is a 9
    assert lesson.rank_with_limits(with_nan(4), 2).indices.numpy().tolist() == [1, 3]


def test_infinities_have_an_order():
    run = lesson.rank_with_limits([4.0, -np.inf, 2.0, np.inf, 5.0], 5)
    np.testing.assert_array_equal(run.indices, [3, 4, 0, 2, 1])
    np.testing.assert_array_equal(run.indices, run.repaired)


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_in_top_k_counts_nothing_where_one_score_is_not_finite(broken):
    row = [4.0, 9.0, broken, 7.0, 5.0]
    assert not lesson.rank_with_limits(row, 5).hits.numpy().any()
    hits = lesson.rank_with_limits([4.0, 9.0, 2.0, 7.0, 5.0], 2).hits.numpy()
    assert hits.tolist() == [False, True, False, True, False]


def test_a_k_out_of_range_raises_in_top_k_and_not_in_in_top_k():
    row = [4.0, 9.0, 2.0, 7.0, 5.0]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Had 5, needed 6"):
        lesson.rank_with_limits(row, 6)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Need k >= 0"):
        lesson.rank_with_limits(row, -1)
    assert lesson.rank_with_limits(row, 0).values.shape == (0,)
    assert tf.math.in_top_k([2], [row], 9).numpy().all()


# ------------------------------------------------------------------------ gradients


def _difference(f, x, h=1e-4):
    x = np.asarray(x, float)
    steps = h * np.eye(len(x))
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps])


@pytest.mark.parametrize("k", range(1, 5))
@pytest.mark.parametrize("label", range(4))
def test_values_and_cross_entropy_lead_back_and_accuracy_does_not(k, label):
    scores = [2.0, 7.0, 1.0, 8.0]
    run = lesson.gradients_of_outputs(scores, label, k)

    def best(x):
        return np.sort(x)[-k:].sum()

    def cross_entropy(x):
        return np.log(np.exp(x).sum()) - x[label]

    np.testing.assert_allclose(run.from_values, _difference(best, scores), atol=1e-6)
    np.testing.assert_allclose(run.from_loss, _difference(cross_entropy, scores), atol=1e-5)
    softmax = np.exp(scores) / np.exp(scores).sum()
    np.testing.assert_allclose(run.from_loss, softmax - np.eye(4)[label], atol=1e-6)
    assert run.from_argmax is None and run.from_accuracy is None
    assert run.from_indices_as_floats is None
    np.testing.assert_array_equal(run.from_indices, [0, 0, 0, 0])  # asked without a cast


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="at least k columns"):
        lesson.gradients_of_outputs([2.0, 1.0], 0, 3)
    with pytest.raises(tf.errors.InvalidArgumentError):
        lesson.gradients_of_outputs([2.0, 1.0], 2, 1)


# ------------------------------------------------------------------------ questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_numpy(seed):
    drawn = lesson.draw_ranks(Random(seed))
    wanted = 100 * np.mean(np.asarray(drawn["ranks"]) <= drawn["k"])
    assert float(lesson.accuracy_of(**drawn)) == pytest.approx(wanted)
    row = lesson.draw_row(Random(seed))
    np.testing.assert_array_equal(lesson.recipe_of(**row), np.argsort(row["x"]))
    tie = lesson.draw_tie(Random(seed))
    best = np.argsort(-np.asarray(tie["x"]), kind="stable")[: tie["k"]]
    np.testing.assert_array_equal(lesson.best_indices(**tie), best)
    assert tie["x"].count(max(tie["x"])) > 1
    flow = lesson.draw_flow(Random(seed))
    x = np.asarray(flow["x"])
    np.testing.assert_array_equal(lesson.slope_of_best(**flow), x >= np.sort(x)[-flow["k"]])
