"""Plans about instruments: prices, charts, comparisons, exchange rates, search."""

import re
from collections.abc import Sequence
from typing import Any

from agent.models.builtin.plans.ask import Ask, Call, Got, Plan, Say, first, measured, on
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.rules import rule

_INDEX = re.compile(r"\b(?:index|market|benchmark|s&p)\b", re.IGNORECASE)
_SECTORS = re.compile(
    r"\b(?:tech(?:nology)?|health ?care|energy|financials?|banks?|banking|consumer|industrials?|pharma|oil|staples|utilities"
    r"|materials|retail|etfs?|funds?|index(?:es)?)\b",
    re.IGNORECASE,
)
INDEX = "SP500"
ALL = 100
DRAWN = 3
_DRAW = re.compile(r"\b(?:chart|graph|plot|draw|picture)\w*", re.IGNORECASE)


def _symbols(ask: Ask) -> list[str]:
    """Give the instruments named, and the index where it is meant as one of them."""
    found = list(ask.slots.instruments)
    if _INDEX.search(ask.text) and INDEX not in found and ask.names.instrument(INDEX):
        found.append(INDEX)
    return found


def lookup(ask: Ask) -> Sequence[Call] | Say:
    """Look for what the question names and the names do not hold."""
    if ask.slots.unknown:
        return [Call("market_search", {"query": ask.slots.unknown[0]})]
    return ready("which_instrument")


def _quote(ask: Ask) -> Sequence[Call] | Say:
    symbols = _symbols(ask)
    if not symbols:
        return lookup(ask)
    spans = [when for when in ask.slots.whens if when.start != when.end and when.word != "asof"]
    if spans or ask.slots.spans or ask.slots.code:
        return _history(ask)
    return [Call("market_quote", {"symbol": symbol} | on(ask)) for symbol in symbols[:4]]


def _history(ask: Ask) -> Sequence[Call] | Say:
    symbols = _symbols(ask)
    if not symbols:
        return lookup(ask)
    if ask.slots.whens and all(when.word == "asof" for when in ask.slots.whens) and not _DRAW.search(ask.text):
        return [Call("market_quote", {"symbol": symbol} | on(ask)) for symbol in symbols[:4]]
    if len(symbols) > 1:
        drawn = [Call("market_history", {"symbol": one} | measured(ask) | _interval(ask)) for one in symbols[:DRAWN]]
        if rule("chart_only", ask.text):
            return drawn
        return [Call("market_compare", {"symbols": symbols} | measured(ask)), *(drawn if _DRAW.search(ask.text) else ())]
    return [Call("market_history", {"symbol": symbols[0]} | measured(ask) | _interval(ask))]


def _interval(ask: Ask) -> dict[str, Any]:
    """Take weekly or monthly closes where daily ones would not fit on a page."""
    period = ask.slots.periods[0] if ask.slots.periods else None
    if period is None or period.code in {"6M", "YTD", "1Y"}:
        return {"interval": "week"}
    if period.code in {"1M", "3M"} or (period.start and period.end and (period.end - period.start).days <= ALL):
        return {}
    short = period.start and period.end and (period.end - period.start).days <= ALL * 7
    return {"interval": "week" if short else "month"}


def _compare(ask: Ask) -> Sequence[Call] | Say:
    symbols = _symbols(ask)
    if len(symbols) > 1:
        return [Call("market_compare", {"symbols": symbols} | measured(ask))]
    if ask.slots.unknown:
        return lookup(ask)
    if not symbols:
        return ready("which_two")
    name = ask.called(symbols[0])
    return Say(
        f"What shall I compare {name} with?",
        (f"Compare {name} with the S&P 500.", "Which instruments do you know?", f"How volatile is {name}?"),
    )


def _instrument_risk(ask: Ask) -> Sequence[Call] | Say:
    symbols = _symbols(ask)
    return [Call("market_compare", {"symbols": symbols} | (measured(ask) or {"period": "3Y"}))] if symbols else lookup(ask)


def _fx(ask: Ask) -> Sequence[Call] | Say:
    amount = ask.slots.amount("money")
    codes = list(dict.fromkeys([*([amount.currency] if amount and amount.currency else []), *ask.slots.currencies]))
    if not codes:
        return ready("which_currencies")
    if len(codes) == 1:
        codes.append(ask.currency if ask.currency and ask.currency != codes[0] else "USD" if codes[0] != "USD" else "INR")
    size = {"amount": format(amount.value, "f")} if amount else {}
    return [Call("market_fx", {"from_currency": codes[0], "to_currency": codes[1]} | size | on(ask))]


def _search(ask: Ask) -> Sequence[Call]:
    if ask.symbol:
        return [Call("market_search", {"query": ask.symbol})]
    if ask.slots.unknown:
        return [Call("market_search", {"query": ask.slots.unknown[0]})]
    return [Call("market_search", {"query": "", "limit": ALL})]


def sector_words(text: str) -> set[str]:
    """Give the sector words of a question, for filtering what a search of everything gives."""
    return {match[0].lower() for match in _SECTORS.finditer(text)}


def found_quote(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Ask for the price of what a search has found."""
    search = first(results, "market_search")
    rows = search.data.get("instruments", []) if search else []
    if not rows or ask.slots.instruments:
        return []
    symbol = rows[0]["symbol"]
    return [
        Call("market_history", {"symbol": symbol} | measured(ask))
        if ask.intent == "history"
        else Call("market_quote", {"symbol": symbol} | on(ask))
    ]


PLANS: dict[str, Plan] = {
    "quote": _quote,
    "history": _history,
    "compare": _compare,
    "instrument_risk": _instrument_risk,
    "fx": _fx,
    "search": _search,
}
