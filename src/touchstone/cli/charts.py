"""Charts of a report, as Vega-Lite specifications: plain dicts that `vl-convert-python` draws without a browser.

Five kinds: `forest` (a figure with its interval, a line each), `bars`, `lines`, `heat` (one number a cell) and whatever
specification somebody builds into a `Chart`. Each carries its numbers as a table and its message in words, so that
nothing is said by a picture alone. Gold means proven and nothing else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from msgspec import Struct, field

from touchstone.core.errors import BadInput

MOST_ROWS = 40  # of a chart; its table has more
MOST_CELLS = 25  # names along one side of a heat map
MOST_POINTS = 500  # of one line
_WITH_NUMBERS = 12  # names along one side of a heat map whose cells have room for their numbers
WIDE, NARROW = 420, 160  # pixels of the plot itself; labels come beside it
FIGURES = "figures"  # the layer of a forest plot that writes the numbers beside it; there is no room on a telephone
INK, INK_2, INK_3, LINE, SHEET, GOLD = "#1b1a17", "#47423a", "#655e54", "#dcd5c6", "#fffdf8", "#d9a634"
_DASHES = ([1, 0], [6, 3], [2, 2], [10, 3, 2, 3], [12, 4], [4, 6])

Cell = str | int | float | None


class Sheet(Struct, frozen=True, kw_only=True):
    """A table: `columns` name what is in `rows`. None and NaN are shown as no data."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


class Chart(Struct, frozen=True, kw_only=True):
    """A picture with the same in words and in numbers."""

    title: str
    says: str  # what the picture shows, for who does not see it
    spec: dict[str, Any]  # Vega-Lite, with its data inside
    sheet: Sheet
    shown: int = 0  # rows in the picture, where it could not show all
    total: int = 0


class Dot(Struct, frozen=True, kw_only=True):
    """One line of a forest plot. `low` and `high` are NaN where there is no interval, one of them where it has no end there."""

    label: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    n: int | None = None
    proven: bool = False


class Line(Struct, frozen=True, kw_only=True):
    """One line of a line chart: `y` against `x`, with a band where `low` and `high` are given."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = field(default_factory=tuple)
    high: Sequence[float] = field(default_factory=tuple)


def forest(dots: Sequence[Dot], *, title: str, measure: str, says: str = "", reference: float | None = None) -> Chart:
    """A point with its interval for each of `dots`, in their order; `reference` draws a line (say, chance)."""
    shown = [dot for dot in dots if isfinite(dot.value)][:MOST_ROWS]
    rows = [
        {"label": label, "value": dot.value, "low": _or_none(dot.low), "high": _or_none(dot.high)}
        | {"proven": dot.proven, "text": _figure(dot)}
        for label, dot in zip(_each_once([dot.label for dot in shown]), shown, strict=True)
    ]
    y = _NAMES_DOWN
    layers: list[dict[str, Any]] = []
    if reference is not None:
        layers.append(
            {"mark": {"type": "rule", "color": LINE, "strokeWidth": 1.5}, "encoding": {"x": {"datum": reference}}}
        )
    axis = {"type": "quantitative", "title": measure, "scale": {"zero": False, "nice": True}}
    color = {"condition": {"test": "datum.proven", "value": GOLD}, "value": INK}
    layers += [
        {
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"y": y, "x": {"field": "low", **axis}, "x2": {"field": "high"}, "color": color},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"y": y, "x": {"field": "value", **axis}, "color": color},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 12, "color": INK_2, "fontSize": 11},
            "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": "text"}},
            "name": FIGURES,
        },
    ]
    spec = _sized(len(rows)) | {"data": {"values": rows}, "layer": layers}
    columns = ("", measure, "low", "high", "n")
    sheet = Sheet(title=title, columns=columns, rows=[(d.label, d.value, d.low, d.high, d.n) for d in dots])
    said = says or f"{measure}, each with its interval"
    return Chart(title=title, says=said, spec=spec, sheet=sheet, shown=len(shown), total=len(dots))


def bars(values: Mapping[str, float], *, title: str, measure: str, says: str = "", of: str = "name") -> Chart:
    """A bar for each name in `values`, in their order. `of` names what the names are."""
    names = [name for name in values if isfinite(values[name])][:MOST_ROWS]
    rows = [{"label": name, "value": values[name], "text": shown_number(values[name])} for name in names]
    y, x = _NAMES_DOWN, {"field": "value", "type": "quantitative", "title": measure}
    text = {"type": "text", "align": "left", "dx": 5, "color": INK_2, "fontSize": 11}
    layers = [
        {"mark": {"type": "bar", "color": INK_3, "height": {"band": 0.62}}, "encoding": {"y": y, "x": x}},
        {"mark": text, "encoding": {"y": y, "x": x, "text": {"field": "text"}}},
    ]
    spec = _sized(len(rows)) | {"data": {"values": rows}, "layer": layers}
    sheet = Sheet(title=title, columns=(of, measure), rows=list(values.items()))
    said = says or f"{measure} by {of}"
    return Chart(title=title, says=said, spec=spec, sheet=sheet, shown=len(names), total=len(values))


def lines(drawn: Sequence[Line], *, title: str, x: str, y: str, says: str = "") -> Chart:
    """Up to six lines over one another, told apart by their dashes and named at their ends.

    Raises:
        BadInput: there are more than six, or a line's columns differ in length.
    """
    if len(drawn) > len(_DASHES):
        raise BadInput(f"{len(drawn)} lines in one chart", place="lines", hint=f"at most {len(_DASHES)}")
    rows = [row for line in drawn for row in _points(line)]
    across = {"field": "x", "type": "quantitative", "title": x, "scale": {"zero": False, "nice": True}}
    up = {"field": "y", "type": "quantitative", "title": y, "scale": {"zero": False}}
    dashes = {"domain": [line.label for line in drawn], "range": list(_DASHES[: len(drawn)])}
    series = {"field": "label", "type": "nominal", "title": None, "scale": dashes}
    layers: list[dict[str, Any]] = []
    if any(line.low for line in drawn):
        band = {"x": across, "y": {**up, "field": "low"}, "y2": {"field": "high"}, "detail": {"field": "label"}}
        layers.append({"mark": {"type": "area", "color": INK, "opacity": 0.12}, "encoding": band})
    stroke = {"type": "line", "color": INK, "strokeWidth": 2}
    layers.append({"mark": stroke, "encoding": {"x": across, "y": up, "strokeDash": series}})
    spec = {"width": WIDE, "height": 260, "data": {"values": rows}, "layer": layers}
    columns = ("", x, y, *(("low", "high") if any(line.low for line in drawn) else ()))
    table: list[tuple[Cell, ...]] = [
        tuple(row[name] for name in ("label", "x", "y", "low", "high")[: len(columns)]) for row in rows
    ]
    sheet = Sheet(title=title, columns=columns, rows=table)
    return Chart(title=title, says=says or f"{y} against {x}", spec=spec, sheet=sheet)


def heat(
    values: Sequence[Sequence[float]],
    *,
    title: str,
    down: Sequence[str],
    across: Sequence[str],
    names: tuple[str, str, str],
    least: float = 0.0,
    most: float = 1.0,
    says: str = "",
) -> Chart:
    """A cell for each number of `values` (len(down) x len(across)), darker where it is more; NaN stays empty.

    `names` say what goes down, what goes across, and what the number is. `least` and `most` are the ends of the shade.
    """
    measure = names[2]
    cells = [
        {"down": down[i], "across": across[j], "value": values[i][j], "text": shown_number(values[i][j], digits=2)}
        for i in range(min(len(down), MOST_CELLS))
        for j in range(min(len(across), MOST_CELLS))
        if isfinite(values[i][j])
    ]
    tall = _side("down", down, title=names[0])
    wide = _side("across", across, title=names[1]) | {"axis": {"labelAngle": -40}}
    small = max(len(down), len(across)) <= _WITH_NUMBERS
    shades = [0.03, 0.36] if small else [0.06, 0.92]  # a number on the shade must be read in light and dark
    scale = {"domain": [least, most], "range": shades, "clamp": True}
    shade = {"field": "value", "type": "quantitative", "legend": None, "scale": scale}
    layers: list[dict[str, Any]] = [{"mark": {"type": "rect", "color": INK}, "encoding": {"opacity": shade}}]
    if small:
        words = {"type": "text", "fontSize": 11, "color": INK}
        layers.append({"mark": words, "encoding": {"text": {"field": "text"}}})
    step = {"width": {"step": 42}, "height": {"step": 30}} if small else {"width": {"step": 18}, "height": {"step": 18}}
    spec: dict[str, Any] = step | {"data": {"values": cells}}
    spec |= {"encoding": {"y": tall, "x": wide}, "layer": layers}
    rows: list[tuple[Cell, ...]] = [(down[i], *values[i]) for i in range(len(down))]
    sheet = Sheet(title=title, columns=(f"{names[0]} ↓ {names[1]} →", *across), rows=rows, note=measure)
    shown = min(len(down), MOST_CELLS)
    said = says or f"{measure} for each pair of {names[0]} and {names[1]}"
    return Chart(title=title, says=said, spec=spec, sheet=sheet, shown=shown, total=max(len(down), len(across)))


def _side(field_name: str, names: Sequence[str], *, title: str) -> dict[str, Any]:
    """One side of a heat map: its names in their order, those without a number too."""
    domain = list(names[:MOST_CELLS])
    return {"field": field_name, "type": "nominal", "title": title, "sort": None, "scale": {"domain": domain}}


def shown_number(value: Cell, *, digits: int = 3) -> str:
    """A cell as people read it: thousands with commas, a fraction to `digits` places, "no data" for None and NaN."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN is what differs from itself
        return "no data"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.{digits}f}" if abs(value) < 1000 else f"{value:,.0f}"


def _points(line: Line) -> list[dict[str, Any]]:
    wrong = {len(column) for column in (line.y, *filter(None, (line.low, line.high)))} - {len(line.x)}
    if wrong:
        raise BadInput("the columns of a line differ in length", place=line.label, hint=f"{len(line.x)} each")
    step = -(-len(line.x) // MOST_POINTS)
    return [
        {"label": line.label, "x": float(line.x[i]), "y": _or_none(line.y[i])}
        | {"low": _or_none(line.low[i]) if line.low else None, "high": _or_none(line.high[i]) if line.high else None}
        for i in range(0, len(line.x), max(step, 1))
    ]


_NAMES_DOWN: dict[str, Any] = {
    "field": "label",
    "type": "nominal",
    "sort": None,
    "title": None,
    "axis": {"domain": False},
}


def _each_once(labels: Sequence[str]) -> list[str]:
    """`labels` with a space of no width behind those there before, so that two of one name keep a line each."""
    seen: Counter[str] = Counter()
    result = []
    for label in labels:
        result.append(label + "\u200b" * seen[label])
        seen[label] += 1
    return result


def _sized(rows: int) -> dict[str, Any]:
    return {"width": WIDE, "height": {"step": 24}} if rows else {"width": WIDE, "height": 24}


def _figure(dot: Dot) -> str:
    if isfinite(dot.low) and isfinite(dot.high):
        return f"{dot.value:.2f} ({dot.low:.2f} to {dot.high:.2f})"
    if isfinite(dot.high):
        return f"at most {dot.high:.2f}"
    if isfinite(dot.low):
        return f"at least {dot.low:.2f}"
    return f"{dot.value:.2f}"


def _or_none(value: float) -> float | None:
    return float(value) if isfinite(value) else None
