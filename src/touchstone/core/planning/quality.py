"""How many looks one piece of work needs until a stated share of pieces is right.

**Judged work** (labels, comparisons) is answered by several people, and the majority counts. With n independent
answers, each right with probability p, out of two possible ones, the majority is right with the probability that a
binomial(n, p) exceeds n/2 (Condorcet 1785). Two things make that too good for real work: people err together, and
some pieces are hard for everybody. One thing makes it too bad: with more than two possible answers the wrong ones
split. What a project really needs is measured from its own answers; this is the plan before there are any.

**Made work** (answers, problems, rubrics) cannot be voted on; it is reviewed. A reviewer finds a share d of what is
wrong, and what is found is put right, so each round of review leaves (1 - d) of the errors.
"""

from math import comb

import numpy as np

from touchstone.core.planning.shapes import Array

MOST_ANSWERS = 9  # odd; what nine people leave open goes to an adjudicator, not to an eleventh
MOST_ROUNDS = 3


def majority_right(accuracy: Array, answers: int) -> Array:
    """The probability that the majority of an odd number of `answers` is right.

    By the recurrence P(2k + 1) = P(2k - 1) + C(2k - 1, k) (p q)^k (2p - 1), from P(1) = p.
    """
    right = accuracy.astype(np.float64, copy=True)
    for k in range(1, answers // 2 + 1):
        right += comb(2 * k - 1, k) * (accuracy * (1 - accuracy)) ** k * (2 * accuracy - 1)
    return right


def answers_needed(accuracy: Array, target: float) -> tuple[Array, Array]:
    """The smallest odd number of answers whose majority reaches `target`, at most `MOST_ANSWERS`; and what it reaches."""
    answers = np.full(accuracy.shape, float(MOST_ANSWERS))
    reached = majority_right(accuracy, MOST_ANSWERS)
    for count in range(MOST_ANSWERS - 2, 0, -2):
        right = majority_right(accuracy, count)
        enough = right >= target
        answers = np.where(enough, count, answers)
        reached = np.where(enough, right, reached)
    return answers, reached


def rounds_needed(accuracy: Array, catch: Array, target: float) -> tuple[Array, Array]:
    """The smallest number of review rounds after which `target` is reached, at most `MOST_ROUNDS`; and what they reach."""
    rounds = np.full(accuracy.shape, float(MOST_ROUNDS))
    reached = 1 - (1 - accuracy) * (1 - catch) ** MOST_ROUNDS
    for count in range(MOST_ROUNDS - 1, -1, -1):
        right = 1 - (1 - accuracy) * (1 - catch) ** count
        enough = right >= target
        rounds = np.where(enough, count, rounds)
        reached = np.where(enough, right, reached)
    return rounds, reached


def review_effort(accuracy: Array, catch: Array, rounds: Array, *, reading: Array, repair: Array) -> Array:
    """The effort of the review rounds, in units of making one piece.

    A round costs `reading` for every piece and `repair` for every piece that is found wrong.
    """
    effort = np.zeros(accuracy.shape)
    wrong = 1 - accuracy
    for count in range(1, MOST_ROUNDS + 1):
        effort += np.where(rounds >= count, reading + wrong * catch * repair, 0.0)
        wrong = wrong * (1 - catch)
    return effort
