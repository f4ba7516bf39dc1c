"""GLAD: how easy a task is times how skilled the rater.

Whitehill, Ruvolo, Wu, Bergsma and Movellan, "Whose vote should count more", NIPS 2009: an answer is right with
probability 1 / (1 + exp(-alpha exp(beta))), wrong ones alike. Normal priors at 1 with variance 1 on alpha and beta, as in
the authors' program. The M-step is their conjugate gradient, by scipy.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth import loops
from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import LOOSE_LIMITS, Consensus, Convergence, Limits, consensus_of, settle
from touchstone.core.truth.raters import starting_shares
from touchstone.core.truth.sweep import VoteSweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

GRADIENT_STEPS, GRADIENT_TOLERANCE = 25, 1e-2  # of the M-step
_PRIOR_MEAN = 1.0


class _State(Struct, frozen=True):
    skill: Floats  # alpha (raters,)
    ease: Floats  # beta (tasks,), log


def glad(
    answers: Answers,
    *,
    gold: Ints | None = None,
    gradient_steps: int = GRADIENT_STEPS,
    gradient_tolerance: float = GRADIENT_TOLERANCE,
    limits: Limits = LOOSE_LIMITS,
) -> Consensus:
    """Skill and ease by EM; classes are taken to be equally common.

    Raises:
        NotConverged: see `Limits`.
    """
    classes = len(answers.labels)
    even = np.full(classes, -np.log(classes))
    sweep = VoteSweep(answers, start=starting_shares(answers, prior=None), gold=gold)

    def step(state: _State) -> tuple[_State, float]:
        # The log odds of a right answer are alpha exp(beta); over any one wrong label log(classes - 1) more.
        offset = float(np.log(max(classes - 1, 1)))
        *_, moved = sweep(strength=state.skill, scale=np.exp(state.ease), prior=even, offset=offset)
        return _maximised(answers, sweep.posterior, state, steps=gradient_steps, tolerance=gradient_tolerance), moved

    start = _State(np.full(len(answers.raters), _PRIOR_MEAN), np.full(len(answers.tasks), _PRIOR_MEAN))
    state, iterations, change = settle(step, start, tasks=len(answers.tasks), limits=limits, method="glad")
    typical = 1 / (1 + np.exp(-state.skill * np.exp(np.median(state.ease))))
    return consensus_of(
        sweep.posterior,
        answers=answers,
        method="glad",
        convergence=Convergence(iterations=iterations, change=change),
        accuracy=typical,
    )


def _maximised(answers: Answers, posterior: Floats, state: _State, *, steps: int, tolerance: float) -> _State:
    """Skill and ease that make the answers likeliest under `posterior`, as far as `steps` gradient steps lead."""
    from scipy.optimize import minimize

    raters, log_others = len(state.skill), float(np.log(max(len(answers.labels) - 1, 1)))
    right = posterior[answers.task, answers.label]

    def cost(point: Floats) -> tuple[float, Floats]:
        gradient = np.empty_like(point)
        value = loops.glad_cost(
            answers.starts, answers.rater, answers.weights, right, point[:raters], point[raters:], log_others, _PRIOR_MEAN,
            gradient[:raters], gradient[raters:],
        )  # fmt: skip
        return value, gradient

    found = minimize(
        cost,
        np.concatenate([state.skill, state.ease]),
        jac=True,
        method="CG",
        tol=tolerance,
        options={"maxiter": steps},
    )
    return _State(found.x[:raters], found.x[raters:])
