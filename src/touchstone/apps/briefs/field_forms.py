"""Correcting one field of a brief: what stands in the boxes, and the plain value that the core's `Brief` is made from."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.apps.briefs import lookups, words
from touchstone.core.briefs.values import (
    Brief,
    Contract,
    Degree,
    Joined,
    ModelState,
    Pay,
    Schedule,
    Seniority,
    Symptom,
    Task,
    WorkingHours,
)
from touchstone.core.matching.pool_record import known_zones
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.skills.values import Competence

Inputs = dict[str, forms.Field]
Typed = Mapping[str, Any]


class Editor(NamedTuple):
    """How one field is corrected."""

    inputs: Callable[[], Inputs]
    initial: Callable[[Any], dict[str, Any]]  # from the field's value
    value: Callable[[Typed, Brief], Any]  # from what was typed


class FieldForm(forms.Form):
    """The form of one field."""

    def __init__(self, field: str, brief: Brief, data: MultiValueDict[str, Any] | None = None) -> None:
        """The boxes of `field`, filled with what the brief says."""
        self.field, self.brief, self.editor = field, brief, EDITORS[field]
        current = getattr(brief, field)
        super().__init__(data, initial=self.editor.initial(current) if current not in (None, ()) else {})
        self.fields.update(self.editor.inputs())

    def clean(self) -> dict[str, Any]:
        """Two ends stand in their order."""
        cleaned: dict[str, Any] = super().clean() or {}
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", _("This is below the lower end."))
        if not self.errors and not any(value not in (None, "", []) for value in cleaned.values()):
            self.add_error(None, _("Nothing was filled in. To leave the field open, drop it."))
        return cleaned

    def value(self) -> Any:
        """What was typed, as the field's own type.

        Raises:
            forms.ValidationError: it does not fit the type.
        """
        annotation = next(one for one in msgspec.structs.fields(Brief) if one.name == self.field)
        try:
            return msgspec.convert(self.editor.value(self.cleaned_data, self.brief), annotation.type)
        except msgspec.ValidationError as error:
            raise forms.ValidationError(str(error)) from error


def _plain(value: Any) -> dict[str, Any]:
    return {"value": value}


def _typed(typed: Typed, brief: Brief) -> Any:
    del brief
    return typed["value"]


def _one_of(enum: type[StrEnum]) -> Editor:
    return Editor(lambda: {"value": forms.ChoiceField(choices=words.choices_of(enum), label="")}, _plain, _typed)


def _some_of(enum: type[StrEnum]) -> Editor:
    def inputs() -> Inputs:
        boxes = forms.CheckboxSelectMultiple
        return {"value": forms.MultipleChoiceField(choices=words.choices_of(enum), widget=boxes, label="")}

    return Editor(inputs, lambda value: {"value": [one.value for one in value]}, _typed)


def _yes_or_no() -> Editor:
    def inputs() -> Inputs:
        return {"value": forms.ChoiceField(choices=[("yes", lazy("yes")), ("no", lazy("no"))], label="")}

    return Editor(
        inputs, lambda value: {"value": "yes" if value else "no"}, lambda typed, _brief: typed["value"] == "yes"
    )


def _number(least: float, most: float) -> Editor:
    return Editor(lambda: {"value": forms.FloatField(min_value=least, max_value=most, label="")}, _plain, _typed)


def _count(most: int) -> Editor:
    return Editor(lambda: {"value": forms.IntegerField(min_value=1, max_value=most, label="")}, _plain, _typed)


def _percent() -> Editor:
    def inputs() -> Inputs:
        return {"value": forms.FloatField(min_value=1, max_value=100, label="%")}

    return Editor(inputs, lambda value: {"value": round(value * 100, 4)}, lambda typed, _brief: typed["value"] / 100)


def _range(most: float) -> Editor:
    def inputs() -> Inputs:
        return {
            "low": forms.FloatField(min_value=0, max_value=most, required=False, label=lazy("from")),
            "high": forms.FloatField(min_value=0, max_value=most, required=False, label=lazy("to")),
        }

    def value(typed: Typed, brief: Brief) -> Any:
        del brief
        return {"low": typed["low"], "high": typed["high"]}

    return Editor(inputs, lambda value: {"low": _tidy(value.low), "high": _tidy(value.high)}, value)


def _tidy(number: float | None) -> float | None:
    """A number as people write it in a box: 12 and not 12.0."""
    return int(number) if number is not None and number.is_integer() else number


def _day() -> Editor:
    def inputs() -> Inputs:
        return {"value": forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="")}

    return Editor(inputs, _plain, _typed)


def _hours() -> Editor:
    def inputs() -> Inputs:
        clock = {"type": "time"}
        return {
            "start": forms.TimeField(widget=forms.TimeInput(attrs=clock, format="%H:%M"), label=lazy("from")),
            "end": forms.TimeField(widget=forms.TimeInput(attrs=clock, format="%H:%M"), label=lazy("to")),
        }

    def value(typed: Typed, brief: Brief) -> Any:
        del brief
        return WorkingHours(typed["start"], typed["end"])

    return Editor(inputs, lambda hours: {"start": hours.start, "end": hours.end}, value)


def _text(help_text: Any = "") -> Editor:
    return Editor(lambda: {"value": forms.CharField(max_length=200, help_text=help_text, label="")}, _plain, _typed)


def _list(read: Callable[[str], Any], show: Callable[[Any], str], help_text: Any) -> Editor:
    """Several values in one box, separated by commas."""

    def inputs() -> Inputs:
        return {"value": _ListField(read, help_text=help_text, label="", max_length=500)}

    return Editor(inputs, lambda values: {"value": ", ".join(map(show, values))}, _typed)


class _ListField(forms.CharField):
    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        self.read = read
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Each part read by itself; a part that cannot be is named."""
        parts = [part.strip() for part in super().clean(value).split(",")]
        return [self.read(part) for part in parts if part]


def _zone() -> Editor:
    def inputs() -> Inputs:
        return {"value": ZoneField(help_text=lazy("such as America/New_York"), label="", max_length=60)}

    return Editor(inputs, _plain, _typed)


class ZoneField(forms.CharField):
    """A time zone by its name."""

    def clean(self, value: Any) -> str:
        """A name of the IANA database."""
        name: str = super().clean(value)
        if name not in known_zones():
            raise forms.ValidationError(_("There is no time zone of this name."))
        return name


def _currency() -> forms.Field:
    return forms.RegexField(
        r"^[A-Z]{3}$", initial="USD", max_length=3, label=lazy("Currency"), help_text="USD, EUR, BRL …"
    )


def _amount(label: Any) -> forms.Field:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=12, decimal_places=4)


def _pay() -> Editor:
    def inputs() -> Inputs:
        return {
            "low": _amount(lazy("from")),
            "high": _amount(lazy("to")),
            "currency": _currency(),
            "unit": forms.ChoiceField(choices=words.choices_of(PayUnit), label=lazy("per")),
        }

    def initial(pay: Pay) -> dict[str, Any]:
        low, high = (None if end is None else end.major for end in (pay.low, pay.high))
        one = pay.low or pay.high
        return {"low": low, "high": high, "currency": one.currency if one else "USD", "unit": pay.unit.value}

    def value(typed: Typed, brief: Brief) -> Any:
        low, high = (None if typed[end] is None else money(typed[end], typed["currency"]) for end in ("low", "high"))
        kept = brief.pay.per if brief.pay and brief.pay.unit == typed["unit"] else 1
        return Pay(low=low, high=high, unit=PayUnit(typed["unit"]), per=kept)

    return Editor(inputs, initial, value)


def _budget() -> Editor:
    def inputs() -> Inputs:
        amount = forms.DecimalField(min_value=1, max_digits=14, decimal_places=2, label=lazy("Amount"))
        return {"amount": amount, "currency": _currency()}

    def initial(budget: Money) -> dict[str, Any]:
        return {"amount": budget.major, "currency": budget.currency}

    return Editor(inputs, initial, lambda typed, _brief: money(typed["amount"], typed["currency"]))


def _tasks() -> Editor:
    """The first task; what else the brief lists stays."""

    def inputs() -> Inputs:
        return {
            "competence": forms.ChoiceField(choices=words.choices_of(Competence), label=lazy("Kind of work")),
            "volume": forms.IntegerField(required=False, min_value=1, max_value=10**9, label=lazy("Pieces of work")),
            "minutes": forms.FloatField(
                required=False, min_value=0.01, max_value=10_000, label=lazy("Minutes for one piece")
            ),
        }

    def initial(tasks: tuple[Task, ...]) -> dict[str, Any]:
        return {"competence": tasks[0].competence.value, "volume": tasks[0].volume, "minutes": tasks[0].minutes_each}

    def value(typed: Typed, brief: Brief) -> Any:
        same = brief.tasks[0] if brief.tasks and brief.tasks[0].competence == typed["competence"] else None
        first = Task(
            competence=Competence(typed["competence"]),
            words=same.words if same else "",
            unit=same.unit if same else None,
            volume=typed["volume"],
            minutes_each=typed["minutes"],
        )
        return (first, *brief.tasks[1:])

    return Editor(inputs, initial, value)


EDITORS: dict[str, Editor] = {
    "symptoms": _some_of(Symptom),
    "model_state": _one_of(ModelState),
    "domains": _list(lookups.domain, words.domain_name, lazy("names or codes, such as: tax law, cardiology")),
    "domains_joined": _one_of(Joined),
    "tasks": _tasks(),
    "languages": _list(lookups.language, words.say, lazy("such as: Spanish C1, English B2, Portuguese native")),
    "degree": _one_of(Degree),
    "degree_domains": _list(lookups.domain, words.domain_name, lazy("names or codes; any of them will do")),
    "degree_in_progress": _yes_or_no(),
    "degree_or_experience": _yes_or_no(),
    "seniority": _one_of(Seniority),
    "years_experience": _number(0, 60),
    "people": _count(10_000),
    "hours_per_week": _range(168),
    "hours_total": _range(10_000_000),
    "weeks": _range(520),
    "start": _day(),
    "time_zone": _zone(),
    "working_hours": _hours(),
    "minimum_overlap": _number(0, 24),
    "countries": _list(lookups.country, words.country_name, lazy("names or codes, such as: Brazil, MX")),
    "location": _text(),
    "on_site": _yes_or_no(),
    "contract": _one_of(Contract),
    "schedule": _one_of(Schedule),
    "pay": _pay(),
    "budget": _budget(),
    "quality_target": _percent(),
    "clearances": _list(lookups.held, words.held_name, lazy("such as: background check")),
    "conditions": _list(lookups.held, words.held_name, lazy("such as: non-disclosure agreement")),
    "tools": _list(str, str, lazy("such as: Python, CVAT")),
    "sensitive_content": _yes_or_no(),
}
