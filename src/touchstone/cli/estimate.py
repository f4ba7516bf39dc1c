"""`touchstone estimate`: what a table of evidence says of everybody's skills, with intervals."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli import draw
from touchstone.cli.frame import console, json_option, print_json, progress, say, section
from touchstone.cli.inputs import day_option
from touchstone.cli.inputs import today as this_day
from touchstone.cli.tables_in import read_input, refuse_outputs, report_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.cli.report import Report
    from touchstone.core.skills.evidence_table import EstimateAnswer, PersonSkill, ReadEvidence
    from touchstone.core.skills.explain import Explanation
    from touchstone.core.skills.next_piece import Expected

_MOST_SHOWN = 20
_COLUMNS = (
    "person",
    "domain",
    "competence",
    "outcome",
    "source",
    "at",
    "weight",
    "difficulty",
    "discrimination",
    "chance",
    "rater",
    "task",
)


def _column_options(command: Any) -> Any:
    """An option for the name of each column."""
    one_value = {
        "domain": ", or a code for all rows",
        "competence": ", or one for all rows",
        "source": ", or one for all rows",
    }
    for name in reversed(_COLUMNS):
        told = f"The column of the {name}{one_value.get(name, '')}."
        command = click.option(f"--{name}", default=name, show_default=True, metavar="COLUMN", help=told)(command)
    return command


@click.command()
@click.argument("file", metavar="FILE")
@_column_options
@day_option("--today", "today", help="The day as of which evidence is weighed; today by default.")
@click.option("--explain", metavar="PERSON", help="What each of one person's records does, and what to ask next.")
@click.option("--out", metavar="FILE", help="Write every estimate: .csv, .csv.gz, .parquet or .jsonl.")
@report_option
@json_option
def estimate(
    file: str,
    *,
    today: date | None,
    explain: str | None,
    out: str | None,
    report: str | None,
    as_json: bool,
    **columns: str,
) -> None:
    """How good everybody in FILE is at each skill: the share of average work that is right, with a 90 % interval.

    FILE has one record of measured work a row (.csv, .csv.gz, .parquet, .jsonl; - reads CSV from standard input). Needed are a person, a domain
    (a code such as 0421.tax), a competence (label, judge, write, …) and an outcome from 0 to 1.
    """
    from touchstone.core.skills.evidence_table import EvidenceColumns, answer_of, ledger_of_table
    from touchstone.core.skills.ledger import Settings

    refuse_outputs(out, report=report)
    day = today or this_day()
    read = ledger_of_table(read_input(file), today=day, columns=EvidenceColumns(**columns))
    answer = answer_of(read, settings=Settings(), today=day, progress=progress())
    explained = _explained(read, explain, day) if explain else []
    if out:
        _write(out, answer)
    if report:
        from touchstone.cli.report import write_report

        write_report(_report(answer, file), report)
    if as_json:
        print_json("estimate", answer, explained=[_as_value(one, expected, rows) for one, expected, rows in explained])
        return
    _show(answer)
    for one, expected, rows in explained:
        _show_explanation(one, expected, rows)


def _explained(read: "ReadEvidence", person: str, today: date) -> "list[tuple[Explanation, list[Expected], list[int]]]":
    """For each skill of a person: its parts, what to ask next, and the rows of the file that the parts stand in."""
    from touchstone.core.skills.explain import explain
    from touchstone.core.skills.next_piece import candidates_for, what_next

    records, rows = read.of(person)
    found = []
    for skill in sorted({record.skill for record in records}):
        one = explain(records, skill=skill, today=today)
        expected = what_next(records, candidates_for(skill, today=today), skill=skill, today=today)
        found.append((one, expected, [rows[part.place] for part in one.parts]))
    return found


def _as_value(one: "Explanation", expected: "Sequence[Expected]", rows: "Sequence[int]") -> dict[str, Any]:
    parts = [
        {
            "row": row,
            "related": part.related,
            "counted": part.counted,
            "points": part.points,
            "certainty": part.certainty,
        }
        for row, part in zip(rows, one.parts, strict=True)
    ]
    ask = [{"name": each.candidate.name, "right": each.right, "narrower": each.narrower} for each in expected]
    skill = {"domain": one.skill.domain, "competence": one.skill.competence}
    return {**skill, "prior_mean": one.prior_mean, "reliability": one.reliability, "parts": parts, "ask_next": ask}


def _write(path: str, answer: "EstimateAnswer") -> None:
    from touchstone.core.skills.evidence_table import columns_of_answer
    from touchstone.core.tables import write_table

    write_table(path, columns_of_answer(answer))


def _show(answer: "EstimateAnswer") -> None:
    section(
        "Estimates", f"{len(answer.estimates):,} skills of {answer.people:,} people, from {answer.records:,} records"
    )
    say(
        f"Share of average work that is right, with 90 % interval, as of {answer.today} ({answer.version}).",
        style="dim",
    )
    if answer.repeated:
        told = "a column with the task (--task) tells whether they are one piece of work"
        say(f"Rows that repeat an earlier one in everything: {answer.repeated:,}; {told}.", style="yellow")
    best = sorted(answer.estimates, key=lambda one: (-one.low, one.person, one.domain, one.competence))
    for one in best[:_MOST_SHOWN]:
        _show_one(one)
    if len(best) > _MOST_SHOWN:
        say(f"{len(best) - _MOST_SHOWN:,} more, by lower bound; --out FILE writes all.", style="dim")


def _show_one(one: "PersonSkill") -> None:
    from rich.text import Text

    proven = one.level not in {"claimed", "screened"}
    mark = draw.streak(one.low, one.mean, one.high, width=12)
    line = Text.assemble(
        f"  {one.person[:14]:<15}{one.domain[:16]:<17}{one.competence:<9}",
        (mark, "yellow" if proven else "dim"),
        f"  {one.mean:.0%} ({one.low:.0%} to {one.high:.0%}, n = {one.n}, {one.level})",
    )
    console().print(line)


def _show_explanation(one: "Explanation", expected: "Sequence[Expected]", rows: "Sequence[int]") -> None:
    from touchstone.core.skills import skill_name

    got = one.estimate
    section(
        "Why", f"{skill_name(one.skill)}: {got.mean:.1%} ({got.low:.1%} to {got.high:.1%}, n = {got.n}, {got.level})"
    )
    say(f"Before any evidence {one.prior_mean:.1%}; the records below add up to the rest.", style="dim")
    strongest = sorted(zip(rows, one.parts, strict=True), key=lambda pair: (-abs(pair[1].points), pair[0]))
    for row, part in strongest[:_MOST_SHOWN]:
        record = part.evidence
        where = f" in {record.skill.domain}, {record.skill.competence}" if part.related else ""
        told = f"row {row}: {record.source} of {record.at}, outcome {record.outcome:g}{where}"
        say(f"{part.points:+6.2f} points, {part.certainty:5.1%} of the doubt gone · {told}")
    if len(strongest) > _MOST_SHOWN:
        left = sum(part.points for _, part in strongest[_MOST_SHOWN:])
        say(f"{left:+6.2f} points from {len(strongest) - _MOST_SHOWN} more records", style="dim")
    say("What would narrow the interval most:", style="dim")
    for each in expected[:4]:
        say(f"{each.candidate.name}: by {each.narrower:.1%} of {each.width:.1%}", indent=4)


def _report(answer: "EstimateAnswer", file: str) -> "Report":
    from touchstone.cli.charts import Dot, Sheet, forest
    from touchstone.cli.report import Report

    best = sorted(answer.estimates, key=lambda one: (-one.low, one.person, one.domain, one.competence))
    dots = [
        Dot(
            label=f"{one.person}: {one.domain}, {one.competence}",
            value=one.mean,
            low=one.low,
            high=one.high,
            n=one.n,
            proven=one.level == "proven",
        )
        for one in best
    ]
    rows = [
        (one.person, one.domain, one.competence, one.mean, one.low, one.high, one.n, one.weight, one.level)
        for one in best
    ]
    names = ("person", "domain", "competence", "mean", "low", "high", "n", "weight", "level")
    return Report(
        title=f"Skills from {file}",
        facts=(
            f"{len(best):,} skills of {answer.people:,} people from {answer.records:,} records, as of {answer.today}.",
            f"Share of average work that is right with its 90 % interval, by lower bound; method {answer.version}.",
        ),
        parts=(
            forest(dots, title="Best by lower bound", measure="share of average work that is right"),
            Sheet(title="Every estimate", columns=names, rows=rows),
        ),
    )
