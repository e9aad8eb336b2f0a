"""What an answer rests on: the day of its figures, the age and coverage of prices, and the caveats of its tools."""

import re
from collections.abc import Sequence

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.plans.plan import EMPTY
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.words import data

_UNGROUNDED = {"learn_search", "notes_search", "calculate", "market_search", "portfolio_record", "explain_fact", "replay_answer"}
WHOLE = 0.9995
MOST_NAMED = 5
_ENDS = re.compile(r"\bprices end on (\S+?)\.?$", re.IGNORECASE)
_NOTHING = re.compile(r"^No (?:income|sales?|transactions?)\b")
_OF_GAINS = re.compile(r"\bgains count\b")
_CODE = re.compile(r"^.*?\b[a-z]+(?:_[a-z]+)+: |^[a-z]+: ", re.DOTALL)


def _day(good: Sequence[Got]) -> str | None:
    days = {got.data.get("as_of") for got in good}
    return f"Figures are as of {fmt.day(days.pop())}." if len(days) == 1 else None


def _stale(good: Sequence[Got]) -> str | None:
    oldest = max((got.data.get("staleness_days") or 0 for got in good), default=0)
    if not oldest:
        return None
    behind, days = _behind(good), f"{oldest} {'day' if oldest == 1 else 'days'}"
    if behind:
        if len(behind) == 1:
            return f"The last price of {behind[0]} is carried forward: it is {days} older than that day."
        return f"The last prices of {fmt.listed(behind)} are carried forward: the oldest is {days} older than that day."
    which = "last prices are" if any(got.data.get("holdings") for got in good) else "oldest of the prices behind them is"
    return f"The {which} {days} older than that, carried forward."


def _behind(good: Sequence[Got]) -> list[str]:
    """Name the holdings whose price is older than that of the others, where they are few."""
    rows = {row["symbol"]: row["price_date"] for got in good for row in got.data.get("holdings", ()) if row.get("price_date")}
    latest = max(rows.values(), default="")
    behind = [fmt.clean(symbol) for symbol, day in rows.items() if day < latest]
    return behind if len(behind) <= MOST_NAMED else []


def _covered(good: Sequence[Got]) -> str | None:
    least = min((got.data.get("coverage", 1.0) for got in good), default=1.0)
    if least >= WHOLE:
        return None
    return f"Coverage is {fmt.percent(least, 1)}: what has no price is left out of the figures."


def ground(note: Note, results: Sequence[Got], *, gains: bool = True) -> None:
    """Add what the results rest on, each statement once; what concerns gains alone only where `gains` are shown."""
    if not note.grounded:
        return
    good = [got for got in results if got.ok and got.tool not in _UNGROUNDED and got.data]
    caveats = list(dict.fromkeys(text for got in results if got.ok for text in got.data.get("caveats", ())))
    note.say(_day(good), _stale(good), _covered(good))
    note.bullets([text for text in _told_once(caveats, good) if gains or not _OF_GAINS.search(text)])


def _told_once(caveats: Sequence[str], good: Sequence[Got]) -> list[str]:
    """Leave out the day on which prices end where no figure is of a later one, and say it once."""
    days, kept = {str(got.data.get("as_of")) for got in good}, list[str]()
    for text in caveats:
        ends = _ENDS.search(text)
        if ends is None or (max(days, default="") > ends[1] and not any(_ENDS.search(other) for other in kept)):
            kept.append(text)
    return kept


def failed(note: Note, ask: Ask, results: Sequence[Got], beside: Sequence[Got] = ()) -> None:
    """Say what could not be computed, and why; `beside` are the other results."""
    if ask.intent in {"rebalance", "policy"} and any("no targets" in str(got.error) for got in results):
        note.ready(ready("no_targets"))
        return
    for said in dict.fromkeys(_why(got.tool, got.error, beside) for got in results if got.error is not None):
        note.say(*said)


def _why(tool: str, error: str, beside: Sequence[Got]) -> tuple[str, ...]:
    """Say what a call could not do, and why."""
    told = _sentence(error)
    if EMPTY in told:
        return (f"Nothing is recorded for that time{_begun(beside)}.",)
    return (told,) if _NOTHING.match(told) else (f"I could not {_doing(tool)}.", told)


def _begun(results: Sequence[Got]) -> str:
    """Say when the ledger begins, where that was looked up."""
    listed = next((got for got in results if got.ok and got.tool == "portfolio_transactions" and got.data.get("transactions")), None)
    return f": your ledger begins on {fmt.day(listed.data['transactions'][0]['date'])}" if listed else ""


def _doing(tool: str) -> str:
    return str(data("tools").get(tool, {}).get("doing", "work that out"))


def _sentence(error: str) -> str:
    """Take the code off a tool's error and leave its sentence."""
    text = _CODE.sub("", error).strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
