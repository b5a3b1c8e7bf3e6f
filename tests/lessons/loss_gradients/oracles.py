"""Softmax, losses and finite differences in NumPy, in float64."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def slope(function, at, h=1e-5):
    """Central differences of a NumPy function, number by number."""
    at, found = np.asarray(at, float), np.zeros(np.shape(at))
    for place in np.ndindex(at.shape):
        move = np.zeros(at.shape)
        move[place] = h
        found[place] = (function(at + move) - function(at - move)) / (2 * h)
    return found
