"""The marks of the house in a template, as tags: streak, shares, pay_chart, cost_chart, strip, level, quoted.

Each draws a core value, says the same in words for those who do not see it, and has its figures as a table.
"""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from touchstone.apps.briefs import words
from touchstone.core.matching.values import Candidate, Need
from touchstone.core.money import Money, PayUnit
from touchstone.core.planning.values import Alternative
from touchstone.core.rates import Band, Disagreement
from touchstone.core.roles.values import Reason, Role, Share
from touchstone.core.skills import level_name
from touchstone.core.skills.values import Estimate, Level
from touchstone.core.time import Clock
from touchstone.web import marks, numbers

register = template.Library()
Context = dict[str, Any]


@register.inclusion_tag("web/marks/streak.html")
def streak(estimate: Estimate, bar: float | None = None) -> Context:
    """An estimate as gold on the stone; a claim as a hollow outline. `bar` is the quality that is asked for."""
    return {"mark": marks.streak_of(estimate, bar=bar), "label": in_words(estimate, bar)}


def in_words(estimate: Estimate, bar: float | None = None) -> str:
    """What a streak shows, as a sentence."""
    span = {
        "mean": numbers.percent(estimate.mean),
        "low": numbers.percent(estimate.low),
        "high": numbers.percent(estimate.high),
        "n": numbers.number(estimate.n),
    }
    if estimate.n:
        text = _("%(mean)s of the work right, between %(low)s and %(high)s, from %(n)s records of evidence.") % span
    else:
        text = _("Only claimed: anything between %(low)s and %(high)s of the work may be right.") % span
    return text if bar is None else text + " " + _("Asked for: %(bar)s.") % {"bar": numbers.tenth(bar)}


@register.inclusion_tag("web/marks/shares.html")
def shares(parts: Sequence[Share], chosen: Role | None = None) -> Context:
    """Shares of one whole, largest first, as bars with their figures."""
    ordered = sorted(parts, key=lambda part: -part.share)
    return {
        "rows": [
            {
                "name": words.ROLES[part.role],
                "share": numbers.percent(part.share),
                "width": marks.place(part.share, least=0, most=1),
                "chosen": part.role is chosen,
            }
            for part in ordered
        ]
    }


@register.inclusion_tag("web/marks/pay_chart.html")
def pay_chart(band: Band, used: Container[str] = ()) -> Context:
    """What each source says is paid, never merged; the rows whose ids are `used` first, the others folded away.

    Where no row is used, those that were asked for come first, and what is only context is folded away.
    """
    first = [bar for bar in band.bars if bar.rate.id in used] or [bar for bar in band.bars if not bar.wider]
    axis, rows = marks.pay_rows(first)
    rest_axis, rest = marks.pay_rows([bar for bar in band.bars if bar not in first])
    more = {"rest_axis": rest_axis, "rest": rest, "currency": band.currency, "unit": band.unit, "band": band}
    return {"axis": axis, "rows": rows, "all": [*rows, *rest], **more}


@register.simple_tag
def rates_of(alternatives: Sequence[Alternative]) -> frozenset[str]:
    """The ids of the rate rows that the alternatives rest on."""
    return frozenset(row for one in alternatives for row in one.rate_ids)


@register.inclusion_tag("web/marks/cost_chart.html")
def cost_chart(alternatives: Sequence[Alternative], budget: Money | None = None, chosen: str | None = None) -> Context:
    """What each way to staff the work costs: P10 to P90, and the middle, on one axis with the budget."""
    axis, rows = marks.cost_rows(alternatives, budget=budget, chosen=chosen)
    line = None if budget is None else axis.at(float(budget.major))
    currency = next((one.cost.p50.currency for one in alternatives if one.cost is not None), "USD")
    without = [one for one in alternatives if one.cost is None]
    return {"axis": axis, "rows": rows, "without": without, "budget": budget, "budget_at": line, "currency": currency}


@register.inclusion_tag("web/marks/strip.html")
def strip(candidate: Candidate, need: Need) -> Context:
    """A candidate's working day on the client's clock, on the first working day of both after the list was drawn."""
    if need.time_zone is None or not candidate.time_zone:
        return {"mark": None}
    client = Clock(need.time_zone, need.day_start, need.day_end, need.client_country)
    theirs = Clock(candidate.time_zone, candidate.day_start, candidate.day_end, candidate.country or None)
    mark = marks.strip_of(client, theirs, day=need.today)
    spans = [f"{start:%H:%M}–{end:%H:%M}" for start, end in mark.spans]
    label = _("On %(day)s, on your clock, you work %(yours)s and they work %(theirs)s: %(shared)s hours together.") % {
        "day": numbers.day(mark.day),
        "yours": f"{client.start:%H:%M}–{client.end:%H:%M}",
        "theirs": _(" and ").join(spans),
        "shared": numbers.number(mark.shared),
    }
    hours = [(hour, marks.place(hour, least=0, most=24)) for hour in (0, 6, 12, 18, 24)]
    return {"mark": mark, "label": label, "hours": hours}


@register.inclusion_tag("web/marks/strip_legend.html")
def strip_legend() -> Context:
    """What the parts of a strip mean, once for a list."""
    return {}


@register.inclusion_tag("web/marks/level.html")
def level(value: Level) -> Context:
    """How far a skill is proven: hollow for a claim, gold for proof."""
    return {"level": value.value, "name": level_name(value, words.language())}


@register.inclusion_tag("web/marks/quoted.html")
def quoted(text: str, spans: Iterable[tuple[int, int, str]], reasons: Iterable[Reason] = ()) -> Context:
    """A text with the words that became fields and those that gave reasons marked, each a place to link to.

    The words of a field are at `#q-<field>`, those of a reason at `#q-because-<rule>`.
    """
    because = [
        (quote.start, quote.end, f"because-{one.rule}")
        for one in reasons
        for quote in one.quotes
        if quote.where == "text"
    ]
    return {"pieces": marks.pieces(text, [*spans, *because])}


@register.inclusion_tag("web/marks/disagreement.html")
def disagreement(value: Disagreement) -> Context:
    """Sources that lie apart by a factor of two or more, side against side."""
    return {"one": value}


@register.simple_tag
def place(value: float, least: float, most: float) -> float:
    """Where a value lies on a scale, 0 to 100."""
    return marks.place(value, least=least, most=most)


@register.filter
def money(value: Money | None) -> str:
    """An amount as the reader writes it; nothing for none."""
    return "" if value is None else numbers.amount(value)


@register.filter
def whole_money(value: Money | None) -> str:
    """An amount without cents."""
    return "" if value is None else numbers.amount(value, whole=True)


@register.filter
def axis_money(value: float, currency: str = "USD") -> str:
    """A round figure at an axis."""
    return numbers.short_amount(value, currency)


@register.filter
def tenth(value: float) -> str:
    """A share as a percentage, to a tenth of it."""
    return numbers.tenth(value)


@register.filter
def percent(value: float | None) -> str:
    """A share as a percentage."""
    return "" if value is None else numbers.percent(value)


@register.filter
def figure(value: float | None, digits: int = 1) -> str:
    """A number with at most so many decimals."""
    return "" if value is None else numbers.number(value, digits=digits)


@register.filter
def day(value: date | None) -> str:
    """A day."""
    return "" if value is None else numbers.day(value)


@register.filter
def svg(value: float | None) -> str:
    """A place in a drawing: always with a point, whatever the language."""
    return "" if value is None else f"{value:g}%"


@register.filter
def per(unit: PayUnit) -> str:
    """The unit that is paid for."""
    return words.say(unit)


@register.filter
def role(value: Role | str) -> str:
    """A role's name."""
    return str(words.ROLES[Role(value)])


@register.filter
def city(zone: str) -> str:
    """The place that a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.filter
def country(code: str) -> str:
    """A country's name."""
    return words.country_name(code)
