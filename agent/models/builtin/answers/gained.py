"""Answers about gains: realised, by holding period, charges, and the lots behind them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS, gained
from agent.models.builtin.answers.note import Note, missing, span, who
from agent.models.builtin.names import short
from agent.models.builtin.plans.ask import Ask, Got

Row = Mapping[str, Any]


def realised(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State realised gains with their sales."""
    for got in results:
        if got.tool != "portfolio_gains":
            continue
        gain = got.data.get("realised")
        if gain is None:
            note.say(f"I cannot give the realised gains {span(got)}. {missing(got, 'realised') or ''}")
            continue
        note.say(_realised(ask, got), _method(got), _terms(got))
        _sales(got, note)


def _realised(ask: Ask, got: Got) -> str:
    gain, name = got.data["realised"], ask.names.instrument(got.args.get("symbol"))
    of = f" on {short(fmt.clean(name.name))}" if name else ""
    if not got.data.get("sales") and not fmt.number(gain):
        return f"No sales are recorded{of} {span(got)}, so nothing is realised."
    return f"The realised {gained(gain)}{of} is {fmt.size(gain)}, for sales {span(got)}."


def _method(got: Got) -> str:
    names = {
        "fifo": "first in, first out",
        "lifo": "last in, first out",
        "hifo": "highest cost first",
        "average": "average cost",
        "specific": "the lots that you named",
    }
    view = ", in the tax view of cost" if got.data.get("cost_view") == "tax" else ""
    return f"Sales are matched by {names.get(str(got.data.get('method')), str(got.data.get('method')))}{view}."


def _terms(got: Got) -> str | None:
    short, long = got.data.get("short_term"), got.data.get("long_term")
    if short is None or long is None:
        return None
    return f"Short-term gains are {fmt.money(short)}; long-term gains are {fmt.money(long)}."


def _sales(got: Got, note: Note) -> None:
    rows = got.data.get("sales", ())
    head = ("Symbol", "Sold", "Quantity", "Proceeds", "Cost", "Gain", "Term")
    note.table(
        head,
        [
            (
                fmt.clean(r["symbol"]),
                fmt.day(r["sold"]),
                fmt.shares(r.get("quantity")),
                fmt.money(r.get("proceeds")),
                fmt.money(r.get("cost")),
                fmt.money(r.get("gain")),
                _term(r),
            )
            for r in rows[:MOST_ROWS]
        ],
    )
    if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
        note.say("The table stops here; narrow it by instrument or dates to see others.")


def _term(row: Row) -> str:
    return str(row.get("term", "")).replace("_", "-").removesuffix("-term")


def tax_gains(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Split realised gains by holding period."""
    for got in results:
        note.say(
            _terms(got) or f"I cannot split the gains by holding period. {missing(got, 'short_term') or ''}",
            f"They were realised {span(got)}.",
            _method(got),
        )
        note.say(
            "A lot counts as long-term once it has been held for more than a year. What tax you owe depends on your country "
            "and your other income, so take these figures to your tax return or adviser."
        )
        _sales(got, note)


def charges(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the charges."""
    for got in results:
        paid, whose = got.data.get("charges"), who(ask, got)
        if paid is None:
            note.say(f"I cannot give the charges of {whose.name} {span(got)}. {missing(got, 'charges') or ''}")
            continue
        note.say(
            f"Charges of {whose.name} {span(got)} come to {fmt.size(paid)}.",
            "These are fees and taxes booked on their own; brokerage inside a trade is part of that trade's cost or proceeds.",
        )


def profit_of(ask: Ask, got: Got, note: Note) -> None:
    """State what one instrument has earned in all."""
    rows = [row for row in got.data.get("by_symbol", ()) if row["symbol"] == got.args.get("symbol")]
    if not rows:
        realised(ask, [got], note)
    for row in rows[:1]:
        called = ask.called(row["symbol"]) or fmt.clean(row["symbol"])
        note.say(f"The total {gained(row.get('total') or 0)} on {called} {span(got)} is {fmt.size(row.get('total'))}.")
        grown = "Growth of the unrealised gain" if got.args.get("start") or got.args.get("period") else "Unrealised"
        parts = (("Realised", "realised"), (grown, "unrealised"), ("Income", "income"), ("Total", "total"))
        note.table((called, "Amount"), [(title, fmt.money(row.get(key))) for title, key in parts])


_FIRST = re.compile(r"\b(?:oldest|first|earliest)\b", re.IGNORECASE)
_STATE = re.compile(r"\b(long|short)[- ]?term\b", re.IGNORECASE)
_SOON = re.compile(r"\b(?:becom\w+|turn\w*|soon|next|when|until|till|going|days?|close|near\w*|yet|about|will|qualify)\b", re.IGNORECASE)


def _asked_term(ask: Ask) -> str | None:
    """Give the holding period that a question asks for, where it asks for one as it is today."""
    found = {match[1].lower() for match in _STATE.finditer(ask.text)}
    return found.pop() if len(found) == 1 and not _SOON.search(ask.text) else None


def _of_term(got: Got, term: str, note: Note) -> None:
    """List the open lots of one holding period."""
    rows = [row for row in got.data.get("lots", ()) if _term(row) == term]
    note.say(f"These open lots are {term}-term, oldest first." if rows else f"No open lot is {term}-term.")
    note.table(_LOT_HEAD, [_lot(row) for row in rows[:MOST_ROWS]])
    if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
        note.say("The table stops here; name an instrument to see its lots.")


_LOT_HEAD = ("Symbol", "Acquired", "Quantity", "Cost per unit", "Cost basis", "Days held", "Term")


def _lot(r: Row) -> tuple[str, ...]:
    return (
        fmt.clean(r["symbol"]),
        fmt.day(r["acquired"]),
        fmt.shares(r.get("quantity")),
        fmt.money(r.get("cost_per_unit")),
        fmt.money(r.get("cost_basis")),
        f"{r['holding_days']:,}",
        _term(r),
    )


def _oldest(ask: Ask, row: Row) -> str | None:
    if not _FIRST.search(ask.text):
        return None
    size = f"{fmt.count_shares(row.get('quantity'))} of {fmt.clean(row['symbol'])}"
    return f"The oldest open lot was acquired on {fmt.day(row['acquired'])}: {size}."


def lots(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """List open lots."""
    term = _asked_term(ask)
    for got in results:
        if term and got.data.get("lots"):
            _of_term(got, term, note)
            continue
        rows, total = got.data.get("lots", ()), got.data.get("lots_count", 0)
        if not rows:
            note.say("There are no open lots.")
            continue
        note.say(
            _oldest(ask, rows[0]),
            f"There {'is' if total == 1 else 'are'} {total} open {'lot' if total == 1 else 'lots'}, oldest first.",
            _method(got).replace("Sales are", "Earlier sales were"),
        )
        note.table(_LOT_HEAD, [_lot(r) for r in rows[:MOST_ROWS]])
        if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
            note.say("The table stops here; name an instrument to see its lots.")


def long_term(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say which lots turn long-term next."""
    if _asked_term(ask):
        lots(ask, results, note)
        return
    for got in results:
        rows = sorted((r for r in got.data.get("lots", ()) if r.get("days_to_long_term")), key=lambda r: r["days_to_long_term"])
        if not rows:
            note.say("Every open lot is long-term already." if got.data.get("lots") else "There are no open lots.")
            continue
        first = rows[0]
        note.say(
            f"The next lot to turn long-term is {fmt.clean(first['symbol'])}, acquired on {fmt.day(first['acquired'])}: "
            f"{first['days_to_long_term']} days to go.",
            "Selling a lot before that day makes its gain a short-term one.",
        )
        note.table(
            ("Symbol", "Acquired", "Quantity", "Days to long-term"),
            [
                (fmt.clean(r["symbol"]), fmt.day(r["acquired"]), fmt.shares(r.get("quantity")), str(r["days_to_long_term"]))
                for r in rows[:MOST_ROWS]
            ],
        )


ANSWERS = {"realised": realised, "tax_gains": tax_gains, "charges": charges, "lots": lots, "long_term": long_term}
