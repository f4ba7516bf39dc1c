"""A model behind an OpenAI-compatible endpoint (`POST {address}/chat/completions`)."""

import msgspec

from touchstone.gateways.endpoint import Endpoint


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
        endpoint = Endpoint(address=self.address, key=self.key, seconds=self.seconds, without="go on without a model")
        asked = {
            "model": self.model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": text}],
        }
        try:
            completion = msgspec.json.decode(endpoint.post("chat/completions", asked), type=_Completion)
        except msgspec.DecodeError as error:
            raise endpoint.failed("the endpoint's answer is not a chat completion", permanent=True) from error
        if not completion.choices or not completion.choices[0].message.content:
            raise endpoint.failed("the model gave no answer", permanent=False)
        return completion.choices[0].message.content
