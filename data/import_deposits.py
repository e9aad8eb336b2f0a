"""Deposits that a file does not hold: what must have been paid in so that cash never went below zero."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.ledger import ZERO, Draft, TxType
from core.models import plain
from data.import_rows import Missing

ASSUMED = "assumed_deposit"
NOTE = "Assumed: without it cash would have gone below zero on this day."


def assumed(stored: Sequence[Draft], fresh: Sequence[Draft], import_id: str) -> list[Draft]:
    """Give the deposits, one by day and currency, that cover what the rows leave short beside what the ledger has.

    A day counts with its whole balance, a currency over all accounts; the deposit stands in the account that spent most.
    """
    made: list[Draft] = []
    for currency in sorted({row.currency for row in fresh if row.amount}):
        days: dict[date, list[Draft]] = {}
        for row in [*stored, *fresh]:
            if row.currency == currency and row.amount:
                days.setdefault(row.day, []).append(row)
        balance = ZERO
        for day in sorted(days):
            balance += sum((row.amount or ZERO for row in days[day]), ZERO)
            if balance < ZERO:
                made.append(_deposit(min(days[day], key=lambda row: row.amount or ZERO), -balance, f"{import_id}:{day}:{currency}"))
                balance = ZERO
    return made


def _deposit(spent: Draft, amount: Decimal, record: str) -> Draft:
    return Draft(
        day=spent.day, type=TxType.DEPOSIT, currency=spent.currency, amount=amount, account=spent.account, source=ASSUMED,
        source_record_id=record, note=NOTE,
    )  # fmt: skip


def missing(stored: Sequence[Draft], fresh: Sequence[Draft]) -> list[Missing]:
    """Give by currency how much money the rows spend that was never paid in, and on how many days."""
    short: dict[str, list[Decimal]] = {}
    for row in assumed(stored, fresh, ""):
        short.setdefault(row.currency, []).append(row.amount or ZERO)
    return [Missing(amount=plain(sum(amounts, ZERO)), currency=currency, days=len(amounts)) for currency, amounts in short.items()]


def note(found: Missing) -> str:
    """Say what is missing."""
    return (
        f"Cash would go below zero: {found.amount} {found.currency} more would be spent than was paid in, on {found.days} "
        f"day{'s' if found.days > 1 else ''}. Where the deposits are not recorded elsewhere, they can be added with this import."
    )
