"""Functions of two variables to walk on, their gradients and their curvature."""

import numpy as np
import tensorflow as tf

POWERS = 7
"""Own polynomials reach up to x⁶ and y⁶: a table of 7 x 7 coefficients."""


def himmelblau(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return (x² + y - 11)² + (x + y² - 7)²: four minima, all at height 0."""
    return tf.square(tf.square(x) + y - 11) + tf.square(x + tf.square(y) - 7)


def rosenbrock(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return (1 - x)² + 100 (y - x²)²: a bent valley, its floor almost flat."""
    return tf.square(1 - x) + 100 * tf.square(y - tf.square(x))


def beale(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return Beale's sum of three squares: a plain with steep corners, its minimum at (3, ½)."""
    first, second = tf.square(1.5 - x + x * y), tf.square(2.25 - x + x * y**2)
    return first + second + tf.square(2.625 - x + x * y**3)


def booth(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return (x + 2y - 7)² + (2x + y - 5)²: one bowl, at (1, 3)."""
    return tf.square(x + 2 * y - 7) + tf.square(2 * x + y - 5)


def rastrigin(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return 20 + x² + y² - 10 cos 2πx - 10 cos 2πy: a bowl full of dents."""
    dents = tf.cos(2 * np.pi * x) + tf.cos(2 * np.pi * y)
    return 20 + tf.square(x) + tf.square(y) - 10 * dents


def ackley(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return Ackley's function: a dented plain with one funnel, whose tip at (0, 0) is a kink."""
    distance = tf.sqrt((tf.square(x) + tf.square(y)) / 2)
    dents = (tf.cos(2 * np.pi * x) + tf.cos(2 * np.pi * y)) / 2
    return 20 + np.e - 20 * tf.exp(-0.2 * distance) - tf.exp(dents)


def saddle(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return x² - y²: down in one direction for ever."""
    return tf.square(x) - tf.square(y)


def polynomial(x: tf.Tensor, y: tf.Tensor, coefficients: tf.Tensor) -> tf.Tensor:
    """Return the sum of coefficients[i, j] xⁱ yʲ.

    Shapes: any shape, the same, (7, 7) -> that shape.
    """
    size, one = tf.shape(x), tf.ones([tf.size(x)], x.dtype)
    of_x, of_y = [one], [one]
    for _ in range(POWERS - 1):
        of_x.append(of_x[-1] * tf.reshape(x, [-1]))
        of_y.append(of_y[-1] * tf.reshape(y, [-1]))
    rows = tf.matmul(coefficients, tf.stack(of_y))
    return tf.reshape(tf.reduce_sum(tf.stack(of_x) * rows, axis=0), size)


SURFACES = {
    "himmelblau": himmelblau,
    "rosenbrock": rosenbrock,
    "beale": beale,
    "booth": booth,
    "rastrigin": rastrigin,
    "ackley": ackley,
    "saddle": saddle,
}
"""Any other name is a polynomial, and comes with its terms."""
WINDOWS = {
    "himmelblau": [-6.0, 6.0, -6.0, 6.0],
    "rosenbrock": [-2.0, 2.0, -1.0, 3.0],
    "beale": [-4.5, 4.5, -4.5, 4.5],
    "booth": [-10.0, 10.0, -10.0, 10.0],
    "rastrigin": [-5.12, 5.12, -5.12, 5.12],
    "ackley": [-5.0, 5.0, -5.0, 5.0],
    "saddle": [-3.0, 3.0, -3.0, 3.0],
    "valley": [-6.0, 6.0, -6.0, 6.0],
    "own": [-6.0, 6.0, -6.0, 6.0],
}
"""What is worth seeing of each: from x to x, from y to y."""


def valley(condition: float) -> list[list[float]]:
    """Return (x² + condition y²) / 2 as terms: that much steeper along y than along x."""
    return [[0.5, 2, 0], [condition / 2, 0, 2]]


def traced_as(surface: str) -> str:
    """Return the name under which a surface is traced: all polynomials share one."""
    return surface if surface in SURFACES else "polynomial"


def heights(surface: str, terms: list[list[float]], window: list[float], size: int) -> tf.Tensor:
    """Return the heights over a window, in the middle of each of its pixels.

    Shape: (size, size), row 0 at the lowest y.
    """
    return height(
        surface, tf.reshape(pixel_centres(window, size), [2, size, size]), coefficient_table(terms)
    )


def pixel_centres(window: list[float], size: int) -> tf.Tensor:
    """Return the middles of the pixels of a window, row by row from the lowest y.

    Shape: (2, size²).
    """
    middles = (tf.range(size, dtype=tf.float32) + 0.5) / size
    x = window[0] + (window[1] - window[0]) * middles
    y = window[2] + (window[3] - window[2]) * middles
    return tf.reshape(tf.stack(tf.meshgrid(x, y)), [2, -1])


def height(surface: str, points: tf.Tensor, coefficients: tf.Tensor) -> tf.Tensor:
    """Return the height of a surface under each point.

    Shapes: (2, ...), (7, 7) -> (...).
    """
    x, y = tf.unstack(points)
    return SURFACES[surface](x, y) if surface in SURFACES else polynomial(x, y, coefficients)


def gradient_at(surface: str, points: tf.Tensor, coefficients: tf.Tensor) -> tf.Tensor:
    """Return the gradient at each point, from the tape.

    Shapes: (2, ...), (7, 7) -> (2, ...).
    """
    with tf.GradientTape() as tape:
        tape.watch(points)
        value = height(surface, points, coefficients)
    return tape.gradient(value, points)


def curvature(surface: str, points: tf.Tensor, coefficients: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Return the gradient and the two rows of the Hessian: a tape around a tape.

    Shapes: (2, ...), (7, 7) -> three times (2, ...).
    """
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(points)
        slope = gradient_at(surface, points, coefficients)
        along_x, along_y = tf.unstack(slope)
    rows = [
        outer.gradient(part, points, unconnected_gradients="zero") for part in (along_x, along_y)
    ]
    return slope, *rows


def coefficient_table(terms: list[list[float]], dtype: str = "float32") -> tf.Tensor:
    """Lay the terms of a polynomial, each [coefficient, power of x, power of y], out as a table.

    Shape: (7, 7).
    """
    if not terms:
        return tf.zeros([POWERS, POWERS], dtype)
    places = [[int(i), int(j)] for _, i, j in terms]
    return tf.scatter_nd(places, tf.constant([term[0] for term in terms], dtype), [POWERS, POWERS])
