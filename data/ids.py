"""Opaque ids as the surfaces carry them."""

from uuid import UUID

from core.errors import NotFound


def as_id(text: str) -> UUID:
    """Read an id; text that is no id of ours belongs to nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
