"""A person's ledger as files: CSV in the generic format, which imports to the same ledger, and JSON."""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from core.ledger import Transaction
from core.models import plain
from data import ledger
from data.belongings import belongings
from data.db import Conn
from data.import_rows import HASHED
from data.instruments import own_instruments
from data.ledger_rules import CHARGES, RATIOS
from data.queries import sql

COLUMNS = "date,type,symbol,isin,exchange,quantity,price,currency,fee,tax,amount,fx_rate,account,trade_id,note".split(",")  # noqa: SIM905
LARGEST_TERM = 100_000
_RUNS = re.compile(r"'*[=+\-@\t\r]")


def escaped(text: str | None) -> str:
    """Mark text that a spreadsheet would run as a formula."""
    return "'" + text if text and _RUNS.match(text) else text or ""


async def as_csv(conn: Conn, user_id: UUID, portfolio_id: str | None = None) -> str:
    """Give the transactions in the generic format; further columns stand only where a row needs them."""
    rows = await ledger.transactions(conn, user_id, portfolio_id)
    names = {each.id: each.name for each in await ledger.portfolios(conn, user_id)}
    several = len({row.portfolio_id for row in rows}) > 1
    more = {
        "into": [escaped(row.into) for row in rows],
        "cost_share": [_number(row.cost_share) for row in rows],
        "portfolio": [escaped(names[row.portfolio_id]) if several else "" for row in rows],
        "lots": [";".join(f"{pick.trade_id}:{plain(pick.quantity)}" for pick in row.lots) for row in rows],
    }
    extra = {name: cells for name, cells in more.items() if any(cells)}
    return _written([*COLUMNS, *extra], [[*_cells(row), *(cells[at] for cells in extra.values())] for at, row in enumerate(rows)])


def _written(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _cells(row: Transaction) -> list[str]:
    record = row.source_record_id or ""
    return [
        _moment(row),
        row.type.name,
        escaped(row.symbol),
        row.isin or "",
        "",
        _ratio(row.ratio) if row.type in RATIOS else _number(row.quantity or None),
        _number(row.price),
        row.currency,
        _number(row.fee or None),
        _number(row.tax or None),
        _amount(row),
        _number(row.fx_rate),
        escaped(row.account),
        "" if record.startswith(HASHED) else escaped(record),
        escaped(row.note),
    ]


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _amount(row: Transaction) -> str:
    """Write the amount; a plus sign tells a charge that came back from one that was paid."""
    back = row.type in CHARGES and row.amount is not None and row.amount > 0
    return ("+" if back else "") + _number(row.amount)


def _moment(row: Transaction) -> str:
    """Write the day, with the time in a zone in which it is that day."""
    if row.time is None:
        return row.day.isoformat()
    hours = next((hour for hour in (0, *range(1, 15), *range(-1, -13, -1)) if _day(row.time, hour) == row.day), None)
    return row.day.isoformat() if hours is None else row.time.astimezone(timezone(timedelta(hours=hours))).isoformat()


def _day(time: datetime, hours: int) -> object:
    return (time.astimezone(UTC) + timedelta(hours=hours)).date()


def _ratio(ratio: Decimal | None) -> str:
    """Write a ratio as new:old in small whole numbers where they give it exactly to ten places."""
    if ratio is None:
        return ""
    near = Fraction(ratio).limit_denominator(LARGEST_TERM)
    same = abs(Decimal(near.numerator) / Decimal(near.denominator) - ratio) < Decimal("0.00000000005")
    return f"{near.numerator}:{near.denominator}" if same else f"{plain(ratio)}:1"


async def as_json(conn: Conn, user_id: UUID, portfolio_id: str | None = None) -> str:
    """Give portfolios with their transactions, own instruments and own prices; where no portfolio is named, all that the person keeps."""
    rows = await ledger.transactions(conn, user_id, portfolio_id)
    books = [
        book.model_dump(mode="json", exclude={"version"})
        | {
            "transactions": [
                row.model_dump(mode="json", exclude={"portfolio_id", "seq", "reverses"}) for row in rows if row.portfolio_id == book.id
            ]
        }
        for book in await ledger.portfolios(conn, user_id)
        if portfolio_id in {None, book.id}
    ]
    instruments = [each.model_dump(mode="json", exclude={"own", "basis", "aliases"}) for each in await own_instruments(conn, user_id)]
    closes = await (await conn.execute(sql("prices.own_all"), (user_id,))).fetchall()
    prices = [{**row, "day": row["day"].isoformat(), "close": plain(row["close"])} for row in closes]
    made = {"format": "portfolio-coach/1", "portfolios": books, "instruments": instruments, "prices": prices}
    return json.dumps(made if portfolio_id else made | await belongings(conn, user_id), indent=1)


__all__ = ["as_csv", "as_json", "escaped"]
