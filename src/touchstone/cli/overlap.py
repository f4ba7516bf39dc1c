"""`touchstone overlap`: working hours that two people share over the next twelve months."""

from datetime import date, time
from typing import TYPE_CHECKING

import click

from touchstone.cli import draw
from touchstone.cli.frame import console, json_option, print_json, say, section
from touchstone.cli.inputs import day_option, today
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.time import Clock, OverlapYear, Strip

_HINT = "a zone, a country code or a city, with hours where they are not 09-18: America/Santiago@10:00-19:00"


@click.command()
@click.argument("first", metavar="CLIENT")
@click.argument("second", metavar="SPECIALIST")
@day_option("--from", "start", help="The first of the twelve months; today by default.")
@click.option("--holidays/--no-holidays", default=True, help="Count the public holidays of both countries (default).")
@json_option
def overlap(first: str, second: str, *, start: date | None, holidays: bool, as_json: bool) -> None:
    """Hours that CLIENT and SPECIALIST are both at work, day by day for twelve months.

    Each is a time zone (America/Santiago), a country code (BR) or a city (Tijuana), with working hours after an @ where
    they are not 09-18: Santiago@10:00-19:00.
    """
    from touchstone.core.time import overlap_strip, year_of_overlap

    a, b = (clock_of(said, holidays=holidays) for said in (first, second))
    begin = start or today()
    year = year_of_overlap(a, b, begin)
    strip = overlap_strip(a, b, _a_working_day(a, b, begin), minutes=60)
    if as_json:
        print_json("overlap", year, client=a, specialist=b, strip=strip)
    else:
        _show(a, b, year, strip)


def clock_of(said: str, *, holidays: bool = True) -> "Clock":
    """A person's clock as typed.

    Raises:
        BadInput: no such place, or the hours cannot be read.
    """
    from touchstone.core.time import Clock, country_of

    place, _, hours = said.partition("@")
    name = _zone_of(place.strip())
    start, end = _hours(hours, said) if hours else (time(9), time(18))
    return Clock(name, start, end, country_of(name) if holidays else None)


def _zone_of(place: str) -> str:
    from touchstone.core.time import similar_zones, zone, zone_names, zones_of

    if place in zone_names():
        return place
    if zones := zones_of(place):
        return zones[0]
    (*near,) = similar_zones(place)
    tail = place.lower().replace(" ", "_")
    if near and near[0].rpartition("/")[2].lower() == tail:
        return near[0]
    return zone(place).key  # refuses, and names the ones that look like it


def _hours(hours: str, said: str) -> tuple[time, time]:
    try:
        start, end = (_moment(part.strip()) for part in hours.split("-"))
    except ValueError as error:
        raise BadInput("the working hours cannot be read", place=said, hint=_HINT) from error
    return start, end


def _moment(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour) % 24, int(minute or 0))


def _a_working_day(a: "Clock", b: "Clock", start: date) -> date:
    from datetime import timedelta

    from touchstone.core.time import shared_hours

    week = [start + timedelta(days) for days in range(14)]
    return next((day for day in week if shared_hours(a, b, day)), week[0])


def _show(a: "Clock", b: "Clock", year: "OverlapYear", strip: "Strip") -> None:
    section("Overlap", f"{year.mean:.1f} h a day on average, {year.minimum:.1f} h on the worst day")
    console().print(
        f"  {a.zone} {a.start:%H:%M}-{a.end:%H:%M} with {b.zone} {b.start:%H:%M}-{b.end:%H:%M}", markup=False
    )
    show_strip(strip)
    for month in year.by_month:
        line = f"  {month.month:%Y-%m}  {draw.bar(month.mean / 12, width=24)} {month.mean:4.1f} h  least {month.minimum:.1f} h"
        console().print(f"{line}  {month.days} days", markup=False)
    for change in year.changes:
        zones = " and ".join(change.zones)
        console().print(
            f"  {change.day}: the clock of {zones} changes, {change.before:.1f} h becomes {change.after:.1f} h",
            markup=False,
        )
    lost = f"  {year.days} common working days; lost to holidays of the client {year.lost_to('a')}"
    console().print(f"{lost}, of the specialist {year.lost_to('b')}, of both {year.lost_to('both')}", markup=False)
    for country in year.no_holiday_data:
        say(f"no data on public holidays in {country}", style="yellow")


def show_strip(strip: "Strip") -> None:
    """Print a day of the client's clock, hour by hour."""
    cells = [cell.value for cell in strip.cells]
    line = draw.day_strip(
        [cell == "both" for cell in cells], [cell == "a" for cell in cells], [cell == "b" for cell in cells]
    )
    say(f"{strip.day}  {line}  █ both  ░ client  ▒ specialist")
    say("0     6     12    18   ", style="dim", indent=14)
