"""Each rule of a policy: kept, broken, or unknown where its figure is missing."""

from typing import Any

import pytest

from data.grounds import Policy
from tools import policies
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
WEIGHTS = {"KO": 0.5, "PG": 0.2, "AAPL": 0.2}  # Consumer Staples 0.7, Information Technology 0.2, cash 0.1


@pytest.mark.parametrize(
    ("rule", "named", "status"),
    [
        ({"max_holding": 0.5}, "largest holding", "kept"),
        ({"max_holding": 0.4}, "largest holding", "broken"),
        ({"max_sector": 0.7}, "largest sector", "kept"),
        ({"max_sector": 0.6}, "largest sector", "broken"),
        ({"min_cash": 0.05}, "least cash", "kept"),
        ({"min_cash": 0.2}, "least cash", "broken"),
        ({"max_cash": 0.2}, "most cash", "kept"),
        ({"max_cash": 0.05}, "most cash", "broken"),
        ({"max_volatility": 0.2}, "volatility", "kept"),
        ({"max_volatility": 0.1}, "volatility", "broken"),
        ({"bands": {"Consumer Staples": (0.6, 0.8)}}, "band of Consumer Staples", "kept"),
        ({"bands": {"Consumer Staples": (0.0, 0.5)}}, "band of Consumer Staples", "broken"),
        ({"bands": {"equity": (0.8, 1.0)}}, "band of equity", "kept"),
        ({"bands": {"equity": (0.0, 0.8)}}, "band of equity", "broken"),
        ({"do_not_sell": ["AAPL"]}, "do not sell AAPL", "kept"),
        ({"do_not_sell": ["ko"]}, "do not sell ko", "broken"),
        ({"targets": {"KO": 0.46}}, "target of KO", "kept"),
        ({"targets": {"KO": 0.4}}, "target of KO", "broken"),
        ({"by": "sector", "targets": {"Consumer Staples": 0.6}}, "target of Consumer Staples", "broken"),
    ],
)
async def test_a_rule_is_kept_or_broken(ana: Ctx, rule: dict[str, Any], named: str, status: str) -> None:
    view = await ana.services.books.view(ana.user_id)
    policy = Policy.model_validate(rule)
    (row,) = policies.check(policy, view, WEIGHTS, 0.15, sold=["KO"])
    assert (row.rule, row.status) == (named, status)
    said = [f"Your policy is broken: {named}."] if status == "broken" else []
    assert policies.broken(policy, [row]) == said
    assert policies.broken(policy.model_copy(update={"soft": [named]}), [row]) == []


async def test_a_risk_budget_without_a_figure_is_unknown(ana: Ctx) -> None:
    view = await ana.services.books.view(ana.user_id)
    (row,) = policies.check(Policy(max_volatility=0.2), view, WEIGHTS, None)
    assert (row.status, policies.broken(Policy(), [row])) == ("unknown", [])
