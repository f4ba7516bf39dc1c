"""How often the most frequent of several answers is right, exactly, where raters are alike and independent."""

from math import factorial

import numpy as np


def plurality_right(accuracy: float, answers: int, *, classes: int = 2) -> float:
    """The probability that the most frequent of `answers` labels is the right one; a tie is broken by lot.

    Each answer is right with `accuracy`, wrong ones spread evenly over the other classes. For two classes and an odd
    number of answers it is Condorcet's binomial (1785). Computed from the multinomial by its exponential generating
    function: with x right answers, m of the others at x too and the rest below, the right one wins 1 time in 1 + m.
    """
    others, wrong = classes - 1, (1 - accuracy) / (classes - 1)
    total = 0.0
    for right in range(1, answers + 1):
        below = np.array([1 / factorial(count) for count in range(right)])
        left = answers - right
        for level in range(min(others, left // right) + 1):
            rest = left - right * level
            ways = _choose(others, level) / factorial(right) ** level * _coefficient(below, others - level, rest)
            total += accuracy**right * wrong**left / factorial(right) * ways / (1 + level)
    return min(total * factorial(answers), 1.0)


def _choose(of: int, some: int) -> float:
    return factorial(of) / factorial(some) / factorial(of - some)


def _coefficient(polynomial: np.ndarray, power: int, degree: int) -> float:
    """Of z^degree in polynomial(z)^power."""
    product = np.ones(1)
    for _ in range(power):
        product = np.convolve(product, polynomial)[: degree + 1]
    return float(product[degree]) if degree < len(product) else 0.0
