"""Which role a brief calls for, or none: the hiring guide's rule made explicit, traceable and priced."""

from touchstone.core.roles.diagnosis import diagnose
from touchstone.core.roles.values import (
    HIRABLE,
    Also,
    Change,
    Diagnosis,
    Quote,
    Reason,
    Role,
    Share,
    WrongChoice,
)

__all__ = ["HIRABLE", "Also", "Change", "Diagnosis", "Quote", "Reason", "Role", "Share", "WrongChoice", "diagnose"]
