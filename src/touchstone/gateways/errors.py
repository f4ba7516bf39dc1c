"""The one error of the outside world."""

from typing import ClassVar

from touchstone.core.errors import DomainError


class GatewayError(DomainError):
    """Something outside did not do its part. `permanent`: asking again will not help."""

    code: ClassVar[str] = "gateway_failed"

    def __init__(self, message: str, *, permanent: bool, place: str | None = None, hint: str | None = None) -> None:
        """Hold whether it is `permanent` beside what every refusal has."""
        super().__init__(message, place=place, hint=hint)
        self.permanent = permanent
