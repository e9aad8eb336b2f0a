"""What an answer rests on: the day of its figures, the age and coverage of prices, and the caveats of its tools."""

from collections.abc import Sequence

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note
from agent.models.builtin.plans.ask import Got

_UNGROUNDED = {"learn_search", "notes_search", "calculate", "market_search", "portfolio_record", "explain_fact", "replay_answer"}
WHOLE = 0.9995


def _day(good: Sequence[Got]) -> str | None:
    days = {got.data.get("as_of") for got in good}
    return f"Figures are as of {fmt.day(days.pop())}." if len(days) == 1 else None


def _stale(good: Sequence[Got]) -> str | None:
    oldest = max((got.data.get("staleness_days") or 0 for got in good), default=0)
    if not oldest:
        return None
    return f"The last prices are {oldest} {'day' if oldest == 1 else 'days'} older than that, carried forward."


def _covered(good: Sequence[Got]) -> str | None:
    least = min((got.data.get("coverage", 1.0) for got in good), default=1.0)
    if least >= WHOLE:
        return None
    return f"Coverage is {fmt.percent(least, 1)}: what has no price is left out of the figures."


def ground(note: Note, results: Sequence[Got]) -> None:
    """Add what the results rest on, each statement once."""
    if not note.grounded:
        return
    good = [got for got in results if got.ok and got.tool not in _UNGROUNDED and got.data]
    caveats = list(dict.fromkeys(text for got in results if got.ok for text in got.data.get("caveats", ())))
    note.say(_day(good), _stale(good), _covered(good))
    note.bullets(caveats)


def failed(note: Note, results: Sequence[Got]) -> None:
    """Say what could not be computed, and why."""
    for got in results:
        if got.error is not None:
            note.say(f"I could not {_DOING.get(got.tool, 'work that out')}.", _sentence(got.error))


def _sentence(error: str) -> str:
    """Take the code off a tool's error and leave its sentence."""
    head, _, rest = error.partition(": ")
    text = rest if rest and " " not in head else error
    return text if text.endswith((".", "!", "?")) else f"{text}."


_DOING = {
    "portfolio_list": "list your portfolios", "portfolio_holdings": "look up your holdings", "portfolio_allocation": "work out the allocation",
    "portfolio_performance": "work out the performance", "portfolio_transactions": "list the transactions", "portfolio_income": "add up the income",
    "portfolio_gains": "work out the gains", "portfolio_lots": "list the lots", "portfolio_reconcile": "compare with the statement", "portfolio_rebalance": "plan the rebalancing",
    "portfolio_record": "draft that record", "market_search": "search the instruments", "market_quote": "look up the price", "market_history": "look up the price history",
    "market_compare": "compare them", "market_fx": "look up the exchange rate", "risk_report": "measure the risk", "risk_contributions": "split up the risk",
    "risk_stress": "run the scenarios", "risk_what_if": "test the trade", "risk_goal": "simulate the goal", "learn_search": "search the library", "notes_search": "search your notes",
    "calculate": "calculate that", "explain_fact": "trace that figure", "replay_answer": "run that answer again",
}  # fmt: skip
