"""The price of each wrong choice against the right one, in money and weeks, with the rate rows it was computed from."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct, structs

from touchstone.core.briefs.values import Brief, Range
from touchstone.core.errors import NoData
from touchstone.core.money import Money, PayUnit
from touchstone.core.rates import Rate, RateTable, in_dollars, is_comparable, look_up
from touchstone.core.roles.rules import say, settings
from touchstone.core.roles.values import HIRABLE, Role, WrongChoice

_PLACE = "US"  # the only place for which one source quotes all four roles


class _Pay(Struct, frozen=True):
    """Dollars an hour from `low` to `high`, and the ids of the rows."""

    low: Money
    high: Money
    rows: tuple[str, ...]


class _Span(Struct, frozen=True):
    """How long the work takes, and whether hours and weeks are the brief's own."""

    weeks: float
    hours: float  # per week, all people together
    own: bool

    def pay(self, hourly: Money, weeks: float | None = None) -> Money:
        """What `hourly` comes to over the weeks."""
        return hourly.times(Decimal(str(self.hours)) * Decimal(str(self.weeks if weeks is None else weeks)))


def wrong_choices(
    right: Role, brief: Brief, *, rates: RateTable | None, language: str, licensed: bool = False
) -> tuple[WrongChoice, ...]:
    """One entry for every role that is not the right one, the dearest first.

    Only figures of one and the same source are compared, and only rows for the whole of a role at the general level,
    which the sentence says; yearly pay is put at 2,080 hours. Where no source quotes both roles there is no money, only
    weeks. No source quotes experts of two roles: where `licensed` people are asked for, what they are paid is said beside.
    """
    span = _span(brief)
    experts = _experts(rates, right, brief) if licensed and rates is not None else None
    choices = [
        _with_experts(_wrong(role, right, span, rates=rates, language=language), experts, language)
        for role in HIRABLE
        if role is not right
    ]
    return tuple(sorted(choices, key=lambda choice: -(choice.extra_high.minor if choice.extra_high else 0)))


def _wrong(role: Role, right: Role, span: _Span, *, rates: RateTable | None, language: str) -> WrongChoice:
    lost = min(settings().wrong_choice["shows_after"], span.weeks)
    compared = _compared(rates, role, right) if rates is not None else None
    names = {"wrong": say(role, language), "right": say(right, language), "lost": f"{lost:g}"}
    if compared is None:
        text = _sentence_case(say("wrong_no_rate", language, **names))
        return WrongChoice(role=role, extra_low=None, extra_high=None, lost_weeks=lost, text=text, sources=())
    wrong_pay, right_pay = compared
    zero = Money(0)
    low = span.pay(wrong_pay.low) - (span.pay(right_pay.high) if right_pay else zero)
    high = span.pay(wrong_pay.high) - (span.pay(right_pay.low) if right_pay else zero)
    basis = say("span_own" if span.own else "span_assumed", language, weeks=f"{span.weeks:g}", hours=f"{span.hours:g}")
    said = (
        names
        | _sums(low, high)
        | {
            "basis": basis,
            "gone": f"{_whole(span.pay(wrong_pay.low, lost))}–{_whole(span.pay(wrong_pay.high, lost))}",
        }
    )
    return WrongChoice(
        role=role,
        extra_low=low,
        extra_high=high,
        lost_weeks=lost,
        text=_sentence_case(say(_sentence(right, low, high), language, **said)),
        sources=(*wrong_pay.rows, *(right_pay.rows if right_pay else ())),
        gone_low=span.pay(wrong_pay.low, lost),
        gone_high=span.pay(wrong_pay.high, lost),
    )


def _with_experts(choice: WrongChoice, experts: _Pay | None, language: str) -> WrongChoice:
    """The choice with what experts of the right role are paid; as it is where there is no money to set beside."""
    if experts is None or choice.extra_low is None:
        return choice
    said = say("paid_as_expert", language, low=_whole(experts.low), high=_whole(experts.high), n=len(experts.rows))
    return structs.replace(choice, text=f"{choice.text} {said}", sources=(*choice.sources, *experts.rows))


def _experts(rates: RateTable, right: Role, brief: Brief) -> _Pay | None:
    """What experts of the role are paid an hour, in the brief's own domain where there are rows for it."""
    rows = _rows(rates, right, level="expert")
    own = [row for row in rows if any(_related(code, asked) for code in row.domains for asked in brief.domains)]
    return _pay(rates, own or rows)


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _sentence(right: Role, low: Money, high: Money) -> str:
    if right is Role.NONE:
        return "wrong_nobody"
    if low.minor >= 0:
        return "wrong_dearer"
    return "wrong_cheaper" if high.minor <= 0 else "wrong_either"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sums(low: Money, high: Money) -> dict[str, str]:
    """The bounds for a sentence; where both are savings, as positive amounts from small to large."""
    if high.minor <= 0:
        low, high = Money(-high.minor, high.currency), Money(-low.minor, low.currency)
    return {"low": _whole(low), "high": _whole(high), "less": _whole(Money(abs(low.minor), low.currency))}


def _whole(amount: Money) -> str:
    """To the dollar: cents would pretend to an exactness that the sources do not have."""
    return str(Money(round(amount.minor, -2), amount.currency))


def _compared(rates: RateTable, role: Role, right: Role) -> tuple[_Pay, _Pay | None] | None:
    """Both roles' pay by the first source that quotes both; None where there is none."""
    for source in dict.fromkeys(row.source.id for row in _rows(rates, role)):
        wrong_pay = _pay(rates, [row for row in _rows(rates, role) if row.source.id == source])
        right_pay = _pay(rates, [row for row in _rows(rates, right) if row.source.id == source])
        if wrong_pay is not None and (right is Role.NONE or right_pay is not None):
            return wrong_pay, right_pay
    return None


def _rows(rates: RateTable, role: Role, level: str = "general") -> list[Rate]:
    if role is Role.NONE:
        return []
    found = look_up(rates, role=role, place=_PLACE, domain_level=level).rows
    return [row for row in found if is_comparable(row) and row.low is not None and row.high is not None]


def _pay(rates: RateTable, rows: list[Rate]) -> _Pay | None:
    bounds = list(_bounds(rates, rows))
    if not bounds:
        return None
    return _Pay(
        min(low for low, _, _ in bounds), max(high for _, high, _ in bounds), tuple(row for _, _, row in bounds)
    )


def _bounds(rates: RateTable, rows: list[Rate]) -> Iterator[tuple[Money, Money, str]]:
    for row in rows:
        try:
            figures = in_dollars(rates, row, PayUnit.HOUR)
        except NoData:
            continue
        if figures.low is not None and figures.high is not None:
            yield figures.low, figures.high, row.id


def _span(brief: Brief) -> _Span:
    people = brief.people or 1
    hours, weeks = _middle(brief.hours_per_week), _middle(brief.weeks)
    assumed = settings().wrong_choice
    total = _middle(brief.hours_total)
    if total and not weeks:
        weeks = total / ((hours or assumed["hours"]) * people)
    own = weeks is not None and (hours is not None or total is not None)
    return _Span(round(weeks or assumed["weeks"], 2), (hours or assumed["hours"]) * people, own=own)


def _middle(asked: Range | None) -> float | None:
    """The middle of a range, or the end that is there; None where there is none above zero."""
    ends = [end for end in ((asked.low, asked.high) if asked else ()) if end]
    return sum(ends) / len(ends) if ends else None
