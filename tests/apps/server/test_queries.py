"""The number of queries does not grow with the number of rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needs import ANYBODY
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.matching.actions.drawing import draw_shortlist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def grow(member, brief, to):
    """`to` briefs and lists in all: copies, since reading each anew would only take time."""
    with tenant(member.organisation.pk):
        for model in (BriefRecord, type(brief.shortlists.first())):
            template = model.objects.first()
            copies = []
            for _ in range(to - model.objects.count()):
                fields = {
                    f.attname: getattr(template, f.attname) for f in model._meta.concrete_fields if f.attname != "id"
                }
                copies.append(model(**fields))
            model.objects.bulk_create(copies)
        return BriefRecord.objects.count()


@pytest.mark.parametrize("address", ["/", "/briefs/{brief}/", "/briefs/{brief}/plan/", "/briefs/{brief}/shortlist/", "/shortlists/{list}/", "/api/v1/briefs", "/api/v1/briefs/{brief}", "/api/v1/briefs/{brief}/shortlists", "/api/v1/shortlists/{list}"])  # fmt: skip
def test_fifty_rows_cost_as_many_queries_as_one(cast, browser_of, address):
    with tenant(cast.alice.organisation.pk):
        brief = submit_text(ANYBODY, by=cast.alice.actor, today=date(2026, 11, 23))
        drawn = draw_shortlist(brief, by=cast.alice.actor, today=brief.created_at.date())
    alice, where = browser_of(cast.alice), address.format(brief=brief.pk, list=drawn.pk)
    alice.get(where)
    few = queries(alice, where)
    assert grow(cast.alice, brief, to=50) == 50
    assert queries(alice, where) == few
    assert few <= 18
