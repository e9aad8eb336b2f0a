"""From a token to a person: login tokens of a living session, or personal access tokens."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mcp.server.auth.provider import AccessToken, TokenVerifier

from api.tokens import SCOPES, Claims, Signer
from core.clock import Clock
from core.errors import CoachError, NotSignedIn
from data import tokens
from data.db import Database
from tools.ctx import Ctx, Services


@dataclass(frozen=True, slots=True)
class Identity:
    """Verifies tokens for the doors and opens sessions."""

    db: Database
    signer: Signer
    services: Services
    clock: Clock

    async def identify(self, token: str, door: str) -> Ctx:
        """Give the caller's context; `door` is api or mcp, and a token made for another door is refused."""
        claims = await self._claims(token, f"coach-{door}")
        return Ctx(claims.user_id, self.services, claims.scopes, claims.privacy, door)

    async def _claims(self, token: str, audience: str) -> Claims:
        if token.startswith(tokens.ACCESS_PREFIX):
            user_id, found = await tokens.check_access(self.db, token)
            if audience not in found.doors:
                raise NotSignedIn("This token is not made for this door.")
            return Claims(user_id, frozenset(found.scopes), found.privacy, expires=found.expires_at)
        claims = self.signer.verify(token, audience)
        if claims.session is None:
            raise NotSignedIn
        async with self.db.tx(claims.user_id) as conn:
            if not await tokens.session_lives(conn, claims.user_id, claims.session):
                raise NotSignedIn("The session has ended; sign in again.")
        return claims

    async def open(self, user_id: UUID) -> dict[str, Any]:
        """Start a session and give its tokens as the contract says."""
        return self.answer(await tokens.open_session(self.db, user_id))

    def answer(self, session: tokens.Session) -> dict[str, Any]:
        """Write a session's tokens."""
        access, seconds = self.signer.mint(session.user_id, session.family, self.clock.now())
        return {"access_token": access, "refresh_token": session.refresh_token, "token_type": "bearer", "expires_in": seconds}

    def local(self, user_id: UUID, door: str) -> Ctx:
        """Give the context of the person at this machine."""
        return Ctx(user_id, self.services, frozenset(SCOPES), "full", door)


@dataclass(frozen=True, slots=True)
class McpVerifier(TokenVerifier):
    """The same tokens at the MCP door."""

    identity: Identity

    async def verify_token(self, token: str) -> AccessToken | None:
        """Give the token's owner and rights, or nothing."""
        try:
            ctx = await self.identity.identify(token, "mcp")
        except CoachError:
            return None
        return AccessToken(
            token="-",  # noqa: S106 - the token itself goes no further
            client_id=str(ctx.user_id),
            scopes=sorted(ctx.scopes),
            subject=str(ctx.user_id),
            claims={"privacy": ctx.privacy},
        )

    def caller(self, token: AccessToken) -> Ctx:
        """Give the context a verified token stands for."""
        if token.subject is None:
            raise NotSignedIn
        privacy = (token.claims or {}).get("privacy", "relative")
        return Ctx(UUID(token.subject), self.identity.services, frozenset(token.scopes), privacy, "mcp")
