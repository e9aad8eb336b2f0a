"""Frozen values that every room shares: the base model, money, and annotated units."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema


class Model(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fault(place: Sequence[str | int], message: str) -> tuple[str, str]:
    """Give the field and the sentence of what a value breaks, without the words of the machinery that found it."""
    return ".".join(map(str, place)), message.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros beyond the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _money_text(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.01")), "f")


def _decimal(name: str) -> Any:
    return WithJsonSchema({"type": "string", "unit": name})


Ratio = Annotated[float, Field(json_schema_extra={"unit": "ratio"})]
Count = Annotated[int, Field(json_schema_extra={"unit": "count"})]
Number = Annotated[float, Field(json_schema_extra={"unit": "count"})]
Days = Annotated[int, Field(json_schema_extra={"unit": "days"})]
Day = Annotated[date, Field(json_schema_extra={"unit": "date"})]
Shares = Annotated[Decimal, PlainSerializer(plain, return_type=str), _decimal("shares")]
Price = Annotated[Decimal, PlainSerializer(plain, return_type=str), _decimal("price")]
Amount = Annotated[Decimal, PlainSerializer(_money_text, return_type=str), _decimal("money")]


class Money(Model):
    """An amount with its currency; written with two decimals."""

    amount: Amount
    currency: str


class Result(Model):
    """What every tool result states about the ground it rests on."""

    as_of: Day
    staleness_days: Days = 0
    coverage: Ratio = 1.0
    caveats: list[str] = Field(default_factory=list)
    reasons: dict[str, str] = Field(default_factory=dict)


class PortfolioResult(Result):
    """A result about the person's holdings; `portfolio_id` is null when all portfolios are meant."""

    portfolio_id: str | None = None
