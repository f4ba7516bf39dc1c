"""Answers that do not fit in memory: cut by task into parts on disk, each small, over which passes go one part at a time.

A task's answers all lie in one part, so parts are independent in a pass; only counts of confusions come back, and are added
in the order of the parts. Whoever goes over them, one process or many on other machines (`distributed`), gets the same bits.

    PARTS/
      0000/ starts rater label gold posterior (.npy), tasks.parquet
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Name, read_table, write_table
from touchstone.core.tables.columns import ArrowColumn, Coded
from touchstone.core.tables.reading import refuse_unless_parquet
from touchstone.core.truth import loops
from touchstone.core.truth.answers import Answers, answers_of
from touchstone.core.truth.columns import Duplicates
from touchstone.core.truth.consensus import most_probable
from touchstone.core.truth.sweep import Sums, clamped
from touchstone.core.truth.voting import shares, votes

if TYPE_CHECKING:
    from arro3.core import RecordBatch

Floats = NDArray[np.float64]

PART = 2_000_000  # answers in a part, about: some 40 MB, and as much again for the posterior
_READ = 1_000_000  # rows held while a file is cut


class Columns(Struct, frozen=True, kw_only=True):
    """The names of a file's columns."""

    task: str = "task"
    rater: str = "rater"
    label: str = "label"


class Names(Struct, frozen=True, kw_only=True):
    """All raters and labels, sorted."""

    raters: Sequence[Name]
    labels: Sequence[Name]


def names_in(file: Path, columns: Columns) -> tuple[set[Name], set[Name], int]:
    """The raters, the labels and the number of rows in one Parquet file.

    Raises:
        BadInput: it is none, a column is missing, or a cell is empty.
    """
    raters: set[Name] = set()
    labels: set[Name] = set()
    rows = 0
    for batch in _batches(file, columns):
        raters.update(_coded(batch, columns.rater, (file, rows)).names)
        labels.update(_coded(batch, columns.label, (file, rows)).names)
        rows += batch.num_rows
    return raters, labels, rows


def names_of(found: Iterable[tuple[set[Name], set[Name]]]) -> Names:
    """The names of all files together, in the order that `tables` gives names.

    A name that is a number in one file and text in another is one name.
    """
    from touchstone.core.tables.columns import ordered

    raters: dict[str, Name] = {}
    labels: dict[str, Name] = {}
    for some_raters, some_labels in found:
        raters |= {str(name): name for name in some_raters}
        labels |= {str(name): name for name in some_labels}
    none = np.zeros(0, dtype=np.int32)
    return Names(raters=ordered(none, list(raters.values())).names, labels=ordered(none, list(labels.values())).names)


def cut_file(
    number: int, file: Path, place: tuple[Path, int], columns: Columns, names: Names
) -> list[tuple[int, Path]]:
    """Write each part's rows of the file as chunks, in constant memory; gives (part, chunk), in the order of the rows.

    `place` is the folder of the chunks and the number of parts.

    Raises:
        BadInput: a column is missing, or a cell is empty.
    """
    folder, parts = place
    raters = {str(name): code for code, name in enumerate(names.raters)}
    labels = {str(name): code for code, name in enumerate(names.labels)}
    written = []
    rows_before = 0
    for step, batch in enumerate(_batches(file, columns)):
        task = _coded(batch, columns.task, (file, rows_before))
        rater = _recoded(_coded(batch, columns.rater, (file, rows_before)), raters)
        label = _recoded(_coded(batch, columns.label, (file, rows_before)), labels)
        rows_before += batch.num_rows
        part = np.array([_hash(name) % parts for name in task.names], dtype=np.int32)[task.codes]
        for chosen in np.unique(part).tolist():
            rows = np.flatnonzero(part == chosen)
            chunk = folder / f"chunk-{chosen:04}-{number:04}-{step:04}.parquet"
            tasks = [task.names[code] for code in task.codes[rows].tolist()]
            write_table(chunk, {"task": tasks, "rater": rater[rows], "label": label[rows]})
            written.append((chosen, chunk))
    return written


def _recoded(column: Coded, codes: Mapping[str, int]) -> NDArray[np.int32]:
    return np.array([codes[str(name)] for name in column.names], dtype=np.int32)[column.codes]


def write_part(chunks: Sequence[Path], folder: Path, names: Names, gold: Mapping[Name, Name]) -> int:
    """Sort the answers of one part and lay them down in `folder`, with the majority as the first posterior.

    Gives the number of tasks with a known answer.

    Raises:
        BadInput: somebody answered a task twice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    answers = _gathered(chunks, names)
    code_of_label = {str(name): code for code, name in enumerate(names.labels)}
    wanted = {str(task): code_of_label[str(label)] for task, label in gold.items()}
    known = np.array([wanted.get(str(task), -1) for task in answers.tasks], dtype=np.int32)
    start = clamped(shares(votes(answers)), known, classes=len(names.labels))
    arrays: dict[str, NDArray[Any]] = {
        "starts": answers.starts,
        "rater": answers.rater,
        "label": answers.label,
        "gold": known,
        "posterior": start,
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    write_table(folder / "tasks.parquet", {"task": list(answers.tasks)})
    return int((known >= 0).sum())


def count_part(folder: Path, raters: int) -> Sums:
    """The sums of one part under its posterior as it stands."""
    starts, rater, label, _gold, posterior = _loaded(folder)
    counts = np.zeros((raters, posterior.shape[1], posterior.shape[1]))
    tasks = len(posterior)
    loops.count(0, tasks, starts, rater, label, np.zeros(0), posterior, counts)
    return Sums(counts=counts, states=posterior.sum(0), log_likelihood=-np.inf, change=float(tasks))


def sweep_part(folder: Path, table: Floats, prior: Floats) -> Sums:
    """A pass over one part; its posterior on disk is replaced."""
    starts, rater, label, gold, posterior = _loaded(folder)
    counts, states = np.zeros(table.shape), np.zeros(len(prior))
    log_likelihood, change = loops.table_sweep(
        0,
        len(posterior),
        starts,
        rater,
        label,
        np.exp(table),
        np.exp(prior),
        gold,
        len(prior),
        posterior,
        counts,
        states,
    )
    np.save(folder / "posterior.npy", posterior)
    return Sums(counts=counts, states=states, log_likelihood=log_likelihood, change=change)


def write_result(folder: Path, *, labels: Sequence[Name], out: Path) -> int:
    """Write task, label and probability of one part; gives the number of tasks."""
    posterior = np.load(folder / "posterior.npy")
    answer, _ = most_probable(posterior)
    tasks = read_table(folder / "tasks.parquet").coded("task")
    write_table(
        out,
        {
            "task": [tasks.names[code] for code in tasks.codes.tolist()],
            "label": [labels[code] for code in answer.tolist()],
            "probability": np.round(posterior[np.arange(len(answer)), answer], 6),
        },
    )
    return len(answer)


def part_folder(folder: Path, part: int) -> Path:
    """Where a part lies."""
    return folder / f"{part:04}"


def _gathered(chunks: Sequence[Path], names: Names) -> Answers:
    tables = [read_table(chunk) for chunk in chunks]
    tasks: list[Name] = []
    for coded in (table.coded("task") for table in tables):
        tasks += [coded.names[code] for code in coded.codes.tolist()]
    columns = {name: np.concatenate([table.numbers(name) for table in tables]) for name in ("rater", "label")}
    frame = {"task": tasks, **{name: column.astype(np.int64) for name, column in columns.items()}}
    found = answers_of(frame, labels=range(len(names.labels)), duplicates=Duplicates.ALL)
    raters = np.array([int(name) for name in found.raters], dtype=np.int32)
    again = np.flatnonzero((np.diff(found.task) == 0) & (np.diff(found.rater) == 0))
    if len(again):
        rater, task = names.raters[raters[found.rater[again[0]]]], found.tasks[found.task[again[0]]]
        hint = "one answer of each rater to a task"
        raise BadInput(f"{rater!r} answered task {task!r} twice", place="the files together", hint=hint)
    return Answers(
        task=found.task,
        rater=raters[found.rater],
        label=found.label,
        starts=found.starts,
        tasks=found.tasks,
        raters=names.raters,
        labels=names.labels,
    )


def _loaded(folder: Path) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Floats]:
    starts, rater, label, gold, posterior = (
        np.load(folder / f"{name}.npy") for name in ("starts", "rater", "label", "gold", "posterior")
    )
    return starts, rater, label, gold, posterior


def _batches(file: Path, columns: Columns) -> "Iterator[RecordBatch]":
    from arro3.io import read_parquet

    try:
        refuse_unless_parquet(file, source=str(file))
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", place=str(file)) from error
    reader = read_parquet(file, batch_size=_READ)
    for name in (columns.task, columns.rater, columns.label):
        if name not in reader.schema.names:
            hint = f"columns: {', '.join(reader.schema.names)}"
            raise BadInput(f"there is no column {name!r}", place=str(file), hint=hint)
    yield from reader


def _coded(batch: "RecordBatch", name: str, place: tuple[Path, int]) -> Coded:
    """The column `name`; `place` is the file, and how many of its rows came before."""
    file, before = place
    column = ArrowColumn(batch.column(name))
    if column.nested:
        raise BadInput(f"column {name!r} holds lists or records", place=str(file), hint="one plain value in each row")
    coded = column.coded()
    if len(empty := np.flatnonzero(coded.codes < 0)):
        where = f"{file}, column {name}, row {before + empty[0] + 1}"
        raise BadInput("is empty", place=where, hint="a value in every row")
    return coded


def _hash(name: Name) -> int:
    """The same on every machine and in every process, which Python's own is not."""
    return zlib.crc32(str(name).encode())
