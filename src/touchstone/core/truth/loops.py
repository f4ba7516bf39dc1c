"""The compiled loops: one pass over all answers, and what a pass needs.

Columns are those of `Answers`; an empty `weight` means that every answer counts once. Outputs are filled in place.
"""

import numpy as np

from touchstone.core.compiled import compiled

# Products are brought back between 1e-100 and 1 before they could vanish or grow beyond all bounds, each state's on its
# own, with its shifts counted: a state that many answers speak against is not lost, for others may speak for it. No
# factor is below 1e-10 or, in ratios, above 1e10 times the labels.
_FACTORS = 16
_SMALL, _LARGE = 1e-100, 1e100
_LOG_LARGE = np.log(_LARGE)


@compiled
def table_sweep(first, last, starts, rater, label, table, prior, gold, classes, posterior, counts, totals):
    """A pass in products of probabilities, which needs no exponential and one logarithm in many tasks."""
    states = prior.shape[0]
    kinds = states // classes
    log_likelihood, change, product = 0.0, 0.0, 1.0
    score, shift = np.empty(states), np.empty(states)
    for task in range(first, last):
        for s in range(states):
            score[s], shift[s] = prior[s], 0.0
        if gold[task] >= 0:
            for s in range(states):
                score[s] *= s // kinds == gold[task]
        factors = 0
        for row in range(starts[task], starts[task + 1]):
            said = table[rater[row], label[row]]
            for s in range(states):
                score[s] *= said[s]
            factors += 1
            if factors == _FACTORS:
                factors = 0
                for s in range(states):
                    while 0.0 < score[s] < _SMALL:
                        score[s] *= _LARGE
                        shift[s] -= 1.0
        if starts[task + 1] - starts[task] >= _FACTORS:
            top = np.max(shift[score > 0.0])
            score *= _LARGE ** np.minimum(shift - top, 0.0)  # what is 0 has not been shifted
            log_likelihood += top * _LOG_LARGE + np.log(score.sum())
            score /= score.sum()
        total = 0.0
        for s in range(states):
            total += score[s]
        product *= total
        if product < _SMALL or product > _LARGE:
            log_likelihood += np.log(product)
            product = 1.0
        for s in range(states):
            p = score[s] / total
            change += abs(p - posterior[task, s])
            score[s] = p
            posterior[task, s] = p
            totals[s] += p
        for row in range(starts[task], starts[task + 1]):
            count = counts[rater[row], label[row]]
            for s in range(states):
                count[s] += score[s]
    return log_likelihood + np.log(product), change / 2


@compiled
def weighed_table_sweep(
    first, last, starts, rater, label, weight, table, prior, gold, classes, posterior, counts, totals
):
    """As `table_sweep`, with weights and in logarithms: table and prior are log probabilities."""
    states = prior.shape[0]
    kinds = states // classes
    log_likelihood, change = 0.0, 0.0
    score = np.empty(states)
    for task in range(first, last):
        for s in range(states):
            score[s] = prior[s]
        for row in range(starts[task], starts[task + 1]):
            said, w = table[rater[row], label[row]], weight[row]
            for s in range(states):
                score[s] += w * said[s]
        low, high = 0, states
        if gold[task] >= 0:
            low, high = gold[task] * kinds, (gold[task] + 1) * kinds
        best = score[low]
        for s in range(low + 1, high):
            best = max(best, score[s])
        total = 0.0
        for s in range(states):
            score[s] = np.exp(score[s] - best) if low <= s < high else 0.0
            total += score[s]
        log_likelihood += best + np.log(total)
        for s in range(states):
            score[s] /= total
            change += abs(score[s] - posterior[task, s]) / 2
            posterior[task, s] = score[s]
            totals[s] += score[s]
        for row in range(starts[task], starts[task + 1]):
            count, w = counts[rater[row], label[row]], weight[row]
            for s in range(states):
                count[s] += w * score[s]
    return log_likelihood, change


@compiled
def count(first, last, starts, rater, label, weight, posterior, counts):
    weighed = weight.shape[0] > 0
    for task in range(first, last):
        for row in range(starts[task], starts[task + 1]):
            w = weight[row] if weighed else 1.0
            for s in range(posterior.shape[1]):
                counts[rater[row], label[row], s] += w * posterior[task, s]


@compiled
def ratio_sweep(starts, rater, label, ratio, prior, gold, posterior, right):
    """A pass in products of odds: an answer multiplies its label's by the rater's `ratio`."""
    classes = prior.shape[0]
    log_normaliser, change, product = 0.0, 0.0, 1.0
    score, shift = np.empty(classes), np.empty(classes)
    for task in range(starts.shape[0] - 1):
        for k in range(classes):
            score[k], shift[k] = (prior[k] if gold[task] < 0 or gold[task] == k else 0.0), 0.0
        factors = 0
        for row in range(starts[task], starts[task + 1]):
            score[label[row]] *= ratio[rater[row]]
            factors += 1
            if factors == _FACTORS:
                factors = 0
                for k in range(classes):
                    while 0.0 < score[k] < _SMALL:
                        score[k] *= _LARGE
                        shift[k] -= 1.0
                    while score[k] > 1.0:
                        score[k] *= _SMALL
                        shift[k] += 1.0
        if starts[task + 1] - starts[task] >= _FACTORS:
            top = np.max(shift[score > 0.0])
            score *= _LARGE ** np.minimum(shift - top, 0.0)  # what is 0 has not been shifted
            log_normaliser += top * _LOG_LARGE + np.log(score.sum())
            score /= score.sum()
        total = 0.0
        for k in range(classes):
            total += score[k]
        product *= total
        if product < _SMALL or product > _LARGE:
            log_normaliser += np.log(product)
            product = 1.0
        for k in range(classes):
            p = score[k] / total
            change += abs(p - posterior[task, k])
            score[k] = p
            posterior[task, k] = p
        for row in range(starts[task], starts[task + 1]):
            right[rater[row]] += score[label[row]]
    return log_normaliser + np.log(product), change / 2


@compiled
def vote_sweep(starts, rater, label, weight, strength, scale, offset, prior, gold, posterior, right):
    classes = prior.shape[0]
    weighed, scaled = weight.shape[0] > 0, scale.shape[0] > 0
    log_normaliser, change = 0.0, 0.0
    score = np.empty(classes)
    for task in range(starts.shape[0] - 1):
        for k in range(classes):
            score[k] = prior[k]
        factor = scale[task] if scaled else 1.0
        for row in range(starts[task], starts[task + 1]):
            votes = strength[rater[row]] * factor + offset
            score[label[row]] += votes * weight[row] if weighed else votes
        low, high = (gold[task], gold[task] + 1) if gold[task] >= 0 else (0, classes)
        best = score[low]
        for k in range(low + 1, high):
            best = max(best, score[k])
        total = 0.0
        for k in range(classes):
            score[k] = np.exp(score[k] - best) if low <= k < high else 0.0
            total += score[k]
        log_normaliser += best + np.log(total)
        for k in range(classes):
            score[k] /= total
            change += abs(score[k] - posterior[task, k]) / 2
            posterior[task, k] = score[k]
        for row in range(starts[task], starts[task + 1]):
            right[rater[row]] += score[label[row]] * (weight[row] if weighed else 1.0)
    return log_normaliser, change


@compiled
def count_right(starts, rater, label, weight, posterior, right):
    weighed = weight.shape[0] > 0
    for task in range(starts.shape[0] - 1):
        for row in range(starts[task], starts[task + 1]):
            right[rater[row]] += posterior[task, label[row]] * (weight[row] if weighed else 1.0)


@compiled
def glad_cost(starts, rater, weight, right, skill, ease, log_others, prior_mean, by_skill, by_ease):
    """Minus the expected log likelihood with its priors; its gradient goes into the last two."""
    weighed = weight.shape[0] > 0
    cost = 0.0
    for r in range(skill.shape[0]):
        by_skill[r] = skill[r] - prior_mean
        cost += (skill[r] - prior_mean) ** 2 / 2
    for task in range(starts.shape[0] - 1):
        slope = np.exp(ease[task])
        total = 0.0
        for row in range(starts[task], starts[task + 1]):
            w = weight[row] if weighed else 1.0
            x = skill[rater[row]] * slope
            part = np.exp(-abs(x))
            softplus = np.log1p(part)  # log(1 + exp(-|x|))
            success = 1 / (1 + part) if x >= 0 else part / (1 + part)
            log_success = -softplus if x >= 0 else x - softplus
            log_failure = -x - softplus if x >= 0 else -softplus
            cost -= w * (right[row] * log_success + (1 - right[row]) * (log_failure - log_others))
            pull = w * (right[row] - success) * slope
            by_skill[rater[row]] -= pull
            total += pull * skill[rater[row]]
        by_ease[task] = ease[task] - prior_mean - total
        cost += (ease[task] - prior_mean) ** 2 / 2
    return cost


@compiled
def counting_order(codes, starts):
    place = starts[:-1].copy()
    order = np.empty(len(codes), dtype=np.int64)
    for row in range(len(codes)):
        order[place[codes[row]]] = row
        place[codes[row]] += 1
    return order


@compiled
def arranged(task, rater, label, starts):
    """Raters and labels sorted by task, rater and label; and how often a rater answered a task again.

    A task's few answers are put in order by insertion: they arrive in any order, but there are few.
    """
    place = starts[:-1].copy()
    raters = np.empty(len(rater), dtype=np.int32)
    labels = np.empty(len(label), dtype=np.int32)
    again = 0
    for row in range(len(task)):
        who, said = rater[row], label[row]
        first, last = starts[task[row]], place[task[row]]
        here = last
        place[task[row]] += 1
        while here > first and (raters[here - 1] > who or (raters[here - 1] == who and labels[here - 1] > said)):
            raters[here], labels[here] = raters[here - 1], labels[here - 1]
            here -= 1
        again += (here > first and raters[here - 1] == who) or (here < last and raters[here + 1] == who)
        raters[here], labels[here] = who, said
    return raters, labels, again
