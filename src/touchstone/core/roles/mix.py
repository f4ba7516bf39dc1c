"""Whether the work belongs to one role or is shared, and how."""

import math
from typing import Final

from touchstone.core.briefs.values import Brief, Task
from touchstone.core.roles.cues import Heard
from touchstone.core.roles.rules import rules, settings
from touchstone.core.roles.scoring import WORK, Tally
from touchstone.core.roles.values import HIRABLE, Role, Share
from touchstone.core.skills.values import Competence

_OWNERS: Final[dict[Competence, tuple[Role, ...]]] = {
    Competence.LABEL: (Role.DATA_ANNOTATOR,),
    Competence.JUDGE: (Role.RLHF_SPECIALIST, Role.AI_TRAINING_SPECIALIST, Role.DATA_ANNOTATOR),
    Competence.WRITE: (Role.AI_TRAINING_SPECIALIST, Role.RLHF_SPECIALIST),
    Competence.AUTHOR: (Role.AI_TRAINING_SPECIALIST, Role.RLHF_SPECIALIST),
    Competence.EVALUATE: (Role.AI_TRAINING_SPECIALIST, Role.RLHF_SPECIALIST),
    Competence.TUNE: (Role.AI_TRAINING_SPECIALIST, Role.ML_ENGINEER),
    Competence.BUILD: (Role.ML_ENGINEER,),
}


def mix_of(result: Tally, heard: Heard, brief: Brief) -> tuple[Share, ...]:
    """The roles whose work is really asked for, largest share first; empty where nobody is to be hired.

    A second role needs duties of its own, in words of its own. Shares follow the hours that the brief's volumes make
    where every role of the mix has one, else the log-odds for each.
    """
    if result.best is Role.NONE:
        return ()
    duties = {role: _duties(role, result, heard) for role in HIRABLE}
    numbers = settings().mix
    roles: list[Role] = [result.best]
    for role in sorted(HIRABLE, key=lambda other: -result.scores[other]):
        weighty = duties[role] >= numbers["least_duty"] and _weightiest(role, result) >= numbers["least_rule"]
        near = result.scores[result.best] - result.scores[role] <= _gap(result.best, role)
        if role is not result.best and weighty and near and _apart(role, result, heard):
            roles.append(role)
    parts = _hours(roles, brief) or {role: result.scores[role] for role in roles}
    return _shares(parts, result.best)


def _gap(one: Role, other: Role) -> float:
    """How far behind a second role may lie: neighbours share so many words that they must be nearly level."""
    neighbours = Role.AI_TRAINING_SPECIALIST in {one, other} and Role.ML_ENGINEER not in {one, other}
    return settings().mix["gap_of_neighbours" if neighbours else "greatest_gap"]


def _shares(parts: dict[Role, float], best: Role) -> tuple[Share, ...]:
    total = math.fsum(parts.values())
    kept = {role: part for role, part in parts.items() if role is best or part / total >= settings().mix["least_share"]}
    total = math.fsum(kept.values())
    return tuple(sorted((Share(role, part / total) for role, part in kept.items()), key=lambda share: -share.share))


def _duties(role: Role, result: Tally, heard: Heard) -> float:
    return math.fsum(result.parts[rule_id][role] for rule_id in _own_rules(role, result) if rule_id in heard.cues)


def _weightiest(role: Role, result: Tally) -> float:
    return max((result.parts[rule_id][role] for rule_id in _own_rules(role, result)), default=0.0)


def _own_rules(role: Role, result: Tally) -> list[str]:
    return [
        i
        for i, added in result.parts.items()
        if rules()[i].role is role and rules()[i].kind in WORK and added[role] > 0
    ]


def _apart(role: Role, result: Tally, heard: Heard) -> bool:
    """Whether `role` has a weighty duty whose words no duty of the best role uses."""
    taken = [cue for rule_id in _own_rules(result.best, result) for cue in heard.cues.get(rule_id, ())]
    least = settings().mix["least_rule"]
    return any(
        all(other.where != cue.where or other.end <= cue.start or cue.end <= other.start for other in taken)
        for rule_id in _own_rules(role, result)
        if result.parts[rule_id][role] >= least
        for cue in heard.cues.get(rule_id, ())
        if cue.factor >= 1 and cue.where != "title"
    )


def _hours(roles: list[Role], brief: Brief) -> dict[Role, float]:
    """Hours per role by the volumes of the brief's tasks; empty unless each role has some."""
    hours = dict.fromkeys(roles, 0.0)
    for task in brief.tasks:
        owner = next((role for role in _OWNERS[task.competence] if role in hours), None)
        if owner is not None and task.volume:
            hours[owner] += task.volume * _minutes(task) / 60
    return hours if all(hours.values()) else {}


def _minutes(task: Task) -> float:
    return task.minutes_each or settings().minutes[task.competence]
