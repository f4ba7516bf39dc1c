"""What would change the answer: each counterfactual is computed by the same rules that gave it."""

from collections.abc import Iterator

from msgspec import structs

from touchstone.core.roles.rules import in_language, rules, say
from touchstone.core.roles.scoring import WORK, Case, Tally, tally
from touchstone.core.roles.values import HIRABLE, Change, Reason, Role

_MOST = 5
_EXPERTISE = frozenset({"expert", "field"})


def changes_of(case: Case, result: Tally, reasons: tuple[Reason, ...], language: str) -> tuple[Change, ...]:
    """At most five changes, each of which flips the answer: first what was said, then what was not."""
    found = [
        *_unsaid(case, result, reasons, language),
        *_expertise(case, result, language),
        *_other_work(case, result, language),
    ]
    seen: dict[tuple[Role, str], Change] = {(change.role, change.what): change for change in found}
    return tuple(seen.values())[:_MOST]


def _unsaid(case: Case, result: Tally, reasons: tuple[Reason, ...], language: str) -> Iterator[Change]:
    """One reason less that makes it another role."""
    for reason in reasons:
        if reason.role is result.best and reason.quotes and reason.rule in case.strengths:
            other = tally(case.without(reason.rule)).best
            if other is not result.best:
                yield Change(role=other, what=say("unsaid", language, words=" ".join(reason.quotes[0].words.split())))
                return


def _expertise(case: Case, result: Tally, language: str) -> Iterator[Change]:
    """Expert knowledge asked for, or no longer asked for."""
    asked = bool(case.concepts & _EXPERTISE)
    changed = case.concepts - _EXPERTISE if asked else case.concepts | {"expert"}
    other = tally(case.with_concepts(frozenset(changed))).best
    if other is not result.best:
        yield Change(role=other, what=say("no_expertise" if asked else "expertise", language))


def _other_work(case: Case, result: Tally, language: str) -> Iterator[Change]:
    """For each other role: its telling duty besides what is asked, or, if that is not enough, in its stead."""
    for role in (*HIRABLE, Role.NONE):
        if role is not result.best:
            change = next(_towards(role, case, result, language), None)
            if change is not None:
                yield change


def _towards(role: Role, case: Case, result: Tally, language: str) -> Iterator[Change]:
    own = [
        rule_id for rule_id in case.strengths if rules()[rule_id].role is result.best and rules()[rule_id].kind in WORK
    ]
    telling = [rule for rule in rules().values() if rule.role is role and rule.conditional and rule.kind != "interplay"]
    # A brief that asked for other work would say so in other words, whose likeness nobody knows.
    instead = structs.replace(case.without(*own), likeness={})
    for name, base in (("besides", case), ("instead", instead)):
        for rule in telling:
            if tally(base.with_rule(rule.id)).best is role:
                yield Change(role=role, what=say(name, language, clause=in_language(rule.conditional, language)))
