"""The operator adds to the taxonomy and to the rates."""

from collections.abc import Mapping
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.audit.models import record as audit
from touchstone.apps.reference.gather import FIELDS, RATES, as_csv
from touchstone.apps.reference.models import OwnField, OwnRate, Stamp
from touchstone.core.errors import BadInput
from touchstone.core.rates import rate_table
from touchstone.core.skills import Node, parent_code, taxonomy

LONGEST_NAME, MOST_PHRASES = 100, 30
_MARKS = "~=-"


@transaction.atomic
def keep_field(node: Node, *, by: Actor) -> OwnField:
    """Add a field to the taxonomy, or change how one is named; texts are read by it from the next request on.

    Raises:
        BadInput: the code hangs nowhere, a name is missing or too long, or a phrase names another field already.
    """
    by.must(Right.OPERATE)
    fields = taxonomy()
    _check_names(node)
    if parent_code(node.code) is None or "." not in node.code:
        hint = _("four digits of the classification, a dot and words: 0421.maritime_insurance")
        raise BadInput(_("A field of one's own hangs below one of four digits."), place="code", hint=hint)
    changed = fields.with_node(node)
    for language, phrase in _phrases(node):
        meant = fields.code_of(phrase)
        if meant is not None and meant != node.code:
            named = f"{meant} {fields.name(meant)}"
            raise BadInput(
                _("“%(phrase)s” names another field already.") % {"phrase": phrase}, place=language, hint=named
            )
    own, added = OwnField.objects.update_or_create(
        code=node.code,
        defaults={
            "names": {language: name for language, name in node.names.items() if name},
            "aliases": {language: list(said) for language, said in node.aliases.items() if said},
            "changed_by_id": by.user,
            "changed_at": timezone.now(),
        },
    )
    _changed(FIELDS)
    verb = "add_field" if added and node.code not in fields else "change_field"
    audit(verb, by=by, on=by.organisation, kind="taxonomy", code=node.code, fields=len(changed))
    return own


@transaction.atomic
def keep_rate(fields: Mapping[str, str], *, by: Actor) -> OwnRate:
    """Add a row to the rate table, or put one in the place of the row of its id.

    Raises:
        BadInput: a field cannot be used; its name is the refusal's place.
    """
    by.must(Right.OPERATE)
    kept = {name: " ".join(value.split()) for name, value in fields.items() if value.strip()}
    try:
        rate_table(extra=as_csv([kept]), name="rates")
    except BadInput as refused:
        place = (refused.place or "").rpartition(", ")[2]
        raise BadInput(refused.message, place=place, hint=refused.hint) from refused
    own, added = OwnRate.objects.update_or_create(
        id=kept["id"], defaults={"fields": kept, "changed_by_id": by.user, "changed_at": timezone.now()}
    )
    _changed(RATES)
    audit("add_rate" if added else "change_rate", by=by, on=by.organisation, kind="rates", row=own.pk)
    return own


@transaction.atomic
def remove_rate(own: OwnRate, *, by: Actor) -> None:
    """The row goes; where it stood in the place of one of the package's, that one is back. Twice is once."""
    by.must(Right.OPERATE)
    if OwnRate.objects.filter(pk=own.pk).delete()[0]:
        _changed(RATES)
        audit("remove_rate", by=by, on=by.organisation, kind="rates", row=own.pk)


def _changed(what: str) -> None:
    Stamp.objects.update_or_create(name=what, defaults={"value": uuid4()})


def _check_names(node: Node) -> None:
    if not node.names.get("en", "").strip():
        raise BadInput(_("A field has an English name."), place="en", hint=_("such as Maritime insurance law"))
    for language, phrase in _phrases(node):
        if len(phrase) > LONGEST_NAME or not phrase or "|" in phrase or "\0" in phrase:
            hint = _("1 to %(most)s characters, without |") % {"most": LONGEST_NAME}
            raise BadInput(_("“%(phrase)s” is no name.") % {"phrase": phrase[:40]}, place=language, hint=hint)
    if any(len(said) > MOST_PHRASES for said in node.aliases.values()):
        raise BadInput(_("There are too many phrases."), place="en", hint=str(MOST_PHRASES))


def _phrases(node: Node) -> list[tuple[str, str]]:
    """Every name and phrase, without its mark, with its language."""
    said = [(language, name) for language, name in node.names.items() if name]
    said += [(language, phrase) for language, phrases in node.aliases.items() for phrase in phrases]
    return [(language, phrase.lstrip(_MARKS).strip()) for language, phrase in said]
