"""What an approved draft does."""

from typing import Any
from uuid import UUID

from core.errors import BadInput
from core.ledger import Draft
from data import ledger
from data.approvals import Approval
from data.db import Conn


async def apply(conn: Conn, user_id: UUID, approval: Approval) -> dict[str, Any]:
    """Carry out exactly the drafted arguments, in the transaction that holds the decision."""
    if approval.tool != "portfolio_record":
        raise BadInput("Nothing can be done for this draft.")
    drafts = [Draft.model_validate({**draft, "source": "approved"}) for draft in approval.args["drafts"]]
    return {"transaction_ids": await ledger.record(conn, user_id, approval.args["portfolio_id"], drafts)}
