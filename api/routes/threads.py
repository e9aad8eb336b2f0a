"""Threads, feedback on answers, replay, and drafts that wait for approval."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.bodies import Decision, Feedback, Title
from api.deps import Remembering, Running, Seer, Talker, Writer
from api.idempotent import IdempotentRoute
from api.turns import close_abandoned
from data import approvals, threads
from data.ids import as_id
from tools import registry

router = APIRouter(prefix="/api/v1", tags=["threads"], route_class=IdempotentRoute)
Search = Annotated[str | None, Query(max_length=200)]


def _messages(turn: threads.ThreadTurn) -> list[dict[str, Any]]:
    question = {"id": f"{turn.turn_id}:question", "role": "user", "text": turn.message, "turn_id": turn.turn_id}
    if turn.answer is None:
        return [question]
    text = turn.answer.get("text", "")
    return [question, {"id": turn.answer_id, "role": "assistant", "text": text, "turn_id": turn.turn_id, "answer": turn.answer}]


@router.get("/threads")
async def listed(
    ctx: Remembering,
    running: Running,
    *,
    q: Search = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=120)] = None,
) -> dict[str, Any]:
    """List conversations, the latest first, or those that hold some words."""
    async with running.db.tx(ctx.user_id) as conn:
        if q:
            found, following = await threads.search(conn, ctx.user_id, q, limit=limit), None
        else:
            found, following = await threads.threads(conn, ctx.user_id, limit=limit, cursor=cursor)
    return {"threads": [thread.model_dump(mode="json") for thread in found], "next_cursor": following}


@router.get("/threads/{thread_id}")
async def one(thread_id: str, ctx: Remembering, running: Running) -> dict[str, Any]:
    """Give a conversation with its messages."""
    await close_abandoned(running, ctx.user_id)
    async with running.db.tx(ctx.user_id) as conn:
        thread, turns = await threads.thread(conn, ctx.user_id, thread_id)
    return {**thread.model_dump(mode="json"), "messages": [message for turn in turns for message in _messages(turn)]}


@router.patch("/threads/{thread_id}")
async def rename(thread_id: str, body: Title, ctx: Talker, running: Running) -> dict[str, Any]:
    """Give a conversation another title."""
    async with running.writing(ctx) as conn:
        return (await threads.rename(conn, ctx.user_id, thread_id, body.title)).model_dump(mode="json")


@router.delete("/threads/{thread_id}", status_code=204)
async def remove(thread_id: str, ctx: Talker, running: Running) -> Response:
    """Remove a conversation with everything it kept."""
    async with running.writing(ctx) as conn:
        await threads.delete(conn, ctx.user_id, thread_id)
    return Response(status_code=204)


@router.post("/answers/{answer_id}/feedback", status_code=204)
async def feedback(answer_id: str, body: Feedback, ctx: Talker, running: Running) -> Response:
    """Keep what the person thinks of an answer."""
    await running.turns.feedback(ctx.user_id, answer_id, body.model_dump())
    return Response(status_code=204)


@router.post("/answers/{answer_id}/replay")
async def replay(answer_id: str, ctx: Talker) -> dict[str, Any]:
    """Compute an answer's facts again as of its day and say what changed."""
    return await registry.run(ctx, "replay_answer", {"answer_id": str(as_id(answer_id))})


@router.get("/approvals")
async def waiting(ctx: Seer, running: Running) -> dict[str, Any]:
    """List drafts that wait for a decision."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"approvals": [draft.model_dump(mode="json") for draft in await approvals.open_approvals(conn, ctx.user_id)]}


@router.post("/approvals/{approval_id}")
async def decide(approval_id: str, body: Decision, ctx: Writer, running: Running) -> dict[str, Any]:
    """Approve or decline exactly the drafted arguments, once."""
    return await running.decide(ctx, approval_id, approved=body.decision == "approve")
