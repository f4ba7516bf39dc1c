"""What people type about an organisation, its members and its tokens."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.models import ApiToken, Membership, User
from touchstone.apps.accounts.rights import OF_SCOPE
from touchstone.apps.organisations.actions import founding, members
from touchstone.apps.organisations.actions.founding import LONGEST_NAME
from touchstone.apps.organisations.actions.tokens import MOST_DAYS
from touchstone.apps.organisations.models import Invitation

_TEAM = [(role.value, role.label) for role in Membership.TEAM]
INVITED = "invitation"  # the session's key for the secret of the invitation by which somebody came


class SignupDetails(forms.Form):
    """What signing up asks besides an address and a password, and what follows from it."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    organisation = forms.CharField(label=_("Your organisation"), max_length=LONGEST_NAME, required=False)
    field_order = ["name", "organisation", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Who is invited comes into an organisation that has a name."""
        super().__init__(*args, **kwargs)
        if _invited(context.request):
            del self.fields["organisation"]
        else:
            self.fields["organisation"].required = True

    def signup(self, request: HttpRequest, user: User) -> None:
        """Found the organisation, out of what the visitor did here if they did something; or come into the one that invited."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        invitation = _invited(request)
        if invitation:
            get_adapter().stash_verified_email(request, invitation.email)
            members.accept(request.session.pop(INVITED), user=user)
            return
        actor = actor_of(request)
        sandbox = actor.organisation if actor and actor.is_visitor else None
        founding.found(self.cleaned_data["organisation"], owner=user, sandbox=sandbox)


def _invited(request: HttpRequest) -> Invitation | None:
    secret = request.session.get(INVITED)
    return members.invitation_of(secret) if secret else None


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)


class InviteForm(forms.Form):
    """Whom to ask in, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("As"), choices=_TEAM, initial=Membership.Role.MANAGER)


class RoleForm(forms.Form):
    """What a member is from now on."""

    role = forms.ChoiceField(label=_("As"), choices=_TEAM)


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scope = forms.ChoiceField(label=_("It may"))
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=MOST_DAYS, initial=90)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """A token may do no more than who makes it."""
        super().__init__(*args, **kwargs)
        scope: Any = self.fields["scope"]
        scope.choices = [one for one in ApiToken.Scope.choices if OF_SCOPE[one[0]] <= actor.rights]
