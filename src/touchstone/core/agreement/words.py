"""What a coefficient says, in words that do not say more than it does."""

from touchstone.core.agreement.values import Coefficient

# Landis and Koch 1977, p. 165: "Although these divisions are clearly arbitrary, they do provide useful benchmarks".
_LANDIS_AND_KOCH = ((0.0, "slight"), (0.2, "fair"), (0.4, "moderate"), (0.6, "substantial"), (0.8, "almost perfect"))


def sentence(of: Coefficient) -> str:
    """The coefficient with its interval, and on what it rests."""
    bounds = of.bootstrap or of.interval
    between = " (too few units for an interval)"
    if bounds:
        kind = "bootstrap interval" if of.bootstrap else "interval"
        between = f" ({bounds.low:.3f} to {bounds.high:.3f}, {bounds.level:.0%} {kind})"
    on = f"{of.values:,} values on {of.units:,} units rated at least twice, by {of.raters:,} raters"
    return f"{of.name} is {of.value:.3f}{between}: {on}."


def meaning(of: Coefficient) -> str:
    """What the value means for a measure that takes chance off: 1, 0 and below, and what the interval leaves open."""
    bounds = of.bootstrap or of.interval
    if of.value >= 1:
        disputed = 1 - 0.05 ** (1 / of.units)
        return (
            f"All raters agree on every unit. An interval of no width does not mean that they always will: as far as "
            f"{of.units:,} of them can tell, up to {disputed:.0%} of all units may be disputed (with 95%)."
        )
    if bounds and bounds.low <= 0 <= bounds.high:
        return "The interval holds 0: agreement by chance alone cannot be ruled out."
    if of.value < 0:
        return "Raters agree less than by chance: they may read the task in opposite ways, or a column is turned round."
    return (
        f"Raters are {of.value:.0%} of the way from agreement by chance (0) to full agreement (1). How much is enough "
        "depends on what the values are used for."
    )


def convention(value: float) -> str:
    """The name that Landis and Koch (1977) gave to a kappa of this size. It is a convention, and they said so."""
    if value < 0:
        return "poor"
    return [name for least, name in _LANDIS_AND_KOCH if value >= least][-1]
