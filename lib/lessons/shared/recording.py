"""The operations behind a result, read from the graph in which it is traced."""

from typing import NamedTuple

import tensorflow as tf


class Recorded(NamedTuple):
    """The operations behind a result, with the value and the gradient of each."""

    operations: tf.Tensor
    values: tf.Tensor
    gradients: tf.Tensor
    edges: tf.Tensor
    local: tf.Tensor


def record(result: tf.Tensor) -> Recorded:
    """List the operations of a graph that lead to its result, while it is traced.

    Shapes: (n,) three times, the last of the n is the result; (m, 2), from and to, by their
    places among the n; (m,), the derivative of what an edge leads to by where it begins.
    """
    operations, waiting = [], [result.op]
    while waiting:
        operation = waiting.pop()
        if operation not in operations:
            operations.append(operation)
            waiting += [each.op for each in operation.inputs]
    everything = result.graph.get_operations()
    operations.sort(key=everything.index)  # an operation comes after its inputs
    tensors = [operation.outputs[0] for operation in operations]
    edges, local = [], []
    for place, operation in enumerate(operations):
        inputs = list(operation.inputs)
        # With the inputs held constant for each other, this is the derivative of one operation.
        slopes = tf.gradients(operation.outputs[0], inputs, stop_gradients=inputs)
        edges += [(operations.index(each.op), place) for each in inputs]
        local += [0.0 if slope is None else slope for slope in slopes]
    back = tf.gradients(result, tensors, unconnected_gradients="zero")
    names = [
        operation.name if operation.type == "Placeholder" else operation.type
        for operation in operations
    ]
    return Recorded(
        tf.constant(names), tf.stack(tensors), tf.stack(back), tf.constant(edges), tf.stack(local)
    )
