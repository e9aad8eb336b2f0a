"""The public library: lessons and terms, listed, searched and read."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import Caller, Running
from data import library as shelf

router = APIRouter(prefix="/api/v1/library", tags=["library"])
Words = Annotated[str | None, Query(max_length=300)]
Topic = Annotated[str | None, Query(max_length=60)]


@router.get("")
async def listed(_: Caller, running: Running, q: Words = None, topic: Topic = None) -> dict[str, Any]:
    """List lessons and terms, or search them."""
    if q and q.strip():
        return (await running.services.search.learn(q, 10, topic)).model_dump(mode="json")
    async with running.db.shared() as conn:
        return {"lessons": [head.model_dump(mode="json") for head in await shelf.listing(conn, topic)]}


@router.get("/{slug}")
async def one(slug: str, _: Caller, running: Running) -> dict[str, Any]:
    """Give one lesson or term."""
    async with running.db.shared() as conn:
        return (await shelf.lesson(conn, slug)).model_dump(mode="json")
