"""Entropy and cross-entropy against NumPy in float64, closed forms and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from lib.lessons.entropy import entropy


def _surprise(inputs):
    run = entropy.surprise([100 * p for p in inputs["p"]], 2.0)
    return {"terms": run.terms, "entropy": run.entropy}


def _categorical(inputs):
    return {"loss": entropy.categorical(int(np.argmax(inputs["y"])), inputs["p"]).loss}


ARTICLE = {
    "entropy of the uniform distribution, bits": _surprise,
    "entropy of a peaked distribution, bits": _surprise,
    "categorical cross-entropy, uniform": _categorical,
    "categorical cross-entropy, wrong and not normalised": _categorical,
    "categorical cross-entropy, right and sure": _categorical,
    "binary cross-entropy, class and function": lambda inputs: {
        "loss": entropy.binary(float(inputs["y"][0]), inputs["p"][0]).by_class
    },
}


def bits(p, q):
    p, q = (np.asarray(x, float) / np.sum(x) for x in (p, q))
    some = p > 0
    with np.errstate(divide="ignore"):
        return -np.sum(p[some] * np.log2(q[some]))


def test_the_challenge_of_the_surprise_can_be_met_and_is_not_met_at_the_start():
    assert float(entropy.surprise([100, 1, 1, 1], 2.0).entropy) < 2 / 8
    assert float(entropy.surprise([25, 25, 25, 25], 2.0).entropy) > 2 / 8


weights = st.lists(st.integers(0, 100), min_size=2, max_size=8).filter(any)


@given(weights, st.sampled_from([2.0, np.e, 10.0]))
def test_entropy_agrees_with_numpy_and_is_greatest_when_uniform(w, base):
    run = entropy.surprise(w, base)
    wanted = bits(w, w) * np.log(2) / np.log(base)
    assert float(run.entropy) == pytest.approx(wanted, abs=1e-5)
    assert float(run.entropy) <= np.log(len(w)) / np.log(base) + 1e-5
    assert float(tf.reduce_sum(run.p)) == pytest.approx(1, abs=1e-6)


def test_the_two_distributions_of_the_article():
    assert float(entropy.surprise([1, 1, 1, 1], 2.0).entropy) == pytest.approx(2.0, abs=1e-6)
    assert round(float(entropy.surprise([1, 1, 1, 97], 2.0).entropy), 4) == 0.2419


positive = st.lists(st.integers(1, 100), min_size=3, max_size=3)


@given(positive, positive)
def test_cross_entropy_is_entropy_plus_a_divergence_that_is_never_negative(p, q):
    run = entropy.compare(p, q)
    assert float(run.cross_pq) == pytest.approx(bits(p, q), abs=1e-4)
    assert float(run.kl_pq) == pytest.approx(bits(p, q) - bits(p, p), abs=1e-4)
    assert float(run.kl_qp) == pytest.approx(bits(q, p) - bits(q, q), abs=1e-4)
    assert float(run.kl_pq) > -1e-4


def test_kl_is_not_symmetric_and_what_was_thought_impossible_costs_without_bound():
    run = entropy.compare([90, 5, 4, 1], [1, 1, 1, 1])
    assert abs(float(run.kl_pq) - float(run.kl_qp)) > 0.05
    assert np.isinf(entropy.compare([1, 1], [1, 0]).kl_pq)
    mirrored = entropy.compare([1, 3], [3, 1])  # what the challenge asks for
    assert float(mirrored.kl_pq) == pytest.approx(float(mirrored.kl_qp), abs=1e-5)
    assert float(mirrored.kl_pq) == pytest.approx(0.5 * np.log2(3), abs=1e-5)
    assert float(entropy.compare([1, 0], [1, 1]).kl_pq) == pytest.approx(1)
    for other in ([1], [1, 1, 1]):  # one number would be broadcast, if it could
        with pytest.raises(tf.errors.InvalidArgumentError):
            entropy.compare([1, 1], other)


def test_keras_rescales_what_does_not_sum_to_1():
    used, loss = entropy.categorical(1, [0.1, 0.1, 0.8, 0.1])
    np.testing.assert_allclose(used, np.array([0.1, 0.1, 0.8, 0.1]) / 1.1, rtol=1e-6)
    assert float(loss) == pytest.approx(-np.log(0.1 / 1.1), abs=1e-6)


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("p", [0.01, 0.1, 0.5, 0.99])
def test_binary_class_and_function_agree_with_the_formula(label, p):
    run = entropy.binary(label, p)
    wanted = -np.log(p if label else 1 - p)
    assert float(run.by_class) == pytest.approx(wanted, rel=1e-5)
    assert float(run.by_function) == pytest.approx(wanted, rel=1e-5)
    x = np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(run.curve, -np.log(x if label else 1 - x), rtol=1e-4)


def test_binary_at_a_tenth_is_what_this_tensorflow_gives_and_not_what_2_0_gave():
    loss = float(entropy.binary(1.0, 0.1).by_class)
    assert loss == pytest.approx(-np.log(0.1), abs=2e-7)
    assert abs(loss - -np.log(0.1 + 1e-7)) > 5e-7


def test_only_xlogy_has_neither_a_nan_value_nor_a_nan_gradient_at_0():
    values, gradients = entropy.zero_log_zero([0.0, 0.5, 0.25])
    np.testing.assert_array_equal(np.isnan(values)[:, 0], [True, False, False])
    np.testing.assert_array_equal(np.isnan(gradients)[:, 0], [True, False, True])
    np.testing.assert_array_equal(values[1:, 0], [0, 0])
    assert gradients[1, 0] == 0  # the true slope is minus infinity
    p = np.array([0.5, 0.25])
    for row in range(3):
        np.testing.assert_allclose(values[row, 1:], p * np.log(p), rtol=1e-6)
        np.testing.assert_allclose(gradients[row, 1:], np.log(p) + 1, rtol=1e-5)


def test_one_sure_and_wrong_sample_dominates_and_keras_caps_it():
    losses, mean = entropy.confident(9, 0.9, 1e-4)
    np.testing.assert_allclose(losses[:9], [-np.log(0.9)] * 9, rtol=1e-5)
    assert float(mean) == pytest.approx((9 * -np.log(0.9) - np.log(1e-4)) / 10, rel=1e-4)
    assert losses[-1] / tf.reduce_sum(losses) > 0.9
    cap = float(entropy.confident(1, 0.9, 1e-9).losses[-1])
    assert round(cap, 3) == 16.118 and cap == pytest.approx(-np.log(1e-7), rel=1e-6)
    losses = entropy.confident(20, 0.99, 1e-4).losses  # the challenge can be met
    assert losses[-1] / tf.reduce_sum(losses) > 0.9


def _softmax_loss(logits):
    z = np.asarray(logits, float)[0]
    return np.log(np.exp(z).sum()) - z[entropy.LABEL]


def test_of_sixteen_calls_four_are_right_and_four_silently_wrong():
    true = _softmax_loss(entropy.LOGITS)
    z = np.asarray(entropy.LOGITS[0])
    p = np.exp(z) / np.exp(z).sum()
    twice = _softmax_loss([p])
    refused = np.full(4, np.nan)
    # Keras 3 divides by the sum before it clips, its sparse loss after.
    dense = [true, -np.log(1e-7), twice, true]
    sparse = [true, -np.log(1e-7 / (1 + 1e-7 + 0.5)), twice, true]
    table = entropy.sixteen_calls()
    np.testing.assert_allclose(table, [dense, refused, refused, sparse], rtol=1e-5)
    assert [f"{loss:.3f}" for loss in table[0]] == ["3.241", "16.118", "1.448", "3.241"]
    assert f"{float(table[3, 1]):.3f}" == "16.524"


@pytest.mark.parametrize(("loss", "label"), [("categorical", [[0.0, 1.0, 0.0]]), ("sparse", [1])])
def test_logits_taken_for_probabilities_give_the_true_class_no_gradient(loss, label):
    logits = tf.constant(entropy.LOGITS)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(logits)
        wrong = entropy.LOSSES[loss](tf.constant(label), logits, from_logits=False)
        right = entropy.LOSSES[loss](tf.constant(label), logits, from_logits=True)
    assert tape.gradient(wrong, logits)[0, 1] == 0
    assert tape.gradient(right, logits)[0, 1] < -0.9


@pytest.mark.parametrize("outputs", ["logits", "probabilities"])
@pytest.mark.parametrize("from_logits", [True, False])
def test_labels_of_the_wrong_kind_are_refused(outputs, from_logits):
    with pytest.raises(ValueError, match="same rank"):
        entropy.one_call("categorical", "sparse", outputs, from_logits)
    with pytest.raises(ValueError, match="must have rank"):
        entropy.one_call("sparse", "one_hot", outputs, from_logits)


@pytest.mark.parametrize("seed", range(12))
def test_questions_have_the_answers_of_numpy(seed):
    n = entropy.draw_uniform(Random(seed))["n"]
    assert float(entropy.uniform_bits(n)) == pytest.approx(np.log2(n), abs=1e-4)
    pair = entropy.draw_pair(Random(seed))
    wanted = "p" if bits(pair["p"], pair["p"]) > bits(pair["q"], pair["q"]) else "q"
    assert entropy.more_uncertain(**pair) == wanted
    p = entropy.draw_guess(Random(seed))["p"]
    assert float(entropy.nats(p)) == pytest.approx(-np.log(p), abs=1e-5)
    guess = entropy.draw_sum(Random(seed))
    wanted = guess["p"][guess["label"]] / sum(guess["p"])
    assert float(entropy.probability_used(**guess)) == pytest.approx(wanted, rel=1e-5)
