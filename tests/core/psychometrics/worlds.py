"""People and items of known parameters, and the answers they give."""

import csv
import gzip

import numpy as np

from shared_data import TESTS
from touchstone.core.psychometrics import items_of, probabilities, responses_of_matrix

IRT = TESTS if TESTS.exists() else None

# Law School Admission Test, section 6: five items, 1,000 people (Bock & Lieberman, Psychometrika 35, 1970, table 1).
# Pattern of right answers -> number of people; the two patterns that are not here occurred never.
LSAT6 = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4,
    "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80,
    "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
}  # fmt: skip


def lsat6():
    patterns = [[int(answer) for answer in pattern] for pattern in LSAT6]
    return responses_of_matrix(patterns, weight=list(LSAT6.values()))


def real_answers(name):
    """The 0/1 table of a public set, people by items."""
    with gzip.open(IRT / name, "rt") as file:
        rows = list(csv.reader(file))
    return np.array(rows[1:], dtype=float), rows[0]


def some_items(number, rng, *, steps=1, chance=0.0, spread=0.25):
    difficulty = np.sort(rng.normal(0, 1, (number, steps)), axis=1) + 0.3 * np.arange(steps)
    return items_of(
        [f"q{item:03}" for item in range(number)],
        discrimination=np.exp(rng.normal(0.15, spread, number)),
        difficulty=difficulty,
        chance=chance,
    )


def answers(items, ability, rng):
    """(people, items) scores by the model."""
    below = np.cumsum(probabilities(items, np.asarray(ability)), axis=1)[:, :-1]
    return (rng.random((len(items.names), 1, len(ability))) > below).sum(axis=1).T.astype(float)


def answered_by(items, ability, rng):
    return responses_of_matrix(answers(items, ability, rng), items=items.names)
