"""The marks of the house in a terminal: the streak, the range bar, the day strip. Plain strings, no colour codes.

A streak is the mark that gold leaves on the stone: solid up to what is nearly sure, fading out over the interval.
"""

from collections.abc import Sequence

_SOLID, _LIKELY, _POSSIBLE, _EMPTY = "█", "▓", "░", " "


def streak(low: float, mean: float, high: float, *, width: int = 20) -> str:
    """An estimate on 0..1: solid to `low`, dense to `mean`, faint to `high`."""
    return _cells((low, _SOLID), (mean, _LIKELY), (high, _POSSIBLE), width=width)


def hollow(high: float, *, width: int = 20) -> str:
    """A claim: nothing solid, only the outline of what could be."""
    return _cells((high, _POSSIBLE), width=width)


def bar(share: float, *, width: int = 20) -> str:
    """A share of 0..1 as a bar."""
    return _cells((share, _SOLID), width=width)


def whisker(low: float, mid: float | None, high: float, *, least: float, most: float, width: int = 30) -> str:
    """A range on the scale `least`..`most`: `├──●────┤`; without a middle `├───────┤`."""
    first, last = (_column(value, least, most, width) for value in (low, high))
    cells = [" "] * width
    cells[first : last + 1] = "─" * (last + 1 - first)
    cells[first], cells[last] = "├", "┤"
    if mid is not None:
        cells[_column(mid, least, most, width)] = "●"
    return "".join(cells)


def point(value: float, *, least: float, most: float, width: int = 30) -> str:
    """A single figure on the scale `least`..`most`."""
    column = _column(value, least, most, width)
    return (" " * column + "●").ljust(width)


def day_strip(both: Sequence[bool], client: Sequence[bool], specialist: Sequence[bool]) -> str:
    """Twenty-four hours of the client's clock: █ both at work, ▒ only the specialist, ░ only the client."""
    return "".join(
        "█" if b else "▒" if s else "░" if c else "·" for b, c, s in zip(both, client, specialist, strict=True)
    )


def _column(value: float, least: float, most: float, width: int) -> int:
    share = (min(max(value, least), most) - least) / ((most - least) or 1.0)
    return round(share * (width - 1))


def _cells(*steps: tuple[float, str], width: int) -> str:
    cells, filled = "", 0
    for value, mark in steps:
        upto = round(min(max(value, 0.0), 1.0) * width)
        cells += mark * (upto - filled)
        filled = max(filled, upto)
    return cells.ljust(width, _EMPTY)
