"""Answers from text: lessons with citations, the person's notes, sums, and where a figure comes from."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin import words
from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note
from agent.models.builtin.plans.ask import Ask, Got

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'(])")
MOST_PASSAGES = 2
LONGEST = 420
THOUSAND = 1000
_FORMULA = re.compile(r"[=|\\]|```|\$\$")
Row = Mapping[str, Any]


_MARK = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,2}[.)])\s+")
_STRESS = re.compile(r"\*\*|__|`")


def _line(raw: str) -> str:
    """Take the marks of Markdown off one line; an item of a list becomes a sentence."""
    if raw.lstrip().startswith(("#", "|")):
        return ""
    text = _STRESS.sub("", _MARK.sub("", raw)).strip()
    return _ended(text) if _MARK.match(raw) else text


def sentences(text: str) -> list[str]:
    """Split a passage into sentences that can stand alone."""
    flat = " ".join(" ".join(map(_line, text.splitlines())).split())
    return [part for part in SENTENCE.split(flat) if part and not part.startswith(("#", "|", "-", "*"))]


def _words(text: str) -> set[str]:
    return {
        word
        for word in re.findall(r"[a-z]{4,}", text.lower())
        if word
        not in {
            "what",
            "does",
            "mean",
            "explain",
            "between",
            "difference",
            "should",
            "would",
            "about",
            "this",
            "that",
            "with",
            "from",
            "mine",
        }
    }


def _quoted(row: Row, most: int = 3) -> list[str]:
    """Take the sentences of a passage that answer, beginning with its quote."""
    text = str(row.get("text") or row.get("quote") or "")
    found = sentences(text)
    quote = sentences(str(row.get("quote") or ""))
    start = next((at for at, part in enumerate(found) if quote and part.startswith(quote[0][:40])), 0)
    picked: list[str] = []
    size = 0
    for part in (found[start:] or quote)[:most]:
        size += len(part)
        if size > LONGEST and picked:
            break
        picked.append(part)
    return picked


def definition(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Answer from the library, each statement with its citation."""
    for got in results:
        if got.tool not in {"learn_search", "notes_search"}:
            continue
        passages = got.data.get("passages", ())
        if got.data.get("abstained") or not passages:
            note.say(
                "The library does not answer that, and I will not make something up.",
                "Ask it in other words, or ask for one of your own figures.",
            )
            continue
        for row in passages:
            note.cite(row["id"])
        for row in _best(passages, ask.text):
            mark = f" [{note.cite(row['id'])}]"
            note.say(*(f"{_ended(part)}{mark}" for part in _quoted(row)))
        note.say(_sources(passages, note))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _best(passages: Sequence[Row], question: str) -> list[Row]:
    """Take the best passage, and one of another lesson where the question is about that too."""
    lead, asked = passages[0], _words(question)
    known = _words(str(lead["title"]))
    more = [row for row in passages[1:] if row["title"] != lead["title"] and (_words(str(row["title"])) - known) & asked]
    return [lead, *more[: MOST_PASSAGES - 1]]


def _sources(passages: Sequence[Row], note: Note) -> str:
    lead = passages[0]
    return f"This is from the lesson {fmt.clean(lead['title'])} [{note.cite(lead['id'])}]." if lead.get("title") else ""


def notes(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Quote what the person wrote."""
    for got in results:
        passages = got.data.get("passages", ())
        if got.data.get("abstained") or not passages:
            note.say("Your notes and documents say nothing about that.")
            continue
        note.say("This is what your own notes and documents say.")
        for row in passages[:3]:
            note.say(f"{_ended(fmt.clean(row['quote']))} [{note.cite(row['id'])}]")


def calculate(_: Ask, results: Sequence[Got], note: Note) -> None:
    """State a result with its steps."""
    for got in results:
        data = got.data
        note.say(f"The result is {_value(data['value'], data.get('unit'), data.get('currency'))}.")


def _value(value: Any, unit: str | None, currency: str | None) -> str:
    if value is None:
        return fmt.NONE
    if unit == "date":
        return fmt.day(str(value))
    if unit in {"money", "price"}:
        return fmt.price(value, currency) if unit == "price" else fmt.amount(value, currency)
    if unit == "ratio":
        return fmt.percent(float(value))
    number = fmt.number(value)
    return fmt.shares(round(number, 2 if abs(number) >= THOUSAND else 4))


_PLAIN = {
    "sharpe",
    "sortino",
    "calmar",
    "beta",
    "correlation",
    "skewness",
    "kurtosis",
    "information ratio",
    "r squared",
    "effective holdings",
    "hhi",
    "diversification ratio",
}


def _fact(row: Row) -> str:
    if row.get("unit") == "ratio" and any(word in str(row["label"]) for word in _PLAIN):
        return fmt.plain(float(row["value"]))
    return _value(row["value"], row.get("unit"), row.get("currency"))


def explain(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Walk from a figure to what it rests on."""
    for got in results:
        data = got.data
        fact, definition_text = data["fact"], data.get("definition")
        note.say(
            f"The figure is {fmt.clean(fact['label'])}: {_fact(fact)}.",
            f"It comes from {words.data('tools').get(data['tool'], {}).get('title', 'a tool')}.",
            f"Its definition: {fmt.clean(definition_text)}." if definition_text else None,
        )
        inputs = data.get("inputs", ())
        note.table(("It rests on", "Value"), [(fmt.clean(row["label"]), _fact(row)) for row in inputs[:12]])
        entries = data.get("transactions", ())
        note.table(
            ("Transaction of", "Type", "Symbol", "Quantity", "Price"),
            [
                (
                    fmt.day(r["date"]),
                    str(r["type"]),
                    fmt.clean(r.get("symbol") or ""),
                    fmt.shares(r["quantity"]) if r.get("quantity") not in {None, "0"} else "",
                    fmt.price(r["price"], r["currency"]) if r.get("price") is not None else "",
                )
                for r in entries[:12]
            ],
        )
        bars = [
            (
                fmt.clean(row["symbol"]),
                fmt.day(row["bars"][-1]["date"]),
                fmt.price(row["bars"][-1]["close"], row["currency"]),
                fmt.clean(row["source"]),
            )
            for row in data.get("prices", ())
            if row.get("bars")
        ]
        note.table(("Price of", "Day", "Close", "Source"), bars[:12])


def replay(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Say what changed since an earlier answer."""
    for got in results:
        changed = got.data.get("changed", ())
        if not changed:
            note.say("Yes: I ran the same calls again at the same day, and every figure of that answer is unchanged.")
            continue
        note.say("Not quite: some figures of that answer would be different now.")
        note.table(
            ("Figure", "Then", "Now", "Because"),
            [
                (
                    fmt.clean(r["label"]),
                    _value(r.get("before"), r.get("unit"), None),
                    _value(r.get("after"), r.get("unit"), None),
                    fmt.clean(r["because"]),
                )
                for r in changed[:12]
            ],
        )


ANSWERS = {"definition": definition, "notes": notes, "calculate": calculate, "explain": explain, "replay": replay}
