"""What a command found, as a page, a picture or plain text: one value, three forms.

    report = Report(title="Agreement", facts=("Alpha is 0.74.",), parts=(forest(dots, title=…, measure=…),))
    write_report(report, "agreement.html")

The page is one file that needs nothing else: no script, no request. It has each chart with its numbers beside it, takes
the colours of the reader's system and prints on paper. Charts are drawn by `vl-convert-python` (the extra `report`).
"""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from touchstone.cli.charts import FIGURES, INK, INK_2, INK_3, LINE, NARROW, SHEET, Chart, Sheet, shown_number
from touchstone.core.errors import BadInput, MissingExtra

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MOST_TEXT_ROWS = 40
ENDINGS = (".html", ".png", ".txt")
SYNTHETIC = "Synthetic data"
_PAPER = "#f6f3ec"


class Report(Struct, frozen=True, kw_only=True):
    """A title, what was found in a few sentences, and the charts and tables behind it, in order."""

    title: str
    facts: tuple[str, ...] = ()
    parts: tuple[Chart | Sheet, ...] = ()
    synthetic: str = ""  # what is made up, and how; it is said at the top and on the picture
    rest: str = ""  # where the rows are that do not fit, such as a file's name

    def text(self) -> str:
        """All of it as plain text, 100 columns wide."""
        from rich.console import Console

        page = StringIO()
        self.show(Console(file=page, width=100, highlight=False, color_system=None))
        return page.getvalue()

    def show(self, console: "Console") -> None:
        """Print it: title, facts, and a table for each part."""
        from rich.text import Text

        if self.title:
            console.print(Text(self.title, style="bold"))
        if self.synthetic:
            console.print(Text(f"{SYNTHETIC}: {self.synthetic}", style="yellow"))
        for fact in self.facts:
            console.print(Text(fact))
        for part in self.parts:
            sheet = part.sheet if isinstance(part, Chart) else part
            console.print()
            console.print(Text(sheet.title, style="bold"))
            console.print(_table(sheet))
            for note in (sheet.note, left_out(len(sheet.rows), MOST_TEXT_ROWS, self.rest)):
                if note:
                    console.print(Text(note, style="dim"))

    def html(self) -> str:
        """All of it as one page.

        Raises:
            MissingExtra: it has a chart, and the extra `report` is not installed.
        """
        from touchstone.cli.report_page import page

        return page(self)

    def png(self) -> bytes:
        """The charts, one below the other, under the title and the facts.

        Raises:
            BadInput: it has no chart.
            MissingExtra: the extra `report` is not installed.
        """
        drawn: bytes = _vl_convert().vegalite_to_png(
            self.picture(), scale=2, config=_config() | {"background": _PAPER, "padding": 24}
        )
        return drawn

    def picture(self) -> dict[str, Any]:
        """The charts as one Vega-Lite specification.

        Raises:
            BadInput: it has no chart.
        """
        charts = [part for part in self.parts if isinstance(part, Chart)]
        if not charts:
            raise BadInput("this report has no chart to draw", place=self.title, hint="write it as .html or .txt")
        sentences = [*([f"{SYNTHETIC}: {self.synthetic}"] if self.synthetic else []), *self.facts]
        title = {"text": self.title, "subtitle": [line for said in sentences for line in _folded(said)]}
        sizes = {"anchor": "start", "fontSize": 20, "subtitleFontSize": 12, "offset": 18, "subtitlePadding": 8}
        return {
            "title": title | sizes,
            "vconcat": [_as_part(chart) for chart in charts],
            "spacing": 36,
            "resolve": {"scale": {"opacity": "independent", "strokeDash": "independent"}},
        }


def write_report(report: Report, path: str | Path) -> None:
    """Write `report` to `path`: .html a page, .png the charts, .txt plain text.

    Raises:
        BadInput: the name ends otherwise, or cannot be written.
        MissingExtra: the extra `report` is not installed and is needed.
    """
    target = refuse_unwritable_report(path)
    forms: dict[str, Callable[[], bytes]] = {
        ".html": lambda: report.html().encode(),
        ".png": report.png,
        ".txt": lambda: report.text().encode(),
    }
    content = forms[target.suffix.lower()]()
    try:
        target.write_bytes(content)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", place=str(path)) from error


def refuse_unwritable_report(path: str | Path) -> Path:
    """Refuse what `write_report` could not write to, before there is anything to write; gives it as a path.

    Raises:
        BadInput: the name ends otherwise, or it is a folder, or lies in none that can be written to.
        MissingExtra: the extra `report` is not installed and is needed.
    """
    target = Path(path)
    if target.suffix.lower() not in ENDINGS:
        raise BadInput(
            "a report of this kind is not written", place=str(path), hint="a name ending in .html, .png or .txt"
        )
    if target.is_dir() or not os.access(target.absolute().parent, os.W_OK):
        hint = f"the name of a file in a folder that is there: {target.parent}"
        raise BadInput("cannot be written", place=str(path), hint=hint)
    if target.suffix.lower() != ".txt":
        _vl_convert()
    return target


def svg(chart: Chart, *, narrow: bool = False) -> str:
    """`chart` drawn for a page, or for a telephone's if `narrow`, in that page's colours.

    Raises:
        MissingExtra: the extra `report` is not installed.
    """
    spec, config = chart.spec, _config()
    if narrow and isinstance(spec.get("width"), int):
        layers = [layer for layer in spec.get("layer", ()) if layer.get("name") != FIGURES]
        spec = spec | {"width": NARROW} | ({"layer": layers} if layers else {})
        config["axis"] |= {"labelLimit": 120, "tickCount": 3}
    drawn: str = _vl_convert().vegalite_to_svg(spec, config=config)
    for colour, name in _NAMED.items():
        drawn = drawn.replace(f'"{colour}"', f'"var(--{name}, {colour})"')
    return drawn


def left_out(rows: int, shown: int, rest: str) -> str:
    """A sentence on the rows of a table that are not shown; empty where all are."""
    if rows <= shown:
        return ""
    return f"{shown:,} of {rows:,} rows. All are in {rest}." if rest else f"{shown:,} of {rows:,} rows."


_NAMED = {INK: "ink", INK_2: "ink-2", INK_3: "ink-3", LINE: "line", SHEET: "sheet"}


def _vl_convert() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra(
            "charts need the package vl-convert-python", hint="pip install 'touchstone[report]'"
        ) from error
    return vl_convert


def _config() -> dict[str, Any]:
    """The look of every chart. Nothing is gold here: each mark says for itself what is proven."""
    font = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"
    axis = {"domainColor": LINE, "gridColor": LINE, "tickColor": LINE, "labelColor": INK_2, "titleColor": INK_3}
    return {
        "background": None,
        "font": font,
        "view": {"stroke": None},
        "axis": axis
        | {
            "labelFontSize": 11.5,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "labelPadding": 6,
            "labelLimit": 230,
        },
        "axisY": {"grid": False, "ticks": False},
        "title": {"color": INK, "subtitleColor": INK_2, "fontSize": 14, "fontWeight": 600, "offset": 12},
        "legend": {
            "labelColor": INK_2,
            "labelFontSize": 11.5,
            "orient": "bottom",
            "symbolStrokeColor": INK,
            "symbolSize": 700,
            "columns": 3,
        },
    }


def _as_part(chart: Chart) -> dict[str, Any]:
    """A chart among others: with its title, and without names of layers, or those of one name would share their data."""
    some = f" ({chart.shown:,} of {chart.total:,})" if chart.total > chart.shown else ""
    spec = chart.spec | {"title": {"text": f"{chart.title}{some}", "anchor": "start"}}
    layers = [{key: of for key, of in layer.items() if key != "name"} for layer in spec.get("layer", ())]
    return spec | {"layer": layers} if layers else spec


def _folded(sentence: str, width: int = 96) -> list[str]:
    import textwrap

    return textwrap.wrap(sentence, width) or [""]


def _table(sheet: Sheet) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, header_style="dim")
    for place, name in enumerate(sheet.columns):
        table.add_column(Text(name), justify="left" if _is_words(sheet, place) else "right")
    for row in sheet.rows[:MOST_TEXT_ROWS]:
        table.add_row(*(Text(shown_number(cell)) for cell in row))
    return table


def _is_words(sheet: Sheet, column: int) -> bool:
    return any(isinstance(row[column], str) for row in sheet.rows)
