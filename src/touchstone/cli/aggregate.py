"""`touchstone aggregate`: the label of each task from several people's answers, with its probability."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from msgspec import Struct

from touchstone.cli.aggregate_kinds import kinds
from touchstone.cli.aggregate_shared import (
    declared_labels,
    gold_file,
    known_answers,
    refuse_overwriting,
    shown_name,
)
from touchstone.cli.frame import console, json_option, print_json, progress, say, section
from touchstone.cli.tables_in import read_input, refuse_outputs, report_option, seed_option
from touchstone.core.errors import BadInput, NoData

if TYPE_CHECKING:
    from touchstone.cli.report import Report
    from touchstone.core.tables import Name, Table
    from touchstone.core.truth.answers import Answers
    from touchstone.core.truth.inference import ConsensusAnswer, Inferred

_METHODS = (
    "auto majority wawa one-coin dawid-skene variational hierarchical subtypes glad mace rater-types".split()
)  # the names of core.truth.inference, without importing it
_SHOWN = 10
# What a folder does not take, and what it is where it was not asked for.
_NOT_IN_PARTS = {
    "weight": None,
    "labels": None,
    "costs": None,
    "duplicates": "refuse",
    "seed": 0,
    "details": False,
    "raters_out": None,
    "report": None,
}


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--task", default="task", show_default=True, metavar="COLUMN", help="The column of the task.")
@click.option("--rater", default="rater", show_default=True, metavar="COLUMN", help="The column of who answered.")
@click.option("--label", default="label", show_default=True, metavar="COLUMN", help="The column of the answer.")
@click.option("--weight", metavar="COLUMN", help="The column of how much an answer counts; else each counts once.")
@click.option(
    "--gold", metavar="FILE|COLUMN", help="Known answers: a file with the task and `label`, or a column of FILE."
)
@click.option("--labels", metavar="A,B,…", help="All labels there may be, in their order; else those given.")
@click.option("--costs", metavar="FILE", help="What confusions cost: a file with `true`, `answered` and `cost`.")
@click.option("--method", type=click.Choice(_METHODS), default="auto", show_default=True, help="How to infer.")
@click.option(
    "--duplicates",
    type=click.Choice(["refuse", "first", "last", "all"]),
    default="refuse",
    show_default=True,
    help="What to do where somebody answered a task twice.",
)
@seed_option
@click.option("--out", metavar="FILE", help="Write task, label and probability: .csv, .csv.gz, .parquet or .jsonl.")
@click.option("--details", is_flag=True, help="Also write answers, voices, dissent and tied.")
@click.option("--raters-out", metavar="FILE", help="Write each rater's accuracy and confusion, with intervals.")
@click.option("--workers", type=click.IntRange(1), help="Of a folder of Parquet files: processes to share it (Ray).")
@report_option
@json_option
@kinds
def aggregate(**asked: Any) -> None:
    """The label of each task in FILE, from several people's answers, with a probability that can be relied on.

    FILE has one answer a row (.csv, .csv.gz, .jsonl, .parquet; - reads CSV from standard input). A folder of Parquet
    files is gone over in parts, in the memory of one part; --out is then a folder too.
    """
    options = _Options(**asked)
    if Path(options.file).is_dir():
        _in_parts(options)
    else:
        _in_memory(options)


class _Options(Struct, frozen=True, kw_only=True):
    """What was asked for; columns and files by name."""

    file: str
    task: str
    rater: str
    label: str
    weight: str | None
    gold: str | None
    labels: str | None
    costs: str | None
    method: str
    duplicates: str
    seed: int
    out: str | None
    details: bool
    raters_out: str | None
    workers: int | None
    report: str | None
    as_json: bool


def _in_memory(options: _Options) -> None:
    """The consensus of one file."""
    from touchstone.core.tables import write_table
    from touchstone.core.truth.inference import answer_of, columns_of, rater_columns

    if options.workers is not None:
        raise BadInput("only a folder of Parquet files is shared among workers", place="--workers")
    outputs = (options.out, options.raters_out)
    refuse_outputs(*outputs, report=options.report)
    refuse_overwriting((*outputs, options.report), inputs=(options.file, options.gold, options.costs))
    found = _inferred(options)
    if options.out:
        write_table(options.out, columns_of(found, details=options.details))
    if options.raters_out:
        write_table(options.raters_out, rater_columns(found))
    answer = answer_of(found)
    if options.report:
        from touchstone.cli.report import write_report

        write_report(_report(found, answer, file=options.file, rest=options.out or ""), options.report)
    if options.as_json:
        print_json("consensus", answer)
    else:
        _show(answer)


def _inferred(options: _Options) -> "Inferred":
    from touchstone.core.truth.answers import answers_of
    from touchstone.core.truth.columns import Duplicates
    from touchstone.core.truth.inference import infer

    table = read_input(options.file)
    known = known_answers(table, options.gold, task=options.task)
    answers = answers_of(
        table,
        task=options.task,
        rater=options.rater,
        label=options.label,
        weight=options.weight,
        labels=_declared(table, options.labels, known, label=options.label),
        duplicates=Duplicates(options.duplicates),
    )
    return infer(
        answers,
        method=options.method,
        gold=_codes(answers, known, place=options.gold),
        costs=_costs(answers, options.costs),
        seed=options.seed,
        progress=progress(),
    )


def _in_parts(options: _Options) -> None:
    """The consensus of a folder of Parquet files, written to a folder."""
    from touchstone.core.truth.distributed import Here, RayWorkers, distributed, summary_of
    from touchstone.core.truth.parts import Columns

    out, files = _folder_for(options), sorted(Path(options.file).glob("*.parquet"))
    if not files:
        raise NoData("there are no Parquet files in this folder", place=options.file)
    known = gold_file(options.gold, task=options.task) if options.gold else {}
    team = Here() if options.workers is None else RayWorkers(options.workers)
    with TemporaryDirectory(dir=out.absolute().parent, prefix=".parts-") as work:
        try:
            found = distributed(
                files,
                folder=Path(work),
                out=out,
                method="hierarchical" if options.method == "auto" else options.method,
                columns=Columns(task=options.task, rater=options.rater, label=options.label),
                gold=known,
                workers=team,
                progress=progress(),
            )
        finally:
            team.close()
    answer = summary_of(found)
    if options.as_json:
        print_json("consensus_in_parts", answer)
        return
    section("Consensus", f"{answer.tasks:,} tasks in {answer.parts:,} parts, {answer.raters:,} raters")
    say(f"Method: {answer.method}, {answer.iterations:,} passes. Probabilities are the method's own, not calibrated.")
    say(f"Labels are in {out}, {len(answer.files):,} files.")


def _folder_for(options: _Options) -> Path:
    """The folder that the labels of a folder go to; whatever else parts cannot do is refused, not ignored."""
    for name, usual in _NOT_IN_PARTS.items():
        if getattr(options, name) != usual:
            option = f"--{name.replace('_', '-')}"
            raise BadInput(f"a folder takes no {option}", place=option, hint="leave it out, or put all in one file")
    if options.out is None:
        raise BadInput("say where the labels go", place="--out", hint="a folder; it gets a Parquet file for each part")
    out = Path(options.out)
    if out.exists() and not out.is_dir():
        raise BadInput("is a file", place=options.out, hint="a folder; it gets a Parquet file for each part")
    if not os.access(out.absolute().parent, os.W_OK):
        raise BadInput("its folder is not there, or not yours to write to", place=options.out, hint="one that is")
    return out


def _declared(table: "Table", labels: str | None, known: "dict[Name, Name]", *, label: str) -> "list[Name]":
    """The labels there may be: the declared ones; or those given, where known answers add to them."""
    if labels or not known:
        return [*declared_labels(labels)]
    given = [str(name) for name in table.coded(label).names]
    added = sorted({str(said) for said in known.values()} - set(given))
    return [*given, *added] if added else []


def _codes(answers: "Answers", known: "dict[Name, Name]", *, place: str | None) -> "np.ndarray | None":
    from touchstone.core.truth.answers import gold_of

    return gold_of(answers, known, place=place or "gold") if known else None


def _costs(answers: "Answers", file: str | None) -> "np.ndarray | None":
    if file is None:
        return None
    from touchstone.core.truth.costs import cost_table

    table = read_input(file)
    named: dict[tuple[str, str], float] = {}
    rows = zip(table.texts("true"), table.texts("answered"), table.numbers("cost").tolist(), strict=True)
    for row, (true, answered, cost) in enumerate(rows, 1):
        place = f"{file}, row {row}"
        if true is None or answered is None or not 0 <= cost < np.inf:
            hint = "true, answered, and a cost of 0 or more"
            raise BadInput("is no confusion with its cost", place=place, hint=hint)
        if named.setdefault((true, answered), cost) != cost:
            said = f"to answer {answered!r} where it is {true!r}"
            raise BadInput(f"{said} costs {named[true, answered]:g} and {cost:g}", place=place)
    return cost_table(list(answers.labels), named, place=file)


def _show(answer: "ConsensusAnswer") -> None:
    section("Consensus", f"{answer.tasks:,} tasks, {answer.answers:,} answers, {answer.raters:,} raters")
    for fact in _facts(answer):
        say(fact)
    if answer.shown:
        say("")
        say("Least certain", style="bold")
        for line in answer.shown[:_SHOWN]:
            tied = ", tied" if line.tied else ""
            names = f"{shown_name(line.task)}: {shown_name(line.label)}"
            said = f"{names}  {line.probability:.2f}  {line.dissent} of {line.answers} differ{tied}"
            console().print(f"  {said}", markup=False)


def _facts(answer: "ConsensusAnswer") -> list[str]:
    known = f"{answer.known:,} known answers; " if answer.known else ""
    facts = [f"Method: {answer.method}. {known}{answer.tied:,} tasks tied; mean probability {answer.certainty:.3f}."]
    return facts + [f"{note[0].upper()}{note[1:]}." for note in answer.notes]


def _report(found: "Inferred", answer: "ConsensusAnswer", *, file: str, rest: str) -> "Report":
    from touchstone.cli.charts import Dot, Sheet, bars, forest
    from touchstone.cli.report import Report

    certainty = np.histogram(found.consensus.certainty, bins=10, range=(0, 1))[0]
    steps = {f"{step / 10:.1f} to {(step + 1) / 10:.1f}": int(count) for step, count in enumerate(certainty)}
    raters = [
        Dot(label=str(one.rater), value=one.accuracy, low=one.low, high=one.high, n=int(one.answers))
        for one in answer.shown_raters
    ]
    tasks = Sheet(
        title="Least certain tasks",
        columns=("task", "label", "probability", "answers", "voices", "dissent"),
        rows=[
            (str(one.task), str(one.label), round(one.probability, 3), one.answers, round(one.voices, 1), one.dissent)
            for one in answer.shown
        ],
    )
    parts = (
        bars(steps, title="Tasks by the probability of their answer", measure="tasks"),
        forest(raters, title="Raters with the most answers", measure="accuracy, 90 % interval"),
        tasks,
    )
    return Report(title=f"Consensus of {file}", facts=tuple(_facts(answer)), parts=parts, rest=rest)
