"""Results that rest on a person's grounds, the market and the day alone, kept until one of these changes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tools import toolbox
from tools.ctx import Ctx, Services
from tools.toolbox import Tool

MOST = 256


async def run(ctx: Ctx, tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give a grounded tool's result from memory, or run it; its JSON is shared, so nobody may change it."""
    ctx.require(tool.scope)
    asked = repr(sorted(toolbox.parse(tool, given).items()))
    services = ctx.services
    key = (*await services.books.rests(ctx.user_id), tool.name, asked, ctx.privacy)
    kept = services.results
    found = kept.get(key)
    if found is None:
        found = kept[key] = await toolbox.run(ctx, tool, given)
    kept.move_to_end(key)
    while len(kept) > MOST:
        kept.popitem(last=False)
    return found


def forget(services: Services, user_id: UUID) -> None:
    """Let go of everything that is remembered of a person."""
    for key in [key for key in services.results if isinstance(key, tuple) and key[0] == user_id]:
        del services.results[key]
    services.books.forget(user_id)
