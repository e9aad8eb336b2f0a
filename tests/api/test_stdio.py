"""`coach mcp`: the real client over standard input and output, beside the service; nothing but protocol on standard output."""

import json
import signal
import subprocess
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from core.settings import ROOT
from tests.fixtures_service import COACH, Service, environment, using

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


async def test_the_local_person_is_served_beside_the_service(service: Service) -> None:
    started = StdioServerParameters(command=COACH[0], args=[*COACH[1:], "mcp"], cwd=str(ROOT), env=service.env)
    async with Client(started, cache=None) as opened:
        tools = await opened.list_tools()
        listed = await opened.call_tool("portfolio_list", {})
        summary = listed.structured_content
    assert len(tools.tools) == 26
    assert summary is not None
    with service.signed_in() as person:
        theirs = person.post("/api/v1/tools/portfolio_list", json={}).json()
    assert [each["id"] for each in summary["portfolios"]] == [each["id"] for each in theirs["portfolios"]]


def test_every_line_of_standard_output_is_protocol(service: Service) -> None:
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "risk_report", "arguments": {"confidence": "no"}}},
        {"jsonrpc": "2.0", "id": 3, "method": "no/such"},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    with subprocess.Popen([*COACH, "mcp"], env=service.env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(text)
        process.stdin.flush()
        seen = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.stdin.close()
        assert [json.loads(line) for line in process.stdout.read().splitlines()] == []
    assert {each["jsonrpc"] for each in seen} == {"2.0"}
    assert {each["id"] for each in seen} == {1, 2, 3}


@pytest.mark.parametrize("arguments", [["mcp"], ["ask", "What is a share?", "--json"]])
def test_standard_output_stays_clean_when_it_can_not_start(service: Service, arguments: list[str]) -> None:
    env = {**service.env, "COACH_TOKEN": "coach_pat_wrong"}
    done = subprocess.run([*COACH, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().splitlines()[-1].startswith("portfolio-coach: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_client_that_ends_it_leaves_nothing_behind(home: Path, number: int) -> None:
    env = environment(home)
    with subprocess.Popen([*COACH, "mcp"], env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(number)
        process.wait(60)
    assert using(home) == []
