"""One call over the wire: sent, sent again where that is safe, and answered or refused.

Every write carries an Idempotency-Key of its own, the same in each try, so the server does it once however often it
arrives. Reads may always be sent again. Nothing is retried beyond `seconds` in all.
"""

import random
import time
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import msgspec

from touchstone.client.errors import ApiError, Problem, refusal
from touchstone.core.errors import BadInput
from touchstone.gateways.errors import GatewayError

Kind = TypeVar("Kind")

_FIRST_WAIT, _LONGEST_WAIT = 0.1, 5.0  # seconds; doubled from try to try
_MOST_ANSWER = 64 * 1024 * 1024  # bytes
_PASSING = frozenset({502, 503, 504})  # a proxy whose server is away for a moment
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Wire:
    """A connection to one server on behalf of one token."""

    def __init__(self, address: str, token: str, *, seconds: float, transport: httpx2.BaseTransport | None) -> None:
        """`seconds` bounds each call with all its tries."""
        self.address = _checked(address)
        self._seconds = seconds
        shown = f"Bearer {_sendable(token)}"
        headers = {"Accept": "application/json", "User-Agent": "touchstone-client", "Authorization": shown}
        # Its own TLS context verifies; what stands in the environment (proxies, netrc) does not get the token.
        self._http = httpx2.Client(headers=headers, transport=transport, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        kind: type[Kind],
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        document: tuple[str, bytes] | None = None,
        part: str = "document",
    ) -> Kind:
        """The answer of `path` as a `kind`.

        Raises:
            ApiError: the server refuses; of the class that fits its code.
            GatewayError: it cannot be reached in time, or answers what this version does not understand.
        """
        request: dict[str, Any] = {"params": {k: v for k, v in (query or {}).items() if v is not None}, "headers": {}}
        if method != "GET":
            request["headers"]["Idempotency-Key"] = str(uuid4())
        if body is not None:
            request["content"] = msgspec.json.encode(body)
            request["headers"]["Content-Type"] = "application/json"
        if document is not None:
            request["files"] = {part: document}
        content = self._until_answered(method, f"{self.address}/api/v1/{path}", request)
        try:
            return msgspec.json.decode(content or b"null", type=kind)  # 204 has no content
        except msgspec.DecodeError as error:
            hint = "client and server of the same version"
            raise self._failed(f"The answer is not understood: {error}", permanent=True, hint=hint) from error

    def _until_answered(self, method: str, url: str, request: dict[str, Any]) -> bytes:
        deadline, wait = time.monotonic() + self._seconds, _FIRST_WAIT
        while True:
            refused: ApiError | GatewayError
            try:
                return self._once(method, url, request, deadline=deadline)
            except _Later as later:
                refused, pause = later.refusal, later.seconds
            if pause is None:
                pause = wait * random.uniform(0.5, 1.0)  # noqa: S311 - so that many clients do not come back together
                wait = min(2 * wait, _LONGEST_WAIT)
            if time.monotonic() + pause >= deadline:
                raise refused
            time.sleep(pause)

    def _once(self, method: str, url: str, request: dict[str, Any], *, deadline: float) -> bytes:
        left = max(deadline - time.monotonic(), 0.001)
        try:
            with self._http.stream(method, url, timeout=left, **request) as response:
                content = self._read(response, deadline=deadline)
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise self._failed("This is no address of a server.", permanent=True) from error
        except httpx2.HTTPError as error:
            raise _Later(self._failed("The server cannot be reached.", permanent=False)) from error
        if response.is_success:
            return content
        raise self._refused(response, content)

    def _read(self, response: httpx2.Response, *, deadline: float) -> bytes:
        content = b""
        for part in response.iter_bytes():
            content += part
            if len(content) > _MOST_ANSWER:
                raise self._failed("The answer is far too long.", permanent=True)
            if time.monotonic() > deadline:
                raise self._failed(f"No whole answer within {self._seconds:g} seconds.", permanent=False)
        return content

    def _refused(self, response: httpx2.Response, content: bytes) -> Exception:
        status = response.status_code
        if response.is_redirect:
            where = urlsplit(response.headers.get("Location", "")).hostname or "elsewhere"
            hint = "the server's own address, as its SITE_URL has it"
            return self._failed(f"The server sends us to {where}; we do not go there.", permanent=True, hint=hint)
        try:
            refused: ApiError | GatewayError = refusal(status, msgspec.json.decode(content, type=Problem))
        except msgspec.DecodeError:
            refused = self._failed(f"The server answered {status}.", permanent=status not in _PASSING)
        after = response.headers.get("Retry-After", "")
        pause = float(after) if after.isascii() and after.isdigit() else None
        if not isinstance(refused, ApiError):
            return _Later(refused, pause) if status in _PASSING else refused
        passing = refused.code == "still_running" or status == 503 or (status == 429 and pause is not None)
        return _Later(refused, pause) if passing else refused

    def _failed(self, message: str, *, permanent: bool, hint: str | None = None) -> GatewayError:
        return GatewayError(message, permanent=permanent, place=self.address, hint=hint)


class _Later(Exception):
    """Not now: the refusal to give up with, and after how many seconds the server wants to be asked again."""

    def __init__(self, refused: ApiError | GatewayError, seconds: float | None = None) -> None:
        super().__init__()
        self.refusal, self.seconds = refused, seconds


def _checked(address: str) -> str:
    """The server's address without what stands behind the host; a token goes over TLS, or nowhere but this machine.

    Raises:
        BadInput: it is none.
    """
    parts = urlsplit(address)
    hint = "for example https://touchstone.example.org"
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.path.strip("/"):
        raise BadInput("This is no address of a server.", place="address", hint=hint)
    if parts.username or parts.password:
        raise BadInput("A password has no place in an address.", place="address", hint=hint)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise BadInput("A token is not sent over http to another machine.", place="address", hint=hint)
    return f"{parts.scheme}://{parts.netloc}"


def _sendable(token: str) -> str:
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise BadInput("This is no token.", place="token", hint="it begins with tst_; the page “API tokens” makes one")
    return token
