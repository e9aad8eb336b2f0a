"""Real results of every tool over the sample portfolios, recorded once through the registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.events import fold
from api.session import Session
from core.facts import Fact, facts_of
from tools import registry

STATEMENT = [{"symbol": "AAPL", "quantity": "300"}, {"symbol": "MSFT", "quantity": "45"}, {"symbol": "KO", "quantity": "12"}]
TRADES = [{"symbol": "JNJ", "side": "buy", "amount": "5000"}, {"symbol": "AAPL", "side": "sell", "quantity": "20"}]
TARGETS = {"AAPL": 0.2, "MSFT": 0.25, "JNJ": 0.2, "PG": 0.15}
DRAFT = {"type": "buy", "date": "2022-12-20", "symbol": "KO", "quantity": "10", "price": "63.7"}
OLD, LAST = "2021-06-30", "2022-12-28"

# (key, tool, arguments); US and IN stand for the ids of the two portfolios
CALLS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("list", "portfolio_list", {}),
    ("hold", "portfolio_holdings", {"portfolio_id": "US", "as_of": LAST}),
    ("hold_old", "portfolio_holdings", {"portfolio_id": "US", "as_of": OLD}),
    ("hold_in", "portfolio_holdings", {"portfolio_id": "IN", "as_of": LAST}),
    ("sector", "portfolio_allocation", {"portfolio_id": "US", "by": "sector", "as_of": LAST}),
    ("currency", "portfolio_allocation", {"portfolio_id": "IN", "by": "currency", "as_of": LAST}),
    ("perf", "portfolio_performance", {"portfolio_id": "US", "as_of": LAST}),
    ("perf_1y", "portfolio_performance", {"portfolio_id": "US", "period": "1Y", "as_of": LAST, "attribution": "holding"}),
    ("perf_19", "portfolio_performance", {"portfolio_id": "US", "start": "2019-01-01", "end": "2019-12-31"}),
    ("perf_in", "portfolio_performance", {"portfolio_id": "IN", "period": "3Y", "as_of": LAST}),
    ("booked", "portfolio_transactions", {"portfolio_id": "US", "limit": 30}),
    ("income", "portfolio_income", {"portfolio_id": "US"}),
    ("gains", "portfolio_gains", {"portfolio_id": "US"}),
    ("gains_in", "portfolio_gains", {"portfolio_id": "IN"}),
    ("lots", "portfolio_lots", {"portfolio_id": "US", "as_of": LAST}),
    ("reconcile", "portfolio_reconcile", {"portfolio_id": "US", "statement": STATEMENT}),
    ("rebalance", "portfolio_rebalance", {"portfolio_id": "US", "targets": TARGETS, "as_of": LAST}),
    ("record", "portfolio_record", {"portfolio_id": "US", **DRAFT}),
    ("search", "market_search", {"query": "Johnson"}),
    ("quote", "market_quote", {"symbol": "AAPL", "as_of": LAST}),
    ("quote_old", "market_quote", {"symbol": "AAPL", "as_of": OLD}),
    ("quote_msft", "market_quote", {"symbol": "MSFT", "as_of": LAST}),
    ("history", "market_history", {"symbol": "KO", "period": "1Y", "as_of": LAST}),
    ("compare", "market_compare", {"symbols": ["AAPL", "MSFT", "JNJ", "KO"], "period": "3Y", "as_of": LAST}),
    ("fx", "market_fx", {"from_currency": "USD", "to_currency": "INR", "amount": "1000", "as_of": LAST}),
    ("risk", "risk_report", {"portfolio_id": "US", "as_of": LAST}),
    ("risk_1y", "risk_report", {"portfolio_id": "US", "period": "1Y", "as_of": LAST}),
    ("risk_in", "risk_report", {"portfolio_id": "IN", "as_of": LAST, "confidence": 0.99}),
    ("parts", "risk_contributions", {"portfolio_id": "US", "as_of": LAST}),
    ("stress", "risk_stress", {"portfolio_id": "US", "market_move": -0.2, "as_of": LAST}),
    ("crises", "risk_stress", {"portfolio_id": "US", "as_of": LAST}),
    ("what_if", "risk_what_if", {"portfolio_id": "US", "trades": TRADES, "as_of": LAST}),
    ("goal", "risk_goal", {"portfolio_id": "US", "target": "1200000", "date": "2032-12-28", "contribution": "500", "as_of": LAST}),
    ("learn", "learn_search", {"query": "What is the Sharpe ratio?"}),
    ("notes", "notes_search", {"query": "when do I sell Apple"}),
    ("sum", "calculate", {"expression": "12000 USD * 0.05"}),
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call and its result."""

    key: str
    tool: str
    args: dict[str, Any]
    result: dict[str, Any]

    @property
    def facts(self) -> list[Fact]:
        """Give the facts of the result."""
        return facts_of(self.key, self.tool, self.result, registry.output_schema(registry.find(self.tool)))


async def _run(opened: Session, key: str, tool: str, args: Mapping[str, Any]) -> Recorded:
    return Recorded(key, tool, dict(args), await registry.run(opened.ctx, tool, args))


async def record(opened: Session) -> dict[str, Recorded]:
    """Run every tool; the agent must be loaded, since explanation and replay look back on an answer."""
    listed = await _run(opened, "list", "portfolio_list", {})
    ids = {"US": listed.result["portfolios"][0]["id"], "IN": listed.result["portfolios"][1]["id"]}
    found = {"list": listed}
    for key, tool, args in CALLS[1:]:
        given = {**args, "portfolio_id": ids[args["portfolio_id"]]} if "portfolio_id" in args else args
        found[key] = await _run(opened, key, tool, given)
    turn = await opened.running.begin(opened.ctx, "What is my total value?", None, ids["US"])
    answer = fold([event async for event in turn.follow()])
    ref = next(fact["ref"] for fact in answer["facts"] if fact["unit"] == "money")
    found["explain"] = await _run(opened, "explain", "explain_fact", {"ref": ref})
    found["replay"] = await _run(opened, "replay", "replay_answer", {"answer_id": answer["answer_id"]})
    return found
