"""Whether the work belongs to one role or is shared, and how."""

import math
import re
from typing import Final

from touchstone.core.briefs.values import Brief, Task
from touchstone.core.roles.cues import Cue, Heard
from touchstone.core.roles.divided import divided
from touchstone.core.roles.fields import DUTY
from touchstone.core.roles.rules import LIKENESS, rules, settings
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
_COMPETENCE: Final = {rule_id: competence for competence, rule_id in DUTY.items()}
_ENDS = re.compile(r"[.!?;](?=\s)|\n")
# A count of pieces: not a year, and not an amount of money.
_PIECES = re.compile(
    r"(?<![\w$€£.,])(?!(?:19|20)\d\d\b)(\d{1,3}(?:[.,\s]\d{3})+|\d{3,})(\s?(?:k|mil|thousand)\b)?(?![\d%])",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?:[$€£]|\b(?:usd|eur|gbp|inr|cad|mxn|brl))\s*$", re.IGNORECASE)


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
        beside = weighty and near and _apart(role, result, heard)
        if role is not result.best and (beside or _has_a_part(role, result, heard, brief)):
            roles.append(role)
    hours = _hours(roles, brief) or _hours_said(roles, result, heard, brief)
    parts = hours or _parts_led(roles, result, heard, brief) or {role: result.scores[role] for role in roles}
    return _shares(parts, result.best)


def _gap(one: Role, other: Role) -> float:
    """How far behind a second role may lie: neighbours share so many words that they must be nearly level."""
    neighbours = Role.AI_TRAINING_SPECIALIST in {one, other} and Role.ML_ENGINEER not in {one, other}
    return settings().mix["gap_of_neighbours" if neighbours else "greatest_gap"]


def _has_a_part(role: Role, result: Tally, heard: Heard, brief: Brief) -> bool:
    """Whether the brief keeps a part of the work apart in which `role` has the weightier duties, and the best role another."""
    leads = [_leader(role, result, heard, part) for part in divided(brief.text)]
    return role in leads and result.best in leads


def _parts_led(roles: list[Role], result: Tally, heard: Heard, brief: Brief) -> dict[Role, float]:
    """How many of the brief's parts are each role's, where nothing says how large they are; empty unless each has one."""
    led = dict.fromkeys(roles, 0.0)
    for part in divided(brief.text):
        weights = {role: _duties_in(role, result, heard, part) for role in roles}
        leader = max(weights, key=lambda one: weights[one])
        led[leader] += weights[leader] >= settings().mix["least_part"]
    return led if len(roles) > 1 and all(led.values()) else {}


def _leader(role: Role, result: Tally, heard: Heard, part: tuple[int, int]) -> Role | None:
    """Whose part it is, of `role` and the best role: whose duties in it weigh more, and enough to be a duty at all."""
    weights = {one: _duties_in(one, result, heard, part) for one in (role, result.best)}
    leader = max(weights, key=lambda one: weights[one])
    other = min(weights.values())
    return leader if weights[leader] >= settings().mix["least_part"] and weights[leader] > other else None


def _duties_in(role: Role, result: Tally, heard: Heard, part: tuple[int, int]) -> float:
    """Its duties, and its own name: "an engineer" in a part of their own is asked for, whatever they are to do."""
    start, end = part
    own = [i for i, added in result.parts.items() if rules()[i].role is role and added[role] > 0 and i not in LIKENESS]
    return math.fsum(
        result.parts[rule_id][role]
        for rule_id in own
        if any(_in_text(cue) and start <= cue.start < end for cue in heard.cues.get(rule_id, ()))
    )


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


def _hours_said(roles: list[Role], result: Tally, heard: Heard, brief: Brief) -> dict[Role, float]:
    """Hours per role by the number of pieces that its own words stand beside; empty unless each role has its own."""
    hours, taken = dict[Role, float](), set[int]()
    for role in roles:
        own = sorted(_own_rules(role, result), key=lambda rule_id: -result.parts[rule_id][role])
        cue = next((cue for rule_id in own for cue in heard.cues.get(rule_id, ()) if _in_text(cue)), None)
        number = _nearest_number(cue, brief.text) if cue is not None else None
        if cue is None or number is None or number.start() in taken:
            return {}
        taken.add(number.start())
        default = Competence.LABEL if role is Role.DATA_ANNOTATOR else Competence.JUDGE
        minutes = settings().minutes[_COMPETENCE.get(cue.rule, default)]
        hours[role] = _pieces(number) * minutes / 60
    return hours if len(roles) > 1 and Role.ML_ENGINEER not in roles else {}


def _in_text(cue: Cue) -> bool:
    return cue.where == "text" and cue.factor >= 1


def _nearest_number(cue: Cue, text: str) -> re.Match[str] | None:
    """The count nearest to the cue in its own sentence."""
    first = max((end.end() for end in _ENDS.finditer(text, 0, cue.start)), default=0)
    last = next((end.start() for end in _ENDS.finditer(text, cue.end)), len(text))
    counts = [
        found
        for found in _PIECES.finditer(text, first, last)
        if not _MONEY.search(text, max(first, found.start() - 8), found.start())
    ]
    return min(counts, key=lambda found: max(cue.start - found.end(), found.start() - cue.end), default=None)


def _pieces(number: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", number[1])) * (1000 if number[2] else 1)


def _minutes(task: Task) -> float:
    return task.minutes_each or settings().minutes[task.competence]
