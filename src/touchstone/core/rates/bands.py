"""The rows of a look-up on one axis, source by source."""

from touchstone.core.errors import NoData
from touchstone.core.money import PayUnit
from touchstone.core.rates.disagree import in_dollars, middle_of, said_by
from touchstone.core.rates.units import DEFAULT_HOURS, Hours
from touchstone.core.rates.values import Band, Bar, RateAnswer, RateTable, Wider


def band(table: RateTable, answer: RateAnswer, *, unit: PayUnit = PayUnit.HOUR, hours: Hours = DEFAULT_HOURS) -> Band:
    """Each row of `answer` as a bar in US dollars per `unit`, the asked-for rows first, then the context, lowest first.

    Rows that cannot be put on the axis (paid by the piece, no exchange rate) are in `left_out` with the reason.
    """
    bars: list[Bar] = []
    left_out: list[Wider] = []
    for row, why in [*((row, "") for row in answer.rows), *((wider.rate, wider.why) for wider in answer.wider)]:
        try:
            figures = in_dollars(table, row, unit, hours=hours)
        except NoData as missing:
            left_out.append(Wider(rate=row, why=missing.message))
            continue
        bars.append(
            Bar(
                rate=row,
                low=figures.low,
                median=figures.median,
                high=figures.high,
                label=f"{row.work} · {said_by(row)}",
                formula=figures.formula,
                wider=why,
            )
        )
    return Band(unit=unit, currency="USD", bars=tuple(sorted(bars, key=_order)), left_out=tuple(left_out))


def _order(bar: Bar) -> tuple[bool, float]:
    only = bar.low or bar.high
    fallback = float(only.minor) if only is not None else 0.0
    return bool(bar.wider), middle_of(bar.low, bar.median, bar.high) or fallback
