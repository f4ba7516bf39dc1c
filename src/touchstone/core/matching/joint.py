"""Where nobody meets every constraint and no single step down helps: the fewest steps that do so together."""

from collections.abc import Iterable
from itertools import combinations

import msgspec

from touchstone.core.matching.bits import Words, count, everybody
from touchstone.core.matching.filters import Sieved, passes, sieve
from touchstone.core.matching.relax import Kept, Step, best_step
from touchstone.core.matching.snapshot import Snapshot
from touchstone.core.matching.values import Constraint, Exclusion, JointStep, Need

_MOST_STEPS = 3  # more at once is another brief
_OFFERED = 3


def joint_steps(snapshot: Snapshot, need: Need, sieved: Sieved, single: Iterable[Exclusion]) -> tuple[JointStep, ...]:
    """Steps down to take together, as few as bring anybody back; those that bring back most come first.

    Empty where somebody is eligible, where one of the `single` steps helps, or where even three together help nobody.
    """
    if count(sieved.eligible) or any(line.brings_back for line in single):
        return ()
    for number in range(2, _MOST_STEPS + 1):
        found = [
            joint
            for chosen in combinations(sieved.passing, number)
            if (joint := _together(snapshot, need, sieved, chosen)) is not None
        ]
        if found:
            return tuple(sorted(found, key=lambda joint: -joint.brings_back)[:_OFFERED])
    return ()


def _together(snapshot: Snapshot, need: Need, sieved: Sieved, chosen: tuple[Constraint, ...]) -> JointStep | None:
    who = _kept_out_by(chosen, snapshot, sieved)
    if not count(who):
        return None
    eased, steps = need, list[Step]()
    for constraint in chosen:
        step, back = best_step(Kept(snapshot, eased, who), constraint)
        if step is None or not back:
            return None
        eased = step.need
        passing = passes(snapshot, eased, constraint)
        who = who if passing is None else who & passing
        steps.append(step)
    return JointStep(
        constraints=chosen,
        relaxed=tuple(step.said.text for step in steps),
        said=tuple(step.said for step in steps),
        need=msgspec.structs.replace(eased, notes=need.notes),
        brings_back=count(sieve(snapshot, eased).eligible),
    )


def _kept_out_by(chosen: tuple[Constraint, ...], snapshot: Snapshot, sieved: Sieved) -> Words:
    """Those who fail all of `chosen` and nothing else."""
    who = everybody(len(snapshot))
    for constraint, passing in sieved.passing.items():
        who = who & (~passing if constraint in chosen else passing)
    return who
