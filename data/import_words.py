"""What each row of a file does, in words."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from core.ledger import Draft, TxType
from core.models import plain
from data.import_rows import Meaning
from data.importers.model import Row
from data.ledger_rules import RATIOS

MOST = 200
VERBS = {
    TxType.BUY: "Buy",
    TxType.SELL: "Sell",
    TxType.RIGHTS: "Take up rights to",
    TxType.BUYBACK: "Sell back",
    TxType.TRANSFER_IN: "Receive",
    TxType.TRANSFER_OUT: "Hand over",
}


def meanings(fresh: Sequence[Row], duplicates: Sequence[Row]) -> list[Meaning]:
    """Tell the first rows of a file in its order."""
    named: Iterable[tuple[Row, str]] = [*((row, "new") for row in fresh), *((row, "duplicate") for row in duplicates)]
    first = sorted(named, key=lambda each: each[0].line)[:MOST]
    return [Meaning(line=row.line, status=status, meaning=meaning(row.draft)) for row, status in first]


def meaning(draft: Draft) -> str:
    """Tell one transaction in a sentence."""
    place = "" if draft.account == "main" else f", account {draft.account}"
    return f"{draft.day}: {_what(draft)}{_cash(draft)}{place}"


def _what(draft: Draft) -> str:
    if draft.type in RATIOS:
        return f"{draft.type.value.capitalize()} of {draft.symbol}, {_ratio(draft)}" + (f" into {draft.into}" if draft.into else "")
    if draft.type in VERBS and draft.quantity:
        price = "" if draft.price is None else f" at {plain(draft.price)} {draft.currency}"
        return f"{VERBS[draft.type]} {plain(draft.quantity)} {draft.symbol}{price}"
    return draft.type.value.replace("_", " ").capitalize() + (f" of {draft.symbol}" if draft.symbol else "")


def _ratio(draft: Draft) -> str:
    near = Fraction(draft.ratio or 0).limit_denominator(1000)
    words = ("bonus", "held") if draft.type is TxType.BONUS else ("new", "old")
    return f"{near.numerator} {words[0]} for {near.denominator} {words[1]}"


def _cash(draft: Draft) -> str:
    charges = draft.fee + draft.tax
    fees = f", charges {plain(charges)} {draft.currency}" if charges else ""
    if not draft.amount:
        return fees
    way = "comes in" if draft.amount > 0 else "goes out"
    return f"{fees}; {plain(abs(draft.amount).quantize(Decimal('0.01')))} {draft.currency} {way}"
