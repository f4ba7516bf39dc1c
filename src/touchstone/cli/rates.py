"""`touchstone rates`: what a role is paid, by source and date."""

from typing import TYPE_CHECKING, Any

import click

from touchstone.cli import draw
from touchstone.cli.frame import console, json_option, print_json, read_text, say, section
from touchstone.cli.words import ROLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.core.rates import Band, Bar, RateAnswer, RateTable

_SCALE_WIDTH = 32


@click.command()
@click.argument("role", required=False)
@click.option("--place", help="A country (AR, Brazil), latam or world; everywhere by default.")
@click.option("--unit", help="How the source states it: hour, month, year, task, label.")
@click.option("--basis", help="salary, contract, listing, survey or average.")
@click.option("--level", "domain_level", type=click.Choice(["general", "expert"]), help="Only work that needs this.")
@click.option("--since", help="Only rows from this date on: 2026 or 2026-06.")
@click.option("--extra", help="A CSV file with rows of your own, laid over the packaged table.")
@click.option("--extra-sources", help="A CSV file with the sources that --extra names.")
@click.option("--wide", is_flag=True, help="Also rows on all kinds of AI-training work together.")
@json_option
def rates(
    role: str | None, *, extra: str | None, extra_sources: str | None, wide: bool, as_json: bool, **asked: Any
) -> None:
    """What ROLE is paid: every row with its source and date, in US dollars an hour where it can be compared.

    ROLE is data_annotator, ai_training_specialist, rlhf_specialist or ml_engineer; all of them by default.
    """
    from touchstone.core.rates import look_up, rate_table

    table = rate_table(
        extra=read_text(extra) if extra else "",
        extra_sources=read_text(extra_sources) if extra_sources else "",
        name=extra or "rates",
    )
    answer = look_up(table, role=role, **asked)
    if as_json:
        print_json("rates", answer)
    else:
        where = answer.place or "everywhere"
        section("Rates", f"{ROLE_NAMES.get(role or '', 'all roles')}, {where}")
        show_rates(table, answer, wide=wide)


def show_rates(table: "RateTable", answer: "RateAnswer", *, wide: bool = False) -> None:
    """Print every row as a bar with its source, what disagrees, and what there is no data for."""
    from touchstone.core.rates import band

    if answer.no_data:
        say(f"{answer.no_data}")
    bars = band(table, answer)
    shown = [bar for bar in bars.bars if wide or bar.rate.scope != "all" or not bar.wider]
    _show_bars(bars, shown)
    if hidden := len(bars.bars) - len(shown):
        say(f"{hidden} more rows are on all AI-training work together: --wide", style="dim")
    for left in bars.left_out:
        say(f"not on this scale: {left.rate.work}, {left.why}", style="dim")
    for disagreement in answer.disagreements:
        say(disagreement.text, style="yellow")


def _show_bars(band: "Band", bars: "Sequence[Bar]") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not bars:
        return
    most = max(float(figure.major) for bar in bars for figure in (bar.low, bar.median, bar.high) if figure)
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, header_style="dim")
    table.add_column(f"{band.currency} an {band.unit}: 0 … {most:,.0f}", no_wrap=True)
    table.add_column("low", justify="right")
    table.add_column("middle", justify="right")
    table.add_column("high", justify="right")
    table.add_column("what, who said so, when", ratio=1)
    for bar in bars:
        style = "dim" if bar.wider else ""
        label = Text(bar.label + (f" ({bar.wider})" if bar.wider else ""), style=style)
        table.add_row(Text(_range(bar, most), style=style), *map(_amount, (bar.low, bar.median, bar.high)), label)
    console().print(table)


def _range(bar: "Bar", most: float) -> str:
    figures = [float(figure.major) for figure in (bar.low, bar.median, bar.high) if figure is not None]
    middle = float(bar.median.major) if bar.median else None
    if len(figures) == 1:
        return draw.point(figures[0], least=0, most=most, width=_SCALE_WIDTH)
    return draw.whisker(min(figures), middle, max(figures), least=0, most=most, width=_SCALE_WIDTH)


def _amount(figure: object) -> str:
    return "" if figure is None else str(figure)
