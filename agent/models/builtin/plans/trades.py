"""Trades that a what-if question describes: side, instrument and size, clause by clause."""

import re
from dataclasses import dataclass

from agent.models.builtin.intents import vocabulary
from agent.models.builtin.plans.ask import Ask
from agent.models.builtin.slots import Slots, read
from agent.models.builtin.slots.words import sides

_PART = (
    ("half", re.compile(r"\bhalf\b|\b50\s?(?:%|percent)", re.IGNORECASE)),
    ("quarter", re.compile(r"\b(?:a |one )?quarter\b|\b25\s?(?:%|percent)", re.IGNORECASE)),
    ("all", re.compile(r"\b(?:all|everything|entire|whole|completely|fully|out of)\b", re.IGNORECASE)),
)
_MOVED = re.compile(
    r"\b(?:move|moved|switch|switched|shift|shifted|swap|swapped|replace|replaced|rotate)\b(?P<size>.{0,30}?)\b(?:from"
    r"|out of)?\s+(?P<out>.+?)\s+(?:to|into|for|with|by)\s+(?P<into>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One trade wished for: `size` in shares (`quantity`) or money (`amount`), or a `part` of what is held."""

    symbol: str
    side: str
    unit: str = "quantity"
    size: str | None = None
    part: str | None = None


def expression(held: str, part: str) -> str | None:
    """Give the calculation of a part of a holding; None where it is all of it."""
    return {"half": f"{held} shares / 2", "quarter": f"{held} shares / 2 / 2"}.get(part)


def _size(slots: Slots, text: str, side: str) -> dict[str, str]:
    part = next((name for name, pattern in _PART if pattern.search(text)), None)
    shares, money = slots.amount("shares", "plain"), slots.amount("money")
    if money or (shares and re.search(r"\bworth\b", text, re.IGNORECASE)):
        return {"unit": "amount", "size": format((money or shares).value, "f")}  # type: ignore[union-attr]
    if shares:
        return {"size": format(shares.value, "f")}
    if side == "sell":
        return {"part": part or "all"}
    return {}


def _clauses(text: str) -> list[tuple[str, str]]:
    """Cut a question at its words of buying and selling; gives each side with its clause."""
    found = sides(text)
    if not found:
        return []
    ends = [*(at for at, _ in found[1:]), len(text)]
    return [(side, text[at:end]) for (at, side), end in zip(found, ends, strict=True)]


def _switched(ask: Ask) -> list[Wish]:
    match = _MOVED.search(ask.text)
    if not match:
        return []
    out, into = (read(match[name], ask.names, vocabulary()) for name in ("out", "into"))
    if not out.instruments or not into.instruments:
        return []
    money = ask.slots.amount("money", "plain")
    shares = ask.slots.amount("shares")
    if money or shares:
        unit, amount = ("amount", money) if money else ("quantity", shares)
        size = format(amount.value, "f") if amount else None
        return [Wish(out.instruments[0], "sell", unit, size), Wish(into.instruments[0], "buy", unit, size)]
    return [Wish(out.instruments[0], "sell", **_size(ask.slots, match["size"], "sell")), Wish(into.instruments[0], "buy")]


def read_trades(ask: Ask) -> list[Wish]:
    """Read the trades of a question."""
    switched = _switched(ask)
    if switched:
        return switched
    wishes: list[Wish] = []
    for side, clause in _clauses(ask.text):
        slots = read(clause, ask.names, vocabulary())
        symbols = slots.instruments or (ask.slots.instruments if len(ask.slots.instruments) == 1 else ())
        wishes += [Wish(symbol, side, **_size(slots, clause, side)) for symbol in symbols]
    return list({(wish.symbol, wish.side): wish for wish in wishes}.values())
