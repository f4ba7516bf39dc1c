"""An endpoint that takes JSON and gives JSON, reached over HTTP with every limit set."""

from typing import TYPE_CHECKING, Any

import msgspec

from touchstone.gateways.errors import GatewayError

if TYPE_CHECKING:
    from touchstone.gateways.outbound import Answered

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
        from touchstone.gateways import outbound

        address, allowed = f"{self.address.rstrip('/')}/{path}", outbound.Allowed.of(self.address)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        try:
            answered = outbound.post(
                address,
                msgspec.json.encode(asked),
                headers=headers,
                allowed=allowed,
                seconds=self.seconds,
                most_answer=self.most_answer,
            )
        except (outbound.Refused, UnicodeEncodeError) as error:
            raise self.failed("this is no address of an endpoint", permanent=True) from error
        except outbound.NoAnswer as error:
            late = error.why in {outbound.Why.TIMEOUT, outbound.Why.SLOW_NAME}
            said = f"no answer within {self.seconds:g} seconds" if late else "the endpoint cannot be reached"
            raise self.failed(said, permanent=False) from error
        return self._body(answered)

    def failed(self, message: str, *, permanent: bool) -> GatewayError:
        """A refusal that names this endpoint and says what can be done."""
        hint = f"try again later, or {self.without}"
        if permanent:
            hint = "check the address, the key and the model's name"
        return GatewayError(message, permanent=permanent, place=self.address, hint=hint)

    def _body(self, answered: "Answered") -> bytes:
        if answered.status != 200:
            passing = answered.status >= 500 or answered.status in _PASSING
            raise self.failed(f"the endpoint answered {answered.status}", permanent=not passing)
        if len(answered.body) > self.most_answer:
            raise self.failed("the endpoint's answer is far too long", permanent=True)
        return answered.body
