"""A write of the API may be sent again: under the same key it is done once, and answered the same.

The key's row is written in the request's own transaction, so it is there exactly if the effect is. Two at once: the
second finds the first one's lock and is told to wait. Kept are answers that would stand: what was done, and what was
refused for good; not "log in", "too many" or a fault of ours.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.models import KeptAnswer
from touchstone.server.problems import problem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(days=1)
_LONGEST = 255
_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
_KEPT_HEADERS = ("Content-Type", "Location")
_PASSING = {401, 408, 409, 429}  # what another try may answer otherwise
_SELDOM = 20  # by lot, one new answer of so many clears away old ones, so that no job is needed for it
_CLEARED_AT_ONCE = 200


class IdempotencyMiddleware:
    """Looks at writes of the API that carry a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest. It must run within TenantMiddleware, in the request's transaction."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from memory, or do it and remember. Whoever has no organisation yet has no place to remember in."""
        key, actor = request.headers.get(HEADER), actor_of(request)
        if key is None or actor is None or request.method in _SAFE or not request.path.startswith("/api/"):
            return self.get_response(request)
        if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
            hint = f"1 to {_LONGEST} printable ASCII characters, for example a UUID"
            return problem(422, code="bad_input", title="This is no key.", place=HEADER, hint=hint)
        return self._once(request, key, actor)

    def _once(self, request: HttpRequest, key: str, actor: Actor) -> HttpResponse:
        if not _locked(actor, key):
            running = problem(409, code="still_running", title="A request with this key is still being answered.")
            running["Retry-After"] = "1"
            return running
        asked = _digest(request)
        kept = KeptAnswer.objects.filter(organisation=actor.organisation, key=key).first()
        if kept is None or kept.at < timezone.now() - KEPT_FOR:
            response = self.get_response(request)
            _keep(response, key=key, asked=asked, actor=actor)
            return response
        if kept.asked != asked:
            hint = "a new key for a new request"
            return problem(422, code="key_reused", title="This key came with another request.", place=HEADER, hint=hint)
        return _again(kept)


def _locked(actor: Actor, key: str) -> bool:
    """Whether nobody else answers under this key; from now until the end of the transaction we do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{actor.organisation} {key}"])
        return bool(cursor.fetchone()[0])


def _digest(request: HttpRequest) -> str:
    """What was asked. A form with files is told by its parts: its boundary is another one with each try."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(f"{name}={values!r}\n".encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            _add_file(digest, name, file)
    return digest.hexdigest()


def _add_file(digest: "hashlib._Hash", name: str, file: "UploadedFile[Any]") -> None:
    digest.update(f"{name}={file.name!r}:{file.size}\n".encode())
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)


def _keep(response: HttpResponse, *, key: str, asked: str, actor: Actor) -> None:
    if response.status_code >= 500 or response.status_code in _PASSING or response.streaming:
        return
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    now = timezone.now()
    kept = {"asked": asked, "status": response.status_code, "headers": headers, "body": response.content, "at": now}
    answer = KeptAnswer(organisation_id=actor.organisation, key=key, **kept)
    KeptAnswer.objects.bulk_create(
        [answer], update_conflicts=True, unique_fields=["organisation", "key"], update_fields=list(kept)
    )
    if secrets.randbelow(_SELDOM) == 0:
        old = KeptAnswer.objects.filter(organisation=actor.organisation, at__lt=now - KEPT_FOR).order_by("at")
        keys = list(old.values_list("pk", flat=True)[:_CLEARED_AT_ONCE])
        KeptAnswer.objects.filter(pk__in=keys).delete()


def _again(kept: KeptAnswer) -> HttpResponse:
    response = HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    response[REPLAYED] = "true"
    return response
