"""Agreement with peers as evidence of skill: how much it tells is learnt from gold of the same domain, and may be nothing.

    agreed, answered = peer_agreement(item, worker, label, workers=n)        # no truth needed
    known = fit_peer_weight(right=right, asked=asked, agreed=agreed, answered=answered)
    alpha, beta = known.prior(agreed, answered)                              # before the worker's own gold answers
    alpha + right, beta + asked - right                                      # and after

The model: a worker's share of right work is Beta around m = logistic(level + slope x (logit of agreement - middle)), of strength
`firmness`; k gold answers are binomial in it. Level, slope and firmness are fitted over the workers of one domain by
penalised marginal likelihood (empirical Bayes). Where agreement says nothing, or the crowd errs together, the slope is 0
and what is left is the plain beta-binomial prior of the crowd. How far a worker's agreement is itself uncertain (few
answers) and how far the fitted line is, widen the prior. Only gold answers and other people's answers are looked at.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, digamma, expit, polygamma

from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.skills.priors import SOURCE_WEIGHTS, Prior
from touchstone.core.skills.values import Evidence, EvidenceSource, Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEWEST_WORKERS = 5  # with gold, below which nothing is fitted
_WEAK = ((0.85, 1.5), (0.0, 2.0), (3.0, 2.0))  # weak normal priors of level, slope, log of firmness: mean, sd
_BOUNDS = ((-6.0, 6.0), (0.0, 6.0), (-0.7, 6.0))
_LOOSEST = 1e-3


class Agreement(Struct, frozen=True, kw_only=True):
    """With how many of the others' verdicts each worker agrees; (workers,) both. Ties among the others count in parts."""

    agreed: Floats
    answered: Ints  # answers to items that somebody else answered too


class PeerWeight(Struct, frozen=True, kw_only=True):
    """What agreement with peers tells of the share of right work in one domain."""

    level: float  # logit of the share of right work at middling agreement
    slope: float  # logits of right work for one logit of agreement; 0: agreement tells nothing
    firmness: float  # strength of the prior, in gold answers, at well known agreement
    agreement: float  # mean of the crowd's agreement
    concentration: float  # strength of the Beta that agreement has over the crowd
    covariance: tuple[tuple[float, float], tuple[float, float]]  # of level and slope
    workers: int  # with gold, behind the fit

    def prior(self, agreed: Floats, answered: Ints) -> tuple[Floats, Floats]:
        """Alpha and beta of each worker's share of right work before their own gold answers; (workers,) both."""
        spoken = _Spoken(self.agreement, self.concentration)
        at, spread = spoken.logits(np.asarray(agreed, np.float64), np.asarray(answered, np.float64))
        mean = expit(self.level + self.slope * at)
        (level, both), (_, slope) = self.covariance
        doubt = level + 2 * at * both + at**2 * slope + self.slope**2 * spread
        variance = mean * (1 - mean) * (1 / (self.firmness + 1) + mean * (1 - mean) * doubt)
        strength = np.maximum(mean * (1 - mean) / variance - 1, 0.5)
        return mean * strength, (1 - mean) * strength

    def evidence(self, agreed: float, answered: int, *, skill: Skill, prior: Prior, at: date) -> Evidence:
        """One worker's agreement as a record of source `consensus`, such that it turns `prior` into what is known here.

        It has no weight where agreement tells no more than `prior` does. One record stands for all of the worker's agreement.
        """
        alpha, beta = (float(part[0]) for part in self.prior(np.array([agreed]), np.array([answered])))
        success, failure = max(alpha - prior.alpha, 0.0), max(beta - prior.beta, 0.0)
        told = success + failure
        weight = told / SOURCE_WEIGHTS[EvidenceSource.CONSENSUS]
        outcome = success / told if told > 0 else alpha / (alpha + beta)
        return Evidence(skill=skill, outcome=outcome, source=EvidenceSource.CONSENSUS, at=at, weight=weight)


class _Spoken(NamedTuple):
    """The Beta that agreement has over a crowd."""

    mean: float
    strength: float

    def logits(self, agreed: Floats, answered: Floats) -> tuple[Floats, Floats]:
        """Logit of each worker's agreement, from the crowd's middle, and its variance given the answers there are."""
        base_won, base_lost = self.mean * self.strength, (1 - self.mean) * self.strength
        won, lost = agreed + base_won, answered - agreed + base_lost
        middle = digamma(base_won) - digamma(base_lost)
        return digamma(won) - digamma(lost) - middle, polygamma(1, won) + polygamma(1, lost)


def peer_agreement(item: Ints, worker: Ints, label: Ints, *, workers: int, counted: Flags | None = None) -> Agreement:
    """How often each worker says what most of the others say of the same item, their own answer left out.

    All arrays are (answers,), numbers from 0. Ties among the others count in equal parts. `counted` says whose answers are
    looked at (the gold answers are left out of it, because they count by themselves); everybody's are compared with.
    """
    items, labels = int(item.max(initial=-1)) + 1, int(label.max(initial=-1)) + 1
    votes = np.bincount(item * labels + label, minlength=items * labels).reshape(items, labels)
    answers = np.arange(len(item)) if counted is None else np.flatnonzero(counted)
    item, worker, label = item[answers], worker[answers], label[answers]
    others = votes[item]
    others[np.arange(len(item)), label] -= 1
    most = others.max(axis=1, initial=0)
    among = (others == most[:, None]).sum(axis=1)
    agrees = (others[np.arange(len(item)), label] == most) / np.maximum(among, 1)
    compared = most > 0
    return Agreement(
        agreed=np.asarray(np.bincount(worker, weights=agrees * compared, minlength=workers), np.float64),
        answered=np.bincount(worker[compared], minlength=workers),
    )


def fit_peer_weight(*, right: Floats, asked: Floats, agreed: Floats, answered: Floats) -> PeerWeight:
    """Learn over the workers of one domain what their agreement tells of their gold answers.

    `right` of `asked` gold answers and `agreed` of `answered` others are (workers,); workers without gold help to say how
    agreement is spread.

    Raises:
        BadInput: the arrays do not fit together.
        NoData: fewer than `FEWEST_WORKERS` have gold.
        NotConverged: the fit does not settle.
    """
    right, asked, agreed, answered = (np.asarray(part, np.float64) for part in (right, asked, agreed, answered))
    _check(right, asked, agreed, answered)
    order = np.lexsort((answered, agreed, asked, right))  # sums must not depend on who comes first
    right, asked, agreed, answered = (part[order] for part in (right, asked, agreed, answered))
    spoken, gold = _spread_of_agreement(agreed, answered), asked > 0
    at, doubt = spoken.logits(agreed[gold], answered[gold])
    loss = _Loss(right[gold], asked[gold], at, doubt)
    starts = [np.array([loss.level(), slope, np.log(12.0)]) for slope in (0.0, 1.0)]
    found = min((_lowest(loss, start) for start in starts), key=lambda point: loss(point))  # noqa: PLW0108
    return PeerWeight(
        level=float(found[0]),
        slope=float(found[1]),
        firmness=_firmness(loss, found),
        agreement=spoken.mean,
        concentration=spoken.strength,
        covariance=_covariance(loss, found),
        workers=int(gold.sum()),
    )


class _Loss(NamedTuple):
    """Minus the penalised log likelihood of the workers' gold answers; (workers,) each."""

    right: Floats
    asked: Floats
    at: Floats  # logit of agreement, from the middle
    doubt: Floats  # its variance

    def level(self) -> float:
        """The crowd's logit of right work, to start from."""
        return float(np.log(self.right.sum() + 2) - np.log((self.asked - self.right).sum() + 1))

    def __call__(self, point: Floats) -> float:
        """The loss at (level, slope, log of firmness)."""
        level, slope, firm = point
        mean = expit(level + slope * self.at)
        noise = mean * (1 - mean) * slope**2 * self.doubt
        strength = np.maximum(1 / (1 / (np.exp(firm) + 1) + noise) - 1, _LOOSEST)
        alpha, beta = mean * strength, (1 - mean) * strength
        said = betaln(alpha + self.right, beta + self.asked - self.right) - betaln(alpha, beta)
        penalty = sum(((x - m) / s) ** 2 / 2 for x, (m, s) in zip(point, _WEAK, strict=True))
        return float(penalty - said.sum())


def _lowest(loss: _Loss, start: Floats) -> Floats:
    # Three numbers without derivatives: quicker than L-BFGS-B, whose linear algebra wakes threads for nothing.
    settings = {"maxiter": 2_000, "xatol": 1e-6, "fatol": 1e-9}
    found = minimize(loss, start, method="Nelder-Mead", bounds=_BOUNDS, options=settings)
    if not found.success:
        raise NotConverged(f"the weight of agreement does not settle: {found.message}")
    point: Floats = found.x
    return point


def _firmness(loss: _Loss, point: Floats) -> float:
    """The firmness whose variance is the expected one: a few gold answers leave it far from sure, and mostly too high."""
    grid = np.linspace(*_BOUNDS[2], 41)
    losses = np.array([loss(np.array([point[0], point[1], firm])) for firm in grid])
    mass = np.exp(losses.min() - losses)
    return float(mass.sum() / (mass / (np.exp(grid) + 1)).sum() - 1)


def _covariance(loss: _Loss, point: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """Of level and slope, from the curvature of the loss; never wider than their weak priors."""
    step = 1e-3 * np.eye(3)
    curvature = np.array(
        [
            [
                (loss(point + a + b) - loss(point + a - b) - loss(point - a + b) + loss(point - a - b)) / 4e-6
                for b in step
            ]
            for a in step
        ]
    )
    least = np.diag([1 / spread**2 for _, spread in _WEAK])
    values, vectors = np.linalg.eigh(curvature - least)
    covariance = np.linalg.inv(least + (vectors * np.maximum(values, 0)) @ vectors.T)
    return (
        (float(covariance[0, 0]), float(covariance[0, 1])),
        (float(covariance[1, 0]), float(covariance[1, 1])),
    )


def _spread_of_agreement(agreed: Floats, answered: Floats) -> _Spoken:
    """The crowd's Beta by moments (Kleinman 1973, J. Amer. Statist. Assoc. 68:46-54)."""
    agreed, answered = agreed[answered > 0], answered[answered > 0]
    if len(answered) < 2:
        return _Spoken(0.5, 2.0)
    total = answered.sum()
    mean = float(np.clip(agreed.sum() / total, 0.02, 0.98))
    spread = float((answered * (agreed / answered - mean) ** 2).sum()) / (mean * (1 - mean))
    workers = len(answered)
    extra = (spread - (workers - 1)) / max(total - (answered**2).sum() / total - (workers - 1), 1.0)
    return _Spoken(mean, 1 / float(np.clip(extra, 0.005, 0.5)) - 1)


def _check(right: Floats, asked: Floats, agreed: Floats, answered: Floats) -> None:
    for name, part, whole in (("right", right, asked), ("agreed", agreed, answered)):
        if not len(part) == len(whole) == len(right):
            raise BadInput(f"{len(part)} of {len(whole)}", place=name, hint="one number for each worker")
        if not ((part >= 0) & (part <= whole) & np.isfinite(whole)).all():
            raise BadInput("more than there were, or below 0", place=name, hint="counts, part of whole")
    if int((asked > 0).sum()) < FEWEST_WORKERS:
        raise NoData(
            f"{int((asked > 0).sum())} workers have gold answers", hint=f"at least {FEWEST_WORKERS} in the same domain"
        )
