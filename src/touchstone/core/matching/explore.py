"""Seats for people whom nobody has measured yet, so that evidence is not only for those who already have some.

The rule: seats are added behind the ranked places and displace nobody. Eligible people with less than `UNPROVEN`
weight of evidence for the main skill and no ranked place draw lots, each with the same chance, for `LOTS` tickets; for
each ticket a quality is drawn from the person's own posterior (Thompson sampling; Thompson 1933, Biometrika 25:285),
and the seat goes to the best draw: the cheapest accepted hour among those whose draw meets the bar, the highest draw
where none does. The same seed draws the same people.
"""

import numpy as np

from touchstone.core.matching.bits import Rows
from touchstone.core.matching.cost import TRIES
from touchstone.core.matching.values import Mode
from touchstone.core.matching.worth import Worth

UNPROVEN = 10.0  # effective observations
LOTS = 256


def explored(worth: Worth, *, mode: Mode, seats: int, listed: Rows, rng: np.random.Generator) -> Rows:
    """Positions in `worth` of up to `seats` unproven people who are not among `listed`."""
    hardly_measured = worth.evidence < UNPROVEN
    hardly_measured[listed] = False
    unproven = np.flatnonzero(hardly_measured)
    if seats <= 0 or not len(unproven):
        return unproven[:0]
    tickets = rng.choice(unproven, size=min(LOTS, len(unproven)), replace=False)
    quality = rng.beta(worth.alpha[tickets], worth.beta[tickets])
    failing = 1 - quality
    bar = worth.terms.bar
    hours = sum(failing**tried for tried in range(TRIES)) + failing**TRIES / bar
    cents = worth.terms.cents(worth.rate(tickets), hours)
    meets = quality >= bar
    merit = np.where(meets & (mode is not Mode.QUALITY), -cents, quality)
    best = np.lexsort((worth.rows[tickets], -merit, ~meets))
    chosen: Rows = tickets[best[:seats]]
    return chosen
