"""What people type: a new brief, and the levers of a plan."""

from typing import Any

import msgspec
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import Brief, Range
from touchstone.core.errors import DomainError

LONGEST_TEXT = 100_000
FILE_TYPES = (".txt", ".md", ".pdf", ".docx", ".toml", ".yaml", ".yml", ".json")


class TooLarge(DomainError):
    """A file above the limit."""

    code = "too_large"


def check_size(document: "UploadedFile[Any]") -> None:
    """Refuse a document above the limit.

    Raises:
        TooLarge: it is.
    """
    if document.size is None or document.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 2**20
        raise TooLarge(_("The document is larger than %(limit)s MB.") % {"limit": limit}, hint=_("Send a smaller one."))


class BriefForm(forms.Form):
    """A need in words or as a document; one of the two."""

    text = forms.CharField(
        label=lazy("What do you need?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    document = forms.FileField(
        label=lazy("or a document"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(FILE_TYPES)}),
    )

    def clean(self) -> dict[str, Any]:
        """Something must be there, and not too much of it."""
        cleaned: dict[str, Any] = super().clean() or {}
        document: UploadedFile[Any] | None = cleaned.get("document")
        if document is not None:
            check_size(document)
        if not self.errors and not cleaned.get("text", "").strip() and document is None:
            self.add_error("text", _("Say in a sentence or two what your model gets wrong, or choose a document."))
        return cleaned


class PlanForm(forms.Form):
    """The levers of a plan. An empty one leaves what the brief says."""

    people = forms.IntegerField(label=lazy("People"), required=False, min_value=1, max_value=500)
    hours = forms.FloatField(label=lazy("Hours per week"), required=False, min_value=1, max_value=60)
    weeks = forms.FloatField(label=lazy("Weeks"), required=False, min_value=1, max_value=260)
    volume = forms.IntegerField(label=lazy("Pieces of work"), required=False, min_value=1, max_value=100_000_000)

    def __init__(self, *args: Any, places: list[str], **kwargs: Any) -> None:
        """`places` are the countries that the rate table has figures for."""
        super().__init__(*args, **kwargs)
        names = sorted(((code, words.country_name(code)) for code in places), key=lambda pair: pair[1])
        self.fields["place"] = forms.ChoiceField(
            label=lazy("Place"), required=False, choices=[("", lazy("anywhere")), *names]
        )

    def applied(self, brief: Brief) -> Brief:
        """The brief with the levers where they stand; unusable ones are left out and shown as errors."""
        self.full_clean()
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        changes: dict[str, Any] = {}
        if "people" in typed:
            changes["people"] = typed["people"]
        if "hours" in typed:
            changes["hours_per_week"] = Range(typed["hours"], typed["hours"])
        if "weeks" in typed:
            changes["weeks"] = Range(typed["weeks"], typed["weeks"])
        if "place" in typed:
            changes["countries"] = (typed["place"],)
        if "volume" in typed and brief.tasks:
            first, *others = brief.tasks
            changes["tasks"] = (msgspec.structs.replace(first, volume=typed["volume"]), *others)
        return msgspec.structs.replace(brief, **changes)
