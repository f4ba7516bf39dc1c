"""From answers to consensus by the name of a method: what the terminal, a page or a notebook calls."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress
from touchstone.core.tables import Name
from touchstone.core.truth.answers import Answers
from touchstone.core.truth.auto import Chosen, auto
from touchstone.core.truth.calibration import DEFAULT_MODEL, calibrated
from touchstone.core.truth.consensus import Consensus
from touchstone.core.truth.costs import cheapest
from touchstone.core.truth.dawid_skene import dawid_skene, hierarchical, variational
from touchstone.core.truth.glad import glad
from touchstone.core.truth.mace import mace
from touchstone.core.truth.one_coin import one_coin
from touchstone.core.truth.rater_types import rater_types
from touchstone.core.truth.raters import RaterPrior, dissent, rater_table, voices
from touchstone.core.truth.subtypes import subtypes
from touchstone.core.truth.voting import majority, wawa

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Fit = Callable[[Answers, Ints | None, RaterPrior | None, np.random.Generator], Consensus]

AUTO = "auto"
COUNTED = frozenset({"majority", "wawa"})  # their shares of votes are no stated belief, and are left as they are
MOST_RESULTS, MOST_RATERS = 1_000, 50  # of a `ConsensusAnswer`
MOST_NAMED = 10  # labels in a note

METHODS: Mapping[str, Fit] = {
    "majority": lambda answers, gold, _prior, _rng: majority(answers, gold=gold),
    "wawa": lambda answers, gold, _prior, _rng: wawa(answers, gold=gold),
    "one-coin": lambda answers, gold, prior, _rng: one_coin(answers, gold=gold, prior=prior),
    "dawid-skene": lambda answers, gold, prior, _rng: dawid_skene(answers, gold=gold, prior=prior),
    "variational": lambda answers, gold, prior, _rng: variational(answers, gold=gold, prior=prior),
    "hierarchical": lambda answers, gold, prior, _rng: hierarchical(answers, gold=gold, prior=prior),
    "subtypes": lambda answers, gold, prior, rng: subtypes(answers, gold=gold, prior=prior, rng=rng),
    "glad": lambda answers, gold, _prior, _rng: glad(answers, gold=gold),
    "mace": lambda answers, gold, _prior, _rng: mace(answers, gold=gold),
    "rater-types": lambda answers, gold, _prior, _rng: rater_types(answers, gold=gold),
}


class RaterLine(Struct, frozen=True, kw_only=True):
    """One rater in an answer."""

    rater: Name
    answers: float
    accuracy: float
    low: float
    high: float


class TaskLine(Struct, frozen=True, kw_only=True):
    """One task in an answer."""

    task: Name
    label: Name
    probability: float
    answers: int
    voices: float
    dissent: int
    tied: bool


class ConsensusAnswer(Struct, frozen=True, kw_only=True):
    """A consensus in plain values."""

    method: str
    tasks: int
    raters: int
    answers: int
    labels: Sequence[Name]
    known: int
    tied: int
    certainty: float  # mean stated probability of the answers given
    temperature: float
    iterations: int
    weights: Mapping[str, float]
    scores: Mapping[str, float]
    notes: Sequence[str]
    shown: Sequence[TaskLine]  # the least certain ones, at most MOST_RESULTS
    shown_raters: Sequence[RaterLine]  # those with the most answers, at most MOST_RATERS


class Inferred(Struct, frozen=True, kw_only=True):
    """What `infer` found."""

    answers: Answers
    consensus: Consensus
    chosen: Chosen | None = None  # of `auto`
    known: int = 0


def infer(
    answers: Answers,
    *,
    method: str = AUTO,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    costs: Floats | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Inferred:
    """The consensus of `answers` by `method` ("auto" or one of METHODS), calibrated; equal input and seed, equal bits.

    A single method's probabilities are calibrated by the stated default: known answers are told to the method, and so
    cannot also judge it. `costs` (true, answered) chooses the answers of least expected cost.

    Raises:
        BadInput: no such method, or costs that cannot be.
        NoData: fewer than two labels were given or declared.
        NotConverged: the method did not settle.
    """
    if len(answers.labels) < 2:
        hint = "declare the others among the labels" if answers.labels else "a file with answers"
        raise NoData("all answers give the same label: there is nothing to infer", place="labels", hint=hint)
    rng = np.random.default_rng(seed)
    chosen = None
    if method == AUTO:
        consensus, chosen = auto(answers, rng=rng, gold=gold, prior=prior, progress=progress)
    elif method in METHODS:
        consensus = METHODS[method](answers, gold, prior, rng)
        if method not in COUNTED:
            consensus = calibrated(consensus, typical=DEFAULT_MODEL)
    else:
        raise BadInput(f"there is no method {method!r}", place="method", hint=", ".join([AUTO, *METHODS]))
    if costs is not None:
        consensus = cheapest(consensus, costs).consensus
    consensus = _with_unused(consensus, answers)
    return Inferred(
        answers=answers, consensus=consensus, chosen=chosen, known=0 if gold is None else int((gold >= 0).sum())
    )


def _with_unused(consensus: Consensus, answers: Answers) -> Consensus:
    """The consensus with a note on labels that no answer gives: a rare one, or one that is written differently."""
    given = np.bincount(answers.label, minlength=len(answers.labels))
    unused = [answers.labels[code] for code in np.flatnonzero(given == 0).tolist()]
    if not unused:
        return consensus
    note = f"no answer gives {', '.join(str(name) for name in unused[:MOST_NAMED])}"
    note += f" or {len(unused) - MOST_NAMED:,} labels more" if len(unused) > MOST_NAMED else ""
    return msgspec.structs.replace(consensus, notes=(*consensus.notes, note))


def columns_of(found: Inferred, *, details: bool = False) -> dict[str, object]:
    """The consensus as columns: task, label, probability; with `details` also answers, voices, dissent and tied."""
    answers, consensus = found.answers, found.consensus
    columns: dict[str, object] = {
        "task": list(answers.tasks),
        "label": [answers.labels[code] for code in consensus.answer.tolist()],
        "probability": np.round(consensus.certainty, 6),
    }
    if details:
        against = np.bincount(answers.task, weights=dissent(answers, consensus), minlength=len(answers.tasks))
        columns |= {
            "answers": answers.per_task,
            "voices": np.round(voices(answers, consensus), 3),
            "dissent": against.astype(np.int64),
            "tied": consensus.tied,
        }
    return columns


def rater_columns(found: Inferred) -> dict[str, object]:
    """What the consensus says of each rater, as columns: accuracy with its interval, and each cell of the confusion."""
    table = rater_table(found.answers, found.consensus)
    columns: dict[str, object] = {
        "rater": table.raters,
        "answers": table.answers,
        "accuracy": np.round(table.accuracy, 6),
        "low": np.round(table.low, 6),
        "high": np.round(table.high, 6),
    }
    for true, name in enumerate(found.answers.labels):
        for said, other in enumerate(found.answers.labels):
            columns[f"says {other} when {name}"] = np.round(table.confusion[:, true, said], 6)
    return columns


def answer_of(found: Inferred) -> ConsensusAnswer:
    """The consensus in plain values, with the least certain tasks and the busiest raters."""
    answers, consensus = found.answers, found.consensus
    return ConsensusAnswer(
        method=consensus.method,
        tasks=len(answers.tasks),
        raters=len(answers.raters),
        answers=len(answers),
        labels=list(answers.labels),
        known=found.known,
        tied=int(consensus.tied.sum()),
        certainty=float(consensus.certainty.mean()),
        temperature=consensus.temperature,
        iterations=consensus.convergence.iterations,
        weights={} if found.chosen is None else found.chosen.weights,
        scores={} if found.chosen is None else found.chosen.scores,
        notes=list(consensus.notes),
        shown=_least_certain(found),
        shown_raters=_busiest(found),
    )


def _least_certain(found: Inferred) -> list[TaskLine]:
    answers, consensus = found.answers, found.consensus
    chosen = np.argsort(consensus.certainty, kind="stable")[:MOST_RESULTS]
    against = np.bincount(answers.task, weights=dissent(answers, consensus), minlength=len(answers.tasks))
    heard = voices(answers, consensus)
    return [
        TaskLine(
            task=answers.tasks[code],
            label=answers.labels[int(consensus.answer[code])],
            probability=float(consensus.certainty[code]),
            answers=int(answers.per_task[code]),
            voices=float(heard[code]),
            dissent=int(against[code]),
            tied=bool(consensus.tied[code]),
        )
        for code in chosen.tolist()
    ]


def _busiest(found: Inferred) -> list[RaterLine]:
    given = np.bincount(found.answers.rater, minlength=len(found.answers.raters))
    busy = np.argsort(-given, kind="stable")[:MOST_RATERS].tolist()
    table = rater_table(found.answers, found.consensus, only=busy)
    columns = zip(table.raters, table.answers, table.accuracy, table.low, table.high, strict=True)
    return [
        RaterLine(rater=rater, answers=float(answers), accuracy=float(accuracy), low=float(low), high=float(high))
        for rater, answers, accuracy, low, high in columns
    ]
