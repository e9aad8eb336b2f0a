"""The whole answer of a turn: each part by its subject, then what all of it rests on."""

from collections.abc import Callable, Mapping, Sequence

from agent.models.builtin.answers import (
    booked,
    drawn,
    gained,
    held,
    measured,
    performed,
    planned,
    ranked,
    remarks,
    sources,
    spread,
    stressed,
    taught,
    traded,
)
from agent.models.builtin.answers.ground import failed, ground
from agent.models.builtin.answers.next import suggest
from agent.models.builtin.answers.note import Note
from agent.models.builtin.money import FIGURES, figure
from agent.models.builtin.plans.ask import Ask, Got, Say
from agent.models.builtin.plans.plan import BEGINNING
from agent.models.builtin.rules import rule
from agent.models.builtin.words import data

Answer = Callable[[Ask, Sequence[Got], Note], None]
ANSWERS: Mapping[str, Answer] = {
    **held.ANSWERS, **ranked.ANSWERS, **performed.ANSWERS, **booked.ANSWERS,
    **gained.ANSWERS,
    **spread.ANSWERS, **measured.ANSWERS, **sources.ANSWERS, **stressed.ANSWERS, **planned.ANSWERS, **traded.ANSWERS, **taught.ANSWERS,
}  # fmt: skip
_HELD = ("value", "holdings", "count", "largest", "movers", "position", "cash", "unrealised")
_NO_GAINS = frozenset(
    {"count", "cash", "allocation", "correlation", "diversification", "contributions", "portfolios", "lots", "long_term", "transactions"}
    | {"stress", "what_if", "rebalance", "policy", "record", "freshness", "quote", "history", "compare", "fx"}
)
BARE = 4
_PERFORMED = tuple(performed.ANSWERS)
_OWN: Mapping[str, frozenset[str]] = {
    **{name: frozenset({"portfolio_holdings"}) for name in _HELD},
    "position": frozenset({"portfolio_holdings", "market_search"}),
    **{name: frozenset({"portfolio_list"}) for name in ("portfolios", "freshness")},
    **{name: frozenset({"portfolio_performance"}) for name in _PERFORMED},
    "performance": frozenset({"portfolio_performance", "risk_report"}),
    **{name: frozenset({"risk_report"}) for name in measured.ANSWERS},
    **{name: frozenset({"risk_contributions"}) for name in ("contributions", "diversification", "correlation")},
    **{name: frozenset({"portfolio_income"}) for name in ("income", "yield")},
    **{name: frozenset({"portfolio_gains"}) for name in ("realised", "tax_gains", "charges")},
    **{name: frozenset({"portfolio_lots"}) for name in ("lots", "long_term")},
    **{name: frozenset({"portfolio_rebalance"}) for name in ("rebalance", "policy")},
    "stress": frozenset({"risk_stress", "portfolio_holdings"}),
    "what_if": frozenset({"risk_what_if", "portfolio_holdings", "calculate"}),
    "goal": frozenset({"risk_goal", "portfolio_holdings", "market_fx"}),
    "advice": frozenset({"portfolio_holdings", "risk_contributions", "portfolio_lots"}),
    "quote": frozenset({"market_quote", "market_search"}),
    "history": frozenset({"market_history", "market_quote", "market_search", "market_compare"}),
}  # fmt: skip


def _one(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Write the answer of one part from its good results, and draw what it asks to be drawn."""
    line = drawn.line_of(results)
    told = [got for got in results if got is not line] if line and (drawn.alone(ask) or ask.intent not in _PERFORMED) else results
    remarks.before(ask, told, note)
    held.part_of(ask, told, note)
    _told(ask, told, note)
    if line:
        drawn.line(ask, line, note)
    remarks.after(ask, told, note)
    if rule("chart_only", ask.text) and not note.charts:
        note.say("There is no chart for that; these are the figures.")


def _told(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Write what results say: those of the intent's own tools in its words, the others in theirs."""
    own = _OWN.get(ask.intent, frozenset(tool for tool, said in data("tools").items() if said.get("intent") == ask.intent))
    if ask.why:
        own = frozenset()
    mine = [got for got in results if got.tool in own]
    at = len(note.blocks)
    if mine:
        ANSWERS[ask.intent](ask, mine, note)
    if ask.intent == "goal" or ("market_fx" not in own and ask.intent != "fx"):
        _converted(ask, results, note, at)
    for got in results:
        if got.tool not in own:
            _other(ask, got, note)


def _lost(ask: Ask, results: Sequence[Got]) -> bool:
    """Tell whether the figure that was converted is negative."""
    tool, path = FIGURES.get((ask.intent, "money"), ("", ""))
    got = next((got for got in results if got.tool == tool and got.ok), None)
    return got is not None and str(figure(got.data, path)[0]).startswith("-")


def _converted(ask: Ask, results: Sequence[Got], note: Note, at: int) -> None:
    """State the figure in the currency asked for: after the answer's first paragraph, or before it where only the currency was asked."""
    rates = [got for got in results if got.tool == "market_fx"]
    said = [line for got in rates[:1] if (line := traded.converted(ask, got, lost=_lost(ask, results)))]
    if not said:
        return
    written = Note()
    written.say(*said)
    if ask.intent == "goal":
        note.blocks[at:at] = written.blocks
    elif len(ask.text.split()) <= BARE or rule("in_money", ask.text):
        note.blocks[at:] = [*written.blocks, *note.blocks[at : at + 1]]
    else:
        note.blocks[at + 1 : at + 1] = written.blocks


def _beginning(ask: Ask, got: Got) -> bool:
    """Tell whether a result only tells when the ledger begins."""
    return ask.intent != "transactions" and got.tool == "portfolio_transactions" and BEGINNING.items() <= got.args.items()


def _other(ask: Ask, got: Got, note: Note) -> None:
    """Write a result for which the intent has no words of its own."""
    if (got.tool == "market_fx" and ask.intent != "fx") or (got.tool == "calculate" and ask.intent in held.PARTED):
        return
    if got.tool == "portfolio_gains" and ask.intent == "profit":
        gained.profit_of(ask, got, note)
    elif got.tool == "portfolio_performance" and (ask.why or got.args.get("attribution")):
        performed.attribution(ask, [got], note)
    elif "intent" in data("tools").get(got.tool, {}):
        ANSWERS[data("tools")[got.tool]["intent"]](ask, [got], note)


def write(parts: Sequence[tuple[Ask, Sequence[Got] | Say]]) -> Note:
    """Write an answer from the parts of a question with what came back for each."""
    note, used = Note(), list[Got]()
    for ask, results in parts:
        if isinstance(results, Say):
            note.lines(results.text)
            note.suggestions += results.suggestions
            continue
        fresh = [got for got in results if got.call_id not in {one.call_id for one in used}]
        failed(note, ask, [got for got in fresh if not got.ok], results)
        _one(ask, [got for got in results if got.ok and not _beginning(ask, got)], note)
        used += fresh
    ground(note, used, gains=any(ask.intent not in _NO_GAINS for ask, _ in parts))
    note.suggestions = [
        *dict.fromkeys(note.suggestions),
        *(text for text in suggest([ask for ask, _ in parts], note) if text not in note.suggestions),
    ][:3]
    return note
