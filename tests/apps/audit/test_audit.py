"""The audit only grows."""

import uuid

import pytest
from django.db import DatabaseError, connections, transaction

from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow, record

pytestmark = pytest.mark.django_db


def written(cast):
    return record("confirm_field", by=cast.alice.actor, on=uuid.uuid4(), kind="briefrecord", field="languages")


def test_a_row_says_who_did_what_to_which(cast):
    with tenant(cast.alice.organisation.pk):
        row = written(cast)
        row.refresh_from_db()
    assert (row.actor, row.verb, row.details) == (f"user:{cast.alice.user.pk}", "confirm_field", {"field": "languages"})


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="nothing"), lambda rows: rows.delete()])
def test_the_application_can_neither_change_nor_delete_a_row(cast, change):
    with tenant(cast.alice.organisation.pk):
        written(cast)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change(AuditRow.objects.all())
        assert AuditRow.objects.filter(verb="confirm_field").count() == 1


@pytest.mark.django_db(databases=["default", "migrator"])
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditrow SET verb = ''", "DELETE FROM audit_auditrow", "TRUNCATE audit_auditrow"]
)
def test_neither_can_the_tables_owner(statement):
    with connections["migrator"].cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(statement)


def test_charlie_does_not_see_what_alice_did(cast):
    with tenant(cast.alice.organisation.pk):
        written(cast)
    with tenant(cast.charlie.organisation.pk):
        assert {row.organisation_id for row in AuditRow.objects.all()} == {cast.charlie.organisation.pk}
        assert not AuditRow.objects.filter(verb="confirm_field").exists()


def test_nobody_can_write_a_row_in_anothers_name(cast):
    with (
        tenant(cast.charlie.organisation.pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        written(cast)
