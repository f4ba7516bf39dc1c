"""How letters come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import User


class LettersForm(forms.Form):
    """At once, or one a day."""

    letters = forms.ChoiceField(
        label=_("Letters that can wait come"), choices=User.Letters.choices, widget=forms.RadioSelect
    )
