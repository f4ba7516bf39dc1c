"""An organisation begins: a client's first member founds it, or a visitor's sandbox becomes it."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from touchstone.apps.accounts import rights
from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Membership, Organisation, User
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.core.errors import BadInput

LONGEST_NAME = 120


@transaction.atomic
def found(name: str, *, owner: User, sandbox: UUID | None = None) -> Organisation:
    """A client company with its first member. What a visitor did in `sandbox` becomes the company's own.

    Raises:
        BadInput: the name is empty or too long.
    """
    name = _checked(name)
    key = sandbox or uuid4()
    by = Actor(key, user=owner.pk, rights=rights.OF_ROLE[Membership.Role.OWNER])
    with tenant(key):
        if not (sandbox and _settle(sandbox, name)):
            Organisation.objects.create(id=key, name=name)
        Membership.objects.create(organisation_id=key, user=owner, role=Membership.Role.OWNER)
        organisation = Organisation.objects.get(pk=key)
        audit("found_organisation", by=by, on=organisation, from_sandbox=sandbox is not None)
    return organisation


@transaction.atomic
def rename(organisation: Organisation, name: str, *, by: Actor) -> Organisation:
    """Another name.

    Raises:
        BadInput: it is empty or too long.
    """
    by.must(Right.MANAGE)
    Organisation.objects.filter(pk=by.organisation).update(name=_checked(name))
    audit("rename_organisation", by=by, on=organisation)
    organisation.refresh_from_db(fields=["name"])
    return organisation


def _settle(sandbox: UUID, name: str) -> bool:
    """A sandbox becomes a client that stays; whether it was still one. The visitor's cookie opens it no longer."""
    return bool(
        Organisation.objects.filter(pk=sandbox, kind=Organisation.Kind.VISITOR).update(
            kind=Organisation.Kind.CLIENT, expires_at=None, name=name
        )
    )


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        hint = _("1 to %(most)s characters") % {"most": LONGEST_NAME}
        raise BadInput(_("This is no name for an organisation."), place="organisation", hint=hint)
    return name
