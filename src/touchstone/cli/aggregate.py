"""`touchstone aggregate`: the label of each task from several people's answers, with its probability."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import numpy as np

from touchstone.cli.aggregate_kinds import kinds
from touchstone.cli.frame import console, json_option, print_json, progress, read_bytes, say, section
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.cli.report import Report
    from touchstone.core.tables import Name, Table
    from touchstone.core.truth.answers import Answers
    from touchstone.core.truth.inference import ConsensusAnswer, Inferred

_METHODS = (
    "auto majority wawa one-coin dawid-skene variational hierarchical subtypes glad mace rater-types".split()
)  # the names of core.truth.inference, without importing it
_SHOWN = 10


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
@click.option("--seed", type=int, default=0, show_default=True, help="Of all that is drawn at random.")
@click.option("--out", metavar="FILE", help="Write task, label and probability: .csv, .csv.gz, .parquet or .jsonl.")
@click.option("--details", is_flag=True, help="Also write answers, voices, dissent and tied.")
@click.option("--raters-out", metavar="FILE", help="Write each rater's accuracy and confusion, with intervals.")
@click.option("--workers", type=click.IntRange(1), help="Of a folder of Parquet files: processes to share it (Ray).")
@click.option("--report", metavar="FILE", help="Write a page (.html), a picture (.png) or text (.txt).")
@json_option
@kinds
def aggregate(
    file: str,
    *,
    task: str,
    rater: str,
    label: str,
    weight: str | None,
    gold: str | None,
    labels: str | None,
    costs: str | None,
    method: str,
    duplicates: str,
    seed: int,
    out: str | None,
    details: bool,
    raters_out: str | None,
    workers: int | None,
    report: str | None,
    as_json: bool,
) -> None:
    """The label of each task in FILE, from several people's answers, with a probability that can be relied on.

    FILE has one answer a row (.csv, .csv.gz, .jsonl, .parquet; - reads CSV from standard input). A folder of Parquet
    files is gone over in parts, in the memory of one part; --out is then a folder too.
    """
    if Path(file).is_dir():
        columns = {"task": task, "rater": rater, "label": label}
        _in_parts(Path(file), columns, method=method, gold=gold, workers=workers, out=out, as_json=as_json)
        return
    if workers is not None:
        raise BadInput("only a folder of Parquet files is shared among workers", place="--workers")
    from touchstone.core.tables import write_table
    from touchstone.core.truth.answers import answers_of
    from touchstone.core.truth.columns import Duplicates
    from touchstone.core.truth.inference import answer_of, columns_of, infer, rater_columns

    table = _read(file)
    known = known_answers(table, gold, task=task)
    answers = answers_of(
        table,
        task=task,
        rater=rater,
        label=label,
        weight=weight,
        labels=_declared(table, labels, known, label=label),
        duplicates=Duplicates(duplicates),
    )
    found = infer(
        answers,
        method=method,
        gold=_codes(answers, known, place=gold),
        costs=_costs(answers, costs),
        seed=seed,
        progress=progress(),
    )
    if out:
        write_table(out, columns_of(found, details=details))
    if raters_out:
        write_table(raters_out, rater_columns(found))
    answer = answer_of(found)
    if report:
        from touchstone.cli.report import write_report

        write_report(_report(found, answer, file=file, rest=out or ""), report)
    if as_json:
        print_json("consensus", answer)
    else:
        _show(answer)


def _in_parts(
    folder: Path,
    columns: dict[str, str],
    *,
    method: str,
    gold: str | None,
    workers: int | None,
    out: str | None,
    as_json: bool,
) -> None:
    """The consensus of a folder of Parquet files, written to a folder."""
    from touchstone.core.truth.distributed import Here, RayWorkers, distributed, summary_of
    from touchstone.core.truth.parts import Columns

    if out is None:
        raise BadInput("say where the labels go", place="--out", hint="a folder; it gets a Parquet file for each part")
    known = _gold_file(gold, task=columns["task"]) if gold else {}
    team = Here() if workers is None else RayWorkers(workers)
    with TemporaryDirectory(dir=Path(out).absolute().parent, prefix=".parts-") as work:
        try:
            found = distributed(
                sorted(folder.glob("*.parquet")),
                folder=Path(work),
                out=Path(out),
                method="hierarchical" if method == "auto" else method,
                columns=Columns(**columns),
                gold=known,
                workers=team,
                progress=progress(),
            )
        finally:
            team.close()
    answer = summary_of(found)
    if as_json:
        print_json("consensus_in_parts", answer)
        return
    section("Consensus", f"{answer.tasks:,} tasks in {answer.parts:,} parts, {answer.raters:,} raters")
    say(f"Method: {answer.method}, {answer.iterations:,} passes. Probabilities are the method's own, not calibrated.")
    say(f"Labels are in {out}, {len(answer.files):,} files.")


def _read(file: str) -> "Table":
    from touchstone.core.tables import read_table

    return read_table(read_bytes(file), name="standard input.csv") if file == "-" else read_table(file, name=file)


def known_answers(table: "Table", gold: str | None, *, task: str) -> "dict[Name, Name]":
    """Known labels by task, from a column of the table or from another file."""
    if gold is None:
        return {}
    if gold not in table.names:
        return _gold_file(gold, task=task)
    return _each_once(table.texts(task), table.texts(gold), place=f"{table.source}, column {gold}")


def _gold_file(gold: str, *, task: str) -> "dict[Name, Name]":
    """Known labels by task, from a file with a column of tasks and one called label, truth or gold."""
    table = _read(gold)
    tasks = table.texts(task if task in table.names else "task")
    known = table.texts(next((one for one in ("label", "truth", "gold") if one in table.names), "label"))
    return _each_once(tasks, known, place=gold)


def _each_once(tasks: "list[str | None]", known: "list[str | None]", *, place: str) -> "dict[Name, Name]":
    found: dict[Name, Name] = {}
    for row, (one, said) in enumerate(zip(tasks, known, strict=True), 1):
        if one is None or said is None:
            continue
        if found.setdefault(one, said) != said:
            raise BadInput(f"task {one!r} is known to be {found[one]!r} and {said!r}", place=f"{place}, row {row}")
    return found


def _declared(table: "Table", labels: str | None, known: "dict[Name, Name]", *, label: str) -> "list[Name]":
    """The labels there may be: the declared ones; or those given, where known answers add to them."""
    if labels:
        return [part.strip() for part in labels.split(",")]
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

    table = _read(file)
    true, answered, cost = table.texts("true"), table.texts("answered"), table.numbers("cost")
    named = {(str(a), str(b)): float(c) for a, b, c in zip(true, answered, cost, strict=True)}
    return cost_table(list(answers.labels), named)


def _show(answer: "ConsensusAnswer") -> None:
    section("Consensus", f"{answer.tasks:,} tasks, {answer.answers:,} answers, {answer.raters:,} raters")
    for fact in _facts(answer):
        say(fact)
    if answer.shown:
        say("")
        say("Least certain", style="bold")
        for line in answer.shown[:_SHOWN]:
            tied = ", tied" if line.tied else ""
            said = f"{line.task}: {line.label}  {line.probability:.2f}  {line.dissent} of {line.answers} differ{tied}"
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
