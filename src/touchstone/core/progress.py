"""How long work tells that it moves: two methods, so that a terminal, a job and a test can each bring their own."""

from typing import Protocol


class Progress(Protocol):
    """Somebody who wants to know how far the work is."""

    def start(self, total: int, label: str) -> None:
        """A stretch of `total` steps begins."""

    def advance(self, steps: int = 1) -> None:
        """`steps` more steps are done."""
