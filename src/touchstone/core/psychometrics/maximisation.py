"""The maximisation step: item parameters that fit the expected counts better, all items of a block at once."""

import numpy as np

from touchstone.core.psychometrics.curves import category_curves, category_slopes
from touchstone.core.psychometrics.values import Floats, Priors

_LONGEST = 1.0  # the most a parameter moves in one Newton step
_NEWTON_STEPS = 2
_RIDGE = 1e-10


def improved(parameters: Floats, counts: Floats, *, nodes: Floats, guessing: bool, priors: Priors) -> Floats:
    """(J, p) parameters after Newton steps with the expected Hessian (Fisher scoring) on (J, K, Q) `counts`."""
    for _ in range(_NEWTON_STEPS):
        pull, curvature = _quadratic(parameters, counts, nodes=nodes, guessing=guessing, priors=priors)
        move: Floats = np.asarray(np.linalg.solve(curvature, pull[..., None])[..., 0], dtype=np.float64)
        parameters = _moved(parameters, move, guessing=guessing, positive=priors.discrimination is not None)
    return parameters


def improved_together(parameters: Floats, counts: Floats, *, nodes: Floats, priors: Priors) -> Floats:
    """The same for (J, 2) parameters that share one discrimination: J + 1 equations, solved through the shared one."""
    for _ in range(_NEWTON_STEPS):
        pull, curvature = _quadratic(parameters, counts, nodes=nodes, guessing=False, priors=priors)
        ratio = curvature[:, 0, 1] / curvature[:, 1, 1]
        shared_pull = np.sum(pull[:, 0] - ratio * pull[:, 1])
        shared = shared_pull / np.sum(curvature[:, 0, 0] - ratio * curvature[:, 0, 1])
        own = pull[:, 1] / curvature[:, 1, 1] - ratio * shared
        move = np.stack([np.full_like(own, shared), own], axis=1)
        parameters = parameters + np.clip(move, -_LONGEST, _LONGEST)
    return parameters


def log_prior(parameters: Floats, priors: Priors, *, guessing: bool) -> float:
    """Logarithm of the priors' density at (J, p) parameters, up to a constant; -inf where it is 0."""
    total, last = 0.0, parameters.shape[1] - guessing
    if priors.discrimination is not None:
        if (parameters[:, 0] <= 0).any():
            return -np.inf
        logs = np.log(parameters[:, 0])
        total -= float(np.sum((logs - priors.discrimination.mean) ** 2 / (2 * priors.discrimination.sd**2) + logs))
    if priors.intercept is not None:
        gaps = parameters[:, 1:last] - priors.intercept.mean
        total -= float(np.sum(gaps**2) / (2 * priors.intercept.sd**2))
    if guessing and priors.chance is not None:
        on_log = -np.logaddexp(0, -parameters[:, -1])
        off_log = -np.logaddexp(0, parameters[:, -1])
        total += float(np.sum((priors.chance.alpha - 1) * on_log + (priors.chance.beta - 1) * off_log))
    return total


def prior_pull(parameters: Floats, priors: Priors, *, guessing: bool) -> tuple[Floats, Floats]:
    """(J, p) gradient of `log_prior`, and (J, p) its negative second derivatives (priors are independent)."""
    pull, curvature = np.zeros_like(parameters), np.zeros_like(parameters)
    last = parameters.shape[1] - guessing
    if priors.discrimination is not None:
        slope, spread = parameters[:, 0], priors.discrimination.sd**2
        away = (np.log(slope) - priors.discrimination.mean) / spread
        pull[:, 0] = -(away + 1) / slope
        curvature[:, 0] = (1 / spread - away - 1) / slope**2
    if priors.intercept is not None:
        pull[:, 1:last] = -(parameters[:, 1:last] - priors.intercept.mean) / priors.intercept.sd**2
        curvature[:, 1:last] = 1 / priors.intercept.sd**2
    if guessing and priors.chance is not None:
        chance = 1 / (1 + np.exp(-parameters[:, -1]))
        pull[:, -1] = (priors.chance.alpha - 1) * (1 - chance) - (priors.chance.beta - 1) * chance
        curvature[:, -1] = (priors.chance.alpha + priors.chance.beta - 2) * chance * (1 - chance)
    return pull, curvature


def ordered(parameters: Floats, *, guessing: bool) -> bool:
    """Whether every item's intercepts fall, as thresholds that rise must."""
    return bool((np.diff(parameters[:, 1 : parameters.shape[1] - guessing], axis=1) < 0).all())


def _quadratic(
    parameters: Floats, counts: Floats, *, nodes: Floats, guessing: bool, priors: Priors
) -> tuple[Floats, Floats]:
    """(J, p) gradient and (J, p, p) expected information of the expected log-likelihood and the priors."""
    items, size = parameters.shape
    curves = category_curves(parameters, nodes, guessing=guessing).reshape(items, -1)
    slopes = category_slopes(parameters, nodes, guessing=guessing).reshape(items, -1, size)
    people = np.broadcast_to(counts.sum(axis=1, keepdims=True), counts.shape).reshape(items, -1)
    scaled = slopes.transpose(0, 2, 1) / curves[:, None]
    pull = (scaled @ counts.reshape(items, -1, 1))[..., 0]
    curvature = (scaled * people[:, None]) @ slopes
    more, firmer = prior_pull(parameters, priors, guessing=guessing)
    corner = np.arange(size)
    curvature[:, corner, corner] += np.maximum(firmer, 0) + _RIDGE
    return pull + more, curvature


def _moved(parameters: Floats, move: Floats, *, guessing: bool, positive: bool) -> Floats:
    """`parameters` after `move`, shortened per item so that thresholds stay in order and a prior's slope above 0."""
    share = np.minimum(1.0, _LONGEST / np.maximum(np.abs(move).max(axis=1), _LONGEST))
    last = parameters.shape[1] - guessing
    gaps, closing = -np.diff(parameters[:, 1:last], axis=1), np.diff(move[:, 1:last], axis=1)
    share = np.minimum(share, _room(gaps, closing))
    if positive:
        share = np.minimum(share, _room(parameters[:, :1], -move[:, :1]))
    result: Floats = parameters + share[:, None] * move
    return result


def _room(gaps: Floats, closing: Floats) -> Floats:
    """(J,) the share of a move that leaves a tenth of each gap that it closes."""
    used = np.where(closing > 0, closing / np.maximum(gaps, 1e-12), 0.0)
    result: Floats = np.minimum(1.0, 0.9 / np.maximum(used.max(axis=1, initial=0.0), 0.9))
    return result
