"""The list of tools as surfaces publish it."""

import json

import pytest

from core.errors import BadInput
from tools.registry import TOOLS, Tool, arguments, by_name, find, input_schema, output_schema, parse

NAMES = [
    "portfolio_list",
    "portfolio_holdings",
    "portfolio_allocation",
    "portfolio_performance",
    "portfolio_transactions",
    "portfolio_income",
    "portfolio_gains",
    "portfolio_lots",
    "portfolio_reconcile",
    "portfolio_rebalance",
    "portfolio_record",
    "market_search",
    "market_quote",
    "market_history",
    "market_compare",
    "market_fx",
    "risk_report",
    "risk_contributions",
    "risk_stress",
    "risk_what_if",
    "risk_goal",
    "learn_search",
    "notes_search",
    "calculate",
    "explain_fact",
    "replay_answer",
]
UNITS = {"money", "price", "ratio", "count", "shares", "days", "date", "stated"}
UNMEASURED = {"seed", "calls"}


def test_the_names_are_those_of_the_contract() -> None:
    assert [tool.name for tool in TOOLS] == NAMES


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_description_says_when_to_use_it_and_every_argument_has_one(tool: Tool) -> None:
    assert "Use it" in tool.description
    assert all("description" in each for each in input_schema(tool)["properties"].values())


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_what_lists_has_a_limit_and_a_cursor(tool: Tool) -> None:
    limit = input_schema(tool)["properties"].get("limit")
    assert limit is None or limit["maximum"] <= 100
    assert ("cursor" in input_schema(tool)["properties"]) == ("next_cursor" in output_schema(tool)["properties"])


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_figure_of_a_result_has_a_unit(tool: Tool) -> None:
    schema = output_schema(tool)
    parts = [schema, *schema.get("$defs", {}).values()]
    figures = [(name, leaf) for part in parts for name, leaf in part["properties"].items() if _is_figure(leaf) and name not in UNMEASURED]
    assert [name for name, leaf in figures if leaf.get("unit") not in UNITS] == []


def _is_figure(leaf: dict[str, object]) -> bool:
    kinds = leaf.get("type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return bool({"number", "integer"}.intersection(named)) or leaf.get("format") == "date"


def test_schemas_carry_no_generated_titles_and_no_null_defaults() -> None:
    text = json.dumps([[input_schema(tool), output_schema(tool)] for tool in TOOLS])
    assert '"title": "' not in text
    assert '"default": null' not in text


def test_a_wrong_argument_is_named_without_its_value() -> None:
    with pytest.raises(BadInput) as refused:
        parse(find("market_quote"), {"symbol": "AAPL", "as_of": "secret", "owner": "me"})
    assert "as_of" in refused.value.message
    assert "owner" in refused.value.message
    assert "secret" not in json.dumps(refused.value.body())


def test_the_arguments_of_a_tool_are_its_signature_without_the_caller() -> None:
    assert set(arguments(by_name()["learn_search"]).model_fields) == {"query", "limit", "topic", "as_of"}
