"""The walls between organisations, in PostgreSQL itself."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, models, transaction

from touchstone.apps.accounts.models import OPERATOR_ID, Membership, Organisation, TenantModel
from touchstone.apps.accounts.tenancy import current_organisation, tenant

pytestmark = pytest.mark.django_db


def rows(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def tenant_models():
    return [
        model for model in apps.get_models() if any(f.attname == "organisation_id" for f in model._meta.concrete_fields)
    ]


def test_tests_run_as_the_role_that_serves_pages():
    assert rows("SELECT current_user") == [("touchstone_app",)]


def test_without_an_organisation_there_are_no_rows(cast):
    with tenant(None):
        assert Membership.objects.count() == 0
        assert Organisation.objects.count() == 0


def test_alice_sees_her_organisation_and_not_charlies(cast):
    with tenant(cast.alice.organisation.pk):
        assert set(Organisation.objects.all()) == {cast.alice.organisation}
        assert {m.user_id for m in Membership.objects.all()} == {
            cast.alice.user.pk,
            cast.bob.user.pk,
            cast.dana.user.pk,
        }


def test_charlie_cannot_change_alices_organisation(cast):
    with tenant(cast.charlie.organisation.pk):
        assert Organisation.objects.filter(pk=cast.alice.organisation.pk).update(name="mine") == 0
        assert Membership.objects.filter(organisation=cast.alice.organisation.pk).delete()[0] == 0


def test_charlie_cannot_write_a_row_into_alices_organisation(cast):
    with (
        tenant(cast.charlie.organisation.pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Membership.objects.create(organisation_id=cast.alice.organisation.pk, user=cast.charlie.user)


def test_a_nested_block_puts_back_what_was_there(cast):
    with tenant(cast.alice.organisation.pk):
        with tenant(cast.charlie.organisation.pk):
            assert Organisation.objects.get() == cast.charlie.organisation
        assert Organisation.objects.get() == cast.alice.organisation
        assert current_organisation() == cast.alice.organisation.pk
    assert current_organisation() is None


def test_a_nested_block_that_fails_puts_back_what_was_there(cast):
    with tenant(cast.alice.organisation.pk):
        with pytest.raises(DatabaseError), tenant(cast.charlie.organisation.pk):
            rows("SELECT 1 / 0")
        assert Organisation.objects.get() == cast.alice.organisation


def test_a_user_sees_their_own_memberships_before_an_organisation_is_chosen(cast):
    with tenant(None, user=cast.bob.user.pk):
        assert [m.organisation_id for m in Membership.objects.all()] == [cast.alice.organisation.pk]


def test_the_operator_is_an_organisation_like_any_other():
    with tenant(OPERATOR_ID):
        assert Organisation.objects.get().kind == Organisation.Kind.OPERATOR


def test_every_tenant_table_has_a_forced_policy():
    tables = {model._meta.db_table for model in tenant_models()} | {Organisation._meta.db_table}
    guarded = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = 'own_organisation' AND p.polcmd = '*' "
        "AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL"
    )
    assert len(tables) >= 5
    assert tables <= {name for (name,) in guarded}


def test_whatever_a_tenant_keeps_unique_is_unique_within_the_organisation():
    for model in tenant_models():
        for field in model._meta.concrete_fields:
            assert field.primary_key or not field.unique, (
                f"{model.__name__}.{field.name}: one organisation would learn of another's"
            )
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                first = constraint.fields[0] if constraint.fields else constraint.expressions[0].name
                assert first == "organisation", f"{model.__name__}: {constraint.name}"


def test_every_row_of_an_organisation_is_a_tenant_model_or_the_audit():
    others = {model.__name__ for model in tenant_models() if not issubclass(model, TenantModel)}
    assert others == {"AuditRow"}


def test_the_application_owns_nothing_and_makes_nothing():
    assert rows("SELECT count(*) FROM pg_class WHERE pg_has_role(current_user, relowner, 'MEMBER')") == [(0,)]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows("CREATE TABLE mine (id int)")


def test_the_application_cannot_switch_row_security_off(cast):
    with pytest.raises(DatabaseError), transaction.atomic():
        rows("ALTER TABLE accounts_membership DISABLE ROW LEVEL SECURITY")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        rows("SET LOCAL row_security = off; SELECT * FROM accounts_membership")


@pytest.mark.django_db(databases=["default", "migrator"])
def test_even_the_tables_owner_sees_no_rows_without_an_organisation(cast):
    with connections["migrator"].cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM accounts_organisation)")
        assert cursor.fetchone() == ("touchstone_migrator", 0)
