"""Estimated charges of an Indian delivery trade, from a dated table."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from core.errors import BadInput
from core.ledger import ZERO
from finance.tax.rules import Rule, rule
from finance.tax.tables import CHARGES_INDIA

PAISA = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ChargeSheet:
    """The charges of one trade in rupees, rounded to the paisa; `total` is their sum."""

    brokerage: Decimal
    stt: Decimal
    exchange: Decimal
    sebi: Decimal
    stamp: Decimal
    gst: Decimal
    dp: Decimal
    total: Decimal
    rules: tuple[Rule, ...]


def india_delivery(side: Literal["buy", "sell"], value: Decimal, day: date, brokerage: Decimal = ZERO, dp: Decimal = ZERO) -> ChargeSheet:
    """Estimate the charges of buying or selling shares for delivery; `brokerage` and `dp` (per sale) are the broker's.

    Brokers round each charge in their own way; this rounds each to the paisa.
    """
    if value < 0:
        raise BadInput("The value of a trade can not be negative.")
    rules = {name: rule(CHARGES_INDIA, name, day) for name in ("stt", "exchange", "sebi", "stamp", "gst")}
    stt, exchange, sebi = (_paisa(value * rules[name].value) for name in ("stt", "exchange", "sebi"))
    stamp = _paisa(value * rules["stamp"].value) if side == "buy" else ZERO
    gst = _paisa((brokerage + exchange + sebi) * rules["gst"].value)
    demat = dp if side == "sell" else ZERO
    total = brokerage + stt + exchange + sebi + stamp + gst + demat
    return ChargeSheet(brokerage, stt, exchange, sebi, stamp, gst, demat, total, tuple(rules.values()))


def _paisa(amount: Decimal) -> Decimal:
    return amount.quantize(PAISA, ROUND_HALF_UP)
