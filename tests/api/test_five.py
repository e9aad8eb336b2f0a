"""The five questions give the same figures by REST chat, by the command line and by the tools over MCP."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.fixtures_service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")

# question -> the tool's call and the figure that answers it
QUESTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "What is my portfolio worth?": ("portfolio_holdings", {}, "/total_value/amount"),
    "How did I do against the S&P 500 since 2019?": ("portfolio_performance", {}, "/twr"),
    "How risky is it?": ("risk_report", {}, "/volatility"),
    "What is a Sharpe ratio, and what is mine?": ("risk_report", {}, "/sharpe"),
    "Which holding is largest?": ("portfolio_allocation", {}, "/slices/0/weight"),
}
