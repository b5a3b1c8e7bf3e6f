"""The first demo of the Himmelblau lesson in Dash: 200 compiled steps, the heat map, the path.

Usage: python dash_app.py PORT
Only the path is sent when the slider moves (``Patch``), as a good Dash engineer would have it.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import tensorflow as tf
from dash import Dash, Input, Output, Patch, dcc, html

STEPS = 200
AXIS = np.linspace(-6.0, 6.0, 120)


def height(x: Any, y: Any) -> Any:
    """Return Himmelblau's function."""
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@tf.function(input_signature=[tf.TensorSpec([2]), tf.TensorSpec([])])
def descend(start: tf.Tensor, rate: tf.Tensor) -> tf.Tensor:
    """Return the points of a gradient descent, of shape [STEPS + 1, 2]."""
    points = tf.TensorArray(tf.float32, STEPS + 1).write(0, start)
    point = start
    for step in tf.range(STEPS):
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = height(point[0], point[1])
        point = point - rate * tape.gradient(value, point)
        points = points.write(step + 1, point)
    return points.stack()


def path(rate: float) -> np.ndarray:
    """Return the path from (-4, 0), as columns."""
    return descend(tf.constant([-4.0, 0.0]), tf.constant(rate, tf.float32)).numpy().T


app = Dash(__name__)
x, y = path(0.01)
app.layout = html.Div(
    [
        html.H1("Descent"),
        dcc.Slider(0.001, 0.02, 0.001, value=0.01, id="rate", updatemode="drag"),
        dcc.Graph(
            id="picture",
            figure={
                "data": [
                    {
                        "type": "heatmap",
                        "x": AXIS.tolist(),
                        "y": AXIS.tolist(),
                        "z": np.log1p(height(*np.meshgrid(AXIS, AXIS))).tolist(),
                    },
                    {"type": "scatter", "mode": "lines+markers", "x": x, "y": y},
                ],
                "layout": {"width": 640, "height": 500},
            },
        ),
    ]
)


@app.callback(Output("picture", "figure"), Input("rate", "value"), prevent_initial_call=True)
def move(rate: float) -> Patch:
    """Draw the path of another rate."""
    patch = Patch()
    patch["data"][1]["x"], patch["data"][1]["y"] = path(rate)
    return patch


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
