"""Pages of a list, with an opaque cursor."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from core.errors import BadInput

T = TypeVar("T")


def page(rows: Sequence[T], limit: int, cursor: str | None) -> tuple[list[T], str | None]:
    """Give one page and the cursor of the next, or None after the last."""
    start = offset(cursor)
    end = start + limit
    return list(rows[start:end]), after(end) if end < len(rows) else None


def after(position: int) -> str:
    """Write a position as a cursor."""
    return base64.urlsafe_b64encode(f"at:{position}".encode()).decode().rstrip("=")


def offset(cursor: str | None) -> int:
    """Read a cursor; raises BadInput for one that we did not write."""
    if cursor is None:
        return 0
    try:
        kind, _, position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise BadInput("The cursor is not one of ours.") from error
    if kind != "at" or not position.isdecimal():
        raise BadInput("The cursor is not one of ours.")
    return int(position)
