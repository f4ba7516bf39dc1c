"""Loops that are compiled the first time they run, and kept compiled: numba, behind one name.

numba with llvmlite is 190 MB, so it is an extra; whoever calls a compiled loop without it is told what to install.
Results do not depend on the number of threads: every loop runs in one, and whoever wants more cuts the work into fixed
blocks and adds the blocks up in their order.
"""

from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from typing import Any

from touchstone.core.errors import MissingExtra

HINT = "pip install 'touchstone[numeric]'"


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, compiled on its first call; its machine code is cached beside the source, or in the user's cache.

    The import of numba (half a second) waits for that call too.

    Raises:
        MissingExtra: numba is not installed (when called, not when decorated).
    """
    made: list[Callable[..., Any]] = []

    @wraps(function)
    def call(*arguments: Any) -> Any:
        if not made:
            made.append(_compile(function))
        return made[0](*arguments)

    return call


def available() -> bool:
    """Whether compiled loops can run here."""
    return find_spec("numba") is not None


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    if not available():
        raise MissingExtra("this computation needs numba, which is not installed", hint=HINT)
    from numba import njit

    machine_code: Callable[..., Any] = njit(cache=True, nogil=True, error_model="numpy")(function)
    return machine_code
