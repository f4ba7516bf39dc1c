"""What a running consensus is made of: the crowd it begins with, a task, a rater, and all of it in columns."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from touchstone.core.errors import BadInput

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

STRENGTH = 4.0  # answers of each class that the crowd's confusion counts for in a rater's


class Crowd(Struct, frozen=True, kw_only=True):
    """What is believed of a task and of a rater before any answer."""

    labels: tuple[str, ...]
    confusion: Floats  # (labels, classes): P(says | truth), columns sum to one
    classes: Floats  # (classes,): how common each is, as a number of tasks
    strength: float = STRENGTH


class Gave(Struct, frozen=True):
    """One answer: the label's code, and its weight."""

    label: int
    weight: float = 1.0


class Task(Struct):
    """What is known of one task. `first` is its first posterior, in whole parts of an answer."""

    first: Whole  # (classes,)
    answers: dict[str, Gave] = field(default_factory=dict)
    known: int = -1  # the class known for certain, from gold or an adjudicator


class Rater(Struct):
    """What is known of one rater: counts as of the reconciliation, and what came since in whole parts of an answer."""

    base: Floats  # (labels, classes)
    since: Whole  # (labels, classes)
    answers: int = 0
    reconciled: bool = False  # whether a batch run knew them


class RunningState(Struct, frozen=True, kw_only=True):
    """All of a running consensus in columns, to be stored anywhere: see `RunningConsensus.state`."""

    crowd: Crowd
    classes_since: Whole  # (classes,)
    raters: tuple[str, ...]
    base: Floats  # (raters, labels, classes)
    since: Whole  # (raters, labels, classes)
    reconciled: NDArray[np.bool_]  # (raters,)
    tasks: tuple[str, ...]
    first: Whole  # (tasks, classes)
    known: NDArray[np.int32]  # (tasks,)
    task: NDArray[np.int32]  # (answers,) codes of `tasks`
    rater: NDArray[np.int32]  # (answers,) codes of `raters`
    label: NDArray[np.int32]  # (answers,)
    weight: Floats  # (answers,)


def crowd_of(
    labels: Sequence[str],
    *,
    accuracy: float = 0.7,
    shares: Sequence[float] | None = None,
    tasks: float = 2.0,
    strength: float = STRENGTH,
) -> Crowd:
    """A crowd whose members are right with `accuracy` and spread wrong answers evenly: where a project begins.

    `shares` say how common each label is (alike by default), and count for `tasks` tasks.

    Raises:
        BadInput: fewer than two labels, one of them twice, or an accuracy outside 0..1.
    """
    names = tuple(str(label) for label in labels)
    if len(names) < 2 or len(set(names)) < len(names):
        raise BadInput("two or more labels, each once", place="labels")
    if not 0 < accuracy < 1:
        raise BadInput(f"{accuracy} cannot be an accuracy", place="accuracy", hint="between 0 and 1")
    count = len(names)
    wrong = (1 - accuracy) / (count - 1)
    confusion = np.full((count, count), wrong) + (accuracy - wrong) * np.eye(count)
    common = np.full(count, 1 / count) if shares is None else np.asarray(shares, dtype=np.float64)
    if common.shape != (count,) or not (common > 0).all():
        raise BadInput("a share above 0 for every label", place="shares")
    return Crowd(labels=names, confusion=confusion, classes=tasks * common / common.sum(), strength=strength)
