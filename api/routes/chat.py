"""Chat: a question in, events or one folded object out."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from agent.events import folded
from api.bodies import Chat
from api.deps import Asker, Running, Talker
from api.sse import frames
from api.turns import begun, close_abandoned, follow

router = APIRouter(prefix="/api/v1", tags=["chat"])
SSE_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
BOTH: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}, "application/json": {}}}}


@router.post("/chat", responses=BOTH)
async def chat(body: Chat, request: Request, ctx: Asker, running: Running) -> Response:
    """Answer a message; it is committed before the first byte. Leaving does not stop the turn, `cancel` does."""
    turn_id = await begun(running, ctx, body, request)
    events = await follow(running, ctx.user_id, turn_id)
    if body.stream:
        return StreamingResponse(frames(events), media_type="text/event-stream", headers=SSE_HEADERS)
    return JSONResponse(folded([event async for event in events]))


@router.post("/turns/{turn_id}/cancel")
async def cancel(turn_id: str, ctx: Talker, running: Running) -> dict[str, Any]:
    """Stop a turn that runs."""
    status = await running.turns.cancel(ctx.user_id, turn_id)
    (await running.agent()).cancel(ctx.user_id, turn_id)
    return {"turn_id": turn_id, "status": "cancelling" if status == "running" else status}


@router.get("/turns/{turn_id}/events", responses=BOTH)
async def events(
    turn_id: str, ctx: Talker, running: Running, last_event_id: Annotated[str, Header(pattern=r"^\d{1,9}$")] = "0"
) -> StreamingResponse:
    """Read a turn's events after `Last-Event-ID`, also while it runs."""
    await close_abandoned(running, ctx.user_id)
    found = await follow(running, ctx.user_id, turn_id, int(last_event_id))
    return StreamingResponse(frames(found), media_type="text/event-stream", headers=SSE_HEADERS)
