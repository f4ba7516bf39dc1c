"""Consensus of sets: each rater ticks any number of labels, or none.

    picks = picks_of(frame, task="task", rater="rater", label="label")    # a row for each tick
    result = label_sets(picks)
    result.probability, result.chosen, result.sensitivity.low

A rater who looked and ticked nothing says something too: a row with an empty label, or a list of who looked. The model
is that of `ticks`: every label is a question of its own, with rates for each rater that are pooled across labels. Labels
of one task are taken to be independent, given the task.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Coded, Name, table_of
from touchstone.core.truth.answers import relabelled
from touchstone.core.truth.columns import full_column, lookers, refuse_twice
from touchstone.core.truth.consensus import Convergence, Limits
from touchstone.core.truth.ranged import Ranged
from touchstone.core.truth.ticks import STRENGTH, Ticks, in_order, settled

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

VERSION = "sets-1"
LIMITS = Limits()


class Choose(StrEnum):
    """When a label belongs to the set."""

    ERROR = "error"  # probability of 1/2 or more: the fewest wrong labels expected
    F1 = "f1"  # the threshold at which the expected F1 over all tasks is highest


class Picks(Struct, frozen=True, kw_only=True):
    """Who looked at which task, and who ticked what."""

    ticks: Ticks
    tasks: Sequence[Name]
    raters: Sequence[Name]
    labels: Sequence[Name]


class LabelSets(Struct, frozen=True, kw_only=True):
    """The consensus of n tasks, the raters, and how the computation went."""

    tasks: Sequence[Name]
    raters: Sequence[Name]
    labels: Sequence[Name]
    probability: Floats  # (tasks, labels)
    chosen: Flags  # (tasks, labels)
    threshold: float  # a probability as high, or higher, is chosen
    frequency: Floats  # (labels,): share of tasks of which each holds
    sensitivity: Ranged  # (raters,) P(ticks | holds), over all labels
    specificity: Ranged  # (raters,) P(leaves | does not hold), over all labels
    sensitivities: Floats  # (raters, labels)
    specificities: Floats  # (raters, labels)
    convergence: Convergence
    version: str = VERSION

    def of_task(self, task: int) -> list[Name]:
        """The labels chosen for the task of this code."""
        return [self.labels[int(label)] for label in np.flatnonzero(self.chosen[task])]


def picks_of(
    frame: Any,
    *,
    task: str = "task",
    rater: str = "rater",
    label: str = "label",
    labels: Sequence[Name] = (),
    looked: Any = None,
) -> Picks:
    """The ticks in the columns `task`, `rater` and `label` of `frame` (anything `table_of` takes), one a row.

    A row with an empty label says that the rater looked at the task; so does each row of `looked`, a table with the
    columns `task` and `rater`. `labels` declares the labels; without it, those seen.

    Raises:
        BadInput: a column is not there, a task or a rater is empty, a tick is there twice, a label is not among the
            declared ones, or nobody ticked anything; the place names the row.
    """
    table = table_of(frame)
    who, what = full_column(table, task), full_column(table, rater)
    said = table.coded(label)
    refuse_twice(who, what, said, place=f"{table.source}, column {label}")
    ticked = said.codes >= 0
    if labels:
        given = Coded(codes=said.codes[ticked], names=said.names)
        given = relabelled(given, labels, place=f"{table.source}, column {label}")
    elif ticked.any():
        given = Coded(codes=said.codes[ticked], names=said.names)
    else:
        raise BadInput("nobody ticked anything", place=table.source, hint="a label in some row, or declared labels")
    tasks, raters, looks = lookers(who, what, looked=looked, names=(task, rater))
    ticks = Ticks(
        looked_item=looks[0],
        looked_rater=looks[1].astype(np.int32),
        item=tasks.codes[: len(ticked)][ticked].astype(np.int64),
        rater=raters.codes[: len(ticked)][ticked],
        label=given.codes,
        items=len(tasks.names),
        raters=len(raters.names),
        labels=len(given.names),
        size=np.ones(len(tasks.names)),
    )
    return Picks(ticks=in_order(ticks), tasks=tasks.names, raters=raters.names, labels=given.names)


def known_sets(picks: Picks, known: Mapping[Name, AbstractSet[Name]], *, place: str = "gold") -> Floats:
    """(tasks, labels): 1 and 0 for the tasks whose whole set is known, NaN for the others.

    Raises:
        BadInput: a known set has a label that is none of `picks`, or not one of the known tasks was looked at.
    """
    code_of_label = {str(name): code for code, name in enumerate(picks.labels)}
    code_of_task = {str(name): code for code, name in enumerate(picks.tasks)}
    gold = np.full((len(picks.tasks), len(picks.labels)), np.nan)
    for task, labels in known.items():
        if strange := sorted(str(label) for label in labels if str(label) not in code_of_label):
            hint = f"one of {', '.join(code_of_label)}; or declare it among the labels"
            raise BadInput(f"{strange[0]!r} is a label that nobody gave", place=f"{place}, task {task}", hint=hint)
        if (code := code_of_task.get(str(task))) is not None:
            gold[code] = 0
            gold[code, [code_of_label[str(label)] for label in labels]] = 1
    if known and np.isnan(gold).all():
        raise BadInput("nobody looked at any of the known tasks", place=place, hint="the same names of tasks in both")
    return gold


def label_sets(
    picks: Picks,
    *,
    gold: Floats | None = None,
    choose: Choose = Choose.ERROR,
    strength: float = STRENGTH,
    limits: Limits = LIMITS,
) -> LabelSets:
    """The probability of each label of each task, and the set chosen by it.

    `gold` is (tasks, labels), 1, 0 or NaN (`known_sets`); it is kept, and teaches about the raters.

    Raises:
        NotConverged: see `Limits`.
    """
    found = settled(picks.ticks, gold=gold, strength=strength, limits=limits)
    threshold = best_threshold(found.probability) if choose is Choose.F1 else 0.5
    return LabelSets(
        tasks=picks.tasks,
        raters=picks.raters,
        labels=picks.labels,
        probability=found.probability,
        chosen=found.probability >= threshold,
        threshold=threshold,
        frequency=found.frequency,
        sensitivity=found.seen.range_over_labels(),
        specificity=found.spared.range_over_labels(),
        sensitivities=found.sensitivity,
        specificities=found.specificity,
        convergence=found.convergence,
    )


def best_threshold(probability: Floats, size: Floats | None = None) -> float:
    """The threshold with the highest expected F1, 2 hits / (chosen + there are), over everything.

    Choosing the k most probable has 2 (p_1 + ... + p_k) / (k + sum of p) in expectation of either; its best threshold is
    half of the best F1 (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1", ECML
    2014). `size` (rows,) is for how many alike ones a row stands.
    """
    weight = np.broadcast_to((np.ones(len(probability)) if size is None else size)[:, None], probability.shape)
    order = np.argsort(-probability, axis=None, kind="stable")
    sorted_probability, sorted_weight = probability.ravel()[order], weight.ravel()[order]
    hits = np.cumsum(sorted_probability * sorted_weight)
    f1 = 2 * hits / (np.cumsum(sorted_weight) + hits[-1])
    return float(np.max(f1, initial=0.0) / 2)
