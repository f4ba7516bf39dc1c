"""The operator's first own person comes in by a command."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from touchstone.apps.accounts.models import OPERATOR_ID, Membership, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.organisations.actions import members

pytestmark = pytest.mark.django_db


def test_the_link_that_is_printed_lets_an_owner_of_the_operator_in():
    said = io.StringIO()
    call_command("invite", "ops@example.org", stdout=said)
    link = said.getvalue().strip()
    assert reverse("organisations:accept", args=["x"]).rsplit("/", 1)[0] in link
    user = User.objects.create_user("ops@example.org")
    members.accept(link.rsplit("/", 1)[1], user=user)
    with tenant(OPERATOR_ID):
        assert Membership.objects.get(user=user).role == "owner"
