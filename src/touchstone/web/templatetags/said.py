"""What the core says in English or by code, in the reader's language."""

from collections.abc import Callable

from django import template
from django.utils.translation import gettext as _

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import Brief, Degree
from touchstone.core.matching.values import CandidateReason, Constraint, Mode, Shortlist
from touchstone.core.money import Money, PayUnit
from touchstone.core.rates import LATAM, WORLD, Bar, Rate
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Skill
from touchstone.web import messages, numbers, reasons, sentences

register = template.Library()
_LEVERS: dict[str, Callable[[Brief], str]] = {
    "people": lambda brief: words.say(brief.people),
    "hours": lambda brief: words.say(brief.hours_per_week),
    "weeks": lambda brief: words.say(brief.weeks),
    "volume": lambda brief: words.say(brief.tasks[0].volume) if brief.tasks else "",
}


@register.filter
def said(text: str) -> str:
    """A sentence of the core; unchanged where there is no translation of it."""
    return sentences.say(text)


@register.filter
def reckoned(text: str) -> str:
    """A formula or a figure of the core."""
    return sentences.reckon(text)


@register.filter
def dollars(text: str) -> str:
    """A text in the reader's language with the reader's sign of US dollars."""
    return sentences.dollars(text)


@register.filter
def reason(value: CandidateReason) -> str:
    """A coded reason with its numbers."""
    return reasons.say(value)


@register.filter
def needed(value: Role) -> str:
    """The diagnosis in one sentence."""
    return str(messages.NEEDED[value])


@register.filter
def field_name(name: str) -> str:
    """What a field of a brief is called."""
    return str(words.FIELDS.get(name, name))


@register.filter
def some_exist(value: Shortlist) -> bool:
    """Whether somebody on a list of made-up people is not made up."""
    return any(not one.synthetic for one in value.candidates)


@register.filter
def language_name(code: str) -> str:
    """The name of a language."""
    return words.language_name(code)


@register.filter
def domain_name(code: str) -> str:
    """The name of a field of knowledge."""
    return words.domain_name(code)


@register.filter
def degree_name(value: Degree) -> str:
    """The name of a degree."""
    return words.say(value)


@register.filter
def unit_name(value: PayUnit) -> str:
    """What is paid for."""
    return words.say(value)


@register.filter
def told_reason(code: str) -> str:
    """Why somebody was declined, as one says it to them."""
    return str(messages.DECLINED.get(code, code))


@register.filter
def constraint(value: Constraint) -> str:
    """What a constraint is about."""
    return messages.constraint(value)


@register.filter
def mode_name(value: Mode) -> str:
    """A mode of ranking."""
    return str(messages.MODES[value])


@register.filter
def skill(value: Skill) -> str:
    """`Tax law: judging`."""
    return messages.skill(value)


@register.filter
def step(needed_for: str) -> str:
    """What an answer is needed for."""
    return messages.step(needed_for)


@register.filter
def said_of(brief: Brief, lever: str) -> str:
    """What the brief says of a lever of the plan."""
    return _LEVERS[lever](brief) or _("not said")


@register.filter
def signed(value: Money | None) -> str:
    """A difference in money, with its sign and without cents."""
    if value is None:
        return ""
    return f"{'+' if value.minor > 0 else ''}{numbers.amount(value, whole=True)}"


@register.filter
def who(rate: Rate) -> str:
    """Who said so and when: `Athyna, 22 April 2026`."""
    title = rate.source.title.partition(":")[0]
    when = numbers.partial_day(rate.date)
    return (
        f"{title}, {when}" if rate.dated else _("%(source)s, no date, read %(when)s") % {"source": title, "when": when}
    )


@register.filter
def where(place: str) -> str:
    """A place of the rate table."""
    if place == LATAM:
        return _("Latin America")
    return _("the world") if place == WORLD else words.country_name(place)


@register.filter
def span(bar: Bar) -> str:
    """The figures of a bar on the chart's scale: `$18–35`, `up to $25`, `$20`."""
    if bar.low is not None and bar.high is not None:
        more = "+" if bar.rate.at_least else ""
        return f"{numbers.amount(bar.low)}–{numbers.amount(bar.high)}{more}"
    if bar.median is not None:
        return numbers.amount(bar.median)
    if bar.low is not None:
        return _("from %(amount)s") % {"amount": numbers.amount(bar.low)}
    return "" if bar.high is None else _("up to %(amount)s") % {"amount": numbers.amount(bar.high)}


@register.filter
def middle(bar: Bar) -> str:
    """The middle of a bar that has a range too."""
    if bar.median is None:
        return ""
    kind = _("mean %(amount)s") if bar.rate.middle == "mean" else _("median %(amount)s")
    return kind % {"amount": numbers.amount(bar.median)}


@register.filter
def figures(rate: Rate) -> str:
    """The figures as the source gives them, in its own unit and currency."""
    ends = [numbers.amount(one) for one in (rate.low, rate.high) if one is not None]
    more = "+" if rate.at_least else ""
    text = f"{'–'.join(ends)}{more}" if len(ends) == 2 else _one_end(rate, ends)
    return _("%(amount)s per %(unit)s") % {"amount": text, "unit": words.say(rate.unit)}


def _one_end(rate: Rate, ends: list[str]) -> str:
    if rate.median is not None:
        return numbers.amount(rate.median)
    phrase = _("from %(amount)s") if rate.low is not None else _("up to %(amount)s")
    return phrase % {"amount": "".join(ends)}
