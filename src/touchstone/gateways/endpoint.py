"""An endpoint that takes JSON and gives JSON, reached over HTTP with every limit set."""

from typing import TYPE_CHECKING, Any

import msgspec

from touchstone.gateways.errors import GatewayError

if TYPE_CHECKING:
    import httpx2

# What a later try may cure: request time-out, conflict, too early, too many requests. So may every 5xx.
_PASSING = frozenset({408, 409, 425, 429})


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is asked: `address` up to and including the version ("http://127.0.0.1:8080/v1")."""

    address: str
    key: str | None = None
    seconds: float = 60.0
    most_answer: int = 2 * 1024 * 1024  # bytes
    without: str = "go on without it"  # what can be done while it does not answer

    def post(self, path: str, asked: dict[str, Any]) -> bytes:
        """The answer's body.

        Raises:
            GatewayError: there is none (permanent only if the endpoint refuses the request), or it is far too long.
        """
        import httpx2

        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            with (
                httpx2.Client(timeout=self.seconds, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", f"{self.address.rstrip('/')}/{path}", json=asked, headers=headers) as response,
            ):
                return self._body(response)
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise self.failed("this is no address of an endpoint", permanent=True) from error
        except httpx2.TimeoutException as error:
            raise self.failed(f"no answer within {self.seconds:g} seconds", permanent=False) from error
        except httpx2.HTTPError as error:
            raise self.failed("the endpoint cannot be reached", permanent=False) from error

    def failed(self, message: str, *, permanent: bool) -> GatewayError:
        """A refusal that names this endpoint and says what can be done."""
        hint = f"try again later, or {self.without}"
        if permanent:
            hint = "check the address, the key and the model's name"
        return GatewayError(message, permanent=permanent, place=self.address, hint=hint)

    def _body(self, response: "httpx2.Response") -> bytes:
        if response.status_code != 200:
            passing = response.status_code >= 500 or response.status_code in _PASSING
            raise self.failed(f"the endpoint answered {response.status_code}", permanent=not passing)
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > self.most_answer:
                raise self.failed("the endpoint's answer is far too long", permanent=True)
        return bytes(body)
