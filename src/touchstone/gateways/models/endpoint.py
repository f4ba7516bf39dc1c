"""A model behind an OpenAI-compatible endpoint (`POST {address}/chat/completions`)."""

from typing import TYPE_CHECKING, Any

import msgspec

from touchstone.gateways.errors import GatewayError

if TYPE_CHECKING:
    import httpx2

_MOST_ANSWER = 2 * 1024 * 1024  # bytes
# What a later try may cure: request time-out, conflict, too early, too many requests. So may every 5xx.
_PASSING = frozenset({408, 409, 425, 429})


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class OpenAICompatible(msgspec.Struct, frozen=True, kw_only=True):
    """A chat model at `address` (up to and including the version: "http://127.0.0.1:8080/v1")."""

    address: str
    model: str
    key: str | None = None
    seconds: float = 60.0

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self.model

    def answer(self, *, instructions: str, text: str) -> str:
        """The answer to `text` under `instructions`, at temperature 0.

        Raises:
            GatewayError: no answer (permanent only if the endpoint refuses the request), or one of another shape.
        """
        asked = {
            "model": self.model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": text}],
        }
        try:
            completion = msgspec.json.decode(self._post(asked), type=_Completion)
        except msgspec.DecodeError as error:
            raise self._failed("the endpoint's answer is not a chat completion", permanent=True) from error
        if not completion.choices or not completion.choices[0].message.content:
            raise self._failed("the model gave no answer", permanent=False)
        return completion.choices[0].message.content

    def _post(self, asked: dict[str, Any]) -> bytes:
        import httpx2

        address = f"{self.address.rstrip('/')}/chat/completions"
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            with (
                httpx2.Client(timeout=self.seconds, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", address, json=asked, headers=headers) as response,
            ):
                return self._body(response)
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise self._failed("this is no address of an endpoint", permanent=True) from error
        except httpx2.TimeoutException as error:
            raise self._failed(f"no answer within {self.seconds:g} seconds", permanent=False) from error
        except httpx2.HTTPError as error:
            raise self._failed("the endpoint cannot be reached", permanent=False) from error

    def _body(self, response: "httpx2.Response") -> bytes:
        if response.status_code != 200:
            passing = response.status_code >= 500 or response.status_code in _PASSING
            raise self._failed(f"the endpoint answered {response.status_code}", permanent=not passing)
        body = b""
        for part in response.iter_bytes():
            body += part
            if len(body) > _MOST_ANSWER:
                raise self._failed("the endpoint's answer is far too long", permanent=True)
        return body

    def _failed(self, message: str, *, permanent: bool) -> GatewayError:
        hint = (
            "check the address, the key and the model's name"
            if permanent
            else "try again later, or go on without a model"
        )
        return GatewayError(message, permanent=permanent, place=self.address, hint=hint)
