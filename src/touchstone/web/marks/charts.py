"""The rows of the two charts with an axis: what sources pay, and what each way to staff the work costs."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from touchstone.core.money import Money
from touchstone.core.planning.values import Alternative
from touchstone.core.rates import Bar
from touchstone.web.marks.axis import Axis, axis_over


class PayRow(Struct, frozen=True, kw_only=True):
    """One source's figures on the axis; an end that the source does not give is None."""

    bar: Bar
    low: float | None
    mid: float | None
    high: float | None

    @property
    def single(self) -> bool:
        """Whether it is one figure without a range."""
        return self.low is None and self.high is None


class CostRow(Struct, frozen=True, kw_only=True):
    """One alternative on the axis; without a cost there is nothing to draw."""

    alternative: Alternative
    low: float | None
    width: float | None
    mid: float | None
    chosen: bool


def pay_rows(bars: Sequence[Bar]) -> tuple[Axis, list[PayRow]]:
    """The bars of a look-up and the axis that holds them."""
    axis = axis_over(float(one.major) for bar in bars for one in (bar.low, bar.median, bar.high) if one is not None)

    def at(amount: Money | None) -> float | None:
        return None if amount is None else axis.at(float(amount.major))

    return axis, [PayRow(bar=bar, low=at(bar.low), mid=at(bar.median), high=at(bar.high)) for bar in bars]


def cost_rows(
    alternatives: Sequence[Alternative], *, budget: Money | None = None, chosen: str | None = None
) -> tuple[Axis, list[CostRow]]:
    """The alternatives and the axis that holds them and the budget."""
    ends = [float(one.cost.p90.major) for one in alternatives if one.cost is not None]
    axis = axis_over([*ends, *_major(budget)])
    return axis, [_cost_row(one, axis, chosen=one.id == chosen) for one in alternatives]


def _cost_row(one: Alternative, axis: Axis, *, chosen: bool) -> CostRow:
    if one.cost is None:
        return CostRow(alternative=one, low=None, width=None, mid=None, chosen=chosen)
    low, mid, high = (axis.at(float(amount.major)) for amount in (one.cost.p10, one.cost.p50, one.cost.p90))
    return CostRow(alternative=one, low=low, width=round(high - low, 2), mid=mid, chosen=chosen)


def _major(budget: Money | None) -> Iterable[float]:
    return () if budget is None else (float(budget.major),)
