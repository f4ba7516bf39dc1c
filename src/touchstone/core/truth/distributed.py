"""Dawid-Skene over more answers than one process holds: the same passes, over parts on disk, in one process or by Ray.

    found = distributed(files, folder=work, out=out, method="hierarchical", workers=RayWorkers(8))

Every worker goes over its parts one at a time, so its memory is that of one part and of the table of confusions, however
many answers there are. Only the table travels out and the counts travel back. Sums are added in the order of the parts:
one process, eight processes or a cluster give the same bits.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, DomainError, MissingExtra, NoData
from touchstone.core.progress import Progress
from touchstone.core.tables import Name
from touchstone.core.truth import parts as pieces
from touchstone.core.truth.answers import some_of
from touchstone.core.truth.confusions import diagonal_prior, normalised
from touchstone.core.truth.consensus import LIMITS, Convergence, Limits
from touchstone.core.truth.dawid_skene import (
    PSEUDO_RIGHT,
    PSEUDO_WRONG,
    SHARE,
    STRENGTH,
    Maximise,
    Rates,
    pseudo_counts,
    settled,
    towards_the_crowd,
)
from touchstone.core.truth.parts import Columns, Names, part_folder
from touchstone.core.truth.sweep import Sums, refuse_large

Floats = NDArray[np.float64]

METHODS = ("hierarchical", "dawid-skene", "maximum-likelihood")


class Workers(Protocol):
    """Who does the work on files and parts."""

    def each(self, work: Callable[..., Any], calls: Sequence[tuple[Any, ...]], *shared: Any) -> list[Any]:
        """`work(*call, *shared)` for each call; results in the order of `calls`."""

    def close(self) -> None:
        """Nothing more is to be done."""


class Here:
    """This process, one call after the other."""

    def each(self, work: Callable[..., Any], calls: Sequence[tuple[Any, ...]], *shared: Any) -> list[Any]:
        """`work(*call, *shared)` for each call."""
        return [work(*call, *shared) for call in calls]

    def close(self) -> None:
        """Nothing is held."""


class RayWorkers:
    """Processes of a Ray cluster; without an `address`, of one started on this machine for the purpose."""

    def __init__(self, count: int, *, address: str | None = None) -> None:
        """`count` processes, each with one call at a time.

        Raises:
            MissingExtra: Ray is not installed.
        """
        try:
            import ray
        except ImportError as error:
            raise MissingExtra("Ray is not installed", hint="pip install 'touchstone[ray]'") from error
        self._ray = ray
        self._mine = not ray.is_initialized()
        if self._mine:
            options: dict[str, Any] = {"include_dashboard": False, "logging_level": "ERROR", "log_to_driver": False}
            ray.init(address=address, **options) if address else ray.init(num_cpus=count, **options)
        worker: Any = ray.remote(_Worker)
        self._actors: list[Any] = [worker.options(num_cpus=1).remote() for _ in range(count)]

    def each(self, work: Callable[..., Any], calls: Sequence[tuple[Any, ...]], *shared: Any) -> list[Any]:
        """`work(*call, *shared)` for each call; what is shared is sent to a machine once."""
        sent = [self._ray.put(value) for value in shared]
        found = [
            self._actors[place % len(self._actors)].do.remote(work, call, *sent) for place, call in enumerate(calls)
        ]
        try:
            return list(self._ray.get(found))
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, DomainError):  # Ray would say it with a page of calls
                raise error.cause from None
            raise

    def close(self) -> None:
        """End the processes, and the cluster where it was started for them."""
        for actor in self._actors:
            self._ray.kill(actor)
        if self._mine:
            self._ray.shutdown()


class _Worker:
    """What runs in a process of Ray."""

    def do(self, work: Callable[..., Any], call: tuple[Any, ...], *shared: Any) -> Any:
        return work(*call, *shared)


class Distributed(Struct, frozen=True, kw_only=True):
    """What was found; the labels themselves are in files, one for each part."""

    method: str
    files: Sequence[Path]
    tasks: int
    parts: int
    raters: Sequence[Name]
    labels: Sequence[Name]
    confusion: Floats  # (raters, labels, classes)
    counts: Floats  # (raters, labels, classes)
    convergence: Convergence


class PartsAnswer(Struct, frozen=True, kw_only=True):
    """The same in plain values."""

    method: str
    tasks: int
    parts: int
    raters: int
    labels: Sequence[Name]
    iterations: int
    log_likelihood: float
    files: Sequence[str]


def summary_of(found: Distributed) -> PartsAnswer:
    """What was found, in plain values."""
    return PartsAnswer(
        method=found.method,
        tasks=found.tasks,
        parts=found.parts,
        raters=len(found.raters),
        labels=list(found.labels),
        iterations=found.convergence.iterations,
        log_likelihood=float(found.convergence.log_likelihood or 0.0),
        files=[str(file) for file in found.files],
    )


def distributed(
    files: Sequence[Path],
    *,
    folder: Path,
    out: Path,
    method: str = "hierarchical",
    columns: Columns = Columns(),  # noqa: B008  # frozen
    gold: Mapping[Name, Name] | None = None,
    parts: int | None = None,
    workers: Workers | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Distributed:
    """The consensus of the answers in Parquet `files`; `out` gets task, label and probability, a file for each part.

    `folder` takes the parts while the work goes on (about twice the answers' size); with Ray on several machines both
    must lie where all of them see it. `parts` defaults to one for about two million answers.

    Raises:
        BadInput: a file is no Parquet file, a column is missing, a cell is empty, somebody answered a task twice, known
            answers are of no task or no label here, the table of confusions is too large, or `out` holds Parquet files.
        NoData: there are no files, or only one label.
        NotConverged: see `Limits`.
    """
    if method not in METHODS:
        raise BadInput(f"{method!r} is not done in parts", place="method", hint=", ".join(METHODS))
    if not files:
        raise NoData("there are no Parquet files", place="files")
    if any(out.glob("*.parquet")):
        raise BadInput("holds Parquet files, which new ones would stand among", place=str(out), hint="an empty folder")
    team = Here() if workers is None else workers
    cutting = _Cutting(files=files, folder=folder, columns=columns, gold=gold or {}, parts=parts)
    names, folders = _cut(cutting, team=team, progress=progress)
    first, sums, last, facts = _passes(folders, names, team=team, method=method, limits=limits, progress=progress)
    out.mkdir(parents=True, exist_ok=True)
    results = [out / f"part-{part:04}.parquet" for part in range(len(folders))]
    team.each(_write, list(zip(folders, results, strict=True)), names.labels)
    return Distributed(
        method=method,
        files=results,
        tasks=_tasks(first),
        parts=len(folders),
        raters=names.raters,
        labels=names.labels,
        confusion=normalised(np.exp(last.table)),
        counts=sums.counts,
        convergence=facts,
    )


class _Cutting(Struct, frozen=True, kw_only=True):
    files: Sequence[Path]
    folder: Path
    columns: Columns
    gold: Mapping[Name, Name]
    parts: int | None


def _passes(
    folders: Sequence[Path],
    names: Names,
    *,
    team: Workers,
    method: str,
    limits: Limits,
    progress: Progress | None,
) -> tuple[Sums, Sums, Rates, Convergence]:
    """The first and the last sums, the last rates, and how the passes ended."""
    calls = [(one,) for one in folders]

    def sweep(table: Floats, prior: Floats) -> Sums:
        if progress:
            progress.advance()
        return _added(team.each(pieces.sweep_part, calls, table, prior))

    first = _added(team.each(pieces.count_part, calls, len(names.raters)))
    sums, last, facts = settled(sweep, first, _rates(method, first), tasks=_tasks(first), limits=limits, method=method)
    return first, sums, last, facts


def _tasks(first: Sums) -> int:
    """Before the first pass every task is one change away."""
    return round(first.change)


def _cut(cutting: _Cutting, *, team: Workers, progress: Progress | None) -> tuple[Names, list[Path]]:
    """Cut the files into parts; gives all names, and the folder of each part."""
    folder, files, columns = cutting.folder, cutting.files, cutting.columns
    folder.mkdir(parents=True, exist_ok=True)
    if progress:
        progress.start(3, "reading files")
    found = team.each(pieces.names_in, [(file,) for file in files], columns)
    names = pieces.names_of((raters, labels) for raters, labels, _ in found)
    if len(names.labels) < 2:
        raise NoData("all answers give the same label: there is nothing to infer", place="labels")
    refuse_large(raters=len(names.raters), labels=len(names.labels), states=len(names.labels))
    _refuse_unknown(cutting.gold, names.labels)
    count = cutting.parts or max(1, round(sum(rows for *_, rows in found) / pieces.PART))
    if progress:
        progress.advance()
    cut = team.each(pieces.cut_file, list(enumerate(files)), (folder, count), columns, names)
    if progress:
        progress.advance()
    dealt = ([chunk for of_file in cut for part, chunk in of_file if part == wanted] for wanted in range(count))
    chunks = [of_part for of_part in dealt if of_part]  # with few tasks some parts get none
    where = [part_folder(folder, part) for part in range(len(chunks))]
    known = team.each(pieces.write_part, list(zip(chunks, where, strict=True)), names, cutting.gold)
    if cutting.gold and not sum(known):
        raise BadInput("none of the known tasks has an answer", place="gold", hint="the same names of tasks in both")
    for chunk in (chunk for of_part in chunks for chunk in of_part):
        chunk.unlink()
    if progress:
        progress.advance()
        progress.start(LIMITS.iterations, "passes")
    return names, where


def _refuse_unknown(gold: Mapping[Name, Name], labels: Sequence[Name]) -> None:
    given = {str(label) for label in labels}
    for task, label in gold.items():
        if str(label) not in given:
            said = f"{label!r} is a label that nobody gave"
            raise BadInput(said, place=f"gold, task {task}", hint=f"one of {some_of(labels)}")


def _added(sums: Sequence[Sums]) -> Sums:
    return reduce(lambda total, one: total + one, sums)


def _rates(method: str, first: Sums) -> Maximise:
    if method == "hierarchical":
        return towards_the_crowd(first, known=np.zeros((1, 1, 1)), strength=STRENGTH)
    labels = first.counts.shape[1]
    if method == "dawid-skene":
        return pseudo_counts(diagonal_prior(labels, right=PSEUDO_RIGHT, wrong=PSEUDO_WRONG), share=SHARE)
    return pseudo_counts(np.zeros((1, 1, 1)), share=0.0)


def _write(part: Path, out: Path, labels: Sequence[Name]) -> int:
    return pieces.write_result(part, labels=labels, out=out)
