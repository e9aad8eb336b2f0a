"""Events as server-sent events, with a comment while there is nothing to say."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

PING_SECONDS = 15.0


def frame(event: Mapping[str, Any]) -> str:
    """Write one event."""
    return f"event: {event['type']}\nid: {event['id']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"


async def frames(events: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[str]:
    """Write events as they come; a ping keeps the connection open."""
    source = aiter(events)
    waiting = asyncio.ensure_future(anext(source))
    try:
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=PING_SECONDS)
            if not done:
                yield ": ping\n\n"
                continue
            try:
                yield frame(waiting.result())
            except StopAsyncIteration:
                return
            waiting = asyncio.ensure_future(anext(source))
    finally:
        waiting.cancel()
