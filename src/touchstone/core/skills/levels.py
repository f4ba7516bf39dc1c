"""The levels of a skill: claimed, screened, vetted, proven. The one place where their thresholds stand.

A level asks for two things: enough measured evidence (summed effective weight, in fully informative observations) and a
lower bound (5 % quantile) that clears a bar. So a level is never reached by little evidence or by bad results, and it
falls again when evidence grows old or new work is worse. Claims have no weight, so nobody talks themselves past
"claimed". The numbers are this product's own starting choice; docs/why/estimates.md says what each asks for in
right answers.
"""

from typing import TYPE_CHECKING

from msgspec import Struct

from touchstone.core.skills.values import Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Threshold(Struct, frozen=True):
    """What a level asks for at least."""

    level: Level
    weight: float  # summed effective weight
    low: float  # 5 % quantile of the posterior


# From the lowest to the highest; a level also asks for everything the ones before it do.
THRESHOLDS = (
    Threshold(Level.CLAIMED, 0.0, 0.0),
    Threshold(Level.SCREENED, 4.0, 0.40),
    Threshold(Level.VETTED, 10.0, 0.60),
    Threshold(Level.PROVEN, 25.0, 0.75),
)
LEVELS = tuple(threshold.level for threshold in THRESHOLDS)


def level_of(*, weight: float, low: float) -> Level:
    """The highest level whose threshold is met."""
    return next(t.level for t in reversed(THRESHOLDS) if t is THRESHOLDS[0] or (weight >= t.weight and low >= t.low))


def levels_of(weight: "NDArray[np.float64]", low: "NDArray[np.float64]") -> "NDArray[np.int8]":
    """The same for arrays of one shape: positions in `LEVELS` (0 claimed … 3 proven)."""
    import numpy as np

    position = np.zeros(np.shape(weight), np.int8)
    for threshold in THRESHOLDS[1:]:
        position += (weight >= threshold.weight) & (low >= threshold.low)
    return position
