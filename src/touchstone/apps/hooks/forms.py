"""What an owner types about a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touchstone.apps.hooks.models import EventKind, Webhook
from touchstone.gateways.outbound import LONGEST_ADDRESS


class WebhookForm(forms.Form):
    """Where to, and what."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.URLInput(attrs={"placeholder": "https://hooks.example.org/touchstone", "autocomplete": "off"}),
    )
    description = forms.CharField(label=_("What is it for?"), max_length=120, required=False)
    events = forms.MultipleChoiceField(
        label=_("Tell it when"), choices=EventKind.choices, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookForm":
        """Filled with what is kept."""
        kept: dict[str, Any] = {"url": webhook.url, "description": webhook.description, "events": webhook.events}
        return cls(initial=kept)
