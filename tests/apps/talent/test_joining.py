"""Who joins twice at once, seen by several connections and without the transaction of a test."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from touchstone.apps.accounts.models import Membership, Organisation, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.talent.actions import people


@pytest.fixture
def user(pool, django_db_blocker):
    with django_db_blocker.unblock():
        made = User.objects.create(email="double@example.org", name="Sofía")
        yield made
        with tenant(None, user=made.pk):
            theirs = [one.organisation_id for one in Membership.objects.filter(user=made)]
        for key in theirs:
            with tenant(key):
                Organisation.objects.filter(pk=key).delete()
        made.delete()
        connection.close()


def test_a_double_click_on_joining_makes_one_specialist(user):
    def join(_number):
        try:
            return people.join(user).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(join, range(4)))) == 1
