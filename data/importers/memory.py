"""Fewer searches for cycles of objects while the many rows of a file are made: they hold none, and each search walks them all."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = (200_000, 50, 100)


class Collector:
    """The garbage collector's pace, shared by everybody who asks for a slower one; the last to leave gives it back."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.users = 0
        self.usual = gc.get_threshold()

    @contextmanager
    def seldom(self) -> Iterator[None]:
        """Collect seldom for as long as the block runs."""
        with self.lock:
            if not self.users:
                self.usual = gc.get_threshold()
                gc.set_threshold(*SELDOM)
            self.users += 1
        try:
            yield
        finally:
            with self.lock:
                self.users -= 1
                if not self.users:
                    gc.set_threshold(*self.usual)


collector = Collector()
