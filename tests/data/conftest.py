"""Fixtures of the data room's tests."""

from tests.data.restored import empty, kept, town
from tests.data.small import desk, market, other

__all__ = ["desk", "empty", "kept", "market", "other", "town"]
