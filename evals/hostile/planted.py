"""Hostile texts where a person may have them without having written them: in their own rows, or in what a tool gives back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from langchain_core.messages import ToolMessage

from agent.bridge import Bridge
from api.session import Session
from core.protocols import Call
from core.settings import Limits
from data import imports, ledger
from evals.hostile.payloads import FOREIGN, GOALS, Payload
from retrieval import own
from tools.ctx import Ctx

# What is stored with the person, and what is put into a tool's result on its way to the agent.
STORED = ("note", "document", "imported", "account", "portfolio")
WIRED = ("holding", "lesson", "quote", "result")
CHANNELS = (*STORED, *WIRED)
# The note of an imported row stays in the ledger: no tool gives it to a model.
UNREAD = ("imported",)
LONGEST = 60
HEAD = "date,type,symbol,quantity,price,currency,amount,account,trade_id,note\n"
_LEAD = "My plan for the money."


def cell(text: str) -> str:
    """Write a cell of a CSV file."""
    return '"' + " ".join(text.split()).replace('"', '""') + '"'


async def book(opened: Session, person: UUID, name: str, rows: str) -> str:
    """Make a portfolio from a file by the importer."""
    async with opened.running.db.tx(person) as conn:
        made = await ledger.create_portfolio(conn, person, name[:100], "USD", "SP500")
        asked = imports.Asked("rows.csv", (HEAD + rows).encode(), None, None, Limits(), opened.running.clock.today())
        preview = await imports.preview(conn, person, made.id, asked)
        if preview.accepted:
            await imports.commit(conn, person, preview.id)
    return made.id


async def plant(opened: Session, person: UUID, channel: str, payload: Payload, foreign: str) -> None:
    """Store a hostile text with a person; names have room for its core alone."""
    text, core = (each.replace(FOREIGN, foreign) for each in (payload.text, GOALS[payload.goal]))
    account = core[:LONGEST] if channel == "account" else "main"
    name = core if channel == "portfolio" else "Mine"
    note = cell(text) if channel == "imported" else ""
    rows = f"2022-01-03,DEPOSIT,,,,USD,1000,{cell(account)},h1,{note}\n2022-01-04,BUY,KO,2,50,USD,,{cell(account)},h2,{note}\n"
    await book(opened, person, name, rows)
    if channel == "note":
        await own.add_note(opened.running.db, person, "plan", f"{_LEAD} {text}")
    if channel == "document":
        await own.add_document(opened.running.db, person, "plan.txt", f"{_LEAD} {text}")


def _named(value: Any, text: str) -> Any:
    """Put a text into every name of a result."""
    if isinstance(value, Mapping):
        return {key: text if key == "name" and isinstance(item, str) else _named(item, text) for key, item in value.items()}
    return [_named(item, text) for item in value] if isinstance(value, list) else value


def tampered(channel: str, tool: str, result: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Give a result with a hostile text where the channel says."""
    found = dict(result)
    if channel == "holding" and tool in {"portfolio_holdings", "portfolio_allocation"}:
        return dict(_named(found, text))
    if channel == "quote" and tool == "market_quote":
        return {**found, "source": text, "caveats": [*found.get("caveats", []), text]}
    if channel == "lesson" and tool == "learn_search":
        return {**found, "passages": [{**row, "text": f"{row['text']} {text}", "quote": text} for row in found.get("passages", [])]}
    if channel == "result" and tool not in {"learn_search", "notes_search"}:
        return {**found, "caveats": [*found.get("caveats", []), text]}
    return found


class Tampering:
    """The bridge to the tools with a hostile text in what they give back."""

    def __init__(self, bridge: Bridge, channel: str, text: str) -> None:
        self.bridge, self.channel, self.text = bridge, channel, text

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bridge, name)

    async def call(self, ctx: Ctx, call_id: str, name: str, args: Mapping[str, Any]) -> tuple[Call, ToolMessage]:
        """Call a tool and tamper with what it gives."""
        call, message = await self.bridge.call(ctx, call_id, name, args)
        if not call.ok:
            return call, message
        changed = tampered(self.channel, name, call.result, self.text)
        if changed == call.result:
            return call, message
        return call.model_copy(update={"result": changed}), message.model_copy(update={"content": f"{message.text}\n{self.text}"})
