"""What a model is to us, and the kinds that there are."""

from typing import Protocol

from touchstone.gateways.models.endpoint import OpenAICompatible


class Model(Protocol):
    """Something that answers a text with a text."""

    @property
    def name(self) -> str:
        """What is shown beside everything that it proposed."""

    def answer(self, *, instructions: str, text: str) -> str:
        """The answer to `text` under `instructions`.

        Raises:
            GatewayError: there is none.
        """


# By the word that a configuration uses; whoever reads the configuration passes the values in.
KINDS: dict[str, type[OpenAICompatible]] = {"openai_compatible": OpenAICompatible}
