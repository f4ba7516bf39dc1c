"""`touchstone diagnose`: which role a brief calls for, or none, and why."""

from typing import TYPE_CHECKING

import click

from touchstone.cli import draw
from touchstone.cli.frame import console, each_input, json_option, print_json, say, section
from touchstone.cli.inputs import model_options, read_brief
from touchstone.cli.words import ROLE_NAMES

if TYPE_CHECKING:
    from touchstone.core.briefs import Reading
    from touchstone.core.roles import Diagnosis


@click.command()
@click.argument("briefs", nargs=-1, required=True, metavar="BRIEF...")
@model_options
@json_option
def diagnose(briefs: tuple[str, ...], model_url: str | None, model_name: str | None, *, as_json: bool) -> None:
    """Which of the four roles each BRIEF calls for, or none of them, and why.

    A BRIEF is a text, Markdown, PDF, Word, TOML, YAML or JSON file, or - for standard input.
    """
    from touchstone.core.rates import rate_table
    from touchstone.core.roles import diagnose as decide

    def work(name: str) -> None:
        reading = read_brief(name, model_url=model_url, model_name=model_name)
        diagnosis = decide(reading.brief, rates=rate_table())
        if as_json:
            print_json("diagnosis", diagnosis, file=name if len(briefs) > 1 else None)
        else:
            if len(briefs) > 1:
                console().print(f"\n[bold]{name}[/]", markup=True)
            show_diagnosis(diagnosis, reading)

    each_input(briefs, work, as_json=as_json)


def show_diagnosis(diagnosis: "Diagnosis", reading: "Reading") -> None:
    """Print who is needed, why, what would change it, and what a wrong choice costs."""
    if any(reason.rule == "says_too_little" for reason in diagnosis.reasons):
        _show_silence(diagnosis, reading)
        return
    section("Who", f"{ROLE_NAMES[diagnosis.role]}, {diagnosis.confidence:.0%} sure")
    for share in diagnosis.probabilities:
        name = ROLE_NAMES[share.role]
        mark = "bold yellow" if share.role == diagnosis.role else "dim"
        console().print(f"  {draw.bar(share.share, width=24)} {share.share:4.0%}  {name}", style=mark, markup=False)
    if len(diagnosis.mix) > 1:
        parts = " + ".join(f"{share.share:.0%} {ROLE_NAMES[share.role]}" for share in diagnosis.mix)
        say(f"A mix: {parts}")
    _show_reasons(diagnosis)
    for change in diagnosis.would_change:
        say(f"otherwise  {change.what} → {ROLE_NAMES[change.role]}", style="dim")
    _show_wrong_choices(diagnosis)
    _show_questions(reading)


def _show_silence(diagnosis: "Diagnosis", reading: "Reading") -> None:
    section("Who", "cannot be told yet: the brief says too little")
    _show_reasons(diagnosis)
    for change in diagnosis.would_change:
        say(f"{change.what} → {ROLE_NAMES[change.role]}", style="dim")
    _show_questions(reading)


def _show_questions(reading: "Reading") -> None:
    for question in reading.missing:
        if question.needed_for == "diagnosis":
            say(f"to be surer  {question.text}", style="cyan")


def _show_reasons(diagnosis: "Diagnosis") -> None:
    for reason in diagnosis.reasons[:6]:
        quotes = "  ".join(f"“{' '.join(quote.words.split())}”" for quote in reason.quotes[:3])
        say(f"because  {reason.text}  {quotes}")


def _show_wrong_choices(diagnosis: "Diagnosis") -> None:
    for wrong in diagnosis.wrong_choices:
        say(f"instead {ROLE_NAMES[wrong.role]}: {wrong.text}", style="dim")
