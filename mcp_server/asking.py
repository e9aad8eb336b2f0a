"""Asking the person, through their client, whether a draft may be carried out."""

from collections.abc import Mapping
from typing import Any

from mcp.server.mcpserver import Context
from mcp.types import ElicitRequest, ElicitRequestFormParams, ElicitResult, InputRequiredResult

from core.errors import BadInput
from tools.ctx import Ctx
from tools.recording import settled

DRAFTING = {"portfolio_record"}
FIRST = "2026-07-28"
KEY = "approve"
FORM = {
    "type": "object",
    "properties": {KEY: {"type": "boolean", "title": "Record it", "description": "Record exactly this in the ledger."}},
    "required": [KEY],
}


def can_be_asked(context: Context[Any, Any]) -> bool:
    """Tell whether the client of this call can put a question to the person."""
    able = context.client_capabilities
    return able is not None and able.elicitation is not None and (context.protocol_version or "") >= FIRST


def question(written: Mapping[str, Any]) -> InputRequiredResult:
    """Ask for a decision on a draft; the client calls again with the answer."""
    asked = ElicitRequest(params=ElicitRequestFormParams(message=f"Record this? {written['summary']}", requested_schema=FORM))
    return InputRequiredResult(input_requests={KEY: asked}, request_state=written["approval_id"])


async def decided(ctx: Ctx, context: Context[Any, Any]) -> dict[str, Any]:
    """Carry out the person's answer; give the draft with its new status."""
    answer = (context.input_responses or {}).get(KEY)
    if not isinstance(answer, ElicitResult) or context.request_state is None:
        raise BadInput("The answer to the question is missing.")
    yes = answer.action == "accept" and bool((answer.content or {}).get(KEY))
    found = await settled(ctx, context.request_state, approved=None if answer.action == "cancel" else yes)
    return found.model_dump(mode="json")
