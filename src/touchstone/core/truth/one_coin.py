"""One-coin Dawid-Skene: a rater is right with one probability, whatever the label, and wrong ones are alike.

Zhang, Chen, Zhou and Jordan, "Spectral methods meet EM", JMLR 17 (2016). With few answers a rater this is as much as can
be learned; on labels that differ in how often they occur or how hard they are it is wrong, and may lose a label
altogether. So by default the labels' frequencies are held near their share of the votes.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import LIMITS, Consensus, Convergence, Limits, consensus_of, settle
from touchstone.core.truth.raters import RaterPrior, given_answers, starting_shares
from touchstone.core.truth.sweep import VoteSweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

STRENGTH = 4.0  # answers that the crowd's mean accuracy counts for in each rater's
ANCHOR = 1.0  # the votes' shares count as much as the posteriors do in how common a label is
_EDGE = 1e-10  # how near an accuracy may come to 0 or 1


class _State(Struct, frozen=True):
    right: Floats
    share: Floats
    log_likelihood: float


def one_coin(
    answers: Answers,
    *,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    strength: float = STRENGTH,
    anchor: float = ANCHOR,
    limits: Limits = LIMITS,
) -> Consensus:
    """One accuracy a rater, by EM, from majority vote.

    Accuracies are posterior modes under a Beta prior at the crowd's mean that counts `strength` answers, or at `prior`,
    what is known of each rater. With strength 0 and anchor 0 it is the maximum-likelihood method of the paper.

    Raises:
        NotConverged: see `Limits`.
    """
    classes, given = len(answers.labels), given_answers(answers)
    voted = starting_shares(answers, prior=prior)
    sweep = VoteSweep(answers, start=voted, gold=gold)
    held = anchor * voted.sum(0)

    def accuracies(right: Floats) -> Floats:
        return _accuracies(right, given, prior=prior, strength=strength)

    def step(state: _State) -> tuple[_State, float]:
        accuracy = accuracies(state.right)
        wrong = np.log((1 - accuracy) / max(classes - 1, 1))
        share = (state.share + held) / (state.share + held).sum()
        right, log_normaliser, moved = sweep(
            strength=np.log(accuracy) - wrong, scale=np.zeros(0), prior=np.log(np.maximum(share, _EDGE))
        )
        return _State(right, sweep.posterior.sum(0), log_normaliser + float(given @ wrong)), moved

    start = _State(sweep.right(), sweep.posterior.sum(0), -np.inf)
    state, iterations, change = settle(step, start, tasks=len(answers.tasks), limits=limits, method="one-coin")
    share = (state.share + held) / (state.share + held).sum()
    return consensus_of(
        sweep.posterior,
        answers=answers,
        method="one-coin",
        convergence=Convergence(iterations=iterations, change=change, log_likelihood=state.log_likelihood),
        prior=share,
        accuracy=accuracies(state.right),
    )


def _accuracies(right: Floats, given: Floats, *, prior: RaterPrior | None, strength: float) -> Floats:
    mean = right.sum() / max(given.sum(), 1)
    known_right, known = (0.0, 0.0) if prior is None else (prior.right, prior.right + prior.wrong)
    accuracy = (right + known_right + strength * mean) / np.maximum(given + known + strength, _EDGE)
    bounded: Floats = np.clip(accuracy, _EDGE, 1 - _EDGE)
    return bounded
