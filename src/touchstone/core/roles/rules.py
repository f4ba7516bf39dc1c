"""The rules of choosing, as data: what fires each, what it adds, and how it is said in three languages."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec
from msgspec import Struct

from touchstone.core.roles.values import Role

LIKENESS: Final = {role: f"like_{role}" for role in Role}  # the rule that says whose briefs a text is like


class Step(Struct, frozen=True):
    """A lexeme of one of `concepts`, at most `gap` words after the one before it."""

    concepts: frozenset[str]
    gap: int


Pattern = tuple[Step, ...]


class Rule(Struct, frozen=True, kw_only=True):
    """One rule: it fires on patterns of words, on a field of the brief, or on other rules (an interplay).

    `kind` is one of duty (what is to be done), symptom (what is wrong with the model), state (how far the model is),
    signal (a sign beside the work), words (the trade's vocabulary), named (the role's own name), interplay,
    trade (another trade's work), other (nobody has to be hired) and likeness (its weight is computed, see likeness.py).
    """

    id: str
    role: Role
    kind: str
    weight: float  # log-odds for `role`
    also: dict[Role, float] = {}  # log-odds that the same words add for other roles
    patterns: tuple[Pattern, ...] = ()
    in_title: tuple[Pattern, ...] | None = None  # in the title these instead
    needs_ai: bool = False  # counts fully only where a model is spoken of
    symptom: str | None = None  # the symptom among the brief's fields that says the same
    all: tuple[frozenset[str], ...] = ()  # "rule:x" or "concept:y": one of each set
    none: frozenset[str] = frozenset()
    texts: dict[str, str] = {}
    conditional: dict[str, str] = {}  # for counterfactuals: "answers had only to be ranked by preference"

    @property
    def weights(self) -> dict[Role, float]:
        """Log-odds per role when the rule fires once at full strength."""
        return {self.role: self.weight, **self.also}


class Settings(Struct, frozen=True, kw_only=True):
    """The numbers of `settings.toml`; each is explained there."""

    version: str
    factors: dict[str, float]
    reach: dict[str, int]
    limits: dict[str, float]
    none: dict[str, float]
    softmax: dict[str, float]
    confidence: dict[str, float]
    likeness: dict[str, float]
    mix: dict[str, float]
    minutes: dict[str, float]
    wrong_choice: dict[str, float]


@cache
def rules() -> dict[str, Rule]:
    """Every packaged rule by its id."""
    folder = resources.files("touchstone").joinpath("data", "roles", "rules")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    tables = [table for file in files for table in tomllib.loads(file.read_text(encoding="utf-8"))["rule"]]
    return {table["id"]: _rule(table) for table in tables}


@cache
def settings() -> Settings:
    """The packaged numbers."""
    return msgspec.convert(_toml("settings.toml"), Settings)


@cache
def _wording() -> dict[str, dict[str, str]]:
    return msgspec.convert(_toml("wording.toml"), dict[str, dict[str, str]])


def say(name: str, language: str, **values: object) -> str:
    """The sentence `name` in `language` (English where there is none), filled with `values`."""
    return in_language(_wording()[name], language).format(**values)


def in_language(texts: dict[str, str], language: str) -> str:
    """The text for a language tag such as "pt-BR": the language's own, else English."""
    return texts.get(language.partition("-")[0].lower(), texts["en"])


def pattern(text: str) -> Pattern:
    """A pattern from its notation: "judge|rate ~5 answer" is an answer at most five words after a verdict."""
    steps, gap = [], 0
    for piece in text.split():
        if piece.startswith("~"):
            gap = int(piece[1:])
        else:
            steps.append(Step(frozenset(piece.split("|")), gap))
            gap = 0
    return tuple(steps)


def _rule(table: dict[str, Any]) -> Rule:
    in_title = table.get("in_title")
    return Rule(
        id=table["id"],
        role=Role(table["role"]),
        kind=table["kind"],
        weight=table["weight"],
        also={Role(role): weight for role, weight in table.get("also", {}).items()},
        patterns=tuple(map(pattern, table.get("patterns", ()))),
        in_title=None if in_title is None else tuple(map(pattern, in_title)),
        needs_ai=table.get("needs_ai", False),
        symptom=table.get("symptom"),
        all=tuple(frozenset(text.split("|")) for text in table.get("all", ())),
        none=frozenset(table.get("none", ())),
        texts={language: table[language] for language in ("en", "es", "pt")},
        conditional=table.get("if", {}),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("touchstone").joinpath("data", "roles", name).read_text(encoding="utf-8"))
