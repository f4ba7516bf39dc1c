"""Refusing briefs that no arithmetic can make sense of, with the field named."""

from touchstone.core.briefs.values import Brief, Range
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.roles.values import Role, Share

_HOURS_A_WEEK = 168
_WEEKS = 520  # ten years: beyond that the figures mean nothing


def check_brief(brief: Brief) -> None:
    """Refuse what cannot be planned with.

    Raises:
        BadInput: a field has a value that nothing can have; the refusal names it and says what would be right.
    """
    _positive("people", brief.people)
    _share("quality_target", brief.quality_target)
    _range("hours_per_week", brief.hours_per_week, most=_HOURS_A_WEEK)
    _range("hours_total", brief.hours_total)
    _range("weeks", brief.weeks, most=_WEEKS)
    for index, task in enumerate(brief.tasks):
        _not_negative(f"tasks[{index}].volume", task.volume)
        _positive(f"tasks[{index}].minutes_each", task.minutes_each)
    if brief.budget is not None and brief.budget.minor < 0:
        raise BadInput("a budget below zero", place="budget", hint="an amount of money")
    _pay(brief)


def mix_of(role: Role, mix: tuple[Share, ...]) -> tuple[Share, ...]:
    """The shares of the roles at work, adding up to 1: the mix, or `role` alone.

    Raises:
        NotPossible: there is nobody to hire.
        BadInput: a share is negative, or they do not add up to 1.
    """
    if role is Role.NONE:
        raise NotPossible("none of the four roles is needed, so there is nothing to plan")
    kept = tuple(share for share in mix if share.share > 0 and share.role is not Role.NONE)
    if any(share.share < 0 for share in mix) or len({share.role for share in kept}) < len(kept):
        raise BadInput("a mix has each role once, with a share above zero", place="mix")
    if not kept:
        return (Share(role, 1.0),)
    total = sum(share.share for share in mix)
    if abs(total - 1) > 0.01:
        raise BadInput(f"the shares of the mix add up to {total:g}", place="mix", hint="shares that add up to 1")
    at_work = sum(share.share for share in kept)
    return tuple(Share(share.role, share.share / at_work) for share in kept)


def _pay(brief: Brief) -> None:
    if brief.pay is None or brief.pay.low is None or brief.pay.high is None:
        return
    if brief.pay.low.currency != brief.pay.high.currency:
        raise BadInput("the two ends of the pay are in two currencies", place="pay", hint="one currency")
    if brief.pay.low > brief.pay.high:
        raise BadInput("the lower pay is above the upper one", place="pay", hint="low <= high")


def _range(field: str, span: Range | None, *, most: float = float("inf")) -> None:
    if span is None:
        return
    for value in (span.low, span.high):
        _positive(field, value)
        if value is not None and value > most:
            raise BadInput(f"{value:g} is more than there can be", place=field, hint=f"at most {most:g}")
    if span.low is not None and span.high is not None and span.low > span.high:
        raise BadInput(f"from {span.low:g} to {span.high:g}", place=field, hint="low <= high")


def _positive(field: str, value: float | None) -> None:
    if value is not None and not 0 < value < float("inf"):
        raise BadInput(f"{value:g} is not more than zero", place=field, hint="a number above zero, or nothing")


def _not_negative(field: str, value: float | None) -> None:
    if value is not None and value < 0:
        raise BadInput(f"{value:g} is below zero", place=field, hint="how many pieces, or nothing")


def _share(field: str, value: float | None) -> None:
    if value is not None and not 0 < value <= 1:
        raise BadInput(f"{value:g} is not a share", place=field, hint="a share such as 0.95")
