"""The rules that fired, in words, each with the exact words of the brief."""

from collections.abc import Iterator

from touchstone.core.briefs.values import Brief
from touchstone.core.roles.cues import Cue, Heard
from touchstone.core.roles.rules import Rule, in_language, rules, say
from touchstone.core.roles.scoring import Tally
from touchstone.core.roles.values import Also, Quote, Reason, Role

_LEAST = 0.05  # log-odds below which a reason is noise
_QUOTES = 5


def reasons_of(heard: Heard, result: Tally, brief: Brief, language: str) -> tuple[Reason, ...]:
    """Every rule that moved the answer, strongest first; where nothing was said, that is the reason.

    The likeness of single words comes last, however strong: it supports what the rules say and explains little.
    """
    found = [_reason(rules()[rule_id], added, heard, brief, language) for rule_id, added in result.parts.items()]
    told = sorted((reason for reason in found if _matters(reason)), key=_order)
    if result.best is Role.NONE and not any(reason.role is Role.NONE for reason in told):
        name = "no_work" if brief.text.strip() else "empty"
        said = Reason(
            rule="says_too_little", role=Role.NONE, weight=result.scores[Role.NONE], text=say(name, language), quotes=()
        )
        return (said, *told)
    return tuple(told)


def _order(reason: Reason) -> tuple[bool, float, str]:
    return reason.rule.startswith("like_"), -abs(reason.weight), reason.rule


def _matters(reason: Reason) -> bool:
    return abs(reason.weight) >= _LEAST or any(abs(also.weight) >= _LEAST for also in reason.also)


def _reason(rule: Rule, added: dict[Role, float], heard: Heard, brief: Brief, language: str) -> Reason:
    text = in_language(rule.texts, language)
    denied = added[rule.role] * rule.weight < 0
    return Reason(
        rule=rule.id,
        role=rule.role,
        weight=added[rule.role],
        text=say("denied", language, text=text) if denied else text,
        quotes=tuple(_quotes(rule, heard, brief)),
        also=tuple(Also(role, weight) for role, weight in added.items() if role is not rule.role),
    )


def _quotes(rule: Rule, heard: Heard, brief: Brief) -> Iterator[Quote]:
    cues = heard.cues.get(rule.id) or _behind(rule, heard)
    strongest = sorted(cues, key=lambda cue: (-abs(cue.factor), cue.where, cue.start))[:_QUOTES]
    for cue in sorted(strongest, key=lambda cue: (cue.where == "title", cue.start)):
        if cue.where == "text":
            yield Quote(brief.text[cue.start : cue.end], cue.start, cue.end)
        elif cue.where == "title" and brief.title:
            yield Quote(brief.title[cue.start : cue.end], cue.start, cue.end, "title")


def _behind(rule: Rule, heard: Heard) -> list[Cue]:
    """For an interplay: the first words of each side that made it fire."""
    found = []
    for choice in rule.all:
        for kind, _, name in (one.partition(":") for one in sorted(choice)):
            cue = heard.concepts.get(name) if kind == "concept" else next(iter(heard.cues.get(name, ())), None)
            if cue is not None:
                found.append(cue)
                break
    return found
