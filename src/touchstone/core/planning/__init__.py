"""Plans: people x hours x weeks with cost and finishing date as distributions, and the arithmetic line by line."""

from touchstone.core.planning.first_pass import FirstPass, first_pass
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
    "FirstPass",
    "Line",
    "MoneyQuantiles",
    "Plan",
    "Sway",
    "first_pass",
    "plan",
    "sensitivity",
]
