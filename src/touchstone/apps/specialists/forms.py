"""The form of a profile: its plain fields, and one row each for what there may be several of."""

from collections.abc import Iterable, Mapping
from datetime import time
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.apps.briefs import lookups, words
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.pool_record import known_zones
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import money
from touchstone.core.people import Pause, Person, Publication, Schooling, Window, cells
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills.values import Competence, Skill

MOST_ROWS = 40
_DAYS = [
    (0, lazy("Monday")),
    (1, lazy("Tuesday")),
    (2, lazy("Wednesday")),
    (3, lazy("Thursday")),
    (4, lazy("Friday")),
    (5, lazy("Saturday")),
    (6, lazy("Sunday")),
]
_NONE = ("", "–")  # stands in a row that was not touched, so that an empty row asks for nothing
_USUAL = [{"weekday": day, "start": time(9), "end": time(18)} for day in range(5)]


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1930, max_value=2100)


@lru_cache(maxsize=100)
def _written(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    """Each choice as an option, not chosen and chosen: a page of a profile has thousands of them, the same each time."""
    one = '<option value="{}"{}>{}</option>'
    return tuple(
        (code, format_html(one, code, "", label), format_html(one, code, mark_safe(" selected"), label))
        for code, label in choices
    )


class LongSelect(forms.Select):
    """A choice among hundreds: Django asks the template engine for each of them, which takes a quarter of a millisecond."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same options, put together in one go."""
        del renderer
        chosen = "" if value is None else str(value)
        written = _written(tuple((str(code), str(label)) for code, label in self.choices))
        options = mark_safe("".join(marked if code == chosen else plain for code, plain, marked in written))  # noqa: S308 - escaped there
        more = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, more, options)


class BasicsForm(forms.Form):
    """What there is one of. Everything but the name may wait; the page says what a search still needs."""

    says_optional = False

    name = forms.CharField(label=lazy("Your name"), max_length=120)
    shows_name = forms.BooleanField(label=lazy("Clients may see my name on lists that are not blind"), required=False)
    country = forms.ChoiceField(label=lazy("Where you live"), required=False)
    time_zone = forms.ChoiceField(label=lazy("Your clock"), required=False)
    roles = forms.MultipleChoiceField(
        label=lazy("Work you would do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hours_per_week = forms.FloatField(label=lazy("Hours a week"), required=False, min_value=1, max_value=60)
    rate = forms.DecimalField(
        label=lazy("What you ask for one hour"), required=False, min_value=1, max_digits=8, decimal_places=2
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=lazy("Currency"), max_length=3, initial="USD")
    available_from = forms.DateField(label=lazy("Free from"), required=False, widget=_date())
    years_experience = forms.FloatField(label=lazy("Years of experience"), required=False, min_value=0, max_value=60)
    orcid = forms.RegexField(
        r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", label="ORCID", required=False, help_text="0000-0002-1825-0097"
    )
    text = forms.CharField(
        label=lazy("Your work, in your own words"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy(
            "In any of the three languages. It is compared with what clients look for; they do not read it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Countries and roles in the reader's language."""
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(
            label=self.fields["country"].label,
            required=False,
            widget=LongSelect,
            choices=[_NONE, *_countries(words.language())],
        )
        zones = [_NONE, *((zone, zone) for zone in _zones())]
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, required=False, widget=LongSelect, choices=zones
        )
        roles = [(role.value, words.ROLES[role]) for role in Role if role in HIRABLE]
        boxes = forms.CheckboxSelectMultiple
        self.fields["roles"] = forms.MultipleChoiceField(
            label=self.fields["roles"].label, required=False, widget=boxes, choices=roles
        )

    def clean_orcid(self) -> str:
        """Its last character checks the others: a typing error is said before somebody else's record is named."""
        typed = str(self.cleaned_data["orcid"])
        try:
            return cells.orcid(typed) if typed else ""
        except cells.CellRefused as refused:
            said = _("There is a typing error in it: its last character does not fit the others.")
            raise forms.ValidationError(said) from refused


class LanguageRow(forms.Form):
    """A language and how well it is spoken."""

    code = forms.ChoiceField(label=lazy("Language"))
    level = forms.ChoiceField(label=lazy("Level"), choices=[_NONE, *words.choices_of(LanguageLevel)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Languages in the reader's language."""
        super().__init__(*args, **kwargs)
        label, choices = self.fields["code"].label, [_NONE, *_languages(words.language())]
        self.fields["code"] = forms.ChoiceField(label=label, widget=LongSelect, choices=choices)

    def value(self) -> SpokenLanguage:
        """As the record keeps it."""
        return SpokenLanguage(self.cleaned_data["code"], LanguageLevel(self.cleaned_data["level"]))


class SkillRow(forms.Form):
    """A field of knowledge, and what is done with it."""

    domain = forms.CharField(label=lazy("Field"), max_length=120)
    competence = forms.ChoiceField(label=lazy("What you do in it"), choices=[_NONE, *words.choices_of(Competence)])

    def clean_domain(self) -> str:
        """A field of the taxonomy, by its name or code; an unknown one is named with the nearest."""
        return lookups.domain(self.cleaned_data["domain"])

    def value(self) -> Skill:
        """As the record keeps it."""
        return Skill(self.cleaned_data["domain"], Competence(self.cleaned_data["competence"]))


class DegreeRow(forms.Form):
    """A degree. Its field counts in searches where the taxonomy has it; the institution never does."""

    level = forms.ChoiceField(label=lazy("Degree"), choices=[_NONE, *words.choices_of(Degree)])
    field = forms.CharField(label=lazy("Field"), max_length=120)
    institution = forms.CharField(label=lazy("Institution"), max_length=160, required=False)
    year = _year(lazy("Year"))

    def value(self) -> Schooling:
        """As the record keeps it."""
        typed = self.cleaned_data
        return Schooling(
            level=Degree(typed["level"]),
            domain=_domain_or_none(typed["field"]),
            field=typed["field"],
            institution=typed["institution"],
            year=typed["year"],
        )


class PublicationRow(forms.Form):
    """Something published."""

    title = forms.CharField(label=lazy("Title"), max_length=300)
    venue = forms.CharField(label=lazy("Where"), max_length=200, required=False)
    year = _year(lazy("Year"))
    doi = forms.RegexField(r"^10\.\d{4,9}/\S+$", label="DOI", max_length=200, required=False, help_text="10.1000/182")

    def value(self) -> Publication:
        """As the record keeps it."""
        return Publication(**self.cleaned_data_of("title", "venue", "year", "doi"))

    def cleaned_data_of(self, *names: str) -> dict[str, Any]:
        """Some of what was typed."""
        return {name: self.cleaned_data[name] for name in names}


class WindowRow(forms.Form):
    """Hours of one weekday."""

    weekday = forms.TypedChoiceField(label=lazy("Day"), choices=[_NONE, *_DAYS], coerce=int)
    start = forms.TimeField(label=lazy("from"), widget=_time())
    end = forms.TimeField(label=lazy("to"), widget=_time())

    def value(self) -> Window:
        """As the record keeps it."""
        return Window(self.cleaned_data["weekday"], self.cleaned_data["start"], self.cleaned_data["end"])


class PauseRow(forms.Form):
    """Days without work."""

    first = forms.DateField(label=lazy("First day"), widget=_date())
    last = forms.DateField(label=lazy("Last day"), widget=_date())

    def clean(self) -> dict[str, Any]:
        """In their order."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        return cleaned

    def value(self) -> Pause:
        """As the record keeps it."""
        return Pause(self.cleaned_data["first"], self.cleaned_data["last"])


_ROWS: dict[str, tuple[Any, type[forms.Form]]] = {
    "claims": (lazy("What you can do"), SkillRow),
    "languages": (lazy("Languages"), LanguageRow),
    "windows": (lazy("When you work, on your own clock"), WindowRow),
    "pauses": (lazy("Pauses"), PauseRow),
    "degrees": (lazy("Degrees"), DegreeRow),
    "publications": (lazy("Publications"), PublicationRow),
}


class ProfileForm:
    """The whole form: `basics`, and `parts`, a list of rows for each thing of which there may be several."""

    def __init__(self, person: Person, *, shows_name: bool, data: QueryDict | None = None) -> None:
        """What stands in it at first is what the record says."""
        self.person = person
        first = _basics(person) | {"shows_name": shows_name}
        self.basics = BasicsForm(data, initial=first)
        self.parts: dict[str, Any] = {}
        for name, (label, row) in _ROWS.items():
            # Bound forms show what was typed, plus the row that "one more" asked for; unbound ones end with an empty row.
            rows = forms.formset_factory(row, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1)
            part: Any = rows(data, initial=_initial(name, person), prefix=name)
            part.label = label
            self.parts[name] = part

    def is_valid(self) -> bool:
        """Whether everything in it can be kept; errors stand beside what they are about."""
        return all([self.basics.is_valid(), *(part.is_valid() for part in self.parts.values())])

    def value(self) -> Person:
        """What was typed, as a record."""
        typed = dict(self.basics.cleaned_data)
        amount, currency = typed["rate"], typed["currency"]
        return Person(
            name=typed["name"],
            email=self.person.email,
            orcid=typed["orcid"],
            country=typed["country"],
            time_zone=typed["time_zone"],
            hours_per_week=typed["hours_per_week"] or 0.0,
            rate=money(amount, currency) if amount else None,
            available_from=typed["available_from"],
            roles=tuple(Role(one) for one in typed["roles"]),
            years_experience=typed["years_experience"] or 0.0,
            clearances=self.person.clearances,
            text=typed["text"],
            **{name: tuple(dict.fromkeys(_values(part))) for name, part in self.parts.items()},
        )

    @property
    def shows_name(self) -> bool:
        """Whether clients may see the name."""
        return bool(self.basics.cleaned_data["shows_name"])


def one_more(data: QueryDict, part: str) -> QueryDict:
    """What was typed, with an empty row at the end of one part."""
    grown = data.copy()
    key = f"{part}-TOTAL_FORMS"
    total = grown.get(key, "0")
    grown[key] = str(min(int(total), MOST_ROWS - 1) + 1) if total.isascii() and total.isdigit() else "1"
    return grown


def _values(part: Any) -> Iterable[Any]:
    return (form.value() for form in part if form.cleaned_data and form not in part.deleted_forms)


def _basics(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "country": person.country,
        "time_zone": person.time_zone,
        "roles": [one.value for one in person.roles],
        "hours_per_week": person.hours_per_week or None,
        "rate": person.rate.major if person.rate else None,
        "currency": person.rate.currency if person.rate else "USD",
        "available_from": person.available_from,
        "years_experience": person.years_experience or None,
        "orcid": person.orcid,
        "text": person.text,
    }


def _initial(name: str, person: Person) -> list[Mapping[str, Any]]:
    values = getattr(person, name)
    if name == "windows" and not values and not person.country:
        return list(_USUAL)  # a new profile begins with usual hours, which are easier to change than to type
    return [_row(name, one) for one in values]


def _row(name: str, value: Any) -> dict[str, Any]:
    row = {field: getattr(value, field) for field in value.__struct_fields__}
    if name == "claims":
        row["domain"] = words.domain_name(value.domain)
    if name == "degrees" and not value.field:
        row["field"] = words.domain_name(value.domain)
    return row


def _domain_or_none(typed: str) -> str:
    try:
        return lookups.domain(typed)
    except forms.ValidationError:
        return ""


@cache
def _zones() -> tuple[str, ...]:
    """Those that are named after a place, in order."""
    return tuple(sorted(zone for zone in known_zones() if "/" in zone))


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories
    return sorted(
        ((code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha()), key=lambda one: one[1]
    )


@cache
def _languages(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).languages
    return sorted(((code, str(name)) for code, name in names.items() if len(code) == 2), key=lambda one: one[1])
