"""What the ledger allows: complete rows, agreeing amounts, and never more sold than held. Pure bookkeeping, no I/O."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal

from core.ledger import ZERO, Draft, TxType
from data.currencies import ISO, PENCE

CENT = Decimal("0.01")
ONE = Decimal(1)
HUNDRED = Decimal(100)
PLACES = Decimal("0.0000000001")
EARLIEST = date(1900, 1, 1)
LONGEST_NAME = 100
TRADES = frozenset({TxType.BUY, TxType.SELL, TxType.RIGHTS, TxType.BUYBACK})
PAID = frozenset({TxType.BUY, TxType.RIGHTS})
TRANSFERS = frozenset({TxType.TRANSFER_IN, TxType.TRANSFER_OUT})
MONEY_IN = frozenset({TxType.DEPOSIT, TxType.TRANSFER_IN})
MONEY_OUT = frozenset({TxType.WITHDRAWAL, TxType.TRANSFER_OUT})
CHARGES = frozenset({TxType.FEE, TxType.TAX})
RATIOS = frozenset({TxType.SPLIT, TxType.BONUS, TxType.MERGER, TxType.DEMERGER})
NEEDS: dict[TxType, tuple[str, ...]] = (
    dict.fromkeys(TRADES, ("symbol", "quantity", "price"))
    | dict.fromkeys((TxType.SPLIT, TxType.BONUS), ("symbol", "ratio"))
    | dict.fromkeys((TxType.DEPOSIT, TxType.WITHDRAWAL, TxType.INTEREST, *CHARGES), ("amount",))
    | {
        TxType.DIVIDEND: ("symbol", "amount"),
        TxType.MERGER: ("symbol", "into", "ratio"),
        TxType.DEMERGER: ("symbol", "into", "ratio", "cost_share"),
    }
)
SIZES = ("quantity", "price", "fee", "tax")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one cell or field."""

    column: str | None
    code: str
    message: str


def settled(draft: Draft, **more: object) -> Draft:
    """Give a draft in the ledger's form, with some more fields changed.

    Currencies are in capitals, pence are pounds, the amount is signed and filled in, a time without a zone is UTC.
    """
    if draft.currency in PENCE:
        draft = _in_pounds(draft)
    amount = _amount(draft)
    changes: dict[str, object] = {"amount": None if amount is None else _rounded(amount), "currency": draft.currency.strip().upper()}
    if draft.type in CHARGES:
        changes |= {"fee": ZERO, "tax": ZERO}
    if draft.time is not None and draft.time.tzinfo is None:
        changes["time"] = draft.time.replace(tzinfo=UTC)
    return draft.model_copy(update=changes | more)


def completed(draft: Draft, amount: Decimal | None = None) -> Draft:
    """Give a draft recorded by hand its amount; a charge leaves, whatever its sign was written as."""
    amount = draft.amount if amount is None else amount
    return draft.model_copy(update={"amount": -abs(amount) if amount is not None and draft.type in CHARGES else amount})


def _in_pounds(draft: Draft) -> Draft:
    names = ("price", "fee", "tax", "amount")
    values = {name: value / HUNDRED for name in names if (value := getattr(draft, name)) is not None}
    return draft.model_copy(update={"currency": PENCE[draft.currency], **values})


def _amount(draft: Draft) -> Decimal | None:
    """Give the signed effect on cash: the stated amount with its sign, else what quantity and price make."""
    if draft.type in CHARGES:
        return draft.amount if draft.amount is not None else -(draft.fee + draft.tax) or None
    if draft.type in TRANSFERS and draft.symbol:
        return None
    made = computed(draft)
    if draft.amount is None:
        return made
    direction = _direction(draft.type, made)
    return draft.amount if direction is None else abs(draft.amount).copy_sign(direction)


def _direction(kind: TxType, made: Decimal | None) -> Decimal | None:
    """Give a number with the sign that the type gives an amount; a sale may cost more than it brings."""
    if kind in TRADES:
        return made
    if kind in MONEY_OUT:
        return -ONE
    return ONE if kind in MONEY_IN else None


def computed(draft: Draft) -> Decimal | None:
    """Give the effect on cash that quantity, price, fee and tax make, where the type has one."""
    if draft.price is None or not draft.quantity or draft.type not in TRADES | {TxType.DIVIDEND}:
        return None
    total = draft.quantity * draft.price
    charges = draft.fee + draft.tax
    return -(total + charges) if draft.type in PAID else total - charges


def _rounded(value: Decimal) -> Decimal:
    return value if value == value.quantize(CENT) else value.quantize(PLACES).normalize()


def faults(draft: Draft, today: date | None) -> list[Fault]:
    """Find everything wrong with a settled draft by itself."""
    found = [Fault(name, "missing", f"A {draft.type.value} needs {name}.") for name in _needs(draft) if not _has(draft, name)]
    found += [Fault(name, "negative", f"{name} must not be negative.") for name in SIZES if _below(draft, name)]
    for check in (_day, _currency, _names, _agreement, _lots):
        found += [fault for fault in check(draft, today) if fault]
    return found


def _needs(draft: Draft) -> tuple[str, ...]:
    if draft.type in TRANSFERS:
        return ("quantity",) if draft.symbol else ("amount",)
    return NEEDS[draft.type]


def _has(draft: Draft, name: str) -> bool:
    value = getattr(draft, name)
    if name == "price":
        return value is not None
    if name == "cost_share":
        return value is not None and ZERO <= value <= ONE
    if name in {"quantity", "ratio"}:
        return value is not None and value > ZERO
    return bool(value)


def _below(draft: Draft, name: str) -> bool:
    value = getattr(draft, name)
    return value is not None and value < ZERO


def _day(draft: Draft, today: date | None) -> Iterable[Fault]:
    if today is not None and draft.day > today:
        yield Fault("date", "future_date", f"{draft.day} is after today, {today}.")
    if draft.day < EARLIEST:
        yield Fault("date", "bad_date", f"{draft.day} is before {EARLIEST.year}.")


def _currency(draft: Draft, _: date | None) -> Iterable[Fault]:
    if draft.currency not in ISO:
        yield Fault("currency", "bad_currency", f"{draft.currency[:20]!r} is no currency's code; codes have three letters, such as USD.")
    if draft.fx_rate is not None and draft.fx_rate <= ZERO:
        yield Fault("fx_rate", "bad_number", "The exchange rate must be above zero.")


def _names(draft: Draft, _: date | None) -> Iterable[Fault]:
    for name in ("symbol", "into", "account", "source_record_id"):
        value = getattr(draft, name)
        if value and (len(value) > LONGEST_NAME * (3 if name == "source_record_id" else 1) or _CONTROL.search(value)):
            yield Fault(name, "bad_name", f"The {name} is too long or holds control characters.")


def _agreement(draft: Draft, _: date | None) -> Iterable[Fault]:
    made = computed(draft)
    if made is not None and draft.amount is not None and abs(made - draft.amount) > CENT:
        yield Fault("amount", "amount_mismatch", f"The amount is {draft.amount:f}, but quantity, price, fee and tax make {made:f}.")


def _lots(draft: Draft, _: date | None) -> Iterable[Fault]:
    if draft.lots and sum((pick.quantity for pick in draft.lots), ZERO) != draft.quantity:
        yield Fault("lots", "bad_lots", "The lots named do not add up to the quantity.")
