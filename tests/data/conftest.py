"""Fixtures of the data room's tests."""

from tests.data.small import desk, market, other

__all__ = ["desk", "market", "other"]
