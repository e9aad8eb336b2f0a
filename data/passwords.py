"""Password hashing: argon2id, two at once, and a dummy hash so that unknown people take as long as known ones."""

import asyncio
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.errors import BadInput

SHORTEST = 8
LONGEST = 256
AT_ONCE = 2


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(slots=True)
class Passwords:
    """Hashes and checks passwords in threads, at most two at a time."""

    hasher: PasswordHasher = field(default_factory=_hasher)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _dummy: str | None = None

    async def hash(self, password: str) -> str:
        """Hash a new password; one too short or too long raises BadInput."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadInput(f"The password must have {SHORTEST} to {LONGEST} characters.")
        return await self._hash(password)

    async def _hash(self, password: str) -> str:
        async with self._gate:
            return await asyncio.to_thread(self.hasher.hash, password.encode("utf-8", "surrogatepass"))

    async def fits(self, known: str | None, password: str) -> bool:
        """Tell whether a password fits the stored hash; without one it takes the same time and says no."""
        if self._dummy is None:
            self._dummy = await self._hash("nobody's password")
        async with self._gate:
            fitting = await asyncio.to_thread(self._verify, known or self._dummy, password[: LONGEST + 1])
        return fitting and known is not None

    def _verify(self, known: str, password: str) -> bool:
        try:
            return self.hasher.verify(known, password.encode("utf-8", "surrogatepass"))
        except (VerifyMismatchError, InvalidHashError):
            return False

    def outdated(self, known: str) -> bool:
        """Tell whether a hash was made with older parameters."""
        return self.hasher.check_needs_rehash(known)
