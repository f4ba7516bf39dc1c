"""Who did what in an organisation, in JSON, for its owners."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from touchstone.apps.accounts.actor import actor_of
from touchstone.apps.accounts.schemas import PageIn
from touchstone.apps.audit.schemas import HistoryPage, history_page
from touchstone.apps.organisations.access import whose_history

router = Router(tags=["organisation"])


class HistoryWanted(PageIn):
    """Of what."""

    object_id: UUID | None = Field(default=None, description="What was done to this alone.")


@router.get("/history", response=HistoryPage)
def get_history(request: HttpRequest, wanted: Query[HistoryWanted]) -> dict[str, Any]:
    """Who did what in the organisation, newest first, a page at a time."""
    return history_page(whose_history(actor_of(request)).organisation, wanted.object_id, wanted)
