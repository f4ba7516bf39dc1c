"""From fired rules to log-odds, probabilities and a confidence."""

import math
from collections import defaultdict

from msgspec import Struct, structs

from touchstone.core.roles.cues import Cue, Heard
from touchstone.core.roles.rules import LIKENESS, Rule, rules, settings
from touchstone.core.roles.values import HIRABLE, Role

EVERY_ROLE = (*HIRABLE, Role.NONE)
WORK = frozenset({"duty", "symptom"})
_FIRES_AT = 0.25  # strength from which an interplay takes a rule for given


class Case(Struct, frozen=True):
    """What the answer is computed from: each rule's strength, the concepts heard, whether a model is spoken of, likeness."""

    strengths: dict[str, float]
    concepts: frozenset[str]
    of_a_model: bool
    likeness: dict[Role, float] = {}

    def without(self, *rule_ids: str) -> "Case":
        """The case had these rules not fired."""
        kept = {rule_id: strength for rule_id, strength in self.strengths.items() if rule_id not in rule_ids}
        return structs.replace(self, strengths=kept)

    def with_rule(self, rule_id: str) -> "Case":
        """The case had this rule fired too, about a model."""
        more = {**self.strengths, rule_id: max(self.strengths.get(rule_id, 0), 1.0)}
        return structs.replace(self, strengths=more, of_a_model=True)

    def with_concepts(self, concepts: frozenset[str]) -> "Case":
        """The case had just these concepts been heard."""
        return structs.replace(self, concepts=concepts)


class Tally(Struct, frozen=True):
    """Log-odds per role, and what each rule added to each of them."""

    scores: dict[Role, float]
    parts: dict[str, dict[Role, float]]

    @property
    def best(self) -> Role:
        """The role with the highest log-odds; of equals the first in the guide's order."""
        return max(self.scores, key=lambda role: self.scores[role])

    @property
    def lead(self) -> float:
        """How far the best is ahead of the next, in log-odds."""
        first, second = sorted(self.scores.values(), reverse=True)[:2]
        return first - second


def case_of(heard: Heard) -> Case:
    """The strengths of the rules that were heard, each repeated cue counting less than the one before."""
    return Case(
        {
            rule_id: _strength(rules()[rule_id], cues, heard)
            for rule_id, cues in heard.cues.items()
            if rule_id not in LIKENESS.values()
        },
        frozenset(heard.concepts),
        heard.of_a_model,
        heard.likeness,
    )


def tally(case: Case) -> Tally:
    """Add up the case."""
    weaker = 1.0 if case.of_a_model else settings().factors["no_ai"]
    met = {
        rule.id: weaker if rule.needs_ai else 1.0
        for rule in rules().values()
        if rule.kind == "interplay" and _meets(rule, case)
    }
    parts = {
        rule_id: {role: weight * strength for role, weight in rules()[rule_id].weights.items()}
        for rule_id, strength in {**case.strengths, **met}.items()
    }
    working = any(rules()[rule_id].kind in WORK and max(added.values()) > 0 for rule_id, added in parts.items())
    parts = _limited(parts, idle=1.0 if working else settings().factors["idle"])
    if case.likeness:
        parts[LIKENESS[max(case.likeness, key=lambda role: case.likeness[role])]] = case.likeness
    scores = dict.fromkeys(EVERY_ROLE, 0.0)
    scores[Role.NONE] = settings().none["bias_with_work" if working and case.of_a_model else "bias"]
    for added in parts.values():
        for role, weight in added.items():
            scores[role] += weight
    return Tally(scores, parts)


def probabilities(result: Tally) -> dict[Role, float]:
    """Softmax of the log-odds at the calibrated temperature, none above what the data support; they add up to 1."""
    temperature, ceiling = settings().softmax["temperature"], settings().confidence["ceiling"]
    top = max(result.scores.values())
    raw = {role: math.exp((score - top) / temperature) for role, score in result.scores.items()}
    total = math.fsum(raw.values())
    return {role: ceiling * value / total + (1 - ceiling) / len(raw) for role, value in raw.items()}


def confidence(result: Tally) -> float:
    """Probability that the best role is a defensible one, by its lead in log-odds (how calibrated: docs/why/diagnosis)."""
    numbers = settings().confidence
    return numbers["ceiling"] / (1 + math.exp(-(numbers["intercept"] + numbers["slope"] * result.lead)))


def _strength(rule: Rule, cues: list[Cue], heard: Heard) -> float:
    factors = settings().factors
    strength = _spread(cues) if rule.kind == "words" else _repeated(cues, factors["repeat"])
    if rule.needs_ai and not heard.of_a_model:
        strength *= factors["no_ai_engineer" if rule.role is Role.ML_ENGINEER else "no_ai"]
    if rule.kind == "trade" and heard.of_a_model and not any(cue.where == "title" for cue in cues):
        strength *= factors["other_with_model"]
    return strength


def _spread(cues: list[Cue]) -> float:
    """How many words of a trade were said, at most the limit."""
    return min(math.fsum(max(cue.factor, 0) for cue in cues), settings().limits["words"])


def _repeated(cues: list[Cue], repeat: float) -> float:
    positive = sorted((cue.factor for cue in cues if cue.factor > 0), reverse=True)
    if positive:
        return math.fsum(factor * repeat**i for i, factor in enumerate(positive))
    return min((cue.factor for cue in cues), default=0.0)


def _meets(rule: Rule, case: Case) -> bool:
    given = {f"rule:{rule_id}" for rule_id, strength in case.strengths.items() if strength >= _FIRES_AT}
    given |= {f"concept:{concept}" for concept in case.concepts}
    return given.isdisjoint(rule.none) and all(not given.isdisjoint(choice) for choice in rule.all)


def _limited(parts: dict[str, dict[Role, float]], *, idle: float) -> dict[str, dict[Role, float]]:
    """Signals and names are capped per role; signals and states keep `idle` of their weight."""
    limited = dict(parts)
    caps = {"signal": settings().limits["signals"], "named": settings().limits["named"], "state": math.inf}
    for kind, cap in caps.items():
        keeps = 1.0 if kind == "named" else idle
        chosen = {rule_id: added for rule_id, added in parts.items() if rules()[rule_id].kind == kind}
        totals: dict[Role, float] = defaultdict(float)
        for added in chosen.values():
            for role, weight in added.items():
                totals[role] += max(weight, 0)
        for rule_id, added in chosen.items():
            limited[rule_id] = {
                role: weight * keeps * _share_of_cap(cap, totals[role]) for role, weight in added.items()
            }
    return limited


def _share_of_cap(cap: float, total: float) -> float:
    return 1.0 if total <= cap else cap / total
