"""`auto`: several methods pooled, by how well each foretells answers that it has not seen, and by gold where there is any.

No method wins on every crowd, and each loses 5 to 40 points on some. Four that fail on different ones are pooled in
their logarithms (Genest and Zidek, "Combining probability distributions", Statistical Science 1, 1986): the vote, one
coin, the hierarchical confusion, and kinds of tasks. A pool is sure only where they agree, which also makes it nearly
calibrated. With known answers every method, and the pool, is weighed by the likelihood of those answers (pseudo-BMA: Yao,
Vehtari, Simpson and Gelman, Bayesian Analysis 13, 2018).
"""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.progress import Progress
from touchstone.core.truth.answers import Answers
from touchstone.core.truth.calibration import DEFAULT_MODEL, DEFAULT_POOLED, fit_temperature, tempered
from touchstone.core.truth.consensus import LOOSE_LIMITS, Consensus, Convergence, Limits, consensus_of
from touchstone.core.truth.dawid_skene import hierarchical, variational
from touchstone.core.truth.glad import glad
from touchstone.core.truth.mace import mace
from touchstone.core.truth.one_coin import one_coin
from touchstone.core.truth.predictive import Method, judged
from touchstone.core.truth.raters import RaterPrior, given_answers
from touchstone.core.truth.subtypes import subtypes
from touchstone.core.truth.sweep import TableSweep, VoteSweep, clamped, fits, nothing_known
from touchstone.core.truth.voting import majority

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

VOTE = "majority"
PREFERENCE = 5.0  # a method that foretells an answer .1 nat worse counts exp(-.5): answers foretold are not yet truth
DOUBT = 0.01  # what a pooled method's probability of any label is raised by
POOL_PRIOR = 3.0  # with gold, the pool is believed as much as three single methods before it is looked at
_RUNS = 3  # random beginnings of `subtypes`, averaged
_RUNS_UP_TO = 1_000_000  # answers; with more, one
_SMOOTHING = 0.5
_FLOOR = 1e-6
_WORTH_SAYING = 0.005


class Chosen(Struct, frozen=True, kw_only=True):
    """What `auto` made of its methods."""

    weights: Mapping[str, float]  # sum to one
    scores: Mapping[str, float]  # nats for each held-out answer, or for each known task where there is gold
    by_gold: bool


def auto(
    answers: Answers,
    *,
    rng: np.random.Generator,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    progress: Progress | None = None,
) -> tuple[Consensus, Chosen]:
    """The pooled, calibrated consensus, and how each method counted.

    Known answers (`gold` (tasks,), -1 unknown) weigh the methods, calibrate the probabilities, and are certain in the
    result. Without any, methods are weighed by held-out answers and log odds divided by the stated default.

    A method that cannot be run on answers like these, or does not settle, is left out, and a note says so.
    """
    known = nothing_known(answers) if gold is None else gold
    with_gold = bool((known >= 0).any())
    if progress:
        progress.start(5 if with_gold else 2, "methods")
    methods = _pooled_methods(answers, seed=int(rng.integers(2**63)), prior=prior)
    pool = _pool(answers, methods, rng=rng, progress=progress)
    if with_gold:
        return _with_gold(answers, known, methods, pool, progress=progress)
    probability = tempered(pool.probability, DEFAULT_POOLED)
    note = f"log odds divided by {DEFAULT_POOLED:g}, the default where no answer is known"
    notes = (note, *pool.notes)
    return _result(answers, probability, pool.chosen, temperature=DEFAULT_POOLED, notes=notes), pool.chosen


class _Pooled(Struct, frozen=True):
    probability: Floats
    members: Mapping[str, Floats]
    chosen: Chosen
    notes: tuple[str, ...]


def _pooled_methods(answers: Answers, *, seed: int, prior: RaterPrior | None) -> dict[str, Method]:
    runs = _RUNS if len(answers) <= _RUNS_UP_TO else 1

    def known_of(given: Answers) -> RaterPrior | None:
        # Methods are also judged on a sample, in which raters may be fewer; there they begin without it.
        return prior if prior is not None and len(prior.right) == len(given.raters) else None

    def kinds(given: Answers, gold: Ints) -> Floats:
        found = [
            subtypes(given, rng=np.random.default_rng([seed, run]), gold=gold, prior=known_of(given)).probability
            for run in range(runs)
        ]
        return sum(found[1:], start=found[0]) / runs

    return {
        VOTE: lambda given, gold: majority(given, gold=gold).probability,
        "one-coin": lambda given, gold: (
            one_coin(given, gold=gold, prior=known_of(given), limits=LOOSE_LIMITS).probability
        ),
        "hierarchical": lambda given, gold: (
            hierarchical(given, gold=gold, prior=known_of(given), limits=LOOSE_LIMITS).probability
        ),
        "subtypes": kinds,
    }


def _more_methods() -> dict[str, Method]:
    """Those that join where gold can tell whether they are any good."""
    return {
        "skill": lambda given, gold: hierarchical(given, gold=gold, strength=np.inf, limits=LOOSE_LIMITS).probability,
        "variational": lambda given, gold: variational(given, gold=gold, limits=LOOSE_LIMITS).probability,
        "mace": lambda given, gold: mace(given, gold=gold, limits=LOOSE_LIMITS).probability,
        "glad": lambda given, gold: glad(given, gold=gold, limits=Limits(tolerance=1e-3)).probability,
    }


def _pool(
    answers: Answers, methods: Mapping[str, Method], *, rng: np.random.Generator, progress: Progress | None
) -> _Pooled:
    """The methods, none told of any gold, pooled by how well they foretell."""
    members, notes = _all(answers, methods, nothing_known(answers), progress)
    scores, unjudged = _scores(answers, {name: methods[name] for name in members}, rng)
    if progress:
        progress.advance()
    weights = _weights(scores)
    chosen = Chosen(weights=weights, scores=scores, by_gold=False)
    heard = {name: members[name] for name in weights}
    return _Pooled(pooled(heard, weights), heard, chosen, (*notes, *unjudged))


def _scores(
    answers: Answers, methods: Mapping[str, Method], rng: np.random.Generator
) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """How well each method foretells, and notes on those of which it cannot be said."""
    try:
        scores = judged(answers, methods, rng=rng).scores
    except BadInput as refusal:
        return {VOTE: 0.0}, (f"methods could not be judged, so only the vote counts: {refusal.message}",)
    unsettled = [name for name in methods if name not in scores]
    return scores, tuple(f"{name} left out: it does not settle where answers are held out" for name in unsettled)


def _weights(scores: Mapping[str, float]) -> dict[str, float]:
    """The better a method foretells, the more it counts; what foretells worse than the plain vote has lost its way.

    That is how it shows when a method has taken a spammer's habit for the truth.
    """
    vote, best = scores[VOTE], max(scores.values())
    heard = {name: score for name, score in scores.items() if name == VOTE or score > vote}
    return _shares(
        {name: float(np.exp(PREFERENCE * (heard[name] - best))) if name in heard else 0.0 for name in scores}
    )


def _all(
    answers: Answers, methods: Mapping[str, Method], gold: Ints, progress: Progress | None
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """What each method makes of the answers, and notes on those that cannot be run on them, or do not settle."""
    found: dict[str, Floats] = {}
    notes: list[str] = []
    for name, method in methods.items():
        try:
            found[name] = method(answers, gold)
        except (BadInput, NotConverged) as refusal:
            notes.append(f"{name} left out: {refusal.message.removeprefix(f'{name}: ')}")
    if progress:
        progress.advance()
    return found, tuple(notes)


def _shares(raw: Mapping[str, float]) -> dict[str, float]:
    return {name: weight / sum(raw.values()) for name, weight in raw.items()}


def pooled(members: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The logarithmic pool of probabilities (tasks, classes); `weights` sum to one."""
    score = sum(weights[name] * np.log(probability + DOUBT) for name, probability in members.items())
    shifted: Floats = np.exp(score - np.max(score, axis=1, keepdims=True))
    result: Floats = shifted / shifted.sum(1, keepdims=True)
    return result


def _with_gold(
    answers: Answers, gold: Ints, methods: Mapping[str, Method], pool: _Pooled, *, progress: Progress | None
) -> tuple[Consensus, Chosen]:
    """Each method is weighed by the known answers it was not told of; then all are told, and averaged."""
    more = _more_methods()
    others, notes = _all(answers, more, nothing_known(answers), progress)
    told, told_notes = _all(
        answers, {name: method for name, method in {**methods, **more}.items() if name in {*pool.members, *others}},
        gold, progress,
    )  # fmt: skip
    members = {name: told[name] for name in pool.members if name in told}
    told["pool"] = pooled(members, _shares({name: pool.chosen.weights[name] for name in members}))
    blind = {
        name: belief for name, belief in {**pool.members, **others, "pool": pool.probability}.items() if name in told
    }
    known = np.flatnonzero(gold >= 0)
    temperatures, losses = {}, {}
    for name, probability in blind.items():
        typical = DEFAULT_POOLED if name == "pool" else DEFAULT_MODEL
        temperatures[name] = fit_temperature(probability[known], gold[known], typical=typical)
        true = tempered(probability[known], temperatures[name])[np.arange(len(known)), gold[known]]
        losses[name] = -float(np.log(np.maximum(true, _FLOOR)).sum())
    least = min(losses.values())
    weights = _shares(
        {name: float(np.exp(least - loss)) * (POOL_PRIOR if name == "pool" else 1) for name, loss in losses.items()}
    )
    average = sum(weights[name] * tempered(told[name], temperatures[name]) for name in told)
    probability = clamped(np.asarray(average), gold, classes=len(answers.labels))
    temperature = float(np.exp(sum(weights[name] * np.log(temperatures[name]) for name in told)))
    note = f"log odds of each method divided by what {len(known)} known answers say, {temperature:.2g} on average"
    chosen = Chosen(weights=weights, scores={name: -loss / len(known) for name, loss in losses.items()}, by_gold=True)
    all_notes = (note, *pool.notes, *notes, *told_notes)
    return _result(answers, probability, chosen, temperature=temperature, notes=all_notes), chosen


def _result(
    answers: Answers, probability: Floats, chosen: Chosen, *, temperature: float, notes: tuple[str, ...]
) -> Consensus:
    right, given = VoteSweep(answers, start=probability).right(), given_answers(answers)
    small = fits(raters=len(answers.raters), labels=len(answers.labels), states=len(answers.labels))
    by_weight = sorted(chosen.weights.items(), key=lambda item: -item[1])
    said = ", ".join(f"{name} {weight:.0%}" for name, weight in by_weight if weight >= _WORTH_SAYING)
    return consensus_of(
        probability,
        answers=answers,
        method="auto",
        convergence=Convergence(iterations=len(chosen.weights), change=0.0),
        counts=TableSweep(answers, start=probability).count().counts if small else None,
        accuracy=(right + _SMOOTHING) / (given + 2 * _SMOOTHING),
        prior=probability.mean(0),
        temperature=temperature,
        notes=(f"weights: {said}", *dict.fromkeys(notes)),
    )
