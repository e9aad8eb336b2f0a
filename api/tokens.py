"""Login tokens: Ed25519-signed JWTs with audience, expiry and an id."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Self
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import NotSignedIn

ISSUER = "portfolio-coach"
DOORS = ("coach-api", "coach-mcp")
SCOPES = ("portfolio:read", "portfolio:write", "chat")
LIFETIME = timedelta(hours=1)
REQUIRED = ["exp", "iat", "sub", "aud", "iss", "jti", "sid"]
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says; a login token names its session, which must still live."""

    user_id: UUID
    scopes: frozenset[str]
    privacy: Literal["full", "relative"]
    session: UUID | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Mints and verifies login tokens with one private key."""

    key: Ed25519PrivateKey

    @classmethod
    def of_seed(cls, seed: bytes) -> Self:
        """Make the signer of a 32-byte seed."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def mint(self, user_id: UUID, session: UUID, now: datetime) -> tuple[str, int]:
        """Make an access token of a session; gives it with its lifetime in seconds."""
        claims = {
            "sub": str(user_id),
            "iss": ISSUER,
            "aud": list(DOORS),
            "iat": now.timestamp(),
            "exp": now + LIFETIME,
            "jti": uuid4().hex,
            "sid": str(session),
            "scope": " ".join(SCOPES),
        }
        return jwt.encode(claims, self.key, algorithm="EdDSA"), int(LIFETIME.total_seconds())

    def verify(self, token: str, door: str) -> Claims:
        """Check signature, issuer, door and expiry."""
        if len(token) > LONGEST:
            raise NotSignedIn
        try:
            claims = jwt.decode(
                token, self.key.public_key(), algorithms=["EdDSA"], audience=door, issuer=ISSUER, options={"require": REQUIRED}
            )
            user_id, session = UUID(claims["sub"]), UUID(claims["sid"])
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise NotSignedIn from error
        expires = datetime.fromtimestamp(claims["exp"], UTC)
        return Claims(user_id, frozenset(str(claims.get("scope", "")).split()), "full", session, expires)
