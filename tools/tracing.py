"""Tools that look back: where a figure comes from, and whether an answer still holds."""

from typing import Annotated

from pydantic import Field

from tools import explaining, replaying
from tools.ctx import Ctx
from tools.results.text import Explanation, Replay


async def explain_fact(ctx: Ctx, *, ref: Annotated[str, Field(max_length=300, description="ref of a fact of an answer.")]) -> Explanation:
    """Show where a figure of an answer comes from: tool, arguments, definition, the figures beside it, transactions and prices.

    Use it when the person asks how a number was found. Not for the meaning of a term: use learn_search.
    """
    return await explaining.explain(ctx, ref)


async def replay_answer(ctx: Ctx, *, answer_id: Annotated[str, Field(max_length=60, description="Id of an earlier answer.")]) -> Replay:
    """Run the recorded calls of an answer again at their day and say which figures changed, and why.

    Use it to check whether an earlier answer still holds.
    """
    return await replaying.replay(ctx, answer_id)
