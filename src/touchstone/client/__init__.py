"""The typed client of the API.

    with Client("https://touchstone.example.org", token) as touchstone:
        brief = touchstone.submit_brief("Our assistant invents citations in tax law. …")
        print(brief.diagnosis.role, touchstone.draw_shortlist(brief.id).result.eligible)

docs/how-to/use-the-api.md goes through it.
"""

from touchstone.client.client import Client
from touchstone.client.errors import ApiError, Forbidden, NotFound, NotLoggedIn, TooMany
from touchstone.client.values import (
    BriefAnswer,
    BriefLine,
    Mark,
    Page,
    Session,
    ShortlistAnswer,
    ShortlistLine,
    Subfield,
)

__all__ = [
    "ApiError",
    "BriefAnswer",
    "BriefLine",
    "Client",
    "Forbidden",
    "Mark",
    "NotFound",
    "NotLoggedIn",
    "Page",
    "Session",
    "ShortlistAnswer",
    "ShortlistLine",
    "Subfield",
    "TooMany",
]
