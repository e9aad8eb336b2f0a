"""The MCP server over standard input and output: nothing but protocol, for the one person it was started for."""

import json
import subprocess
import sys
from typing import Any
from uuid import UUID

from mcp import Client, StdioServerParameters

from core.settings import ROOT
from tests.fixtures_db import Server
from tests.fixtures_tools import People

SCRIPT = """
import asyncio, sys
from uuid import UUID
from data.db import Database
from mcp_server.stdio import serve
from tests.fixtures_tools import serve as services
from tools.ctx import Ctx

async def main():
    database = await Database.open(sys.argv[1], bytes.fromhex(sys.argv[2]), size=2)
    try:
        await serve(Ctx(UUID(sys.argv[3]), services(database)))
    finally:
        await database.close()

asyncio.run(main())
"""
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
CALL = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "portfolio_holdings", "arguments": {}}}


def command(server: Server, peopled: People, person: UUID) -> list[str]:
    return ["-c", SCRIPT, server.url(peopled.template), server.secrets.identity_key.hex(), str(person)]


async def test_a_client_speaks_to_it_as_its_person(server: Server, peopled: People) -> None:
    args = command(server, peopled, peopled.ben)
    started = StdioServerParameters(command=sys.executable, args=args, cwd=str(ROOT), env={"PYTHONPATH": str(ROOT)})
    async with Client(started, cache=None) as opened:
        found = await opened.call_tool("portfolio_holdings", {})
    assert found.structured_content is not None
    assert {row["symbol"] for row in found.structured_content["holdings"]} == {"KO", "ZZPRIV"}


def test_every_line_of_its_output_is_protocol(server: Server, peopled: People) -> None:
    args = [sys.executable, *command(server, peopled, peopled.ben)]
    pipe = subprocess.PIPE
    with subprocess.Popen(args, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        lines = [*spoken(process, HELLO), *spoken(process, READY), *spoken(process, CALL), *process.communicate()[0].splitlines()]
    assert process.returncode == 0
    assert [json.loads(line)["jsonrpc"] for line in lines] == ["2.0"] * len(lines)
    assert json.loads(lines[1])["result"]["structuredContent"]["holdings_count"] == 2


def spoken(process: subprocess.Popen[str], message: dict[str, Any]) -> list[str]:
    """Send a message, and read the answer if it asks for one."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    return [process.stdout.readline()] if "id" in message else []
