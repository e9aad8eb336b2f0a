"""The five questions give the same figures by REST chat, by the command line and by the tools over MCP."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.fixtures_service import Service

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
QUESTIONS = {
    "What is my portfolio worth?": "/total_value/amount",
    "How did I do against the S&P 500 since 2019?": "/twr",
    "How risky is it?": "/volatility",
    "What is a Sharpe ratio, and what is mine?": "/sharpe",
    "Which holding is largest?": "/holdings/0/weight",
}


def told(answer: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Give what an answer says in a form that two doors share."""
    return [(fact["tool"], fact["path"], fact["value"], fact["unit"], fact["as_of"]) for fact in answer["facts"]]


def at(result: Any, path: str) -> Any:
    """Read a value by its JSON pointer."""
    for part in path.split("/")[1:]:
        result = result[int(part)] if isinstance(result, list) else result[part]
    return result


async def over_mcp(service: Service, token: str, calls: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Make an answer's calls over MCP with the real client; give the results by call id."""
    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60)
    async with http, Client(streamable_http_client(f"{service.url}/mcp", http_client=http), cache=None) as opened:
        return {call["call_id"]: (await opened.call_tool(call["name"], call["args"])).structured_content for call in calls}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_door_gives_the_same_figures(service: Service, question: str) -> None:
    with service.signed_in() as person:
        rest = person.post("/api/v1/chat", json={"message": question, "stream": False}).raise_for_status().json()
        made = {"name": "mcp", "doors": ["mcp"], "scopes": ["portfolio:read"]}
        token = person.post("/api/v1/tokens", json=made).raise_for_status().json()["token"]
    done = service.coach("ask", question, "--json")
    assert done.returncode == 0, done.stderr
    assert rest["finish_reason"] == "stop"
    assert QUESTIONS[question] in {fact["path"] for fact in rest["facts"]}, rest["text"]
    assert told(json.loads(done.stdout)) == told(rest)
    results = asyncio.run(over_mcp(service, token, rest["tools"]))
    for fact in rest["facts"]:
        assert at(results[fact["call_id"]], fact["path"]) == fact["value"], fact
