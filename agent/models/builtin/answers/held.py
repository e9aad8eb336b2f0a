"""Answers about what is held: value, holdings, largest, movers, one position, cash."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing, past, reason, who
from agent.models.builtin.names import short
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.rules import rule

MOST_ROWS = 25
PARTED = {"value": "total value", "cash": "cash", "unrealised": "unrealised gain"}
_JUDGED = re.compile(r"\b(?:too (?:much|many|little|few|big|small|large)|enough)\b", re.IGNORECASE)
_OWNED = re.compile(r"^(?:do|did) (?:i|we)\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"%|\bper ?cent|\bweight|\bshare of my\b|\bhow much of my (?:portfolio|money)\b|\bproportion|\bexposure", re.IGNORECASE
)
_PAID = re.compile(
    r"\b(?:av(?:era)?g\w* (?:cost|price|buy\w*)|cost (?:price|basis)|buy(?:ing)? (?:price|average)|paid per|bought .{0,12}\bat)\b",
    re.IGNORECASE,
)
LONG_NAME = 24
Row = Mapping[str, Any]


def _rows(got: Got) -> list[Row]:
    return list(got.data.get("holdings", ()))


def called(row: Row) -> str:
    """Give the name of an instrument as people say it."""
    return short(fmt.clean(row.get("name") or row["symbol"]))


def cell(row: Row) -> str:
    """Name an instrument in a table: by its symbol alone where its name is long."""
    return label(row) if len(called(row)) <= LONG_NAME else fmt.clean(row["symbol"])


def label(row: Row) -> str:
    """Name an instrument by name and symbol."""
    name, symbol = called(row), fmt.clean(row["symbol"])
    return name if name == symbol else f"{name} ({symbol})"


def gained(value: Any, gain: str = "gain", loss: str = "loss") -> str:
    """Choose the word by the sign."""
    return loss if fmt.number(value) < 0 else gain


def _then(ask: Ask, got: Got) -> str:
    """Say the day where it lies back."""
    return f" on {fmt.day(got.data['as_of'])}" if past(ask, got) else ""


def _unrealised(ask: Ask, got: Got) -> str | None:
    gain, cost = got.data.get("unrealised_gain"), got.data.get("total_cost")
    if gain is None or cost is None:
        return None
    rate = got.data.get("unrealised_return")
    more = f", or {fmt.percent(abs(rate))}" if rate is not None else ""
    be = "was" if past(ask, got) else "is"
    return f"Against a cost of {fmt.money(cost)}, the unrealised {gained(gain)} {be} {fmt.size(gain)}{more}."


def value(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the total value, its parts and the gain in it."""
    for got in results:
        total, whose = got.data.get("total_value"), who(ask, got)
        if total is None:
            note.say(f"I cannot give the total value of {whose.name}. {missing(got, 'total_value') or ''}")
            continue
        now = whose.was if past(ask, got) else whose.is_
        note.say(f"{whose.start} {now} worth {fmt.money(total)}{_then(ask, got)}.", _parts(ask, got), _unrealised(ask, got))
        remember(got, note)


def part_of(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State a percentage of a figure of the portfolio."""
    percent = ask.slots.amount("percent")
    for got in results:
        if got.tool == "calculate" and percent and ask.intent in PARTED:
            size = fmt.amount(got.data["value"], got.data.get("currency"))
            note.say(f"The result is {size}.", f"That is the part of the {PARTED[ask.intent]} that you asked for.")


def _parts(ask: Ask, got: Got) -> str | None:
    held, cash = got.data.get("holdings_value"), got.data.get("cash_value")
    if held is None or cash is None:
        return None
    if _rows(got) and not fmt.number(held):
        return "None of the holdings has a price, so this is the cash alone."
    be = "was" if past(ask, got) else "is"
    return f"Of that, {fmt.money(held)} {be} in holdings and {fmt.money(cash)} in cash."


def remember(got: Got, note: Note) -> None:
    """Keep the first holding for the questions that are offered next."""
    rows = _rows(got)
    if rows and note.holding is None:
        note.holding = called(rows[0])


HEAD = ("Holding", "Value", "Weight", "Unrealised gain", "Unrealised return", "Quantity", "Average cost", "Price")


def _line(row: Row) -> tuple[str, ...]:
    return (
        cell(row),
        fmt.money(row.get("value")),
        fmt.share(row.get("weight")),
        fmt.money(row.get("unrealised_gain")),
        fmt.percent(row.get("unrealised_return")),
        fmt.shares(row.get("quantity")),
        fmt.money(row.get("average_cost")),
        fmt.price(row.get("price"), row.get("currency")),
    )


def holdings(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """List the holdings."""
    for got in results:
        rows, whose = _rows(got), who(ask, got)
        if not rows:
            note.say(f"{whose.start} {whose.verb('holds', 'hold')} no instruments on {fmt.day(got.data['as_of'])}.", _cash_only(got))
            continue
        total = got.data.get("total_value")
        note.say(
            f"{whose.start} {whose.was if past(ask, got) else whose.is_} worth {fmt.money(total)}{_then(ask, got)}, cash included."
            if total
            else None,
            "These are the holdings, largest first.",
        )
        note.table(HEAD, [_line(row) for row in rows[:MOST_ROWS]])
        if len(rows) > MOST_ROWS or got.data.get("next_cursor"):
            note.say("Smaller holdings are left out of this table; name one to see it.")
        note.chart(got, kind="bar", title="Weights of the holdings", path="/holdings", x="symbol", y=["weight"])
        remember(got, note)


def _cash_only(got: Got) -> str | None:
    cash = got.data.get("cash_value")
    return f"Cash stands at {fmt.money(cash)}." if cash else None


def count(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Count the holdings."""
    for got in results:
        rows, whose, held = _rows(got), who(ask, got), got.data.get("holdings_count", 0)
        note.say(f"{whose.start} {whose.verb('has', 'have')} {held} {'holding' if held == 1 else 'holdings'}.", _lead(rows))
        remember(got, note)


def _lead(rows: Sequence[Row]) -> str | None:
    if not rows or rows[0].get("weight") is None:
        return None
    return f"The largest holding is {label(rows[0])}, with a weight of {fmt.share(rows[0]['weight'])}."


def position(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Describe one holding."""
    judged = _JUDGED.search(ask.text) is not None
    asked = not judged and _OWNED.search(ask.text) is not None
    for got in results:
        if got.tool == "market_search":
            _searched(got, note, "No: " if asked else "")
            continue
        rows = _rows(got)
        name = ask.names.instrument(got.args.get("symbol"))
        if not rows:
            no = "No, you" if asked else "You"
            note.say(f"{no} hold no {fmt.clean(name.name) if name else 'such instrument'} on {fmt.day(got.data['as_of'])}.")
        for row in rows[:1]:
            _one(row, note, ask.text, "Yes, you" if asked and ask.symbol else "You")
            if judged:
                note.say("Whether that is too much or too little is for your own rules to say: set them under Rules, and I check them.")


def _searched(got: Got, note: Note, no: str) -> None:
    """Say that a name is not known, or what it may stand for."""
    query, rows = fmt.clean(got.args.get("query")), got.data.get("instruments", ())
    note.say(
        f"{no}I know no instrument called {query}, so it is not among your holdings."
        if not rows
        else f"{no}I find no holding called {query}; the nearest instrument that I know is {label(rows[0])}."
    )


def _size(row: Row) -> str:
    return f"{fmt.count_shares(row['quantity'])} of " if row.get("quantity") is not None else ""


def _one(row: Row, note: Note, text: str, you: str = "You") -> None:
    """Describe a holding, beginning with its weight or its cost where that is what was asked for."""
    cost, gain, rate = row.get("average_cost"), row.get("unrealised_gain"), row.get("unrealised_return")
    worth = row.get("value")
    held = f"{you} hold {_size(row)}{label(row)}" + (
        f", worth {fmt.money(worth)} at a price of {fmt.price(row.get('price'), row.get('currency'))}." if worth else "."
    )
    part = f"{called(row)} makes up {fmt.share(row['weight'])} of the total value." if row.get("weight") is not None else None
    paid = f"The average cost of {called(row)} is {fmt.money(cost)}, buying charges included." if cost else None
    whole = row.get("cost_basis")
    total = f"{called(row)} cost you {fmt.money(whole)} in total, for what you still hold." if whole and rule("paid", text) else None
    first = total or next((line for line, asked in ((part, _PART_OF), (paid, _PAID)) if line and asked.search(text)), None)
    note.say(
        first,
        held,
        *(line for line in (part, paid) if line != first),
        f"The unrealised {gained(gain)} on it is {fmt.size(gain)}, or {fmt.percent(abs(rate))} of its cost."
        if gain and rate is not None
        else None,
        *dict.fromkeys(reason(text) for text in row.get("reasons", {}).values()),
    )
    note.holding = called(row)


def cash(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the cash."""
    for got in results:
        whose, total, parts = who(ask, got), got.data.get("cash_value"), list(got.data.get("cash", ()))
        if total is None:
            note.say(f"I cannot give the cash of {whose.name}. {missing(got, 'cash_value') or ''}")
            continue
        note.say(f"{whose.start} {whose.has} {fmt.money(total)} in cash.", _of_total(got))
        if len(parts) > 1:
            note.table(("Cash by currency", "Amount"), [(part["currency"], fmt.money(part)) for part in parts])
        remember(got, note)


def _of_total(got: Got) -> str | None:
    total = got.data.get("total_value")
    return f"The total value, holdings included, is {fmt.money(total)}." if total else None


def moved(row: Row) -> tuple[str, ...]:
    """Write a holding's cost, value and unrealised gain as a row of a table."""
    return (
        cell(row),
        fmt.money(row.get("cost_basis")),
        fmt.money(row.get("value")),
        fmt.money(row.get("unrealised_gain")),
        fmt.percent(row["unrealised_return"]),
    )


def unrealised(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the unrealised gain, in all and by holding."""
    for got in results:
        gain, whose = got.data.get("unrealised_gain"), who(ask, got)
        if gain is None:
            note.say(f"I cannot give the unrealised gain of {whose.name}. {missing(got, 'unrealised_gain') or ''}")
        else:
            had = whose.verb("had", "had") if past(ask, got) else whose.has
            note.say(
                f"{whose.start} {had} an unrealised {gained(gain)} of {fmt.size(gain)}{_then(ask, got)}.",
                _on_cost(got),
                "It becomes real, and taxable, only when you sell.",
            )
        rows = sorted((r for r in _rows(got) if r.get("unrealised_return") is not None), key=lambda r: -r["unrealised_return"])
        note.table(("Holding", "Cost basis", "Value", "Unrealised gain", "Unrealised return"), [moved(r) for r in rows[:MOST_ROWS]])
        remember(got, note)


def _on_cost(got: Got) -> str | None:
    rate, cost = got.data.get("unrealised_return"), got.data.get("total_cost")
    return f"That is {fmt.percent(abs(rate))} of the cost of {fmt.money(cost)}." if rate is not None and cost else None


ANSWERS = {
    "value": value, "holdings": holdings, "count": count, "position": position, "cash": cash,
    "unrealised": unrealised,
}  # fmt: skip
