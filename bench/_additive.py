"""The design that lost: Beta counts that add up, with what related skills show as the prior of the next ring.

Kept to be compared with (`estimate_designs.py`); the product does not use it. For each skill of a person the other skills stand in three
rings: any, kin (correlation of .45 or more), close kin (.6 or more). From the outside in, a ring's successes and failures
update the mean, and its strength becomes the harmonic sum of what is known and of how far the next ring is spread around it. Skills of another competence are moved to the
target's by the difference of the prior logits. Everything is a sum, so each record's part can be taken away again.
"""

import numpy as np
from _beta_1 import Records as Plain
from _beta_1 import successes_and_failures
from scipy.special import betaincinv, expit, logit

from touchstone.core.skills.estimates import HIGH, LOW
from touchstone.core.skills.tree import families

RINGS = (0.0, 0.45, 0.6)


def additive(ledger, *, settings, spread):
    """(person, skill, alpha, beta, low, high) arrays; `spread` is the share of the prior's variance between each ring and the next (3,)."""
    rows = [_family(family, ledger, settings, np.asarray(spread)) for family in families(ledger, settings=settings)]
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    person, skill, alpha, beta = (column[order] for column in columns)
    return person, skill, alpha, beta, betaincinv(alpha, beta, LOW), betaincinv(alpha, beta, HIGH)


def _family(family, ledger, settings, spread):
    shape = family.skill.shape
    prior = np.array(
        [
            (settings.priors[skill.competence].mean, settings.priors[skill.competence].strength)
            for skill in ledger.skills
        ]
    )
    mean, strength = (part[family.skill] for part in prior.T)
    records = family.records
    plain = Plain(group=records.unit, outcome=records.outcome, weight=records.weight, difficulty=records.difficulty,
                  discrimination=records.discrimination, chance=records.chance)  # fmt: skip
    success, failure, _ = successes_and_failures(plain, prior_mean=mean.ravel(), prior_strength=strength.ravel())
    weight = np.maximum(success + failure, 0).reshape(shape)
    rate = np.clip((success.reshape(shape) + 0.5 * mean) / np.maximum(weight + 0.5, 1e-9), 0.01, 0.99)
    moved = expit(logit(rate)[:, None, :] + logit(mean)[:, :, None] - logit(mean)[:, None, :])
    deviation = np.sqrt(np.diagonal(family.kernel, axis1=1, axis2=2))
    related = family.kernel / deviation[:, :, None] / deviation[:, None, :]
    at, held = mean.copy(), strength / (1 - spread.sum())
    edges = (*RINGS, 1.0)
    for ring, share in enumerate(spread):
        inside = (related >= edges[ring]) & (related < min(edges[ring + 1], 0.999))
        count = (inside * weight[:, None, :]).sum(axis=2)
        won = (inside * weight[:, None, :] * moved).sum(axis=2)
        at = (at * held + won) / (held + count)
        held = 1 / (1 / (held + count) + share / strength)
    alpha = at * held + success.reshape(shape)
    beta = (1 - at) * held + failure.reshape(shape)
    _, m = shape
    return (
        np.repeat(family.person, m),
        family.skill.ravel(),
        np.maximum(alpha, 1e-3).ravel(),
        np.maximum(beta, 1e-3).ravel(),
    )
