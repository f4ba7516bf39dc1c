"""Answers in columns: who gave which label to which task, sorted by task, so that a task's answers lie together.

Built from whatever `touchstone.core.tables` reads, in time and memory proportional to the rows. The order of the rows
leaves no trace: answers are sorted by task, then rater; tasks, raters and labels are coded in the order of their names.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Coded, Name, Table, table_of
from touchstone.core.truth import loops
from touchstone.core.truth.columns import Duplicates, full_column, sorted_rows
from touchstone.core.truth.sorting import starts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

MOST_WEIGHT = 1e9  # more than any number of answers: sums stay exact to what matters
_FEW = 500  # answers to a task, up to which they are put in order by insertion
_NAMED = 10  # names in a hint


class Answers(Struct, frozen=True, kw_only=True):
    """n answers, sorted by task and rater."""

    task: Ints  # (n,) codes of `tasks`
    rater: Ints  # (n,) codes of `raters`
    label: Ints  # (n,) codes of `labels`
    starts: NDArray[np.int64]  # (tasks + 1,): the answers of task t are starts[t]:starts[t + 1]
    tasks: Sequence[Name]
    raters: Sequence[Name]
    labels: Sequence[Name]
    weight: Floats | None = None  # (n,), above 0; None: every answer counts once
    time: Floats | None = None  # (n,), seconds that the answer took; NaN where it is not known

    def __len__(self) -> int:
        return len(self.task)

    @property
    def weights(self) -> Floats:
        """(n,) weights, or (0,) where every answer counts once: what the compiled loops take."""
        return np.zeros(0) if self.weight is None else self.weight

    @property
    def per_task(self) -> NDArray[np.int64]:
        """(tasks,) how many answers each task has."""
        return np.diff(self.starts)


def answers_of(
    frame: Any,
    *,
    task: str = "task",
    rater: str = "rater",
    label: str = "label",
    weight: str | None = None,
    time: str | None = None,
    labels: Sequence[Name] = (),
    duplicates: Duplicates = Duplicates.REFUSE,
) -> Answers:
    """The answers in the columns `task`, `rater` and `label` of `frame` (anything `table_of` takes).

    `labels` declares the labels and their order, worst to best for graded ones; without it, those seen, sorted. A row
    with an empty cell is refused.

    Raises:
        BadInput: a column is not there, a cell is empty, a label is not among the declared ones, a weight is not above
            0 and at most MOST_WEIGHT, two of the columns are one, or somebody answered a task twice (see `duplicates`); the place names the row.
    """
    table = table_of(frame)
    if len({task, rater, label}) < 3:
        said_twice = f"task {task!r}, rater {rater!r} and label {label!r}"
        raise BadInput(f"one column is taken for two: {said_twice}", place=table.source, hint="three columns")
    who, what, said = (full_column(table, name) for name in (task, rater, label))
    if labels:
        said = relabelled(said, labels, place=f"{table.source}, column {label}")
    weights = _weights(table, weight)
    times = None if time is None else table.numbers(time)
    names = (who.names, what.names, said.names)
    if weights is None and times is None:
        starts = starts_of(who.codes, len(who.names))
        if np.diff(starts).max() <= _FEW:
            raters, codes, again = loops.arranged(who.codes, what.codes, said.codes, starts)
            if not again or duplicates is Duplicates.ALL:
                task_codes = np.repeat(np.arange(len(who.names), dtype=np.int32), np.diff(starts))
                return sorted_answers(task=task_codes, rater=raters, label=codes, names=names)
    among = [column for column in (weights, said.codes) if column is not None]
    order = sorted_rows(who, what, table=table, duplicates=duplicates, time=times, among=among)
    return sorted_answers(
        task=who.codes[order],
        rater=what.codes[order],
        label=said.codes[order],
        names=names,
        weight=None if weights is None else weights[order],
        time=None if times is None else times[order],
    )


def sorted_answers(
    *,
    task: Ints,
    rater: Ints,
    label: Ints,
    names: tuple[Sequence[Name], Sequence[Name], Sequence[Name]],
    weight: Floats | None = None,
    time: Floats | None = None,
) -> Answers:
    """Answers from codes that are already sorted by task, then rater; `names` are those of tasks, raters and labels."""
    tasks, raters, labels = names
    return Answers(
        task=task,
        rater=rater,
        label=label,
        starts=starts_of(task, len(tasks)),
        tasks=tasks,
        raters=raters,
        labels=labels,
        weight=weight,
        time=time,
    )


def gold_of(answers: Answers, known: Mapping[Name, Name], *, place: str = "gold") -> Ints:
    """(tasks,) codes of the labels known for certain, -1 where none is; tasks that nobody answered are left out.

    Raises:
        BadInput: a known label is none of the labels of `answers`, or not one of the known tasks has an answer.
    """
    code_of_label = {str(name): code for code, name in enumerate(answers.labels)}
    code_of_task = {str(name): code for code, name in enumerate(answers.tasks)}
    gold = np.full(len(answers.tasks), -1, dtype=np.int32)
    for task, label in known.items():
        if str(label) not in code_of_label:
            hint = f"one of {some_of(code_of_label)}; or declare it among the labels"
            raise BadInput(f"{label!r} is a label that nobody gave", place=f"{place}, task {task}", hint=hint)
        if (code := code_of_task.get(str(task))) is not None:
            gold[code] = code_of_label[str(label)]
    if known and not (gold >= 0).any():
        raise BadInput("none of the known tasks has an answer", place=place, hint="the same names of tasks in both")
    return gold


def relabelled(said: Coded, labels: Sequence[Name], *, place: str) -> Coded:
    """`said` in the codes of the declared `labels`.

    Raises:
        BadInput: a label is declared twice or is empty, or one was given that is not declared.
    """
    code_of = {str(name): code for code, name in enumerate(labels)}
    if len(code_of) < len(labels):
        raise BadInput("a label is declared twice", place=place)
    if "" in code_of:
        raise BadInput("a declared label is empty", place=place)
    places = np.array([code_of.get(str(name), -1) for name in said.names] or [-1], dtype=np.int32)
    codes = places[said.codes]
    if (codes < 0).any():
        row = int(np.argmax(codes < 0))
        wrong = said.names[said.codes[row]]
        hint = f"one of {some_of(code_of)}"
        raise BadInput(f"{wrong!r} is no declared label", place=f"{place}, row {row + 1}", hint=hint)
    return Coded(codes=codes, names=list(labels))


def some_of(names: Iterable[Name]) -> str:
    """The first of the names, and how many more there are: for a hint."""
    listed = [str(name) for name in names]
    more = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more


def _weights(table: Table, name: str | None) -> Floats | None:
    if name is None:
        return None
    weights = table.numbers(name)
    if len(wrong := np.flatnonzero(~((weights > 0) & (weights <= MOST_WEIGHT)))):
        place = f"{table.source}, column {name}, row {wrong[0] + 1}"
        hint = f"above 0, and at most {MOST_WEIGHT:g}"
        raise BadInput(f"{weights[wrong[0]]} cannot be a weight", place=place, hint=hint)
    return weights
