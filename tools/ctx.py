"""The caller's context: who asks, what they may do, and the services that answer."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from core.clock import Clock
from core.errors import NotAllowed
from core.market import Market
from core.protocols import TurnLog
from data.audit import Audit
from data.db import Database
from retrieval.search import Search
from tools.books import Books


@dataclass(frozen=True, slots=True)
class Services:
    """What tools work with; built once. `results` are those last given, by all that they rest on; `audit` logs calls."""

    db: Database
    market: Market
    search: Search
    turns: TurnLog
    books: Books
    clock: Clock
    results: OrderedDict[Hashable, dict[str, Any]] = field(default_factory=OrderedDict)
    audit: Audit | None = None


@dataclass(frozen=True, slots=True)
class Ctx:
    """One caller. Identity comes from a verified token, never from an argument."""

    user_id: UUID
    services: Services
    scopes: frozenset[str] = frozenset({"portfolio:read", "portfolio:write", "chat"})
    privacy: Literal["full", "relative"] = "full"
    door: str = "api"

    def require(self, scope: str) -> None:
        """Refuse when the token lacks a scope."""
        if scope not in self.scopes:
            raise NotAllowed(f"This token lacks the scope {scope}.")
