"""Calibration: item parameters by marginal maximum likelihood (Bock & Aitkin 1981), with standard errors.

    calibration = calibrate(responses_of(person, item, score), model=Model.TWO_PARAMETER)

Ability is integrated out over a fixed grid of a standard normal distribution, so the number of people does not enter
the number of parameters. The EM steps are accelerated (`climbing`); standard errors come from the observed information
(`uncertainty`). Answers that are missing are left out of the likelihood: right where what was asked does not depend on
the unseen answers, as in planned and adaptive designs (Rubin 1976).
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from scipy.special import expit, logit

from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.progress import Progress
from touchstone.core.psychometrics.ability import abilities_from
from touchstone.core.psychometrics.climbing import climb
from touchstone.core.psychometrics.curves import category_curves
from touchstone.core.psychometrics.marginal import Design, Latent, design_of, expect, latent
from touchstone.core.psychometrics.maximisation import improved, improved_together, log_prior, ordered
from touchstone.core.psychometrics.responses import renumbered
from touchstone.core.psychometrics.uncertainty import item_covariances
from touchstone.core.psychometrics.values import (
    THREE_PARAMETER_PRIORS,
    Calibration,
    Floats,
    Items,
    LeftOut,
    Model,
    Priors,
    Responses,
)

_STEEPEST = 30.0  # no item is as sharp; a slope beyond it is on its way to infinity


class _Setting(Struct, frozen=True, kw_only=True):
    """What stays the same from step to step."""

    design: Design
    prior: Latent
    model: Model
    priors: Priors

    @property
    def guessing(self) -> bool:
        return self.model is Model.THREE_PARAMETER

    def blocks(self, flat: Floats) -> list[Floats]:
        """The (J, p) parameters of each block in one flat vector of all."""
        result, at = [], 0
        for block in self.design.blocks:
            wide = block.categories + self.guessing
            result.append(flat[at : at + wide * len(block.items)].reshape(-1, wide))
            at += wide * len(block.items)
        return result


def calibrate(
    responses: Responses,
    *,
    model: Model = Model.TWO_PARAMETER,
    priors: Priors | None = None,
    nodes: int = 61,
    tolerance: float = 1e-5,
    most_steps: int = 2000,
    progress: Progress | None = None,
) -> Calibration:
    """Items, their standard errors, and everybody's ability.

    Args:
        responses: who scored what.
        model: which curves; `Model.GRADED` for ordered scores, the others for 0 and 1.
        priors: of items; by default none, but for the three-parameter model `THREE_PARAMETER_PRIORS`.
        nodes: of the grid of abilities from -6 to 6.
        tolerance: largest change of a slope or intercept in one plain EM step that counts as standing still.
        most_steps: of the EM algorithm.
        progress: is told of each step.

    Items whose answers are all the same say nothing about ability; they are listed in `left_out` with the reason.

    Raises:
        BadInput: a score that the model has no category for; a three-parameter model without a prior of chance.
        NoData: fewer than two items or people can be used.
        NotConverged: no proper maximum was found.
    """
    chosen = priors or (THREE_PARAMETER_PRIORS if model is Model.THREE_PARAMETER else Priors())
    _check_priors(model, chosen)
    used, left_out, scores = usable(responses, model)
    setting = _Setting(design=design_of(used, scores), prior=latent(nodes), model=model, priors=chosen)

    def step(flat: Floats) -> tuple[Floats, float]:
        return _em_step(flat, setting)

    start = np.concatenate([block.ravel() for block in _start(used, scores, setting)])
    flat, steps = climb(
        step, start, tolerance=tolerance, most_steps=most_steps, what=f"calibration ({model})", progress=progress
    )
    return _told(flat, setting, responses=used, scores=scores, left_out=left_out, steps=steps)


def usable(responses: Responses, model: Model) -> tuple[Responses, tuple[LeftOut, ...], Floats]:
    """The responses to items that can be calibrated, the other items, and (J, K) scores of the categories.

    Raises:
        BadInput: a score other than 0 and 1 where the model knows only these.
        NoData: fewer than two items or people are left.
    """
    if model is not Model.GRADED:
        _check_binary(responses)
    span = int(responses.score.max()) + 1
    pairs = np.stack(np.divmod(np.unique(responses.item * span + responses.score), span), axis=1)
    different = np.bincount(pairs[:, 0], minlength=len(responses.items))
    counted = np.bincount(responses.item, weights=responses.weight[responses.person], minlength=len(different))
    varied = (different > 1) & (counted > 0)
    left_out = tuple(
        LeftOut(responses.items[item], f"everybody scored {score}: this says nothing about ability")
        for item, score in pairs[~varied[pairs[:, 0]]]
    )
    kept = _only(responses, varied)
    if len(kept.items) < 2 or len(kept.people) < 2:
        raise NoData(
            f"{len(kept.items)} items and {len(kept.people)} people can be used",
            place="responses",
            hint="two or more of each, and items on which people differ",
        )
    present = pairs[varied[pairs[:, 0]]]
    item = np.unique(present[:, 0], return_inverse=True)[1]
    category = np.arange(len(item)) - np.searchsorted(item, item)
    scores = np.full((len(kept.items), int(category.max()) + 1), np.nan)
    scores[item, category] = present[:, 1]
    return kept, left_out, scores


def _check_priors(model: Model, priors: Priors) -> None:
    if model is Model.THREE_PARAMETER and priors.chance is None:
        raise BadInput("no prior of chance", place="priors", hint="Beta(5, 17) for five choices: it cannot do without")
    if model is Model.ONE_PARAMETER and priors.discrimination is not None:
        raise BadInput("a prior of each discrimination", place="priors", hint="1pl has one for all, without a prior")


def _check_binary(responses: Responses) -> None:
    for row in np.flatnonzero(responses.score > 1):
        place = f"person {responses.people[responses.person[row]]}, item {responses.items[responses.item[row]]}"
        raise BadInput(f"a score of {responses.score[row]}", place=place, hint="0 or 1; or the model `graded`")


def _only(responses: Responses, items: np.ndarray) -> Responses:
    """The responses to the chosen items, by the people of weight above 0 who answered any."""
    if items.all() and (responses.weight > 0).all():
        return responses
    rows = items[responses.item] & (responses.weight[responses.person] > 0)
    person, item = responses.person[rows], responses.item[rows]
    people, person = renumbered(person, len(responses.people))
    asked, item = renumbered(item, len(responses.items))
    return Responses(
        people=tuple(responses.people[one] for one in people),
        items=tuple(responses.items[one] for one in asked),
        person=person,
        item=item,
        score=responses.score[rows],
        weight=responses.weight[people],
    )


def _start(responses: Responses, scores: Floats, setting: _Setting) -> list[Floats]:
    """Slope 1, and intercepts that give the observed shares."""
    weight = responses.weight[responses.person]
    total = np.bincount(responses.item, weights=weight, minlength=len(scores))
    chance = 0.0
    if setting.guessing and setting.priors.chance is not None:
        chance = setting.priors.chance.alpha / (setting.priors.chance.alpha + setting.priors.chance.beta)
    result = []
    for block in setting.design.blocks:
        parameters = np.ones((len(block.items), block.categories + setting.guessing))
        for category in range(1, block.categories):
            at_least = responses.score >= scores[responses.item, category]
            number = np.bincount(responses.item, weights=weight * at_least, minlength=len(scores))[block.items]
            share = (number + 0.5) / (total[block.items] + 1)
            known = np.clip((share - chance) / (1 - chance), 0.02, 0.98) if setting.guessing else share
            # With ability spread as a standard normal a logit of the average is about 1.2 times flatter (Camilli 1994).
            parameters[:, category] = 1.2 * logit(known)
        if setting.guessing:
            parameters[:, -1] = logit(chance)
        result.append(parameters)
    return result


def _em_step(flat: Floats, setting: _Setting) -> tuple[Floats, float]:
    """The next parameters, and the log-likelihood with priors at these; -inf where they are not allowed."""
    blocks = setting.blocks(flat)
    if not all(ordered(block, guessing=setting.guessing) for block in blocks):
        return flat, -np.inf
    believed = sum(log_prior(block, setting.priors, guessing=setting.guessing) for block in blocks)
    if not np.isfinite(believed):
        return flat, -np.inf
    found = expect(setting.design, _curves(blocks, setting), setting.prior)
    better = [_better(block, counts, setting) for block, counts in zip(blocks, found.counts, strict=True)]
    return np.concatenate([block.ravel() for block in better]), found.log_likelihood + believed


def _better(block: Floats, counts: Floats, setting: _Setting) -> Floats:
    nodes = setting.prior.nodes
    if setting.model is Model.ONE_PARAMETER:
        return improved_together(block, counts, nodes=nodes, priors=setting.priors)
    return improved(block, counts, nodes=nodes, guessing=setting.guessing, priors=setting.priors)


def _curves(blocks: Sequence[Floats], setting: _Setting) -> list[Floats]:
    return [category_curves(block, setting.prior.nodes, guessing=setting.guessing) for block in blocks]


def _told(
    flat: Floats,
    setting: _Setting,
    *,
    responses: Responses,
    scores: Floats,
    left_out: tuple[LeftOut, ...],
    steps: int,
) -> Calibration:
    blocks = setting.blocks(flat)
    _check_slopes(blocks, setting, names=responses.items)
    curves = _curves(blocks, setting)
    found = expect(setting.design, curves, setting.prior)
    covariances = item_covariances(
        blocks,
        found.counts,
        design=setting.design,
        prior=setting.prior,
        guessing=setting.guessing,
        shared=setting.model is Model.ONE_PARAMETER,
        priors=setting.priors,
    )
    items, covariance = _reported(blocks, covariances, setting=setting, names=responses.items, scores=scores)
    errors = np.sqrt(np.einsum("jpp->jp", covariance))
    thresholds = scores.shape[1] - 1
    return Calibration(
        model=setting.model,
        items=items,
        discrimination_error=errors[:, 0],
        threshold_error=errors[:, 1 : 1 + thresholds],
        chance_error=errors[:, -1] if setting.guessing else np.zeros(len(items.names)),
        covariance=covariance,
        abilities=abilities_from(setting.design, curves, setting.prior, responses=responses),
        log_likelihood=found.log_likelihood,
        parameters=len(items.names) + 1 if setting.model is Model.ONE_PARAMETER else len(flat),
        people=float(responses.weight.sum()),
        answers=len(responses.score),
        steps=steps,
        nodes=len(setting.prior.nodes),
        priors=setting.priors,
        left_out=left_out,
    )


def _check_slopes(blocks: Sequence[Floats], setting: _Setting, *, names: tuple[str, ...]) -> None:
    """Refuse an item that would tell the able from the others without any doubt: no maximum is there, only a limit."""
    for block, parameters in zip(setting.design.blocks, blocks, strict=True):
        for item in block.items[np.abs(parameters[:, 0]) > _STEEPEST]:
            raise NotConverged(
                f"the discrimination of {names[item]} grows without end", hint="1pl, more people, or a prior"
            )


def _reported(
    blocks: Sequence[Floats],
    covariances: Sequence[Floats],
    *,
    setting: _Setting,
    names: tuple[str, ...],
    scores: Floats,
) -> tuple[Items, Floats]:
    """Slopes and intercepts as discrimination, thresholds and chance, with covariances by the delta method."""
    count, steps = len(names), scores.shape[1] - 1
    discrimination, thresholds, chance = np.zeros(count), np.full((count, steps), np.nan), np.zeros(count)
    size = 1 + steps + setting.guessing
    covariance = np.full((count, size, size), np.nan)
    for block, parameters, spread in zip(setting.design.blocks, blocks, covariances, strict=True):
        own = block.categories - 1
        slope = parameters[:, 0]
        discrimination[block.items] = slope
        thresholds[block.items, :own] = -parameters[:, 1 : 1 + own] / slope[:, None]
        turned = np.zeros_like(spread)
        turned[:, 0, 0] = 1.0
        for step in range(1, own + 1):
            turned[:, step, 0] = parameters[:, step] / slope**2
            turned[:, step, step] = -1 / slope
        if setting.guessing:
            guess = expit(parameters[:, -1])
            chance[block.items] = guess
            turned[:, -1, -1] = guess * (1 - guess)
        have = parameters.shape[1]
        covariance[block.items, :have, :have] = turned @ spread @ turned.transpose(0, 2, 1)
    items = Items(names=names, discrimination=discrimination, thresholds=thresholds, chance=chance, scores=scores)
    return items, covariance
