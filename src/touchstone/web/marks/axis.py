"""One axis for the rows of a chart, with round numbers at its ticks."""

from collections.abc import Iterable
from math import ceil, floor, log10

from msgspec import Struct

_NOTHING = 1e-6  # less than any amount that is written out
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


class Tick(Struct, frozen=True):
    """A round number, where it lies, and how its label is anchored there so that it stays inside the drawing."""

    value: float
    at: float
    anchor: str


class Axis(Struct, frozen=True):
    """From `least` to `most`, which are ticks themselves."""

    least: float
    most: float
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Where `value` lies, 0 to 100."""
        return place(value, least=self.least, most=self.most)


def axis_over(values: Iterable[float], *, about: int = 5) -> Axis:
    """An axis from zero, with about so many steps, that holds all `values` (none below zero); 0 to 1 where there are none."""
    highest = max([*values, 0.0])
    step = _step(highest if highest > _NOTHING else 1.0, about)
    steps = max(ceil(highest / step - 1e-9), 1)
    places = [(n * step, place(n * step, least=0, most=steps * step)) for n in range(steps + 1)]
    return Axis(0.0, steps * step, tuple(Tick(value, at, _anchor(at)) for value, at in places))


def place(value: float, *, least: float, most: float) -> float:
    """Where `value` lies between `least` and `most`, 0 to 100, to a hundredth; the near end where it lies outside."""
    share = (min(max(value, least), most) - least) / ((most - least) or 1.0)
    return round(100 * share, 2)


def _step(span: float, about: int) -> float:
    rough = span / about
    power = 10.0 ** floor(log10(rough))
    return next(power * factor for factor in _ROUND if power * factor >= rough * (1 - 1e-9))


def _anchor(at: float) -> str:
    if at <= 0:
        return "start"
    return "end" if at >= 100 else "middle"
