"""How good a person must be before overlap and review, so that what is delivered is as good as the brief asks.

A quality target is one of the delivered work. The plan gives each piece so many answers, or rounds of review, that
people of middle accuracy reach it (`quality.answers_needed`, `rounds_needed`, at the middle of `stated.ACCURACY`, or of
`stated.MADE_RIGHT` and `stated.CATCH`). Turned around, the least share p that somebody must get right at first is

    judged, n answers     the p at which the majority of n reaches the target: the inverse of `quality.majority_right`
    made, r rounds        p = 1 - (1 - target) / (1 - d)^r, where a review finds the share d of what is wrong

The model: two possible answers and independent ones (Condorcet 1785); each round of review finds the same share of what
is left, whatever was found before. Where people err together, as they do, more is needed than this: the bar is a floor
of the plan, and the project's own answers say what it really is.

The looks come in whole numbers, so that a piece gets more than its target needs; taken alone, p would fall from 80 to
44 % where the target rises from 94 to 95 % and a second round sets in. A stricter target must not ask less of a person.
So the bar is no lower than it is for any lower target: the accuracy that the plan reckons with, once one look is not
enough. It is higher where even the most looks of a plan do not reach the target with that.
"""

import numpy as np
from msgspec import Struct

from touchstone.core.planning import stated
from touchstone.core.planning.quality import answers_needed, majority_right, rounds_needed
from touchstone.core.planning.shapes import Array
from touchstone.core.planning.work import is_judged
from touchstone.core.skills.values import Competence

_HALVINGS = 60


class FirstPass(Struct, frozen=True, kw_only=True):
    """What a target for the delivered work asks of each person, all as shares 0..1 but for `looks`."""

    target: float
    bar: float  # share of pieces that a person must get right at first
    least: float  # what the planned looks would need for the target and no more
    planned: float  # what the plan reckons with of one person
    looks: int  # answers that the majority is taken of, or rounds of review
    judged: bool  # answered by several, and the majority counts; else made, and reviewed
    catch: float  # of what is wrong, found by one review; 0 for judged work


def first_pass(target: float, competence: Competence) -> FirstPass:
    """The bar of one person that `target` (0 < target <= 1) of the delivered work asks for, in work of this kind."""
    judged = is_judged(competence)
    planned = stated.ACCURACY.mid if judged else stated.MADE_RIGHT.mid
    catch = 0.0 if judged else stated.CATCH.mid
    looks = _answers(planned, target) if judged else _rounds(planned, catch, target)
    least = least_for_majority(target, looks) if judged else least_for_review(target, looks, catch)
    bar = max(least, min(target, planned))
    return FirstPass(target=target, bar=bar, least=least, planned=planned, looks=looks, judged=judged, catch=catch)


def least_for_review(target: float, rounds: int, catch: float) -> float:
    """The least share right at first from which `rounds` of review reach `target`; 0 where any will do."""
    return max(0.0, 1 - (1 - target) / (1 - catch) ** rounds)


def least_for_majority(target: float, answers: int) -> float:
    """The least accuracy at which the majority of an odd number of `answers` reaches `target`; found by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        right = float(majority_right(_one(middle), answers)[0])
        low, high = (middle, high) if right < target else (low, middle)
    return high


def _answers(planned: float, target: float) -> int:
    return int(answers_needed(_one(planned), target)[0][0])


def _rounds(planned: float, catch: float, target: float) -> int:
    return int(rounds_needed(_one(planned), _one(catch), target)[0][0])


def _one(value: float) -> Array:
    return np.array([value])
