"""`touchstone plan`: people, hours, weeks and cost, with alternatives side by side."""

from typing import TYPE_CHECKING

import click

from touchstone.cli import draw
from touchstone.cli.frame import console, each_input, json_option, print_json, say, section
from touchstone.cli.inputs import model_options, read_brief, today
from touchstone.cli.words import ROLE_NAMES

if TYPE_CHECKING:
    import numpy as np

    from touchstone.core.briefs import Brief
    from touchstone.core.money import Money
    from touchstone.core.planning import Alternative, Plan, Sway
    from touchstone.core.roles import Diagnosis

_WIDTH = 15
_SEED = 0


@click.command()
@click.argument("briefs", nargs=-1, required=True, metavar="BRIEF...")
@click.option(
    "--lines", "alternative", help="Show one alternative's arithmetic line by line: latam_contract, contract_BR …"
)
@click.option("--seed", type=click.IntRange(0), default=_SEED, show_default=True, help="The same seed, the same draws.")
@model_options
@json_option
def plan(
    briefs: tuple[str, ...],
    alternative: str | None,
    seed: int,
    *,
    model_url: str | None,
    model_name: str | None,
    as_json: bool,
) -> None:
    """What the work in BRIEF costs and when it is done: ways to staff it, each with its 10, 50 and 90 % points.

    A BRIEF is a text, Markdown, PDF, Word, TOML, YAML or JSON file, or - for standard input.
    """
    from touchstone.core.planning import sensitivity
    from touchstone.core.rates import rate_table
    from touchstone.core.roles import diagnose

    def work(name: str) -> None:
        brief = read_brief(name, model_url=model_url, model_name=model_name).brief
        diagnosis = diagnose(brief, rates=rate_table())
        made = plan_for(brief, diagnosis, seed=seed)
        if as_json:
            print_json("plan", made, file=name if len(briefs) > 1 else None)
            return
        section("Plan", f"{ROLE_NAMES[made.role]}{_who_else(made)}")
        show_plan(made)
        drawn = generator(seed)
        show_sway(sensitivity(brief, made.role, alternative=alternative, rng=drawn, today=today(), mix=made.mix))
        if alternative:
            show_lines(made, alternative)

    each_input(briefs, work, as_json=as_json)


def plan_for(brief: "Brief", diagnosis: "Diagnosis", *, seed: int = _SEED) -> "Plan":
    """The plan that a diagnosis calls for."""
    from touchstone.core.planning import plan as make

    return make(brief, diagnosis.role, rng=generator(seed), today=today(), mix=diagnosis.mix)


def show_plan(made: "Plan") -> None:
    """Print the alternatives side by side, what was assumed, and what is not included."""
    from rich import box
    from rich.table import Table

    priced = [one for one in made.alternatives if one.cost is not None]
    most = max((float(one.cost.p90.major) for one in priced if one.cost), default=1.0)
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    table.add_column("way", ratio=1)
    for name in ("people", "weeks", "cost"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("from 10 % to 90 %", justify="right", no_wrap=True)
    table.add_column(f"0 … ${most:,.0f}", no_wrap=True)
    table.add_column("done by", no_wrap=True)
    for one in priced:
        table.add_row(*_cells(one, most), style="" if one.as_asked else "dim")
    if priced:
        console().print(table)
    if missing := [one.label for one in made.alternatives if one.no_data]:
        say(f"No data on pay, so no figure: {'; '.join(missing)}.", style="dim")
    for text in dict.fromkeys(one.disagreement for one in priced if one.disagreement):
        say(f"{text}", style="yellow")
    assumed = [one for one in made.assumptions if not one.from_brief]
    if assumed:
        say(f"Assumed, because the brief does not say: {', '.join(one.name.replace('_', ' ') for one in assumed)}.")
    for note in made.notes:
        say(f"{note}", style="dim")


def show_lines(made: "Plan", alternative: str) -> None:
    """Print one alternative's arithmetic.

    Raises:
        BadInput: the plan has no such alternative.
    """
    from touchstone.core.errors import BadInput

    known = {one.id: one for one in made.alternatives}
    if alternative not in known:
        raise BadInput(f"{alternative!r} is not in this plan", place="--lines", hint=f"one of {', '.join(known)}")
    section("Arithmetic", known[alternative].label)
    for line in known[alternative].lines:
        sum_ = f"{line.formula} = {line.value}" if line.formula else line.value
        say(f"{line.label}: {sum_}")
        if line.source:
            say(f"{line.source}", style="dim", indent=6)


def show_sway(sways: "tuple[Sway, ...]") -> None:
    """Print what moves the cost most."""
    for sway in sways[:3]:
        low, high = sorted((sway.cost_at_low, sway.cost_at_high))
        say(f"moves the cost most: {sway.text}, {low} to {high}", style="dim")


def _cells(one: "Alternative", most: float) -> tuple[str, ...]:
    assert one.cost is not None
    points = [float(amount.major) for amount in (one.cost.p10, one.cost.p50, one.cost.p90)]
    return (
        one.label,
        str(one.people),
        f"{one.weeks:.0f}",
        _round(one.cost.p50),
        f"{_round(one.cost.p10)} to {_round(one.cost.p90)}",
        draw.whisker(*points, least=0, most=most, width=_WIDTH),
        one.finish.p50.isoformat() if one.finish else "",
    )


def _round(amount: "Money") -> str:
    return f"${float(amount.major):,.0f}"


def _who_else(made: "Plan") -> str:
    if len(made.mix) < 2:
        return ""
    return " in a mix: " + " + ".join(f"{share.share:.0%} {ROLE_NAMES[share.role]}" for share in made.mix)


def generator(seed: int) -> "np.random.Generator":
    """Where chance comes from."""
    import numpy as np

    return np.random.default_rng(seed)
