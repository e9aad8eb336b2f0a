"""A circuit breaker: after some failures in a row a service is left alone for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

FAILURES = 5
REST = 30.0


@dataclass
class Breaker:
    """Opens after `failures` in a row and lets one call through after `rest` seconds."""

    failures: int = FAILURES
    rest: float = REST
    now: Callable[[], float] = field(default=time.monotonic)
    count: int = 0
    opened: float | None = None

    @property
    def closed(self) -> bool:
        """Tell whether a call may go out."""
        return self.opened is None or self.now() - self.opened >= self.rest

    def succeeded(self) -> None:
        """Note an answer."""
        self.count, self.opened = 0, None

    def failed(self) -> None:
        """Note a failure."""
        self.count += 1
        if self.count >= self.failures:
            self.opened = self.now()
