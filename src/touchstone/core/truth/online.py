"""A running consensus: what each task's label is and how good each rater is, kept up to date answer by answer.

The model is Dawid & Skene (1979) with the crowd's pooled confusion as every rater's prior. Two stages make each answer
cheap and take it back without a trace:

1. a task's *first* posterior comes from the raters' confusions as of the last reconciliation with a batch run, so it
   depends on the task's own answers alone;
2. a rater's counts are the reconciled ones plus the first posteriors of what they answered since; a task's *posterior*
   is read off the counts of its raters as they now are: one more pass of expectation maximisation.

An answer given or taken back touches its task and the raters of that task, nothing else. Counts are whole multiples of
2^-36 of an answer, and whole numbers add up the same in any order: the state depends on which answers there are and on
the last reconciliation, not on the order in which they came, and an answer taken back leaves the state that there would
be without it, to the bit. (What it taught a batch run stays in that run's figures until the next one.)
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.truth.running import Crowd, Gave, Rater, RunningState, Task

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

UNIT = float(2**36)  # the parts of an answer that counts are kept in
_LEAST = 1e-6  # answers: what is taken back leaves no cell emptier, or one answer could exclude a label for good


class RunningConsensus:
    """The consensus so far. `add`, `remove`, `settle` change it; everything else only looks."""

    def __init__(self, crowd: Crowd) -> None:
        """Begin with no answers."""
        self.crowd = crowd
        self._tasks: dict[str, Task] = {}
        self._raters: dict[str, Rater] = {}
        self._classes_since = np.zeros(len(crowd.labels), dtype=np.int64)
        self._code_of = {label: code for code, label in enumerate(crowd.labels)}

    def __len__(self) -> int:
        return sum(len(task.answers) for task in self._tasks.values())

    def __contains__(self, task: str) -> bool:
        return task in self._tasks

    @property
    def tasks(self) -> Mapping[str, Task]:
        """The tasks by name. To look at, not to change."""
        return self._tasks

    @property
    def raters(self) -> Sequence[str]:
        """Who has given an answer or is known from a batch run, sorted."""
        return sorted(self._raters)

    def add(self, task: str, *, rater: str, label: str, weight: float = 1.0) -> None:
        """`rater` says `label` of `task`. Work and memory are those of the task's answers.

        Raises:
            BadInput: the label is unknown, the weight not above 0, or this rater has answered this task already.
        """
        code = self._code(label)
        if not 0 < weight < np.inf:
            raise BadInput(f"{weight} cannot be a weight", place=f"task {task}, rater {rater}", hint="above 0")
        if task in self._tasks and rater in self._tasks[task].answers:
            hint = "remove the first answer, or keep it"
            raise BadInput("has answered already", place=f"task {task}, rater {rater}", hint=hint)
        at, who = self._task(task), self._rater(rater)
        at.answers[rater] = Gave(code, weight)
        who.answers += 1
        who.since[code] += _parts(at.first, weight)
        self._think_again(at)

    def remove(self, task: str, *, rater: str) -> None:
        """Take back what `rater` said of `task`: a retraction, or an erasure.

        Raises:
            NoData: there is no such answer.
        """
        at = self._tasks.get(task)
        if at is None or rater not in at.answers:
            raise NoData("there is no such answer", place=f"task {task}, rater {rater}")
        gave, who = at.answers.pop(rater), self._raters[rater]
        who.since[gave.label] -= _parts(at.first, gave.weight)
        who.answers -= 1
        if not who.answers and not who.reconciled:
            del self._raters[rater]
        self._think_again(at)
        self._drop_if_empty(task)

    def forget(self, rater: str) -> None:
        """Take back all that `rater` ever said, and what batch runs learned of them. Looks at every task.

        Raises:
            NoData: nobody of that name is known.
        """
        if rater not in self._raters:
            raise NoData("is not known here", place=f"rater {rater}")
        for task in [name for name, at in self._tasks.items() if rater in at.answers]:
            self.remove(task, rater=rater)
        self._raters.pop(rater, None)

    def settle(self, task: str, *, label: str | None) -> None:
        """`label` is known for certain, from gold or an adjudicator; None: it no longer is.

        Raises:
            BadInput: the label is unknown.
        """
        code = -1 if label is None else self._code(label)
        at = self._task(task)
        at.known = code
        self._think_again(at)
        self._drop_if_empty(task)

    def log_posterior(self, task: str) -> Floats:
        """(classes,): log P(class | answers), normalised; what `stopping.calibrated` takes.

        Raises:
            NoData: nobody has answered the task.
        """
        at = self._known_task(task)
        if at.known >= 0:
            return _certain(at.known, len(self.crowd.labels))
        score = self.log_prior()
        for rater in sorted(at.answers):
            gave = at.answers[rater]
            score = score + gave.weight * _log_row(self.counts(rater), gave.label)
        return _normalised(score)

    def posterior(self, task: str) -> Floats:
        """(classes,): P(class | answers) as the model states it, not calibrated. Raises as `log_posterior`."""
        return np.exp(self.log_posterior(task))

    def answer(self, task: str) -> str:
        """The most probable label, the first among equals. Raises as `log_posterior`."""
        return self.crowd.labels[int(np.argmax(self.log_posterior(task)))]

    def log_prior(self) -> Floats:
        """(classes,): log of how common each class is, so far."""
        return _normalised(
            np.log(np.maximum(self.crowd.classes + self._classes_since / UNIT, np.minimum(self.crowd.classes, _LEAST)))
        )

    def counts(self, rater: str) -> Floats:
        """(labels, classes): expected answers of `rater` by what the truth is, the crowd's prior in it.

        Somebody unknown has the crowd's prior alone.
        """
        known = self._raters.get(rater)
        if known is None:
            return self.crowd.confusion * self.crowd.strength
        return np.maximum(known.base + known.since / UNIT, np.minimum(known.base, _LEAST))

    def confusion(self, rater: str) -> Floats:
        """(labels, classes): P(says | truth), columns sum to one."""
        counts = self.counts(rater)
        result: Floats = counts / counts.sum(0)
        return result

    def accuracy(self, rater: str) -> float:
        """How often `rater` is right, over the classes as common as they are."""
        return float(np.exp(self.log_prior()) @ np.diag(self.confusion(rater)))

    def state(self) -> RunningState:
        """All of it in columns, sorted by name: equal states are equal to the bit."""
        tasks, raters = sorted(self._tasks), sorted(self._raters)
        code_of = {name: code for code, name in enumerate(raters)}
        rows = [
            (at, code_of[rater], gave.label, gave.weight)
            for at, name in enumerate(tasks)
            for rater, gave in sorted(self._tasks[name].answers.items())
        ]
        task, rater, label, weight = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
        classes = len(self.crowd.labels)
        return RunningState(
            crowd=self.crowd,
            classes_since=self._classes_since.copy(),
            raters=tuple(raters),
            base=_stacked([self._raters[name].base for name in raters], (classes, classes)),
            since=_stacked([self._raters[name].since for name in raters], (classes, classes)).astype(np.int64),
            reconciled=np.array([self._raters[name].reconciled for name in raters], dtype=np.bool_),
            tasks=tuple(tasks),
            first=_stacked([self._tasks[name].first for name in tasks], (classes,)).astype(np.int64),
            known=np.array([self._tasks[name].known for name in tasks], dtype=np.int32),
            task=np.array(task, dtype=np.int32),
            rater=np.array(rater, dtype=np.int32),
            label=np.array(label, dtype=np.int32),
            weight=np.array(weight, dtype=np.float64),
        )

    @classmethod
    def reconciled(cls, crowd: Crowd, *, base: Mapping[str, Floats], tasks: Mapping[str, Task]) -> "RunningConsensus":
        """One that begins with what a batch run found: `reconcile.reconciled` makes these out of its result.

        `base` has each rater's (labels, classes) counts, the crowd's prior in them.
        """
        made = cls(crowd)
        for name, counts in base.items():
            made._raters[name] = Rater(base=counts, since=np.zeros(counts.shape, dtype=np.int64), reconciled=True)
        for name, at in tasks.items():
            at.first = made._first(at)
            made._tasks[name] = at
            for rater in at.answers:
                made._raters[rater].answers += 1
        return made

    @classmethod
    def of(cls, state: RunningState) -> "RunningConsensus":
        """The running consensus that `state` was taken from."""
        made = cls(state.crowd)
        made._classes_since = state.classes_since.copy()
        for at, name in enumerate(state.raters):
            made._raters[name] = Rater(
                base=state.base[at].copy(), since=state.since[at].copy(), reconciled=bool(state.reconciled[at])
            )
        for at, name in enumerate(state.tasks):
            made._tasks[name] = Task(first=state.first[at].copy(), known=int(state.known[at]))
        for task, rater, label, weight in zip(state.task, state.rater, state.label, state.weight, strict=True):
            answers = made._tasks[state.tasks[task]].answers
            answers[state.raters[rater]] = Gave(int(label), float(weight))
            made._raters[state.raters[rater]].answers += 1
        return made

    def _think_again(self, at: Task) -> None:
        """Bring a task's first posterior up to date, and the counts of all that rest on it."""
        before, at.first = at.first, self._first(at)
        self._classes_since += at.first - before
        for rater, gave in at.answers.items():
            self._raters[rater].since[gave.label] += _parts(at.first, gave.weight) - _parts(before, gave.weight)

    def _first(self, at: Task) -> Whole:
        classes = len(self.crowd.labels)
        if at.known >= 0:
            return _whole(np.exp(_certain(at.known, classes)))
        score = np.log(self.crowd.classes)
        for rater in sorted(at.answers):
            gave = at.answers[rater]
            score = score + gave.weight * _log_row(self._raters[rater].base, gave.label)
        return _whole(np.exp(_normalised(score)))

    def _task(self, name: str) -> Task:
        if name not in self._tasks:
            at = Task(first=np.zeros(len(self.crowd.labels), dtype=np.int64))
            at.first = self._first(at)
            self._classes_since += at.first
            self._tasks[name] = at
        return self._tasks[name]

    def _drop_if_empty(self, name: str) -> None:
        at = self._tasks[name]
        if not at.answers and at.known < 0:
            self._classes_since -= at.first
            del self._tasks[name]

    def _known_task(self, name: str) -> Task:
        if name not in self._tasks:
            raise NoData("nobody has answered this task", place=f"task {name}")
        return self._tasks[name]

    def _rater(self, name: str) -> Rater:
        if name not in self._raters:
            base = self.crowd.confusion * self.crowd.strength
            self._raters[name] = Rater(base=base, since=np.zeros(base.shape, dtype=np.int64))
        return self._raters[name]

    def _code(self, label: str) -> int:
        if label not in self._code_of:
            raise BadInput(f"{label!r} is no label here", place="label", hint=f"one of {', '.join(self.crowd.labels)}")
        return self._code_of[label]


def _log_row(counts: Floats, label: int) -> Floats:
    result: Floats = np.log(counts[label] / counts.sum(0))
    return result


def _normalised(score: Floats) -> Floats:
    score = score - score.max()
    result: Floats = score - np.log(np.exp(score).sum())
    return result


def _certain(code: int, classes: int) -> Floats:
    return np.where(np.arange(classes) == code, 0.0, -np.inf)


def _whole(posterior: Floats) -> Whole:
    return np.rint(posterior * UNIT).astype(np.int64)


def _parts(first: Whole, weight: float) -> Whole:
    """What an answer of this weight adds to a rater's counts; the same going in and coming out."""
    return first if weight == 1.0 else np.rint(first * weight).astype(np.int64)


def _stacked(arrays: Sequence[Any], shape: tuple[int, ...]) -> Any:
    return np.stack(arrays) if arrays else np.zeros((0, *shape))
