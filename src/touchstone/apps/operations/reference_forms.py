"""What the operator's staff types about a field of the taxonomy and about a rate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touchstone.apps.briefs import words
from touchstone.apps.reference.actions import LONGEST_NAME
from touchstone.core.money import PayUnit
from touchstone.core.rates import Rate
from touchstone.core.rates.reading import BASES, LEVELS, MIDDLES, ROLES, SCOPES, SPREADS, TRUSTS
from touchstone.core.roles.values import Role
from touchstone.core.skills import LANGUAGES, Node

_NAMES = {"en": _("Name in English"), "es": _("Name in Spanish"), "pt": _("Name in Portuguese")}
_PHRASES = {
    "en": _("Other phrases in English"),
    "es": _("Other phrases in Spanish"),
    "pt": _("Other phrases in Portuguese"),
}
_LONGEST = 2_000
_TRUST = {
    "study": _("a study"),
    "document": _("a document of one's own"),
    "vendor": _("somebody who sells this work"),
    "listing": _("an advertisement"),
    "second_hand": _("somebody who cites others"),
}
_BASIS = {
    "salary": _("salary"),
    "contract": _("contract"),
    "listing": _("advertised"),
    "survey": _("survey"),
    "average": _("average"),
    "floor": _("the least that is allowed or advised"),
}
_SCOPE = {
    "role": _("a figure for the role"),
    "part": _("only a part of it"),
    "neighbour": _("a neighbouring job"),
    "all": _("all AI-training work together"),
}
_MIDDLE = {"median": _("the median"), "mean": _("the mean"), "single": _("one figure that is no middle of anything")}
_SPREAD = {"range": _("the ends of a range"), "quartiles": _("25 and 75 %")}
_LEVEL = {"general": _("anybody"), "expert": _("only somebody trained in the field")}


class FieldForm(forms.Form):
    """One field. Phrases stand one on a line."""

    code = forms.CharField(
        label=_("Code"), max_length=120, help_text=_("The field above it, a dot and a word: 0421.maritime_insurance")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A name and phrases for each language."""
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[language] = forms.CharField(
                label=_NAMES[language], max_length=LONGEST_NAME, required=language == "en"
            )
            self.fields[f"{language}_phrases"] = forms.CharField(
                label=_PHRASES[language],
                required=False,
                max_length=_LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("One on a line; ~ in front: only where the words around it say that the field is meant."),
            )

    @staticmethod
    def of(node: Node) -> dict[str, str]:
        """What the form begins with for a field that is there."""
        names = {language: node.names.get(language, "") for language in LANGUAGES}
        phrases = {f"{language}_phrases": "\n".join(node.aliases.get(language, ())) for language in LANGUAGES}
        return {"code": node.code} | names | phrases

    def node(self) -> Node:
        """The field as it was typed."""
        said = self.cleaned_data
        names = {language: " ".join(said[language].split()) for language in LANGUAGES}
        lines = {language: said[f"{language}_phrases"].splitlines() for language in LANGUAGES}
        aliases = {
            language: tuple(dict.fromkeys(" ".join(one.split()) for one in lines[language] if one.strip()))
            for language in LANGUAGES
        }
        return Node(code=said["code"].strip().lower(), names=names, aliases=aliases)


def _choices(known: tuple[str, ...], named: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(one, named[one]) for one in known]


class RateForm(forms.Form):
    """One row of the rate table, in its columns; what may be left empty has the default of docs/reference/rates.md."""

    id = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{2,78}$", label=_("Short name of the row"), help_text="cl-rlhf-survey-2026"
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[*((one, words.ROLES[Role(one)]) for one in ROLES if one != "all"), ("all", _SCOPE["all"])],
    )
    work = forms.CharField(label=_("The work as the source names it"), max_length=200, required=False)
    place = forms.CharField(
        label=_("Place"), max_length=60, help_text=_("a country's code such as BR, latam, or world")
    )
    unit = forms.ChoiceField(label=_("For one"), choices=[(one.value, words.say(one)) for one in PayUnit])
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="USD")
    low = forms.CharField(label=_("Low"), max_length=20, required=False)
    median = forms.CharField(label=_("Middle"), max_length=20, required=False)
    high = forms.CharField(label=_("High"), max_length=20, required=False)
    middle = forms.ChoiceField(label=_("What the middle is"), choices=_choices(MIDDLES, _MIDDLE))
    spread = forms.ChoiceField(label=_("What low and high are"), choices=_choices(SPREADS, _SPREAD))
    at_least = forms.BooleanField(label=_("The source says “and more” at the top"), required=False)
    n = forms.CharField(label=_("Observations"), max_length=9, required=False)
    date = forms.CharField(label=_("Date"), max_length=10, help_text="2026, 2026-06, 2026-06-17")
    undated = forms.BooleanField(label=_("The source has no date; this is when it was read"), required=False)
    basis = forms.ChoiceField(label=_("Kind of figure"), choices=_choices(BASES, _BASIS), initial="contract")
    domain_level = forms.ChoiceField(label=_("Who can do it"), choices=_choices(LEVELS, _LEVEL))
    domains = forms.CharField(
        label=_("Fields that the work is about"),
        max_length=300,
        required=False,
        help_text=_("codes, divided by spaces"),
    )
    scope = forms.ChoiceField(label=_("What it is of"), choices=_choices(SCOPES, _SCOPE))
    covers = forms.CharField(label=_("Which part or neighbour"), max_length=200, required=False)
    source_title = forms.CharField(label=_("Source: who, what, when"), max_length=300)
    source_address = forms.CharField(label=_("Where it can be read"), max_length=1_000)
    source_trust = forms.ChoiceField(label=_("What kind of source"), choices=_choices(TRUSTS, _TRUST))
    note = forms.CharField(label=_("What a reader must know"), max_length=1_000, required=False)

    @staticmethod
    def of(row: Rate) -> dict[str, Any]:
        """What the form begins with for a row that is there."""
        plain = (
            "id",
            "role",
            "work",
            "place",
            "date",
            "basis",
            "domain_level",
            "scope",
            "covers",
            "note",
            "middle",
            "spread",
        )
        money = {name: getattr(row, name) for name in ("low", "median", "high")}
        currency = next(one.currency for one in money.values() if one)
        source = {
            "source_title": row.source.title,
            "source_address": row.source.address,
            "source_trust": row.source.trust,
        }
        figures = {name: f"{one.major:f}" if one else "" for name, one in money.items()}
        own = {"unit": row.unit.value, "currency": currency, "n": str(row.n) if row.n else ""}
        own |= {"at_least": row.at_least, "undated": not row.dated, "domains": " ".join(row.domains)}
        return {name: str(getattr(row, name)) for name in plain} | figures | own | source

    def columns(self) -> dict[str, str]:
        """The row as it was typed, in the columns of a rate file."""
        said = dict(self.cleaned_data)
        said["at_least"] = "yes" if said["at_least"] else "no"
        said["dated"] = "no" if said.pop("undated") else "yes"
        return said
