"""Climbing to a maximum with a step that never goes down, such as EM's, in fewer steps.

The steps are mixed with the last few (Anderson 1965; for EM: Henderson & Varadhan, "Damped Anderson acceleration with
restarts and monotonicity control", JCGS 2019). A mixed step that goes down, or leaves the allowed region, is taken
back and the plain step goes on from there; a plain step that goes down, as Newton's may, is halved until it does not.
So the climb never goes down.
"""

from collections.abc import Callable

import numpy as np

from touchstone.core.errors import NotConverged
from touchstone.core.progress import Progress
from touchstone.core.psychometrics.values import Floats

_REMEMBERED = 6  # earlier steps that a mixed one looks back on
_LEAST_MOVE = 1e-3  # of the tolerance: a step halved to less leads nowhere
_SLACK = 1e-9  # relative: how much lower counts as rounding

Step = Callable[[Floats], tuple[Floats, float]]


def climb(
    step: Step,
    start: Floats,
    *,
    tolerance: float,
    most_steps: int,
    what: str,
    progress: Progress | None = None,
) -> tuple[Floats, int]:
    """The point where `step` stands still, and the number of steps.

    Args:
        step: from (n,) parameters to the next ones, and the height *at the given ones* (-inf: not allowed there).
        start: (n,) where to begin.
        tolerance: the largest change of any parameter in one plain step that counts as standing still.
        most_steps: after so many it is given up.
        what: the name of the computation, for the message.
        progress: is told of each step.

    Raises:
        NotConverged: it still moves after `most_steps`, or no step goes up.
    """
    if progress:
        progress.start(most_steps, what)
    here, safe, before, height = start, start, start, -np.inf
    points: list[Floats] = []
    moves: list[Floats] = []
    for count in range(1, most_steps + 1):
        onward, found = step(here)
        if progress:
            progress.advance()
        if not found >= height - _SLACK * (1 + abs(height)) or not np.isfinite(onward).all():
            if here is safe:
                safe = (before + safe) / 2
            if np.abs(safe - before).max() < _LEAST_MOVE * tolerance:
                raise NotConverged(f"{what}: no step from step {count} on goes up", hint=_HINT)
            here, points, moves = safe, [], []
            continue
        before, height, safe, move = here, found, onward, onward - here
        if np.abs(move).max() < tolerance:
            return onward, count
        points, moves = [*points[-_REMEMBERED:], here], [*moves[-_REMEMBERED:], move]
        here = _mixed(points, moves)
    raise NotConverged(f"{what}: parameters still move after {most_steps} steps", hint=_HINT)


_HINT = "a simpler model, more people, a prior, or more steps"


def _mixed(points: list[Floats], moves: list[Floats]) -> Floats:
    """Where the last moves, combined so that they cancel best, would lead."""
    onward = points[-1] + moves[-1]
    if len(points) < 3:
        return onward
    turns = np.diff(np.array(moves), axis=0).T
    ways = np.diff(np.array(points), axis=0).T
    gram = turns.T @ turns
    gram[np.diag_indices_from(gram)] *= 1 + 1e-8
    try:
        shares = np.linalg.solve(gram, turns.T @ moves[-1])
    except np.linalg.LinAlgError:  # two equal moves: nothing to learn from them
        return onward
    result: Floats = onward - (ways + turns) @ shares
    return result
