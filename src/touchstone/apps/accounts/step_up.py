"""Before something changes who can get in, its owner shows once more that it is them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def step_up(view: View) -> View:
    """Let pass who showed that it is them within ACCOUNT_REAUTHENTICATION_TIMEOUT; ask everybody else, and then go on."""
    required: Any = reauthentication_required  # allauth has no types
    return cast("View", required(view))
