"""A report as one page: its own style sheet, charts inside, every text escaped, nothing to fetch and nothing to run."""

from html import escape
from typing import TYPE_CHECKING

from touchstone.cli.charts import Chart, Sheet, shown_number
from touchstone.cli.report import SYNTHETIC, left_out, svg

if TYPE_CHECKING:
    from touchstone.cli.report import Report

MOST_PAGE_ROWS = 300

_STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f6f3ec; --sheet: #fffdf8; --line: #dcd5c6; --line-strong: #837a6b;
  --ink: #1b1a17; --ink-2: #47423a; --ink-3: #655e54; --stone: #202124; --on-stone: #f5f0e6; --on-stone-2: #c1baac;
  --focus: #1b4fd6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141517; --sheet: #1c1d20; --line: #34373d; --line-strong: #868a92;
    --ink: #f0ebe1; --ink-2: #c6bfb2; --ink-3: #a19a8f; --stone: #0d0e0f; --focus: #a3beff;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5; overflow-wrap: break-word;
  font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}
header { background: var(--stone); color: var(--on-stone); padding: 2.5rem max(1.25rem, (100vw - 76rem) / 2) 2.25rem; }
h1 {
  margin: 0 0 1rem; font-weight: 500; font-size: clamp(1.73rem, 1.3rem + 2vw, 2.6rem); line-height: 1.15; letter-spacing: -.015em;
  font-family: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Georgia, serif; text-wrap: balance;
}
header p { margin: .4rem 0 0; max-width: 66ch; color: var(--on-stone); text-wrap: pretty; }
header .made-up { color: var(--on-stone); border: 1px solid var(--on-stone-2); border-radius: 6px; padding: .4rem .75rem; display: inline-block; }
main { padding: 2rem max(1.25rem, (100vw - 76rem) / 2) 3rem; display: grid; gap: 2.5rem; }
section { min-width: 0; }
h2 { margin: 0 0 .75rem; font-size: 1.2rem; font-weight: 600; letter-spacing: -.011em; }
.both { display: grid; gap: 1.5rem; align-items: start; }
.both > * { min-width: 0; }
figure { margin: 0; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; overflow-x: auto; }
figure svg { display: block; max-width: none; }
figure .narrow { display: none; }
figcaption { color: var(--ink-3); font-size: .8125rem; margin-top: .75rem; max-width: 66ch; position: sticky; left: 0; }
.rows { overflow: auto; max-height: 36rem; border-bottom: 1px solid var(--line); }
thead { position: sticky; top: 0; background: var(--paper); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
table { border-collapse: collapse; font-size: .875rem; min-width: min(100%, 28rem); }
th { white-space: nowrap; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--ink-3); font-weight: 500; vertical-align: bottom; border-bottom-color: var(--line-strong); }
td { min-width: 3.5rem; max-width: 26rem; }
.number { text-align: right; white-space: nowrap; }
.note { color: var(--ink-3); font-size: .8125rem; margin: .6rem 0 0; max-width: 66ch; }
@media (max-width: 46rem) {
  figure { padding: .75rem; }
  th { white-space: normal; } th, td { padding-right: .6rem; } td { min-width: 0; }
  figure .narrow { display: block; }
  figure .wide:has(+ .narrow) { display: none; }
}
@media (min-width: 78rem) { .both { grid-template-columns: minmax(0, 46rem) minmax(20rem, 1fr); } }
@media print {
  :root {
    --paper: #fff; --sheet: #fff; --line: #ccc; --line-strong: #888; --ink: #000; --ink-2: #222; --ink-3: #444;
    --stone: #fff; --on-stone: #000; --on-stone-2: #444;
  }
  header { padding: 0 0 1rem; } main { padding: 0; display: block; } section { margin-top: 1.5rem; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; } .both { display: block; } .rows, figure { overflow: visible; max-height: none; }
  .rows { margin-top: 1rem; }
}
"""


def page(report: "Report") -> str:
    """The whole document.

    Raises:
        MissingExtra: it has a chart, and the extra `report` is not installed.
    """
    made_up = f'<p class="made-up">{escape(f"{SYNTHETIC}: {report.synthetic}")}</p>' if report.synthetic else ""
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in report.facts)
    parts = "".join(_section(part, place, report.rest) for place, part in enumerate(report.parts))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><header><h1>{escape(report.title)}</h1>{made_up}{facts}</header>\n<main>{parts}</main></body></html>\n"
    )


def _section(part: Chart | Sheet, place: int, rest: str) -> str:
    name = f"part-{place}"
    heading = f'<h2 id="{name}">{escape(part.title)}</h2>'
    if isinstance(part, Sheet):
        return f'<section aria-labelledby="{name}">{heading}{_rows(part, rest)}</section>\n'
    both = f'<div class="both">{_figure(part)}<div>{_rows(part.sheet, rest)}</div></div>'
    return f'<section aria-labelledby="{name}">{heading}{both}</section>\n'


def _figure(chart: Chart) -> str:
    wide = f'<div class="wide">{_labelled(svg(chart), chart.says)}</div>'
    narrow = ""
    if isinstance(chart.spec.get("width"), int):
        narrow = f'<div class="narrow">{_labelled(svg(chart, narrow=True), chart.says)}</div>'
    some = f" The chart shows {chart.shown:,} of {chart.total:,}." if chart.total > chart.shown else ""
    caption = f"<figcaption>{escape(chart.says[:1].upper() + chart.says[1:])}.{some}</figcaption>"
    return f'<figure tabindex="0">{wide}{narrow}{caption}</figure>'


def _labelled(drawn: str, says: str) -> str:
    """One picture with one name: what is inside it is not read out mark by mark."""
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(says)}" ', 1)


def _rows(sheet: Sheet, rest: str) -> str:
    rows = sheet.rows[:MOST_PAGE_ROWS]
    words = [any(isinstance(row[column], str) for row in rows) for column in range(len(sheet.columns))]
    kinds = ["" if word else ' class="number"' for word in words]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(sheet.columns, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{escape(shown_number(cell))}</td>" for cell, kind in zip(row, kinds, strict=True))
        + "</tr>"
        for row in rows
    )
    notes = [note for note in (sheet.note, left_out(len(sheet.rows), MOST_PAGE_ROWS, rest)) if note]
    said = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    label = escape(f"{sheet.title}: table")
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="rows" role="region" aria-label="{label}" tabindex="0">{table}</div>{said}'
