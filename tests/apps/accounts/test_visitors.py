"""Visitors have an organisation of their own, and it ends."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from touchstone.apps.accounts import actions
from touchstone.apps.accounts.models import Allowance, Organisation, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.accounts.visits import address_of

pytestmark = pytest.mark.django_db


def expire(sandbox):
    with tenant(sandbox):
        Organisation.objects.filter(pk=sandbox).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_sandbox_expires_after_the_days_that_the_settings_say():
    sandbox = actions.open_sandbox().organisation
    with tenant(sandbox):
        left = Organisation.objects.get().expires_at - timezone.now()
    assert timedelta(days=settings.VISITOR_DAYS - 1) < left <= timedelta(days=settings.VISITOR_DAYS)


def test_expired_sandboxes_are_removed_and_others_stay(cast):
    old, young = actions.open_sandbox().organisation, actions.open_sandbox().organisation
    expire(old)
    assert actions.remove_expired() == 1
    for organisation, there in ((old, False), (young, True), (cast.alice.organisation.pk, True)):
        with tenant(organisation):
            assert Organisation.objects.filter(pk=organisation).exists() is there


def test_removing_twice_removes_nothing_more():
    expire(actions.open_sandbox().organisation)
    assert (actions.remove_expired(), actions.remove_expired()) == (1, 0)


def test_an_address_that_asks_too_often_is_told_to_wait():
    for _ in range(3):
        actions.spend_allowance("brief", address="203.0.113.7", limit=3)
    with pytest.raises(actions.TooMany):
        actions.spend_allowance("brief", address="203.0.113.7", limit=3)
    actions.spend_allowance("brief", address="203.0.113.8", limit=3)
    actions.spend_allowance("brief", address="203.0.113.7", limit=3, now=timezone.now() + timedelta(hours=1))


def test_no_network_address_is_kept():
    actions.spend_allowance("brief", address="203.0.113.7", limit=3)
    assert "203.0.113.7" not in str(Allowance.objects.values().get())


def test_users_are_one_for_an_email_whatever_its_case(cast):
    assert User.objects.get_by_natural_key("ALICE@example.org") == cast.alice.user


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),  # nobody of ours is in front: the header is anybody's word
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxies(rf, proxies, forwarded, address):
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    assert address_of(request, proxies=proxies) == address
