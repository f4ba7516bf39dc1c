"""Plans: people x hours x weeks with cost and finishing date as distributions, and the arithmetic line by line."""

from touchstone.core.planning.plan import DRAWS, plan
from touchstone.core.planning.sway import sensitivity
from touchstone.core.planning.values import (
    Alternative,
    Assumption,
    DateQuantiles,
    Line,
    MoneyQuantiles,
    Plan,
    Sway,
)

__all__ = [
    "DRAWS",
    "Alternative",
    "Assumption",
    "DateQuantiles",
    "Line",
    "MoneyQuantiles",
    "Plan",
    "Sway",
    "plan",
    "sensitivity",
]
