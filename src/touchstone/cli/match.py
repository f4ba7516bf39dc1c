"""`touchstone match`: a shortlist from a pool file, for one opening or several at once."""

from typing import TYPE_CHECKING, Any

import click

from touchstone.cli import draw
from touchstone.cli.frame import console, each_input, json_option, print_json, say, section
from touchstone.cli.inputs import model_options, read_brief, today
from touchstone.cli.overlap import show_strip
from touchstone.cli.search import pool_options, search
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

    from touchstone.core.briefs import Brief
    from touchstone.core.matching import Assignment, Candidate, Need, Shortlist

_ROLES = ["data_annotator", "ai_training_specialist", "rlhf_specialist", "ml_engineer"]


@click.command()
@click.argument("briefs", nargs=-1, required=True, metavar="BRIEF...")
@click.option("--role", type=click.Choice(_ROLES), help="The role; by default the one that the brief calls for.")
@click.option("--together", is_flag=True, help="Fill the seats of all briefs at once: nobody is in two places.")
@pool_options
@model_options
@json_option
def match(
    briefs: tuple[str, ...],
    role: str | None,
    *,
    together: bool,
    model_url: str | None,
    model_name: str | None,
    as_json: bool,
    **wanted: Any,
) -> None:
    """The best of a pool for each BRIEF, with reasons, and whom each constraint ruled out."""
    with search(**wanted) as found:
        needs: dict[str, tuple[Brief, Need]] = {}

        def work(name: str) -> None:
            brief = read_brief(name, model_url=model_url, model_name=model_name).brief
            needs[name] = (brief, need_for(brief, role))
            if together:
                return
            shortlist = found.shortlist(needs[name][1])
            if as_json:
                print_json("shortlist", shortlist, file=name if len(briefs) > 1 else None)
            else:
                show_shortlist(shortlist, needs[name][1], found.label)

        each_input(briefs, work, as_json=as_json)
        if together:
            assignment = found.assign(needs)
            if as_json:
                print_json("assignment", assignment)
            else:
                show_assignment(assignment)


def need_for(brief: "Brief", role: str | None = None) -> "Need":
    """What a brief's opening needs, for `role` or the one that its diagnosis names.

    Raises:
        BadInput: the brief calls for none of the four roles.
    """
    from touchstone.core.matching import need_from
    from touchstone.core.roles import Role, diagnose

    wanted = Role(role) if role else diagnose(brief).role
    if wanted is Role.NONE:
        raise BadInput(
            "this brief calls for none of the four roles", hint="`touchstone diagnose` says why; --role forces one"
        )
    return need_from(brief, wanted, today=today())


def show_shortlist(shortlist: "Shortlist", need: "Need", pool: str) -> None:
    """Print who can do it, why, what would move them, and what ruled the others out."""
    from touchstone.core.matching import bar_note, words

    found = f"{shortlist.eligible:,} of {shortlist.pool_size:,} can do it, {shortlist.meeting_bar:,} meet the bar"
    section("Shortlist", found)
    bar = f"Bar: {words.per_cent(need.quality_bar)} right at first, wanted with {need.certainty:.0%} certainty."
    say(f"{pool}. Ranked {_ORDER[shortlist.mode]}. {bar}", style="yellow" if shortlist.synthetic else "dim")
    told = bar_note(need)
    if told:
        say(f"{told.text}", style="dim")
    for candidate in shortlist.candidates:
        _show_candidate(candidate, need)
    if not shortlist.candidates:
        say("Nobody. What to relax is below.", style="red")
    _show_exclusions(shortlist)
    for note in shortlist.notes:
        if told and note == told.text:
            continue
        say(f"{note}", style="dim")


_ORDER = {
    "quality": "by quality first",
    "balanced": "by cost per accepted hour among those who meet the bar",
    "cost": "by cost first",
}


def _show_candidate(candidate: "Candidate", need: "Need") -> None:
    from rich.text import Text

    estimate = candidate.estimate
    proven = estimate.n > 0
    mark = draw.streak(estimate.low, estimate.mean, estimate.high) if proven else draw.hollow(estimate.high)
    place = "new  " if candidate.exploration else f"{candidate.rank:>3}. "
    head = Text.assemble(
        (f"\n{place}", "bold"),
        (f"{candidate.specialist:<20}", "bold"),
        (mark, "yellow" if proven else "dim"),
        f"  {estimate.mean:.0%} right ({estimate.low:.0%} to {estimate.high:.0%}, n = {estimate.n}, {estimate.level})",
    )
    console().print(head)
    money = f"{candidate.rate}/h, {candidate.cost_per_accepted} an accepted hour; meets the bar with {candidate.meets_bar:.0%}"
    say(f"{money}", indent=5)
    for reason in candidate.reasons[:4]:
        say(f"· {reason.text}", indent=5)
    if candidate.proven:
        say(f"proven: {'; '.join(candidate.proven[:4])}", style="yellow", indent=5)
    if candidate.claimed:
        say(f"only claimed: {'; '.join(candidate.claimed[:4])}", style="dim", indent=5)
    for move in candidate.would_move[:2]:
        say(f"→ {move.text}", style="dim", indent=5)
    if candidate.rank == 1 and not candidate.exploration and need.time_zone:
        _show_day(candidate, need)


def _show_day(candidate: "Candidate", need: "Need") -> None:
    from touchstone.core.time import Clock, overlap_strip

    client = Clock(need.time_zone or "UTC", need.day_start, need.day_end)
    specialist = Clock(candidate.time_zone, candidate.day_start, candidate.day_end)
    show_strip(overlap_strip(client, specialist, _weekday(need), minutes=60))


def _weekday(need: "Need") -> "date":
    from datetime import timedelta

    return need.today + timedelta(max(0, 7 - need.today.weekday()) if need.today.weekday() > 4 else 0)


def _show_exclusions(shortlist: "Shortlist") -> None:
    from rich import box
    from rich.table import Table

    if not shortlist.exclusions:
        return
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, header_style="dim", title_justify="left")
    table.add_column("asked for", ratio=1)
    table.add_column("rules out", justify="right")
    table.add_column("it alone", justify="right")
    table.add_column("one step down", ratio=1)
    table.add_column("brings back", justify="right")
    for one in shortlist.exclusions:
        back = f"{one.brings_back:,}" if one.relaxed else ""
        table.add_row(one.asked, f"{one.rules_out:,}", f"{one.only_this:,}", one.relaxed, back)
    console().print()
    console().print(table)
    for joint in shortlist.joint:
        steps = "; ".join(joint.relaxed)
        say(f"only together: {steps} → brings back {joint.brings_back:,}", style="cyan")


def show_assignment(assignment: "Assignment") -> None:
    """Print who goes where, and which seats stay empty and why."""
    section("Together", f"{assignment.filled} of {assignment.seats} seats filled")
    for seat in assignment.matches:
        line = f"{seat.opening}: {seat.specialist}, ${seat.cost:,.2f} an accepted hour"
        worse = f", ${seat.opening_loss:,.2f} above the cheapest candidate" if seat.opening_loss > 0 else ""
        say(line + worse)
    for empty in assignment.unfilled:
        say(f"{empty.opening}: {empty.text}", style="red")
