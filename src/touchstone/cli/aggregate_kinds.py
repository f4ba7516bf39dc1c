"""`touchstone aggregate --kind …`: answers that are not one label out of a few."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from touchstone.cli.aggregate_shared import declared_labels, known_answers, refuse_overwriting, shown_name
from touchstone.cli.frame import console, print_json, say, section
from touchstone.cli.tables_in import read_input, refuse_outputs
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.cli.report import Report
    from touchstone.core.tables import Name, Table
    from touchstone.core.truth.kinds import Cell, KindAnswer, Told

_KINDS = ("label", "graded", "numeric", "sets", "spans", "rankings")
# What of the command's other options each kind takes; whatever else is given is refused, not ignored.
_TAKES = {
    "graded": {"weight", "gold", "labels", "duplicates"},
    "numeric": {"gold", "duplicates"},
    "sets": {"labels", "looked"},
    "spans": {"looked", "start", "end"},
    "rankings": {"item"},
}
_CHOICES = (
    "weight",
    "gold",
    "labels",
    "costs",
    "method",
    "duplicates",
    "details",
    "workers",
    "looked",
    "start",
    "end",
    "item",
)
_HINTS = {"start": "start", "end": "end", "item": "item", "method": "auto", "duplicates": "refuse"}


def kinds(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command --kind and what the other kinds need; without it, it is what it was."""

    @click.option("--kind", type=click.Choice(_KINDS), default="label", show_default=True, help="What an answer is.")
    @click.option("--start", default="start", metavar="COLUMN", help="Of spans: the column of the first token.")
    @click.option("--end", default="end", metavar="COLUMN", help="Of spans: the column of the token after the last.")
    @click.option(
        "--item", default="item", metavar="COLUMN", help="Of rankings: the column of the item; label: its place."
    )
    @click.option(
        "--looked", metavar="FILE", help="Of sets and spans: who looked at what (task, rater, perhaps length)."
    )
    @wraps(command)
    def call(*, kind: str, **asked: Any) -> None:
        if kind != "label":
            _aggregate(kind, asked)
            return
        _refuse(kind, asked, takes=set(_CHOICES) - {"start", "end", "item", "looked"})
        command(**{name: value for name, value in asked.items() if name not in {"start", "end", "item", "looked"}})

    return call


def _refuse(kind: str, asked: dict[str, Any], *, takes: set[str]) -> None:
    for name in _CHOICES:
        if name not in takes and asked[name] not in {None, False, _HINTS.get(name)}:
            raise BadInput(f"--kind {kind} takes no --{name}", place=f"--{name}", hint="leave it out")


def _aggregate(kind: str, asked: dict[str, Any]) -> None:
    from touchstone.core.tables import write_table
    from touchstone.core.truth.kinds import answer_of_kind

    _refuse(kind, asked, takes=_TAKES[kind])
    outputs = (asked["out"], asked["raters_out"])
    refuse_outputs(*outputs, report=asked["report"])
    refuse_overwriting((*outputs, asked["report"]), inputs=(asked["file"], asked["gold"], asked["looked"]))
    table = read_input(asked["file"])
    told = {"graded": _graded, "numeric": _numeric, "sets": _sets, "spans": _spans, "rankings": _rankings}[kind](
        table, asked
    )
    if asked["out"]:
        write_table(asked["out"], told.found)
    if asked["raters_out"]:
        write_table(asked["raters_out"], told.raters)
    answer = answer_of_kind(told, answers=table.rows)
    if asked["report"]:
        from touchstone.cli.report import write_report

        write_report(_report(told, answer, file=asked["file"], rest=asked["out"] or ""), asked["report"])
    if asked["as_json"]:
        print_json("consensus_of_kind", answer)
    else:
        _show(answer)


def _names(asked: dict[str, Any]) -> dict[str, str]:
    return {"task": asked["task"], "rater": asked["rater"]}


def _graded(table: "Table", asked: dict[str, Any]) -> "Told":
    from touchstone.core.truth.answers import answers_of, gold_of
    from touchstone.core.truth.columns import Duplicates
    from touchstone.core.truth.graded import graded
    from touchstone.core.truth.kinds import graded_told

    declared = declared_labels(asked["labels"])
    if not declared:
        _need_numbers(table, asked["label"])
    answers = answers_of(
        table,
        label=asked["label"],
        weight=asked["weight"],
        labels=declared,
        duplicates=Duplicates(asked["duplicates"]),
        **_names(asked),
    )
    gold = (
        gold_of(answers, known_answers(table, asked["gold"], task=asked["task"]), place=asked["gold"])
        if asked["gold"]
        else None
    )
    return graded_told(graded(answers, gold=gold))


def _need_numbers(table: "Table", column: str) -> None:
    """Grades in words have no order of their own, and the alphabet's is wrong."""
    hint = "--labels A,B,… in order, worst to best"
    try:
        numbers = table.numbers(column)
    except BadInput as refusal:
        raise BadInput("grades in words have no order", place=refusal.place, hint=hint) from refusal
    endless = np.flatnonzero((table.coded(column).codes >= 0) & ~np.isfinite(numbers))
    if len(endless):
        place = f"{table.source}, column {column}, row {endless[0] + 1}"
        raise BadInput("has no place among grades", place=place, hint=f"a finite number, or {hint}")


def _numeric(table: "Table", asked: dict[str, Any]) -> "Told":
    from touchstone.core.truth.columns import Duplicates
    from touchstone.core.truth.kinds import numeric_told
    from touchstone.core.truth.numeric import known_values, numeric, values_of

    values = values_of(table, value=asked["label"], duplicates=Duplicates(asked["duplicates"]), **_names(asked))
    gold = None
    if asked["gold"]:
        known = {
            task: _number(str(value), f"{asked['gold']}, task {task}")
            for task, value in known_answers(table, asked["gold"], task=asked["task"]).items()
        }
        gold = known_values(values, known, place=asked["gold"])
    return numeric_told(numeric(values, gold=gold))


def _sets(table: "Table", asked: dict[str, Any]) -> "Told":
    from touchstone.core.truth.kinds import sets_told
    from touchstone.core.truth.sets import label_sets, picks_of

    looked = read_input(asked["looked"]) if asked["looked"] else None
    declared = declared_labels(asked["labels"])
    return sets_told(label_sets(picks_of(table, label=asked["label"], labels=declared, looked=looked, **_names(asked))))


def _spans(table: "Table", asked: dict[str, Any]) -> "Told":
    from touchstone.core.truth.kinds import spans_told
    from touchstone.core.truth.spans import consensus_spans, spans_of

    looked: Table | None = None
    lengths: dict[Name, int] = {}
    if asked["looked"]:
        looked = read_input(asked["looked"])
        lengths = _lengths(looked, task=asked["task"]) if "length" in looked.names else {}
    label = asked["label"] if asked["label"] in table.names or asked["label"] != "label" else None
    spans = spans_of(
        table, start=asked["start"], end=asked["end"], label=label, looked=looked, lengths=lengths, **_names(asked)
    )
    return spans_told(consensus_spans(spans))


def _lengths(looked: "Table", *, task: str) -> "dict[Name, int]":
    """The length of each text, where one is stated."""
    lengths: dict[Name, int] = {}
    for row, (text, number) in enumerate(zip(looked.texts(task), looked.numbers("length").tolist(), strict=True), 1):
        if text is None or np.isnan(number):
            continue
        place = f"{looked.source}, column length, row {row}"
        if not (0 <= number < 2**31 and number == int(number)):
            raise BadInput(f"{number:g} is no length", place=place, hint="a whole number of tokens, 0 or more")
        if lengths.setdefault(text, int(number)) != number:
            raise BadInput(f"text {text!r} has lengths of {lengths[text]} and {number:g}", place=place, hint="one")
    return lengths


def _rankings(table: "Table", asked: dict[str, Any]) -> "Told":
    from touchstone.core.truth.kinds import rankings_told
    from touchstone.core.truth.rankings import ranking_consensus, rankings_of

    place = asked["label"] if asked["label"] in table.names or asked["label"] != "label" else "place"
    return rankings_told(ranking_consensus(rankings_of(table, item=asked["item"], place=place, **_names(asked))))


def _number(value: str, place: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise BadInput(f"{value!r} is no number", place=place, hint="a known value for each task") from error


def _show(answer: "KindAnswer") -> None:
    section("Consensus", f"{answer.tasks:,} tasks, {answer.answers:,} rows, {answer.raters:,} raters")
    for fact in _facts(answer):
        say(fact)
    for title, rows in (("Least certain", answer.shown), ("Raters", answer.raters_shown)):
        say("")
        say(title, style="bold")
        for row in rows:
            console().print(f"  {_line(row)}", markup=False)


def _facts(answer: "KindAnswer") -> list[str]:
    return [
        f"Method: {answer.method}, {answer.passes:,} passes. {answer.found:,} rows of consensus; intervals are 90 %."
    ]


def _line(row: "Mapping[str, Cell]") -> str:
    """A row in words, figures with their intervals behind them."""
    parts = []
    for name, value in row.items():
        if name.removesuffix("_low").removesuffix("_high") in row and name.endswith(("_low", "_high")):
            continue
        between = f" ({_short(row[f'{name}_low'])} to {_short(row[f'{name}_high'])})" if f"{name}_low" in row else ""
        parts.append(f"{name} {_short(value)}{between}")
    return "  ".join(parts)


def _short(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else shown_name(value)


def _report(told: "Told", answer: "KindAnswer", *, file: str, rest: str) -> "Report":
    from touchstone.cli.charts import Dot, Sheet, forest
    from touchstone.cli.report import Report

    measure = told.rater_measure
    columns = zip(*(told.raters[name] for name in ("rater", measure, f"{measure}_low", f"{measure}_high")), strict=True)
    dots = [
        Dot(label=str(rater), value=float(value), low=float(low), high=float(high))
        for rater, value, low, high in columns
    ]
    tables = [("Least certain", answer.shown), ("Raters", answer.raters_shown)]
    sheets = [
        Sheet(title=title, columns=tuple(rows[0]), rows=[tuple(row.values()) for row in rows])
        for title, rows in tables
        if rows
    ]
    chart = forest(dots, title="Raters", measure=f"{measure}, 90 % interval")
    return Report(title=f"Consensus of {file}", facts=tuple(_facts(answer)), parts=(chart, *sheets), rest=rest)
