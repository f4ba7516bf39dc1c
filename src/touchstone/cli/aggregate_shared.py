"""What `touchstone aggregate` reads and refuses alike for every kind of answers."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.cli.tables_in import read_input
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.tables import Name, Table

_WIDTH = 60  # characters of a name on the terminal


def refuse_overwriting(outputs: Sequence[str | None], *, inputs: Iterable[str | None]) -> None:
    """Refuse to write over what is read, or over what was just written.

    Raises:
        BadInput: one of `outputs` is one of `inputs`, or another of the outputs.
    """
    taken = {Path(name).absolute().resolve() for name in inputs if name and name != "-"}
    for name in filter(None, outputs):
        place = Path(name).absolute().resolve()
        if place in taken:
            raise BadInput("is read, or written, by the same command", place=name, hint="another name")
        taken.add(place)


def declared_labels(labels: str | None) -> list[str]:
    """The labels of `--labels A,B,…`, in their order; one with a comma stands in quotes."""
    return [part.strip() for part in next(csv.reader([labels], skipinitialspace=True))] if labels else []


def known_answers(table: "Table", gold: str | None, *, task: str) -> "dict[Name, Name]":
    """Known labels by task, from a column of the table or from another file.

    Raises:
        BadInput: there is neither, it says nothing, or it says two things of a task.
    """
    if gold is None:
        return {}
    if gold in table.names:
        place = f"{table.source}, column {gold}"
        return _some(labels_by_task(table.texts(task), table.texts(gold), place=place), place=place)
    if not Path(gold).suffix and not Path(gold).exists():
        hint = f"columns: {', '.join(table.names)}; or the name of a file"
        raise BadInput(f"there is no column {gold!r}, and no such file", place="--gold", hint=hint)
    return gold_file(gold, task=task)


def gold_file(gold: str, *, task: str) -> "dict[Name, Name]":
    """Known labels by task, from a file with a column of tasks and one called label, truth or gold.

    Raises:
        BadInput: it cannot be read, says nothing, or says two things of a task.
    """
    table = read_input(gold)
    tasks = table.texts(task if task in table.names else "task")
    known = table.texts(next((one for one in ("label", "truth", "gold") if one in table.names), "label"))
    return _some(labels_by_task(tasks, known, place=gold), place=gold)


def labels_by_task(tasks: "list[str | None]", known: "list[str | None]", *, place: str) -> "dict[Name, Name]":
    """What each task is known to be; rows in which either is empty say nothing.

    Raises:
        BadInput: two rows say different things of a task.
    """
    found: dict[Name, Name] = {}
    for row, (one, said) in enumerate(zip(tasks, known, strict=True), 1):
        if one is None or said is None:
            continue
        if found.setdefault(one, said) != said:
            raise BadInput(f"task {one!r} is known to be {found[one]!r} and {said!r}", place=f"{place}, row {row}")
    return found


def _some(known: "dict[Name, Name]", *, place: str) -> "dict[Name, Name]":
    if not known:
        raise BadInput("no task has a known answer", place=place, hint="a task and its label in some row")
    return known


def shown_name(name: object) -> str:
    """A name as it can stand in a line of the terminal: on one line, without control characters, not endless."""
    text = str(name)
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
