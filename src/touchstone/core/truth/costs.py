"""Choosing an answer by what a mistake costs, where mistakes are not all alike.

Ipeirotis, Provost and Wang, "Quality management on Amazon Mechanical Turk", HCOMP 2010: the label of least expected cost
under the probabilities, which must be calibrated first.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Name
from touchstone.core.truth.answers import some_of
from touchstone.core.truth.consensus import Consensus

Floats = NDArray[np.float64]


class Costed(Struct, frozen=True, kw_only=True):
    """A consensus that answers at least cost."""

    consensus: Consensus
    cost: Floats  # (tasks,) expected cost of the answer given
    changed: int  # tasks whose answer is not the most probable label


def cheapest(consensus: Consensus, costs: Floats) -> Costed:
    """The consensus with each task's answer of least expected cost; `costs` is (true class, answered label).

    Raises:
        BadInput: `costs` has another shape, or a cost that is negative or not finite.
    """
    classes = len(consensus.labels)
    if costs.shape != (classes, classes) or not (np.isfinite(costs) & (costs >= 0)).all():
        hint = f"a table of {classes} x {classes} costs, 0 or more: the true label by the answered one"
        raise BadInput("these cannot be the costs of confusions", place="costs", hint=hint)
    expected = consensus.probability @ costs
    # Equal costs are decided by probability: subtracting what cannot add up to a difference that matters.
    decided = expected - consensus.probability * 1e-12 * max(float(costs.max()), 1.0)
    answer = decided.argmin(1).astype(np.int32)
    changed = int((answer != consensus.answer).sum())
    note = f"answers of least expected cost: {changed:,} differ from the most probable label"
    chosen = msgspec.structs.replace(consensus, answer=answer, notes=(*consensus.notes, note))
    return Costed(consensus=chosen, cost=expected[np.arange(len(answer)), answer], changed=changed)


def cost_table(
    labels: Sequence[Name], costs: Mapping[tuple[str, str], float], *, otherwise: float = 1.0, place: str = "costs"
) -> Floats:
    """(true, answered) costs by name; a confusion that is not named costs `otherwise`, a right answer nothing.

    Raises:
        BadInput: a label is none of `labels`.
    """
    code_of = {str(name): code for code, name in enumerate(labels)}
    table = np.full((len(labels), len(labels)), otherwise)
    np.fill_diagonal(table, 0.0)
    for (true, answered), cost in costs.items():
        for name in (true, answered):
            if name not in code_of:
                raise BadInput(f"{name!r} is no label here", place=place, hint=f"one of {some_of(code_of)}")
        table[code_of[true], code_of[answered]] = cost
    return table
