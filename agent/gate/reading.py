"""Reading tool results and arguments: pointers, texts and numbers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


def pointer(result: Any, path: str) -> Any:
    """Follow a JSON pointer."""
    for part in path.split("/")[1:]:
        if isinstance(result, list):
            result = result[int(part)] if part.isdecimal() and int(part) < len(result) else None
        elif isinstance(result, Mapping):
            result = result.get(part.replace("~1", "/").replace("~0", "~"))
    return result


def texts(value: Any) -> Iterator[str]:
    """Give every text in a tool's arguments."""
    if isinstance(value, str):
        yield value.lower()
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def decimal(value: Any) -> Decimal | None:
    """Read a number; None for what is none."""
    try:
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return None
