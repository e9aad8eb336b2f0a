"""Run the tool calls of one turn: audited, in parallel, each with its events, its record and its message."""

import json
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import ToolCall, ToolMessage

from agent import audit, charts
from agent.desk import MOST_CALLS, READERS, Desk
from agent.events import Approval, Step, ToolEnd, ToolStart
from agent.prompt import passages_text, short
from core.protocols import Call

_LIMIT = "limit_reached: No more tool calls in this turn. Answer with what you have."
_RECALLED = 5


def _summary(call: Call) -> str:
    """Say in a line what a call gave."""
    if not call.ok:
        return str(call.result.get("error", {}).get("message", "failed"))
    lists = {key: value for key, value in call.result.items() if isinstance(value, list) and value and key != "caveats"}
    sizes = [f"{len(value)} {key.replace('_', ' ')}" for key, value in lists.items()]
    as_of = call.result.get("as_of")
    return ", ".join([*sizes[:2], *([f"as of {as_of}"] if as_of else [])]) or "done"


async def perform(desk: Desk, name: str, args: Mapping[str, Any], call_id: str | None = None) -> tuple[Call, ToolMessage]:
    """Call one tool, with its events and its record."""
    call_id = call_id or desk.new_call_id()
    await desk.saved()
    desk.emit(ToolStart(call_id=call_id, name=name, title=desk.bridge.title(name), args=dict(args)))
    call, message = await desk.bridge.call(desk.ctx, call_id, name, args)
    desk.keep(call)
    desk.emit(ToolEnd(call_id=call_id, ok=call.ok, ms=call.ms, summary=_summary(call)))
    _approval(desk, call)
    return call, message


def _approval(desk: Desk, call: Call) -> None:
    """Send the draft that a call made, to be approved by the person."""
    approval_id = call.result.get("approval_id") if call.ok else None
    if approval_id:
        draft = call.result.get("draft")
        desk.finish_reason = "approval"
        desk.emit(
            Approval(
                approval_id=str(approval_id), tool=call.tool, args=call.args, draft=draft, summary=str(call.result.get("summary") or ""),
                expires_at=call.result.get("expires_at"),
            )
        )  # fmt: skip


async def recall(desk: Desk) -> None:
    """Fetch the passages of the library for the question, and the person's own only when it asks for them."""
    desk.emit(Step(label="Reading the library"))
    wanted = ["learn_search", *(["notes_search"] if charts.OWN_TEXT.search(desk.turn.message) else [])]
    for name in wanted:
        if name in desk.bridge.specs:
            call_id = desk.new_call_id()
            desk.recalled.add(call_id)
            desk.order.append(call_id)
            await perform(desk, name, {"query": desk.turn.message[:500], "limit": _RECALLED}, call_id)


def _source(desk: Desk) -> audit.Source:
    earlier = tuple(turn.message for turn in desk.earlier)
    rows = desk.directory.portfolios
    bases = frozenset(str(row.get("base_currency")) for row in rows)
    return audit.Source(desk.turn.message, earlier, desk.ground(), frozenset(str(row["id"]) for row in rows), bases)


async def act(desk: Desk, call: ToolCall) -> ToolMessage:
    """Run one call of the model's: audited where the model is outside, refused past the limit, answered once if repeated."""
    name, args, call_id = call["name"], dict(call["args"]), str(call["id"])
    desk.made += 1
    if desk.made > MOST_CALLS:
        return _refuse(call_id, name, _LIMIT)
    desk.order.append(call_id)
    repeated = next((made for made in desk.calls if made.tool == name and made.args == args and made.ok), None)
    if repeated is not None and (desk.outside or name not in READERS):
        desk.again[call_id] = repeated.result
        return ToolMessage(f"Already called as {repeated.call_id}: use that result.", tool_call_id=call_id, name=name)
    dropped: tuple[str, ...] = ()
    if args and desk.outside and name in desk.bridge.specs:
        audited = audit.audit(args, desk.bridge.specs[name].input_schema, _source(desk), drafts=desk.bridge.drafts(name))
        if audited.wrong:
            return _refuse(call_id, name, audit.explain(audited.wrong))
        args, dropped = audited.args, audited.dropped
    made, message = await perform(desk, name, args, call_id)
    return _told(desk, made, message, dropped)


def _refuse(call_id: str, name: str, text: str) -> ToolMessage:
    return ToolMessage(text, tool_call_id=call_id, name=name, status="error")


def _told(desk: Desk, call: Call, message: ToolMessage, dropped: tuple[str, ...]) -> ToolMessage:
    """Give the message as the model reads it and the checkpoint keeps it: short, without the data."""
    text = str(message.text)
    if call.ok and call.tool in READERS and desk.outside:
        own = {str(row["id"]) for row in call.result.get("passages", [])}
        text = passages_text({n: row for n, row in desk.passages().items() if str(row["id"]) in own}) or "No passage answers this."
    if dropped:
        text += f"\n(left out, since the person did not ask for it: {json.dumps(list(dropped))})"
    return ToolMessage(short(text), tool_call_id=call.call_id, name=call.tool, status=message.status)
