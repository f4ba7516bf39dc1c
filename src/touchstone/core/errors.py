"""Refusals. A refusal is a named value: a stable code, a sentence, the place, and what would be right.

DomainError
├── BadInput        the input cannot be used as it is
├── NoData          there is no figure for this, and none is invented
├── NotPossible     nothing satisfies what was asked
├── NotConverged    a computation did not settle
└── MissingExtra    an optional part is not installed
"""

from typing import ClassVar


class DomainError(Exception):
    """Something was refused. Each edge (terminal, page, API) turns it into its own form in one place."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        """Hold `message`, the `place` (file, line, field) where it went wrong, and a `hint` at what would be right."""
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{hint}"


class BadInput(DomainError):
    """The input cannot be used as it is."""

    code = "bad_input"


class NoData(DomainError):
    """There is no figure for this, and none is invented."""

    code = "no_data"


class NotPossible(DomainError):
    """Nothing satisfies what was asked."""

    code = "not_possible"


class NotConverged(DomainError):
    """A computation did not settle within its limits."""

    code = "not_converged"


class MissingExtra(DomainError):
    """An optional part of the installation is needed."""

    code = "missing_extra"
