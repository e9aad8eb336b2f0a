"""Numbers with units: what a calculation works on."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from core.errors import BadExpression
from core.models import plain

NEUTRAL = {None, "ratio", "count"}
NUMBERS = {None, "ratio", "count", "days"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit; None is a bare number."""

    value: Decimal
    unit: str | None = None
    currency: str | None = None

    def text(self) -> str:
        """Write the quantity for a step."""
        if self.unit == "money" and self.currency:
            return f"{self.value:.2f} {self.currency}"
        return plain(round(self.value, 10))


def _like(kind: Quantity, value: Decimal) -> Quantity:
    return Quantity(value, kind.unit, kind.currency)


def _same(left: Quantity, right: Quantity) -> Quantity:
    """Give the unit of a sum, or refuse."""
    if left.currency and right.currency and left.currency != right.currency:
        raise BadExpression(f"{left.currency} and {right.currency} can not be added; convert one with market_fx first.")
    if left.unit == right.unit or right.unit is None:
        return left if left.currency or not right.currency else right
    if left.unit is None:
        return right
    raise BadExpression(f"{left.unit} and {right.unit} can not be added.")


def add(left: Quantity, right: Quantity) -> Quantity:
    """Add two quantities of one unit."""
    return _like(_same(left, right), left.value + right.value)


def subtract(left: Quantity, right: Quantity) -> Quantity:
    """Subtract two quantities of one unit."""
    return _like(_same(left, right), left.value - right.value)


def multiply(left: Quantity, right: Quantity) -> Quantity:
    """Multiply; shares times price is money."""
    value = left.value * right.value
    for one, other in ((left, right), (right, left)):
        if one.unit is None or (one.unit == "ratio" and other.unit is not None):
            return _like(other, value)
    for one, other in ((left, right), (right, left)):
        if one.unit in NUMBERS:
            return _like(other, value)
    if {left.unit, right.unit} == {"shares", "price"}:
        return Quantity(value, "money", left.currency or right.currency)
    raise BadExpression(f"{left.unit} times {right.unit} has no meaning here.")


def divide(left: Quantity, right: Quantity) -> Quantity:
    """Divide; equal units give a ratio, money by shares a price."""
    if right.value == 0:
        raise BadExpression("The expression divides by zero.")
    value = left.value / right.value
    if left.unit is not None and left.unit == right.unit:
        _same(left, right)
        return Quantity(value, "ratio")
    if right.unit in NUMBERS:
        return _like(left, value)
    if (left.unit, right.unit) == ("money", "shares"):
        return Quantity(value, "price", left.currency)
    if (left.unit, right.unit) == ("money", "price"):
        return Quantity(value, "shares")
    raise BadExpression(f"{left.unit or 'a number'} divided by {right.unit} has no meaning here.")


def power(base: Quantity, exponent: Quantity) -> Quantity:
    """Raise a plain number or ratio to a power."""
    if base.unit not in NEUTRAL or exponent.unit not in NUMBERS:
        raise BadExpression("Only numbers and ratios can be raised to a power.")
    if abs(exponent.value) > 1000:  # noqa: PLR2004
        raise BadExpression("The exponent is too large.")
    if base.value < 0 and exponent.value != exponent.value.to_integral_value():
        raise BadExpression("A negative number has no real root here.")
    if base.value == 0 and exponent.value <= 0:
        raise BadExpression("Zero can only be raised to a positive power.")
    return _like(base, base.value**exponent.value)


BINARY: dict[str, Callable[[Quantity, Quantity], Quantity]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
