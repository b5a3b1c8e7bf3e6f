"""Top-k accuracy: from scores to ranks, from ranks to hits, and what ties and NaN do to them."""

from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

ARTICLE_LOGITS = [
    [0.76310456, -1.1337202, 1.0353428, 1.0621719, -1.3435235, -0.8340364],
    [-0.47014472, -0.2422621, 0.2518393, -0.23825932, -1.0721133, 0.24922352],
    [0.44158378, 0.6831124, -0.54429495, 1.1736444, -0.26429346, 0.7027973],
    [-0.7662839, 1.4855492, 0.42412958, -0.29403406, 1.043192, 1.0433921],
    [0.44711986, 0.7275903, 0.31700605, 0.2726328, -0.16104753, -1.1572416],
    [-0.90731895, -0.2063934, 0.952755, 0.6108949, 2.9908571, -1.7417939],
    [-0.17370664, -0.03342665, 0.5075081, 1.3842217, 0.4897528, -0.37641558],
    [-1.0750929, -0.03694849, 1.319619, 1.5328622, 1.5641279, -0.2661516],
    [0.4573638, 0.8733606, 0.0470969, 1.0739747, -0.8262296, -0.59460646],
    [1.420134, 1.216806, 0.7350984, -2.035839, 0.675249, 0.5640526],
]
ARTICLE_LABELS = [4, 5, 5, 5, 4, 1, 3, 3, 4, 3]


def random_logits(seed: int) -> list[list[float]]:
    """Draw the logits of an untrained model, rounded to two decimals. Shape: 10 x 6."""
    drawn = np.random.default_rng(seed).normal(size=(10, 6))
    return [[round(float(value), 2) for value in row] for row in drawn]


class Hits(NamedTuple):
    """From logits to accuracy, in the steps of the article."""

    probabilities: tf.Tensor
    prediction: tf.Tensor
    ranked: tf.Tensor
    hits: tf.Tensor
    accuracy: tf.Tensor
    accuracy_at_k: tf.Tensor


def hit_matrix(logits: list[list[float]], labels: list[int], k: int) -> Hits:
    """Rank the classes of each sample, mark the rank of its label, and count hits by rank.

    Shapes: (samples, classes) gives (samples, classes), (samples,), then twice
    (classes, samples) with the best rank on top, then (classes,) and (), in percent.
    """
    probabilities = tf.nn.softmax(tf.constant(logits, tf.float32), axis=1)
    prediction = tf.argmax(probabilities, axis=1)
    samples, classes = probabilities.shape
    indices = tf.math.top_k(probabilities, k=classes).indices
    ranked = tf.transpose(indices)
    hits = tf.equal(ranked, tf.broadcast_to(tf.constant(labels), ranked.shape))
    counted = [tf.reduce_sum(tf.cast(hits[:most], tf.float32)) for most in range(1, classes + 1)]
    accuracy = tf.stack(counted) * (100 / samples)
    return Hits(probabilities, prediction, ranked, hits, accuracy, accuracy[k - 1])


class SortedRow(NamedTuple):
    """A row in order, the recipe for that order, the recipe carried out, and the k best."""

    ordered: tf.Tensor
    recipe: tf.Tensor
    gathered: tf.Tensor
    best: tf.Tensor
    best_indices: tf.Tensor


def sort_row(row: list[float], direction: str, k: int) -> SortedRow:
    """Sort a row directly, and in two steps: argsort gives the indices, gather reads them.

    Shapes: (n,) three times, then (k,) twice.
    """
    x = tf.constant(row)
    recipe = tf.argsort(x, direction=direction, stable=True)
    best, best_indices = tf.math.top_k(x, k=k)
    return SortedRow(
        tf.sort(x, direction=direction), recipe, tf.gather(x, recipe), best, best_indices
    )


class Accuracies(NamedTuple):
    """The scores that were compared, and one accuracy by each of three calls, in percent."""

    compared: tf.Tensor
    by_in_top_k: tf.Tensor
    by_top_k: tf.Tensor
    by_keras: tf.Tensor


def count_hits(scores: list[int], labels: list[int], k: int, saturated: bool) -> Accuracies:
    """Give every sample the same scores, and ask three calls for the top-k accuracy.

    Saturated scores are softmax(50 scores) in float32, in which very small probabilities become
    exactly 0, which makes ties. Shapes: (classes,) and three scalars.
    """
    row = tf.constant(scores, tf.float32)
    if saturated:
        row = tf.nn.softmax(50 * row)
    batch = tf.tile(row[tf.newaxis], [len(labels), 1])
    target = tf.constant(labels)
    by_in_top_k = tf.math.in_top_k(target, batch, k)
    indices = tf.math.top_k(batch, k).indices
    by_top_k = tf.reduce_any(indices == target[:, tf.newaxis], axis=1)
    by_keras = tf.keras.metrics.top_k_categorical_accuracy(
        tf.one_hot(target, len(scores)), batch, k
    )
    return Accuracies(row, percent(by_in_top_k), percent(by_top_k), percent(by_keras))


def percent(hits: tf.Tensor) -> tf.Tensor:
    """Return the share of what is true, in percent."""
    return tf.reduce_mean(100 * tf.cast(hits, tf.float32))


class Ranks(NamedTuple):
    """The k best by TensorFlow, the same with NaN put last, and which labels would be hits."""

    values: tf.Tensor
    indices: tf.Tensor
    repaired: tf.Tensor
    hits: tf.Tensor


def rank_with_limits(row: list[float], k: int) -> Ranks:
    """Take the k best of a row that may hold what has no order.

    Shapes: (k,) three times, then (n,): whether in_top_k counts each class as a hit.

    Raises:
        tf.errors.InvalidArgumentError: k is negative, or larger than n.
    """
    x = tf.constant(row, tf.float32)
    values, indices = tf.math.top_k(x, k)
    repaired = tf.math.top_k(tf.where(tf.math.is_nan(x), -np.inf, x), k).indices
    classes = tf.range(len(row))
    hits = tf.math.in_top_k(classes, tf.tile(x[tf.newaxis], [len(row), 1]), k)
    return Ranks(values, indices, repaired, hits)


class Gradients(NamedTuple):
    """The gradient by the scores of each result computed from them, or None."""

    from_values: tf.Tensor
    from_indices: tf.Tensor
    from_indices_as_floats: tf.Tensor
    from_argmax: tf.Tensor
    from_accuracy: tf.Tensor
    from_loss: tf.Tensor


def gradients_of_outputs(scores: list[float], label: int, k: int) -> Gradients:
    """Return the gradient of each result of this lesson by the scores.

    Shapes: (n,), or None where the two are not connected.

    Raises:
        tf.errors.InvalidArgumentError: k is larger than n, or the label is not below n.
    """
    x = tf.constant(scores, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        values, indices = tf.math.top_k(x, k)
        floats = tf.cast(indices, tf.float32)
        first = tf.argmax(x)
        accuracy = tf.cast(tf.math.in_top_k([label], x[tf.newaxis], k), tf.float32)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(label, x)
    return Gradients(
        *(tape.gradient(y, x) for y in (values, indices, floats, first, accuracy, loss))
    )


def draw_ranks(draw: Random) -> dict[str, Any]:
    """Draw the ranks of five labels, and a k."""
    return {"ranks": [draw.randint(1, 6) for _ in range(5)], "k": draw.randint(1, 5)}


def accuracy_of(ranks: list[int], k: int) -> tf.Tensor:
    """Return the top-k accuracy in percent of labels with these ranks."""
    return percent(tf.constant(ranks) <= k)


def draw_row(draw: Random) -> dict[str, Any]:
    """Draw four different numbers that cannot be mistaken for indices."""
    return {"x": draw.sample(range(10, 100, 10), 4)}


def recipe_of(x: list[int]) -> tf.Tensor:
    """Return where each element of the sorted row comes from."""
    return tf.argsort(tf.constant(x))


def draw_tie(draw: Random) -> dict[str, Any]:
    """Draw a row that has its best value two or three times."""
    row = [9] * draw.choice([2, 3]) + draw.sample(range(1, 8), 2)
    draw.shuffle(row)
    return {"x": row, "k": draw.choice([1, 2])}


def best_indices(x: list[int], k: int) -> tf.Tensor:
    """Return the indices of the k best."""
    return tf.math.top_k(tf.constant(x), k).indices


def draw_flow(draw: Random) -> dict[str, Any]:
    """Draw four different numbers and a k."""
    return {"x": [float(value) for value in draw.sample(range(1, 10), 4)], "k": draw.choice([1, 2])}


def slope_of_best(x: list[float], k: int) -> tf.Tensor:
    """Differentiate the sum of the k best."""
    scores = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(scores)
        total = tf.reduce_sum(tf.math.top_k(scores, k).values)
    return tape.gradient(total, scores)
