"""The streak that an estimate leaves on the stone: whole up to the low end of its interval, fading out to the high end."""

from msgspec import Struct

from touchstone.core.skills.values import Estimate, Level
from touchstone.web.marks.axis import place


class Streak(Struct, frozen=True, kw_only=True):
    """A streak's parts, 0 to 100. A claim is hollow: nothing of it is drawn in gold."""

    claimed: bool  # the level is "claimed": too little is measured to rest on
    measured: bool  # whether anything is
    sure: float  # how far the gold is whole
    fade: float  # how much further it fades out
    mean: float
    reach: float  # where it ends
    wanted: float | None  # the quality bar


def streak_of(estimate: Estimate, *, bar: float | None = None) -> Streak:
    """The streak of an estimate on 0..1, with the quality bar where one is asked for."""
    low, mean, high = (place(value, least=0, most=1) for value in (estimate.low, estimate.mean, estimate.high))
    return Streak(
        claimed=estimate.level is Level.CLAIMED,
        measured=estimate.n > 0,
        sure=low,
        fade=round(high - low, 2),
        mean=mean,
        reach=high,
        wanted=None if bar is None else place(bar, least=0, most=1),
    )
