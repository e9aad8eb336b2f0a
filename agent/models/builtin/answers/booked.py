"""Answers about the ledger: transactions, income, yield, drafts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS
from agent.models.builtin.answers.note import Note, missing, span, who
from agent.models.builtin.names import short
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.ranking import by_income

Row = Mapping[str, Any]
_FIRST = re.compile(r"\b(?:first|oldest|earliest)\b", re.IGNORECASE)
_PLURAL = {"buy": "purchases", "sell": "sales", "fee": "fees", "tax": "taxes", "interest": "interest payments", "bonus": "bonus issues"}


def _filter(ask: Ask, got: Got, *, one: bool = False) -> str:
    """Name what was listed: sales of Apple from one day to another."""
    kind, symbol = got.args.get("type"), got.args.get("symbol")
    what = _PLURAL.get(kind, f"{kind}s") if kind else "transactions"
    if one:
        what = "tax" if kind == "tax" else what.removesuffix("s")
    of = f" of {(ask.called(symbol) or fmt.clean(symbol))}" if symbol else ""
    start, end = got.args.get("start"), got.args.get("end")
    time = (
        f" since {fmt.day(start)}"
        if start and not end
        else f" up to {fmt.day(end)}"
        if end and not start
        else f" from {fmt.day(start)} to {fmt.day(end)}"
        if start
        else ""
    )
    return f"{what}{of}{time}"


def transactions(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """List transactions."""
    for got in results:
        rows, total = got.data.get("transactions", ()), got.data.get("total_count", 0)
        if not rows:
            note.say(f"The ledger holds no {_filter(ask, got)}.")
            continue
        order = "oldest first" if got.args.get("order") == "oldest" else "newest first"
        note.say(
            _one(ask, rows[0]),
            f"The ledger holds {total} {_filter(ask, got)}." if total > 1 else f"The ledger holds one {_filter(ask, got, one=True)}.",
            f"Shown here: {order}." if len(rows) > 1 else None,
        )
        note.table(("Date", "Type", "Symbol", "Quantity", "Price", "Amount"), [_entry(row) for row in rows[:MOST_ROWS]])
        if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
            note.say("The table stops here; narrow it by instrument, type or dates to see others.")


_WHEN = re.compile(
    r"^(?:so |and )?(?:when|on (?:what|which) (?:day|date))\b|\b(?:my|the) (?:first|last|latest|most recent)\b(?! \d)", re.IGNORECASE
)
_DONE = {"buy": "bought", "sell": "sold"}


def _one(ask: Ask, row: Row) -> str | None:
    """Name the one entry that a question is about: when something was last bought, or first."""
    if not _WHEN.search(ask.text):
        return None
    which, kind = ("first" if _FIRST.search(ask.text) else "last"), str(row["type"])
    if kind not in _DONE or not row.get("symbol"):
        return f"The {which} is of {fmt.day(row['date'])}: {_article(kind)}{_sized(row)}."
    name = ask.called(row["symbol"]) or fmt.clean(row["symbol"])
    price = f" at {fmt.price(row['price'], row.get('currency'))}" if row.get("price") is not None else ""
    return f"You {which} {_DONE[kind]} {name} on {fmt.day(row['date'])}: {fmt.shares(row.get('quantity'))} shares{price}."


def _article(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind.replace('_', ' ')}"


def _sized(row: Row) -> str:
    return f" of {fmt.size(row['amount'])}" if row.get("amount") else ""


def _entry(row: Row) -> tuple[str, ...]:
    quantity = fmt.shares(row["quantity"]) if row.get("quantity") not in {None, "0"} else ""
    cost = fmt.price(row["price"], row.get("currency")) if row.get("price") is not None else ""
    return (
        fmt.day(row["date"]),
        str(row["type"]).replace("_", " "),
        fmt.clean(row.get("symbol") or ""),
        quantity,
        cost,
        fmt.money(row["amount"]) if row.get("amount") else "",
    )


def income(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Add up dividends and interest."""
    for got in results:
        total, whose = got.data.get("total"), who(ask, got)
        if total is None:
            note.say(f"I cannot give the income of {whose.name} {span(got)}. {missing(got, 'total') or ''}")
            continue
        if not fmt.number(total):
            note.say(f"No dividends or interest are recorded {span(got)}.")
            continue
        payers = by_income(ask.slots, got)
        note.say(_payer_first(ask, payers), _received(ask, got), _withheld(got), None if got.args.get("start") else _yield(got))
        rows = [row for row in got.data.get("by_period", ()) if row.get("amount")]
        note.table(("Period", "Income"), [(_period(row["name"]), fmt.money(row["amount"])) for row in rows[:MOST_ROWS]])
        if len(payers) > 1:
            note.table(("Paid by", "Income", "Payments", "Last paid"), [_payer(row) for row in payers[:MOST_ROWS]])
        note.chart(got)


_PAYS = re.compile(
    r"\b(?:which|who|what) (?:stock|share|holding|compan\w+|instrument|one)?s?\b.*\b(?:pa(?:y|id|ys)|most|highest|best|largest|biggest)\b",
    re.IGNORECASE,
)


def _payer_first(ask: Ask, rows: Sequence[Row]) -> str | None:
    """Name the holding that paid the most, where that is what was asked for."""
    place = (ask.slots.nth or 1) - 1
    if place >= len(rows) or not (_PAYS.search(ask.text) or ask.slots.nth):
        return None
    row = rows[place]
    name = ask.called(row["symbol"]) or fmt.clean(row["symbol"])
    return f"{name} has paid you {fmt.money(row['amount'])}{', more than any other holding' if not place else ''}."


def _period(name: str) -> str:
    """Write a month as August 2021, a year as it is."""
    return fmt.month(name) if re.fullmatch(r"\d{4}-\d\d", name) else fmt.clean(name)


def _received(ask: Ask, got: Got) -> str:
    name, whose = ask.names.instrument(got.args.get("symbol")), who(ask, got)
    subject = f"{short(fmt.clean(name.name))} has paid you" if name else f"{whose.start} {whose.has} received"
    return f"{subject} {fmt.money(got.data['total'])} of dividends and interest {span(got)}."


def _withheld(got: Got) -> str | None:
    tax = got.data.get("tax_withheld")
    return f"Tax of {fmt.money(tax)} was withheld at source and is already taken off." if tax and fmt.number(tax) else None


def _yield(got: Got) -> str | None:
    rate = got.data.get("trailing_yield")
    return f"The income yield is {fmt.percent(rate)} of the value of the holdings." if rate is not None else None


def _payer(row: Row) -> tuple[str, ...]:
    return (
        fmt.clean(row["symbol"]),
        fmt.money(row["amount"]),
        str(row.get("payments") or ""),
        fmt.day(row.get("last_date")) if row.get("last_date") else "",
    )


def income_yield(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the yields."""
    for got in results:
        rate, on_cost, whose = got.data.get("trailing_yield"), got.data.get("yield_on_cost"), who(ask, got)
        if rate is None:
            note.say(f"I cannot give the yield of {whose.name}. {missing(got, 'trailing_yield') or ''}")
            continue
        trailing = got.data.get("trailing_income")
        note.say(
            f"The income yield of {whose.name} is {fmt.percent(rate)}.",
            f"It sets the latest yearly income, {fmt.money(trailing)}, against the value of the holdings." if trailing else None,
            f"On what the holdings cost you, the yield on cost is {fmt.percent(on_cost)}." if on_cost is not None else None,
        )
        rows = [row for row in got.data.get("by_symbol", ()) if row.get("trailing_yield")]
        note.table(
            ("Holding", "Income yield"),
            [
                (fmt.clean(row["symbol"]), fmt.percent(row["trailing_yield"]))
                for row in sorted(rows, key=lambda r: -r["trailing_yield"])[:MOST_ROWS]
            ],
        )


def record(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Show a draft that waits for approval."""
    for got in results:
        draft = got.data["draft"]
        rows = [
            ("Type", str(draft["type"])),
            ("Date", fmt.day(draft["date"])),
            ("Instrument", fmt.clean(draft.get("symbol") or "")),
            ("Quantity", fmt.shares(draft["quantity"]) if draft.get("quantity") not in {None, "0"} else ""),
        ]
        rows += [
            ("Price", fmt.price(draft["price"], draft["currency"]) if draft.get("price") is not None else ""),
            ("Effect on cash", fmt.money(draft["amount"]) if draft.get("amount") else ""),
        ]
        note.say("I have drafted this record; nothing is stored until you approve it.")
        note.table(("Draft", "Value"), [row for row in rows if row[1]])
        note.say("Check it and approve or reject it on the card below or on the page.")


ANSWERS = {
    "transactions": transactions, "income": income, "yield": income_yield, "record": record,
}  # fmt: skip
