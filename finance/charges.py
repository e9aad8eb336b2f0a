"""Estimated charges of an Indian trade in shares, for delivery or within the day, from a dated table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from core.errors import BadInput
from core.ledger import ZERO
from finance.tax.rules import Rule, rule
from finance.tax.tables import CHARGES_INDIA

PAISA = Decimal("0.01")
RUPEE = Decimal(1)
NAMES = frozenset({"brokerage", "stt", "exchange", "sebi", "stamp", "gst", "dp", "total"})
Side = Literal["buy", "sell"]


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


def india_delivery(side: Side, value: Decimal, day: date, brokerage: Decimal = ZERO, dp: Decimal = ZERO) -> ChargeSheet:
    """Estimate the charges of buying or selling shares for delivery; `brokerage` and `dp` (per sale) are the broker's.

    Brokers round each charge in their own way; this rounds each to the paisa.
    """
    return _sheet(side, (value, brokerage, dp if side == "sell" else ZERO), day, {"stt": "stt", "stamp": "stamp"})


def india_intraday(side: Side, value: Decimal, day: date, brokerage: Decimal = ZERO) -> ChargeSheet:
    """Estimate the charges of buying or selling shares within the day: the seller alone pays transaction tax, and no DP charge."""
    return _sheet(side, (value, brokerage, ZERO), day, {"stt": "stt_intraday" if side == "sell" else "", "stamp": "stamp_intraday"})


def _sheet(side: Side, money: tuple[Decimal, Decimal, Decimal], day: date, names: Mapping[str, str]) -> ChargeSheet:
    value, brokerage, demat = money
    if value < 0:
        raise BadInput("The value of a trade can not be negative.")
    used = {**{name: name for name in ("exchange", "sebi", "gst")}, **names}
    rules = {name: rule(CHARGES_INDIA, row, day) for name, row in used.items() if row}
    stt = _paisa(value * rules["stt"].value) if "stt" in rules else ZERO
    exchange, sebi = (_paisa(value * rules[name].value) for name in ("exchange", "sebi"))
    stamp = _paisa(value * rules["stamp"].value) if side == "buy" else ZERO
    gst = _paisa((brokerage + exchange + sebi) * rules["gst"].value)
    total = brokerage + stt + exchange + sebi + stamp + gst + demat
    return ChargeSheet(brokerage, stt, exchange, sebi, stamp, gst, demat, total, tuple(rules.values()))


def deviations(sheet: ChargeSheet, note: Mapping[str, Decimal], tolerance: Decimal = RUPEE) -> dict[str, Decimal]:
    """Give how much a contract note charged above (positive) or below the estimate, where that is more than the tolerance.

    `note` names charges as the sheet does; brokers round to the rupee or the paisa, so a rupee is allowed for.
    """
    found = {name: stated - getattr(sheet, name) for name, stated in note.items() if name in NAMES}
    return {name: gap for name, gap in found.items() if abs(gap) > tolerance}


def _paisa(amount: Decimal) -> Decimal:
    return amount.quantize(PAISA, ROUND_HALF_UP)
