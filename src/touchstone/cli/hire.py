"""`touchstone hire`: from a brief to a shortlist, in one go."""

from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.diagnose import show_diagnosis
from touchstone.cli.frame import console, each_input, json_option, print_json, say, section
from touchstone.cli.inputs import model_options, read_brief, today
from touchstone.cli.match import show_shortlist
from touchstone.cli.plan import plan_for, show_plan
from touchstone.cli.search import Search, pool_options, search
from touchstone.cli.words import ROLE_NAMES, field_name

if TYPE_CHECKING:
    from touchstone.core.briefs import Reading


@click.command()
@click.argument("briefs", nargs=-1, required=True, metavar="BRIEF...")
@pool_options
@model_options
@json_option
def hire(
    briefs: tuple[str, ...],
    *,
    seed: int,
    model_url: str | None,
    model_name: str | None,
    as_json: bool,
    **wanted: Any,
) -> None:
    """From each BRIEF: who is needed and why, what it costs, a plan, and a shortlist with reasons.

    A BRIEF is a text, Markdown, PDF, Word, TOML, YAML or JSON file, or - for standard input.
    """
    with search(seed=seed, **wanted) as found:

        def work(name: str) -> None:
            reading = read_brief(name, model_url=model_url, model_name=model_name)
            file = name if len(briefs) > 1 else None
            if file and not as_json:
                console().rule(name)
            _hire(reading, found, seed=seed, as_json=as_json, file=file)

        each_input(briefs, work, as_json=as_json)


def _hire(reading: "Reading", found: Search, *, seed: int, as_json: bool, file: str | None) -> None:
    from touchstone.core.matching import need_from
    from touchstone.core.rates import rate_table
    from touchstone.core.roles import Role, diagnose

    brief = reading.brief
    diagnosis = diagnose(brief, rates=rate_table())
    hirable = diagnosis.role is not Role.NONE
    made = plan_for(brief, diagnosis, seed=seed) if hirable else None
    need = need_from(brief, diagnosis.role, today=today()) if hirable else None
    shortlist = found.shortlist(need) if need else None
    if as_json:
        parts = {"reading": reading, "diagnosis": diagnosis, "plan": made, "shortlist": shortlist, "pool": found.label}
        print_json("hire", parts, file=file)
        return
    show_reading(reading)
    show_diagnosis(diagnosis, reading)
    if made and need and shortlist:
        section("Plan", ROLE_NAMES[made.role])
        show_plan(made)
        show_shortlist(shortlist, need, found.label)


def show_reading(reading: "Reading") -> None:
    """Print what was found in the brief, with the words it came from, and what to ask."""
    from rich.text import Text

    section("Brief", reading.brief.title or f"{len(reading.found)} things found in it")
    for found in reading.found:
        line = Text(f"  {field_name(found.field):<18} ", style="dim")
        line.append(f"“{' '.join(found.words.split())}”", style="italic")
        line.append(f"  {found.confidence:.0%}", style="dim")
        console().print(line)
    for note in reading.notes:
        say(f"{note}", style="yellow")
    for question in reading.missing:
        say(f"not said: {question.text}", style="cyan")
