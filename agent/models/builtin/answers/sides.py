"""Portfolios or periods side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing, span, who
from agent.models.builtin.plans.ask import Ask, Got


def performance(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Set the returns of several portfolios, or of several periods, beside each other."""
    risks = {got.data.get("portfolio_id"): got.data for got in results if got.tool == "risk_report"}
    results = [got for got in results if got.tool == "portfolio_performance"]
    known = sorted((got for got in results if got.data.get("twr") is not None), key=lambda got: -got.data["twr"])
    for got in results:
        if got not in known:
            note.say(f"I cannot give the return of {who(ask, got).name} {span(got)}. {missing(got, 'twr') or ''}")
    several = len({got.data.get("portfolio_id") for got in results}) > 1
    note.say(*[_line(ask, got, several=several, first=at == 0 and len(known) > 1) for at, got in enumerate(known)])
    if several and len({(got.data.get("gain") or {}).get("currency") for got in known}) > 1:
        note.say("Each return is in the portfolio's own currency, so a part of the difference is the exchange rate.")
    head = ("Portfolio" if several else "From", "To", "Return", "A year", "Index", "Gain", "End value")
    risked = ("Volatility", "Max drawdown") if several and risks else ()
    rows = [(*_row(ask, got, several=several), *(_risk(risks.get(got.data["portfolio_id"], {})) if risked else ())) for got in known]
    note.table((*(head if not several else (head[0], *head[2:])), *risked), rows)


def _risk(data: Mapping[str, Any]) -> tuple[str, str]:
    return fmt.percent(data.get("volatility")), fmt.percent(data.get("max_drawdown"))


def _line(ask: Ask, got: Got, *, several: bool, first: bool) -> str:
    rate, whose = got.data["twr"], who(ask, got)
    done = f"{'lost' if rate < 0 else 'returned'} {fmt.percent(abs(rate))}"
    better = (", the better of these" if several else ", the better stretch") if first else ""
    return f"{whose.start} {done} {span(got)}{better}."


def _row(ask: Ask, got: Got, *, several: bool) -> tuple[str, ...]:
    data = got.data
    figures = (
        fmt.percent(data["twr"]),
        fmt.percent(data.get("twr_annualised")),
        fmt.percent((data.get("benchmark") or {}).get("twr")),
        fmt.money(data.get("gain")),
        fmt.money(data.get("end_value")),
    )
    return (who(ask, got).start, *figures) if several else (fmt.day(data["start"]), fmt.day(data["end"]), *figures)
