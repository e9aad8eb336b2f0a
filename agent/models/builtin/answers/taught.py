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


_TERM = re.compile(
    r"^(?:(?:so|and|ok|but|please|pls|can you|could you|tell me)\s+)*(?:what(?:'s| is| are| does| do|s)?|define|explain|meaning of"
    r"|difference between)"
    r"\s+(?:meant by\s+|the (?:meaning|definition|difference)(?: of| between)?\s+)?(?:an?\s+|the\s+)?",
    re.IGNORECASE,
)
_TERM_END = re.compile(r"\s+(?:mean|stand for|in simple|in plain|in easy|and what|and how|kya|please)\b.*$|[?.!,]+.*$", re.IGNORECASE)
_VERB = (
    r"(?:is|are|says?|tells?|measures?|means?|divides?|gives?|compares?|shows?|asks?|puts?|counts?|sets?|stands? for|holds?|buys?|pays?)"
)
_LEANS = re.compile(r"^\W*(?:\w+\W+){1,3}(?:them|it|this|these|those|they)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"^[A-Z][A-Z&/]{1,5}$")


def _terms(question: str) -> list[str]:
    """Give the terms that a question asks to explain."""
    core = _TERM_END.sub("", _TERM.sub("", question)).strip()
    parts = [part.strip() for part in re.split(r"\s+(?:and|vs\.?|versus|or)\s+(?:an?\s+|the\s+)?", core) if part.strip()]
    spelled = words.data("metrics")["spelled"]
    return [*(spelled[part] for part in parts if part in spelled), *parts]


def _defines(term: str, sentence: str) -> bool:
    """Tell whether a sentence says what a term is."""
    opened = re.match(rf"(?:an?\s+|the\s+)?{re.escape(term.removesuffix('s'))}s?\b(?!\s+(?:of|and|or|in|for)\b)", sentence, re.IGNORECASE)
    return (
        opened is not None
        or re.search(rf"^.{{0,30}}\b{re.escape(term.removesuffix('s'))}s?\b[^.]{{0,30}}?\b{_VERB}\b", sentence, re.IGNORECASE) is not None
    )


def _start(found: Sequence[str], at: int, terms: Sequence[str]) -> int:
    """Begin at a sentence that defines what was asked: the quote's own, else another of the passage."""
    if any(_defines(term, found[at]) for term in terms):
        return at
    first = next((n for term in terms for n, part in enumerate(found) if _defines(term, part)), at)
    # A second sentence leans on the first: "Markets move the weights. Rebalancing brings them back."
    return 0 if first == 1 and _LEANS.search(found[1]) else first


def _quoted(row: Row, question: str, most: int = 3) -> list[str]:
    """Take the sentences of a passage that answer, beginning with one that defines the term, or with its quote."""
    text = str(row.get("text") or row.get("quote") or "")
    found = sentences(text)
    quote = sentences(str(row.get("quote") or ""))
    start = next((at for at, part in enumerate(found) if quote and part.startswith(quote[0][:40])), 0)
    start = _start(found, start, [*_terms(question), str(row.get("title") or "").split(",")[0]]) if found else start
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
        if got.data.get("abstained") or not passages or _foreign(ask.text, passages):
            note.say(
                "The library does not answer that, and I will not make something up.",
                "Ask it in other words, or ask for one of your own figures.",
            )
            continue
        for row in passages:
            note.cite(row["id"])
        for row in _best(passages, ask.text):
            mark = f" [{note.cite(row['id'])}]"
            note.say(*(f"{_ended(part)}{mark}" for part in _quoted(row, ask.text)))
        note.say(_sources(passages, note))


def _foreign(question: str, passages: Sequence[Row]) -> bool:
    """Tell whether a question is about an abbreviation that no passage found so much as mentions."""
    asked = [term for term in _terms(question) if _ACRONYM.match(term)]
    text = " ".join(f"{row.get('title')} {row.get('text')}" for row in passages)
    return bool(asked) and not any(re.search(rf"\b{re.escape(term)}", text) for term in asked)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _lead(passages: Sequence[Row], question: str) -> Row:
    """Take the passage of the best lesson that defines the term, else the best passage."""
    terms = _terms(question)
    same = [row for row in passages if row["title"] == passages[0]["title"]]
    defining = (row for row in same if any(_defines(term, part) for term in terms for part in sentences(str(row.get("text") or ""))))
    return next(defining, passages[0])


def _best(passages: Sequence[Row], question: str) -> list[Row]:
    """Take the best passage, and one of another lesson where the question is about that too."""
    lead, asked = _lead(passages, question), _words(question)
    known = _words(str(lead["title"]))
    more = [row for row in passages if row["title"] != lead["title"] and (_words(str(row["title"])) - known) & asked]
    return [lead, *more[: MOST_PASSAGES - 1]]


def _sources(passages: Sequence[Row], note: Note) -> str:
    lead = passages[0]
    return f"This is from the lesson {fmt.clean(lead['title'])} [{note.cite(lead['id'])}]." if lead.get("title") else ""


def notes(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Quote what the person wrote; sentences made from the ledger are not theirs."""
    for got in results:
        passages = [row for row in got.data.get("passages", ()) if row.get("origin") != "holding"]
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
