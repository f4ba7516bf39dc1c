"""What is typed to invite somebody, and how many seats there are."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.apps.briefs.field_forms import ZoneField
from touchstone.apps.engagements.actions import MOST_SEATS, Terms
from touchstone.core.money import money


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OfferForm(forms.Form):
    """The terms of an invitation."""

    title = forms.CharField(label=lazy("What is the work, in a few words?"), max_length=120)
    message = forms.CharField(
        label=lazy("A word to them"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    hours_per_week = forms.DecimalField(
        label=lazy("Hours a week"), min_value=1, max_value=60, max_digits=3, decimal_places=1
    )
    weeks = forms.IntegerField(label=lazy("Weeks"), min_value=1, max_value=260)
    start = forms.DateField(label=lazy("From"), widget=_day())
    pay = forms.DecimalField(
        label=lazy("Pay to them, for one hour"), min_value=1, max_value=5_000, max_digits=8, decimal_places=2
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=lazy("Currency"), max_length=3, initial="USD")
    window_start = forms.TimeField(label=lazy("Shared hours from"), widget=_time())
    window_end = forms.TimeField(label=lazy("Shared hours until"), widget=_time())
    time_zone = ZoneField(label=lazy("On the clock of"), max_length=60, help_text=lazy("such as America/New_York"))
    answer_days = forms.IntegerField(label=lazy("Days to answer"), min_value=2, max_value=30, initial=7)

    def clean(self) -> dict[str, Any]:
        """The window has a beginning before its end."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("window_start"), cleaned.get("window_end")
        if start and end and end <= start:
            self.add_error("window_end", _("This is before the beginning."))
        return cleaned

    def terms(self) -> Terms:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        return Terms(pay=money(typed.pop("pay"), typed.pop("currency")), **typed)


class SeatsForm(forms.Form):
    """How many people are sought."""

    seats = forms.IntegerField(label=lazy("Seats"), min_value=1, max_value=MOST_SEATS)
