"""Answers about instruments: prices, charts, comparisons, exchange rates, search."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS, called, label
from agent.models.builtin.answers.note import Note, missing, span
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.plans.market import sector_words

Row = Mapping[str, Any]
PAIR = 2
PAIRS = 3
_PEAKS = re.compile(r"\b(?:high|low|peak|top|bottom|highest|lowest|all[- ]time)s?\b", re.IGNORECASE)


def quote(_: Ask, results: Sequence[Got], note: Note) -> None:
    """State the last close."""
    for got in results:
        if got.tool == "market_search" and not got.data.get("instruments"):
            note.say(
                f"I have no prices for {fmt.clean(got.args.get('query'))}.", "Ask which instruments I know, or import a price file for it."
            )
        if got.tool != "market_quote":
            continue
        data = got.data
        if data.get("price") is None:
            note.say(f"I have no price of {label(data)}. {missing(got, 'price') or ''}")
            continue
        note.say(
            f"{label(data)} closed at {fmt.price(data['price'], data['currency'])} on {fmt.day(data.get('price_date'))}.",
            _moved(data),
            _basis(data),
        )
        note.holding = called(data)


def _moved(data: Row) -> str | None:
    change, rate = data.get("change"), data.get("change_fraction")
    if change is None or rate is None:
        return None
    if not fmt.number(change):
        return "It did not change from the close before."
    word = "up" if fmt.number(change) > 0 else "down"
    return (
        f"That is {word} {fmt.percent(abs(rate))} from the close before, {fmt.price(data['previous_close'], data['currency'])}."
        if data.get("previous_close")
        else f"That is {word} {fmt.percent(abs(rate))} on the day."
    )


_BASES = {
    "total_return": "This price is adjusted for splits and dividends, so it is not what was quoted at the time.",
    "split_adjusted": "This price is adjusted for splits.",
    "price_index": "This is a price index: dividends are not in it.",
}


def _basis(data: Row) -> str | None:
    return _BASES.get(str(data.get("basis"))) if not data.get("caveats") else None


def history(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State how a price has moved, with its chart."""
    for got in results:
        if got.tool in {"market_quote", "market_search"}:
            quote(ask, [got], note)
        if got.tool == "market_compare":
            compare(ask, [got], note)
        if got.tool != "market_history":
            continue
        data = got.data
        rate = data.get("change_fraction")
        if rate is None:
            note.say(f"I have no prices of {label(data)} {span(got)}. {missing(got, 'change_fraction') or ''}")
            continue
        word = "rose" if rate > 0 else "fell" if rate < 0 else "moved"
        extremes = (
            f"The highest close was {fmt.price(data['high'], data['currency'])} on {fmt.day(data.get('high_date'))}; the "
            f"lowest close was {fmt.price(data['low'], data['currency'])} on {fmt.day(data.get('low_date'))}."
            if data.get("high") and data.get("low")
            else None
        )
        peaks = _PEAKS.search(ask.text) is not None
        note.say(
            extremes if peaks else None,
            f"{label(data)} {word} {fmt.percent(abs(rate))} {span(got)}.",
            f"The first close was {fmt.price(data.get('first_close'), data['currency'])}; the last close was "
            f"{fmt.price(data.get('last_close'), data['currency'])}.",
            None if peaks else extremes,
            _basis(data),
        )
        note.chart(got, title=f"{label(data)}, closing prices", names=[called(data)])
        note.holding = called(data)


def compare(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Put instruments side by side."""
    for got in results:
        if got.tool == "market_search":
            quote(ask, [got], note)
        if got.tool != "market_compare":
            continue
        rows = [row for row in got.data.get("items", ()) if row.get("total_return") is not None]
        if not rows:
            note.say(f"I cannot compare them {span(got)}. {missing(got, 'items') or ''}")
            continue
        rows.sort(key=lambda row: -row["total_return"])
        pairs = _correlated(got)[:PAIRS]
        first = pairs if "correlation" in ask.slots.words.metrics else []
        calm = ask.intent == "instrument_risk" or len(rows) == 1
        said = [_calmer(rows, got), *_returns(rows, got)] if calm else [*_returns(rows, got), _calmer(rows, got)]
        note.say(
            *first,
            *said,
            f"The comparison takes the {got.data['observations']:,} days on which all have a return." if len(rows) > 1 else None,
        )
        note.table(
            ("Instrument", "Total return", "Annual return", "Volatility", "Max drawdown"),
            [
                (
                    label(r),
                    fmt.percent(r["total_return"]),
                    fmt.percent(r.get("annual_return")),
                    fmt.percent(r.get("volatility")),
                    fmt.percent(r.get("max_drawdown")),
                )
                for r in rows
            ],
        )
        note.say(*(() if first else pairs))
        names = ["Total return", "Volatility a year"]
        note.chart(got, title="Return and volatility", y=["total_return", "volatility"], names=names)
        note.holding = called(rows[0])


def _returns(rows: Sequence[Row], got: Got) -> list[str]:
    def done(row: Row) -> str:
        return f"{label(row)} {'lost' if row['total_return'] < 0 else 'returned'} {fmt.percent(abs(row['total_return']))}"

    if len(rows) == 1:
        return [f"{done(rows[0])} {span(got)}."]
    if len(rows) == PAIR:
        return [f"{done(rows[0])} {span(got)}, the better of the two.", f"{done(rows[-1])}."]
    return [f"{done(rows[0])} {span(got)}, the best of these.", f"{done(rows[-1])}, the worst of these."]


def _calmer(rows: Sequence[Row], got: Got) -> str | None:
    known = [row for row in rows if row.get("volatility") is not None]
    if not known:
        return None
    calm = min(known, key=lambda row: row["volatility"])
    if len(known) == 1:
        return (
            f"The volatility of {label(calm)} was {fmt.percent(calm['volatility'])} a year {span(got)}, and its maximum drawdown "
            f"{fmt.percent(calm.get('max_drawdown'))}."
        )
    return f"The calmest was {label(calm)}, with a volatility of {fmt.percent(calm['volatility'])} a year."


def _correlated(got: Got) -> list[str]:
    return [
        f"The correlation of {fmt.clean(p['symbol'])} and {fmt.clean(p['name'])} was {fmt.plain(p['correlation'])}."
        for p in got.data.get("pairs", ())
        if p.get("correlation") is not None
    ]


def fx(_: Ask, results: Sequence[Got], note: Note) -> None:
    """State an exchange rate and what it converts to."""
    for got in results:
        if got.tool != "market_fx":
            continue
        data = got.data
        if data.get("rate") is None:
            note.say(f"I have no rate from {data.get('from_currency')} to {data.get('to_currency')}. {missing(got, 'rate') or ''}")
            continue
        rate = (
            f"The rate was {fmt.amount(data['rate'], data['to_currency'], 4)} per {data['from_currency']} on {fmt.day(data.get('date'))}."
        )
        if data.get("converted") and data.get("amount"):
            note.say(
                f"{fmt.money(data['amount'])} is {fmt.money(data['converted'])}.",
                rate,
                "This is the European Central Bank's reference rate; a bank's own rate will differ.",
            )
        else:
            note.say(rate, "This is the European Central Bank's reference rate, crossed over the euro; a bank's own rate will differ.")


def _rate(data: Row) -> str:
    return f"{fmt.price(data['rate'], data['to_currency'])} per {data['from_currency']}"


_FIGURES = {
    "value": "the total value is", "cash": "the cash is", "profit": "the gain is", "performance": "the gain is",
    "holdings": "the total value is", "count": "the total value is", "position": "its value is", "unrealised": "the unrealised gain is",
    "benchmark": "the end value is", "realised": "the realised gain is", "charges": "the charges are",
    "flows": "the net contributions are", "income": "the income is", "quote": "the price is", "goal": "the target is",
}  # fmt: skip


def converted(ask: Ask, got: Got, *, lost: bool) -> str | None:
    """State what a figure is in another currency; a gain that is negative was lost."""
    data = got.data
    if not data.get("converted") or not data.get("amount"):
        return None
    called = _FIGURES.get(ask.intent, "that is")
    if lost:
        called = called.replace("gain", "loss")
    return (
        f"In {data['to_currency']}, {called} {fmt.money(data['converted'])}: {fmt.money(data['amount'])} "
        f"at {_rate(data)} on {fmt.day(data.get('date'))}."
    )


def search(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """List instruments found."""
    for got in results:
        rows = (
            _filtered(list(got.data.get("instruments", ())), ask.text)
            if not got.args.get("query")
            else list(got.data.get("instruments", ()))
        )
        if not rows:
            note.say(
                f"I found no instrument for {fmt.clean(got.args.get('query') or 'that')}.", "Try its symbol, its ISIN or part of its name."
            )
            continue
        note.say(
            f"The symbol of {fmt.clean(rows[0]['name'])} is {fmt.clean(rows[0]['symbol'])}."
            if got.args.get("query")
            else "These are the instruments that I know and that fit."
        )
        note.table(("Symbol", "Name", "Sector", "Class", "Currency", "ISIN"), [_instrument(row) for row in rows[:MOST_ROWS]])
        if got.data.get("next_cursor") or len(rows) > MOST_ROWS:
            note.say("The table stops here; search by name or symbol to see others.")


def _instrument(row: Row) -> tuple[str, ...]:
    return tuple(
        fmt.kind(row[key]) if key == "asset_class" and row.get(key) else fmt.clean(row.get(key) or "")
        for key in ("symbol", "name", "sector", "asset_class", "currency", "isin")
    )


_STEMS = {
    "tech": "tech",
    "technology": "tech",
    "healthcare": "health",
    "health care": "health",
    "pharma": "health",
    "bank": "financ",
    "banks": "financ",
    "banking": "financ",
    "financial": "financ",
    "financials": "financ",
    "oil": "energy",
    "etfs": "etf",
    "etf": "etf",
    "funds": "etf",
    "fund": "etf",
    "indexes": "index",
}


def _filtered(rows: list[Row], text: str) -> list[Row]:
    stems = {_STEMS.get(word, word.removesuffix("s")) for word in sector_words(text)}
    kept = [
        row
        for row in rows
        if any(re.search(re.escape(stem), f"{row.get('sector')} {row.get('asset_class')}", re.IGNORECASE) for stem in stems)
    ]
    return kept or rows


ANSWERS = {"quote": quote, "history": history, "compare": compare, "instrument_risk": compare, "fx": fx, "search": search}
