"""How far long work has come, told to whoever listens: a bar on a terminal, nobody in the service."""

from collections.abc import Callable
from contextvars import ContextVar

Listener = Callable[[str, int, int | None], None]
EVERY = 1_000

listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def report(label: str, done: int, total: int | None = None) -> None:
    """Tell the listener how much is done; the total may not be known."""
    found = listener.get()
    if found is not None:
        found(label, done, total)
