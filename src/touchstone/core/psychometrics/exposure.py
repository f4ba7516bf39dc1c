"""How often each item of a bank would be given, and parameters that keep that below a target.

Simulated people of normal ability take the adaptive test. Sympson & Hetter (1985): an item that is chosen more often
than the target rate is given only with probability target / chosen rate; because others are chosen in its place, this is
repeated until no item is given too often.
"""

import numpy as np
from msgspec import Struct, structs

from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.progress import Progress
from touchstone.core.psychometrics.adaptive import Rules, Sitting, answered, next_step
from touchstone.core.psychometrics.bank import Bank
from touchstone.core.psychometrics.curves import paired_curves
from touchstone.core.psychometrics.values import Floats

_LEAST_GAIN = 0.2  # how much a round counts: rates are averaged over rounds, so that chance does not drive the search


class Exposure(Struct, frozen=True, kw_only=True):
    """Exposure parameters of a bank and what they bring."""

    parameters: Floats  # (J,) for `bank_of(…, exposure=…)`
    chosen: Floats  # (J,) share of simulated sittings in which each item was chosen
    given: Floats  # (J,) … and given
    length: float  # mean number of items a sitting
    error: float  # mean standard error at the end
    rounds: int
    people: int  # simulated in each round


def simulated_sitting(bank: Bank, ability: float, *, rules: Rules, rng: np.random.Generator) -> Sitting:
    """The sitting of somebody of this ability, answering by the model."""
    sitting = Sitting()
    while True:
        step = next_step(bank, sitting, rules=rules, rng=rng)
        if step.item is None:
            return sitting
        item = bank.items.part([bank.positions[step.item]])
        curve = paired_curves(item, np.array([ability]))[0][0]
        category = int(np.searchsorted(np.cumsum(curve)[: int(item.categories[0]) - 1], rng.random()))
        sitting = answered(sitting, step, int(item.scores[0, category]))


def exposure_parameters(
    bank: Bank,
    *,
    rules: Rules,
    target: float,
    rng: np.random.Generator,
    people: int = 500,
    most_rounds: int = 30,
    slack: float | None = None,
    progress: Progress | None = None,
) -> Exposure:
    """Sympson-Hetter parameters with which no item is given in more than a share `target` of the sittings.

    Args:
        bank: its own exposure parameters are where the search begins.
        rules: of the test; it must have an end (`most`, `error_below` or `cut`).
        target: the largest share of sittings that may see an item.
        rng: of the simulation.
        people: simulated in each round.
        most_rounds: after so many it is given up.
        slack: how far above the target a rate may be; by default three standard errors of the simulation.
        progress: is told of each round.

    Raises:
        BadInput: a target outside 0..1, or rules without an end.
        NotConverged: some item is still given too often, as when the bank is too small for the target.
    """
    if not 0 < target <= 1:
        raise BadInput(f"a target of {target:g}", place="target", hint="above 0, at most 1")
    if rules.most is None:
        raise BadInput("the sittings have no end", place="rules", hint="a largest number of items, `most`")
    if progress:
        progress.start(most_rounds, "exposure")
    allowed = target + (3 * np.sqrt(target * (1 - target) / people) if slack is None else slack)
    parameters, chosen = bank.exposure, np.zeros(len(bank.items.names))
    for number in range(1, most_rounds + 1):
        found = _round(structs.replace(bank, exposure=parameters), rules=rules, rng=rng, people=people, number=number)
        if progress:
            progress.advance()
        if found.given.max() <= allowed:
            return found
        chosen += (found.chosen - chosen) * max(1 / number, _LEAST_GAIN)
        parameters = np.where(chosen > target, target / np.maximum(chosen, 1e-12), 1.0)
    worst = bank.items.names[int(np.argmax(found.given))]
    raise NotConverged(
        f"{worst} is still given in {found.given.max():.0%} of the sittings after {most_rounds} rounds",
        place="target",
        hint="more items in the bank, a shorter test, or a higher target",
    )


def _round(bank: Bank, *, rules: Rules, rng: np.random.Generator, people: int, number: int) -> Exposure:
    chosen, given = np.zeros(len(bank.items.names)), np.zeros(len(bank.items.names))
    lengths, errors = [], []
    for ability in rng.normal(size=people):
        sitting = simulated_sitting(bank, float(ability), rules=rules, rng=rng)
        asked = [bank.positions[name] for name in sitting.asked]
        given[asked] += 1
        chosen[asked] += 1
        chosen[[bank.positions[name] for name in sitting.set_aside]] += 1
        lengths.append(len(asked))
        errors.append(next_step(bank, sitting, rules=rules, rng=rng).known.error)
    return Exposure(
        parameters=bank.exposure,
        chosen=chosen / people,
        given=given / people,
        length=float(np.mean(lengths)),
        error=float(np.mean(errors)),
        rounds=number,
        people=people,
    )
