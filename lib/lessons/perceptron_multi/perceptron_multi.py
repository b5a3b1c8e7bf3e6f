"""A perceptron with several outputs: one delta an output, and an outer product for the weights."""

from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

HEADS = {"softmax": tf.nn.softmax, "sigmoid": tf.sigmoid}


def cross_entropy(z: tf.Tensor, y: tf.Tensor, head: str) -> tf.Tensor:
    """Return the cross-entropy of each sample: of one choice, or of as many as outputs."""
    if head == "softmax":
        return -tf.reduce_sum(y * tf.nn.log_softmax(z), axis=-1)
    return tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(y, z), axis=-1)


LOSSES = {
    "mean": lambda z, y, head: tf.reduce_mean(tf.square(HEADS[head](z) - y), axis=-1),
    "half": lambda z, y, head: tf.reduce_sum(tf.square(HEADS[head](z) - y), axis=-1) / 2,
    "ce": cross_entropy,
}
"""Of each sample: Keras's mean of squares, the textbook's half sum of them, cross-entropy."""


def delta_of(o: tf.Tensor, y: tf.Tensor, head: str, loss: str) -> tf.Tensor:
    """Return the derivative of a batch's mean loss by z, as the textbook has it."""
    n, m = o.shape
    if loss == "ce":
        return (o * (tf.reduce_sum(y, axis=1, keepdims=True) if head == "softmax" else 1) - y) / n
    slope = (o - y) * (2 / m if loss == "mean" else 1.0) / n
    if head == "sigmoid":
        return slope * o * (1 - o)
    # Every softmax output depends on every z: the Jacobian mixes the slopes.
    return o * (slope - tf.reduce_sum(o * slope, axis=1, keepdims=True))


class Derived(NamedTuple):
    """A batch forwards, backwards by hand and by tape, and after one update."""

    y: tf.Tensor
    z: tf.Tensor
    prob: tf.Tensor
    loss: tf.Tensor
    delta: tf.Tensor
    outer: tf.Tensor
    grad_w: tf.Tensor
    grad_b: tf.Tensor
    tape_delta: tf.Tensor
    tape_w: tf.Tensor
    tape_b: tf.Tensor
    new_w: tf.Tensor
    new_b: tf.Tensor
    new_loss: tf.Tensor


def differentiate(
    x: list[Any], w: list[Any], b: list[float], labels: list[int], head: str, loss: str, rate: float
) -> Derived:
    """Do a forward and a backward pass of one layer: by outer products, and by the tape.

    Shapes: of n samples, d inputs and m outputs: (n, m) for y, z, prob, delta; (n, d, m) for the
    outer products of each sample; (d, m) for what belongs to w, (m,) to b; () for losses.

    Raises:
        tf.errors.InvalidArgumentError: the shapes do not fit each other.
    """
    samples, weights, bias = (tf.constant(each, tf.float32) for each in (x, w, b))
    y = tf.one_hot(labels, weights.shape[1])
    with tf.GradientTape() as tape:
        tape.watch([weights, bias])
        z = samples @ weights + bias
        value = tf.reduce_mean(LOSSES[loss](z, y, head))
    by_tape = tape.gradient(value, [z, weights, bias])
    prob = HEADS[head](z)
    delta = delta_of(prob, y, head, loss)
    outer = samples[:, :, tf.newaxis] * delta[:, tf.newaxis, :]
    grad_w, grad_b = tf.reduce_sum(outer, axis=0), tf.reduce_sum(delta, axis=0)
    new_w, new_b = weights - rate * grad_w, bias - rate * grad_b
    new_loss = tf.reduce_mean(LOSSES[loss](samples @ new_w + new_b, y, head))
    return Derived._make(
        [y, z, prob, value, delta, outer, grad_w, grad_b, *by_tape, new_w, new_b, new_loss]
    )


class LogitMoved(NamedTuple):
    """Outputs and deltas before and after one logit was moved, and which deltas changed."""

    outputs: tf.Tensor
    deltas: tf.Tensor
    changed: tf.Tensor


def move_logit(
    z: list[float], place: int, by: float, label: int, head: str, loss: str
) -> LogitMoved:
    """Move one logit, and return which deltas change with it, by the tape.

    Shapes: (2, m) twice, before and after; (m,) booleans.
    """
    before = tf.constant([z], tf.float32)
    logits = tf.concat([before, before + by * tf.one_hot([place], len(z))], axis=0)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = tf.reduce_sum(LOSSES[loss](logits, tf.one_hot([label, label], len(z)), head))
    deltas = tape.gradient(value, logits)
    return LogitMoved(HEADS[head](logits), deltas, tf.abs(deltas[0] - deltas[1]) > 1e-7)


MOST_OUTPUTS = 20


class Scaled(NamedTuple):
    """The norm of the gradient of w for two definitions of the loss, for 2 to 20 outputs."""

    outputs: tf.Tensor
    by_mean: tf.Tensor
    by_half: tf.Tensor
    ratio: tf.Tensor


def compare_losses(head: str, seed: int) -> Scaled:
    """Differentiate the mean of squares and half their sum, for every number of outputs.

    Shapes: (19,) each; the ratio is that of the gradients' norms.
    """
    norms: list[Any] = []
    counts = range(2, MOST_OUTPUTS + 1)
    x = tf.random.stateless_normal([4, 3], [seed, 0])
    for m in counts:
        w = tf.random.stateless_normal([3, m], [seed, 1])
        y = tf.one_hot(tf.range(4) % m, m)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(w)
            both = [LOSSES[name](x @ w, y, head) for name in ("mean", "half")]
            mean, half = map(tf.reduce_mean, both)
        norms.append(tf.stack([tf.norm(tape.gradient(value, w)) for value in (mean, half)]))
    by_mean, by_half = tf.unstack(tf.stack(norms), axis=1)
    return Scaled(tf.constant(list(counts)), by_mean, by_half, by_mean / by_half)


CASES = {
    "right": ([2, 4], [4, 3], [3], [2, 3]),
    "turned": ([2, 4], [3, 4], [3], [2, 3]),
    "flat": ([4], [4, 3], [3], [3]),
    "bias": ([2, 4], [4, 3], [4], [2, 3]),
    "column": ([2, 4], [4, 3], [2, 1], [2, 3]),
    "labels": ([2, 4], [4, 3], [3], [2]),
    "three": ([3, 4], [4, 3], [3], [3]),
}
"""The shapes of x, w, b and y: right ones, and wrong ones."""


class Shaped(NamedTuple):
    """The results for some shapes: logits, errors, and the gradients of w and b."""

    z: tf.Tensor
    error: tf.Tensor
    grad_w: tf.Tensor
    grad_b: tf.Tensor


def try_shapes(x: list[int], w: list[int], b: list[int], y: list[int]) -> Shaped:
    """Send numbers of these shapes through a layer, and ask for the gradients.

    Raises:
        tf.errors.InvalidArgumentError: TensorFlow refuses the shapes.
    """
    shapes = enumerate([x, w, b, y])
    samples, weights, bias, truth = (
        tf.random.stateless_normal(shape, [11, number]) for number, shape in shapes
    )
    with tf.GradientTape() as tape:
        tape.watch([weights, bias])
        z = samples @ weights + bias
        error = tf.nn.softmax(z) - truth
        loss = tf.reduce_mean(tf.square(error))
    return Shaped(z, error, *tape.gradient(loss, [weights, bias]))


# ------------------------------------------------------------------------- questions


def draw_delta(draw: Random) -> dict[str, Any]:
    """Draw the outputs of a softmax, and the true class."""
    p = draw.choice([[0.5, 0.25, 0.25], [0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])
    draw.shuffle(p)
    return {"p": p, "label": draw.randrange(3)}


def delta_of_softmax(p: list[float], label: int) -> tf.Tensor:
    """Return the derivative of cross-entropy by the logits, by the tape."""
    z = tf.math.log([p])
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = tf.nn.sparse_softmax_cross_entropy_with_logits([label], z)
    return tape.gradient(value, z)[0]


def draw_outer(draw: Random) -> dict[str, Any]:
    """Draw an input and a delta, and a weight of the layer."""
    x = [float(draw.choice([-3, -2, 2, 3])) for _ in range(3)]
    delta = [draw.choice([-0.5, -0.25, 0.25, 0.5]) for _ in range(2)]
    return {"x": x, "delta": delta, "i": draw.randint(1, 3), "j": draw.randint(1, 2)}


def one_of_outer(x: list[float], delta: list[float], i: int, j: int) -> tf.Tensor:
    """Return the gradient of the weight from input i to output j, by the tape."""
    w = tf.zeros([len(x), len(delta)])
    with tf.GradientTape() as tape:
        tape.watch(w)
        z = tf.constant([x]) @ w
    return tape.gradient(z, w, output_gradients=tf.constant([delta]))[i - 1, j - 1]


def draw_logit(draw: Random) -> dict[str, Any]:
    """Draw a head, and how many outputs it has."""
    return {"head": draw.choice(list(HEADS)), "m": draw.randint(3, 6)}


def count_changed_deltas(head: str, m: int) -> tf.Tensor:
    """Count the deltas that change with one logit."""
    run = move_logit([0.5 * place for place in range(m)], 1, 1.0, 0, head, "half")
    return tf.reduce_sum(tf.cast(run.changed, tf.int32))


def draw_outputs(draw: Random) -> dict[str, Any]:
    """Draw a number of outputs."""
    return {"m": draw.choice([2, 4, 5, 8, 10, 20])}


def ratio_of_losses(m: int) -> tf.Tensor:
    """Return the norm of the mean's gradient, divided by that of the half sum's gradient."""
    return compare_losses("softmax", 0).ratio[m - 2]
