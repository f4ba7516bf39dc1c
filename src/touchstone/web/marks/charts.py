"""The rows of the two charts with an axis: what sources pay, and what each way to staff the work costs."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from touchstone.core.money import Money
from touchstone.core.planning.values import Alternative, MoneyQuantiles
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
    """One alternative with its cost on the axis."""

    alternative: Alternative
    cost: MoneyQuantiles
    low: float
    width: float
    mid: float
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
    """The alternatives that have a cost, and the axis that holds them and the budget."""
    priced = [(one, one.cost) for one in alternatives if one.cost is not None]
    axis = axis_over([*(float(cost.p90.major) for _, cost in priced), *_major(budget)])
    return axis, [_cost_row(one, cost, axis, chosen=one.id == chosen) for one, cost in priced]


def _cost_row(one: Alternative, cost: MoneyQuantiles, axis: Axis, *, chosen: bool) -> CostRow:
    low, mid, high = (axis.at(float(amount.major)) for amount in (cost.p10, cost.p50, cost.p90))
    return CostRow(alternative=one, cost=cost, low=low, width=round(high - low, 2), mid=mid, chosen=chosen)


def _major(budget: Money | None) -> Iterable[float]:
    return () if budget is None else (float(budget.major),)
