"""Answers about the ledger: transactions, income, yield, gains, charges, lots, drafts."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS, gained
from agent.models.builtin.answers.note import Note, missing, who
from agent.models.builtin.answers.performed import span
from agent.models.builtin.plans.ask import Ask, Got

Row = Mapping[str, Any]
_PLURAL = {"buy": "purchases", "sell": "sales", "fee": "fees", "tax": "taxes", "interest": "interest payments", "bonus": "bonus issues"}


def _filter(ask: Ask, got: Got) -> str:
    """Name what was listed: sales of Apple from one day to another."""
    kind, symbol = got.args.get("type"), got.args.get("symbol")
    name = ask.names.instrument(symbol)
    what = _PLURAL.get(kind, f"{kind}s") if kind else "transactions"
    of = f" of {fmt.clean(name.name if name else symbol)}" if symbol else ""
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
            f"The ledger holds {total} {_filter(ask, got)}." if total > 1 else f"The ledger holds one entry among the {_filter(ask, got)}.",
            f"Shown here: {order}." if len(rows) > 1 else None,
        )
        note.table(("Date", "Type", "Symbol", "Quantity", "Price", "Amount"), [_entry(row) for row in rows[:MOST_ROWS]])
        if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
            note.say("The table stops here; narrow it by instrument, type or dates to see others.")


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
        note.say(_received(ask, got), _withheld(got), _yield(got))
        rows = [row for row in got.data.get("by_period", ()) if row.get("amount")]
        note.table(("Period", "Income"), [(fmt.clean(row["name"]), fmt.money(row["amount"])) for row in rows[:MOST_ROWS]])
        payers = sorted((row for row in got.data.get("by_symbol", ()) if row.get("amount")), key=lambda row: -fmt.number(row["amount"]))
        if len(payers) > 1:
            note.table(("Paid by", "Income", "Payments", "Last paid"), [_payer(row) for row in payers[:MOST_ROWS]])
        note.chart("bar", "Income by period", got, path="/by_period", x="name", y=["amount"])


def _received(ask: Ask, got: Got) -> str:
    name, whose = ask.names.instrument(got.args.get("symbol")), who(ask, got)
    subject = f"{fmt.clean(name.name)} has paid you" if name else f"{whose.start} {whose.has} received"
    return f"{subject} {fmt.money(got.data['total'])} of dividends and interest {span(got)}."


def _withheld(got: Got) -> str | None:
    tax = got.data.get("tax_withheld")
    return f"Tax of {fmt.money(tax)} was withheld at source and is already taken off." if tax and fmt.number(tax) else None


def _yield(got: Got) -> str | None:
    rate = got.data.get("trailing_yield")
    return f"The trailing yield is {fmt.percent(rate)} of the value of the holdings." if rate is not None else None


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
            f"The trailing yield of {whose.name} is {fmt.percent(rate)}.",
            f"It is the income of the twelve months before, {fmt.money(trailing)}, against today's value." if trailing else None,
            f"On what the holdings cost you, the yield on cost is {fmt.percent(on_cost)}." if on_cost is not None else None,
        )
        rows = [row for row in got.data.get("by_symbol", ()) if row.get("trailing_yield")]
        note.table(
            ("Holding", "Trailing yield"),
            [
                (fmt.clean(row["symbol"]), fmt.percent(row["trailing_yield"]))
                for row in sorted(rows, key=lambda r: -r["trailing_yield"])[:MOST_ROWS]
            ],
        )


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
    of = f" on {fmt.clean(name.name)}" if name else ""
    if not got.data.get("sales") and not fmt.number(gain):
        return f"No sales are recorded{of} {span(got)}, so nothing is realised."
    return f"The realised {gained(gain)}{of} {span(got)} is {fmt.money(gain)}."


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


def tax_gains(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Split realised gains by holding period."""
    for got in results:
        note.say(
            _terms(got) or f"I cannot split the gains by holding period. {missing(got, 'short_term') or ''}",
            f"These are the realised gains {span(got)}.",
            _method(got),
        )
        note.say(
            "The split follows a holding period of twelve months. What tax you owe depends on your country and your other income, so take these figures to your tax return or adviser."
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
        name = ask.names.instrument(row["symbol"])
        called = fmt.clean(name.name if name else row["symbol"])
        note.say(f"The total {gained(row.get('total') or 0)} on {called} {span(got)} is {fmt.money(row.get('total'))}.")
        parts = (("Realised", "realised"), ("Unrealised", "unrealised"), ("Income", "income"), ("Total", "total"))
        note.table((called, "Amount"), [(title, fmt.money(row.get(key))) for title, key in parts])


def lots(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """List open lots."""
    for got in results:
        rows, total = got.data.get("lots", ()), got.data.get("lots_count", 0)
        if not rows:
            note.say("There are no open lots.")
            continue
        note.say(
            f"There {'is' if total == 1 else 'are'} {total} open {'lot' if total == 1 else 'lots'}, oldest first.",
            _method(got).replace("Sales are", "Earlier sales were"),
        )
        head = ("Symbol", "Acquired", "Quantity", "Cost per unit", "Cost basis", "Days held", "Term")
        note.table(
            head,
            [
                (
                    fmt.clean(r["symbol"]),
                    fmt.day(r["acquired"]),
                    fmt.shares(r.get("quantity")),
                    fmt.money(r.get("cost_per_unit")),
                    fmt.money(r.get("cost_basis")),
                    f"{r['holding_days']:,}",
                    _term(r),
                )
                for r in rows[:MOST_ROWS]
            ],
        )
        if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
            note.say("The table stops here; name an instrument to see its lots.")


def long_term(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say which lots turn long-term next."""
    for got in results:
        rows = sorted((r for r in got.data.get("lots", ()) if r.get("days_to_long_term")), key=lambda r: r["days_to_long_term"])
        if not rows:
            note.say("Every open lot is long-term already." if got.data.get("lots") else "There are no open lots.")
            continue
        first = rows[0]
        note.say(
            f"The next lot to turn long-term is {fmt.clean(first['symbol'])}, acquired on {fmt.day(first['acquired'])}: {first['days_to_long_term']} days to go.",
            "Selling a lot before that day makes its gain a short-term one.",
        )
        note.table(
            ("Symbol", "Acquired", "Quantity", "Days to long-term"),
            [
                (fmt.clean(r["symbol"]), fmt.day(r["acquired"]), fmt.shares(r.get("quantity")), str(r["days_to_long_term"]))
                for r in rows[:MOST_ROWS]
            ],
        )


def record(ask: Ask, results: Sequence[Got], note: Note) -> None:
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
    "transactions": transactions, "income": income, "yield": income_yield, "realised": realised, "tax_gains": tax_gains, "charges": charges,
    "lots": lots, "long_term": long_term, "record": record,
}  # fmt: skip
