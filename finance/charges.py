"""Estimated charges of an Indian delivery trade, from a dated table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ChargeSheet:
    """The charges of one trade in rupees; `total` is their sum."""

    brokerage: Decimal
    stt: Decimal
    exchange: Decimal
    sebi: Decimal
    stamp: Decimal
    gst: Decimal
    dp: Decimal
    total: Decimal
    rules_from: date
    source: str


def india_delivery(side: str, value: Decimal, day: date, brokerage: Decimal = Decimal(0), dp: Decimal = Decimal(0)) -> ChargeSheet:
    """Estimate the charges of buying or selling shares for delivery; `brokerage` and `dp` (per sale) are the broker's."""
    raise NotImplementedError
