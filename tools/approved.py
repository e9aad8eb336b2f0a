"""What an approved draft does."""

from typing import Any
from uuid import UUID

from core.errors import BadInput
from core.ledger import Draft
from data import approvals, ledger
from data.approvals import Approval
from data.db import Conn
from tools.ctx import Ctx


async def decide(ctx: Ctx, approval_id: str, *, approved: bool) -> Approval:
    """Carry out or drop a draft, once; the effect and the decision are one transaction."""
    ctx.require("portfolio:write")
    async with ctx.services.db.tx(ctx.user_id) as conn:
        found, fresh = await approvals.decide(conn, ctx.user_id, approval_id, "approved" if approved else "declined")
        if fresh and approved:
            await approvals.keep_effect(conn, ctx.user_id, approval_id, await apply(conn, ctx.user_id, found))
        return await approvals.approval(conn, ctx.user_id, approval_id)


async def apply(conn: Conn, user_id: UUID, approval: Approval) -> dict[str, Any]:
    """Carry out exactly the drafted arguments, in the transaction that holds the decision."""
    if approval.tool != "portfolio_record":
        raise BadInput("Nothing can be done for this draft.")
    drafts = [Draft.model_validate({**draft, "source": "approved"}) for draft in approval.args["drafts"]]
    return {"transaction_ids": await ledger.record(conn, user_id, approval.args["portfolio_id"], drafts)}
