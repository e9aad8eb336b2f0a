"""What calls of a language model cost, and how much of it is allowed: calls, tokens, seconds and money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls of a language model took; money is in the currency that the prices are in."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    money: Decimal = Decimal(0)

    @property
    def tokens(self) -> int:
        """Give the tokens read and written."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Self) -> "Spent":
        """Add what other calls took."""
        return Spent(
            self.calls + other.calls, self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens,
            self.seconds + other.seconds, self.money + other.money,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be spent; None is without limit."""

    calls: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    money: Decimal | None = None

    def over(self, spent: Spent) -> str | None:
        """Name the first limit that this would be over."""
        limits = (("calls", self.calls), ("tokens", self.tokens), ("seconds", self.seconds), ("money", self.money))
        return next((name for name, limit in limits if limit is not None and getattr(spent, name) > limit), None)


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of a million tokens read and of a million written; None when nobody said it."""

    read: Decimal | None = None
    written: Decimal | None = None

    @property
    def known(self) -> bool:
        """Tell whether money can be counted."""
        return self.read is not None and self.written is not None

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Give the price of tokens, 0 when prices are not known."""
        return (input_tokens * (self.read or 0) + output_tokens * (self.written or 0)) / MILLION
