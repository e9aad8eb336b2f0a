"""Text tools: the library of lessons, and the person's own notes, documents and holdings."""

from typing import Annotated

from pydantic import Field

from retrieval.passages import Found
from tools import args
from tools.ctx import Ctx
from tools.results.text import PassageRow, Passages

Query = Annotated[str, Field(min_length=1, max_length=500, description="The question in plain words.")]
Few = Annotated[int, Field(ge=1, le=20, description="Most passages to give.")]
NEVER_RELATIVE = {"holding", "transaction"}


async def learn_search(
    ctx: Ctx,
    *,
    query: Query,
    limit: Few = 5,
    topic: Annotated[str | None, Field(description="Only lessons of this topic.")] = None,
    as_of: args.AsOf = None,
) -> Passages:
    """Find passages of the library of lessons and terms that explain an investing idea, with their sources.

    Use it for what a term means or how something works. Not for the person's own figures: no passage holds them.
    """
    found = await ctx.services.search.learn(query, limit, topic)
    return await _passages(ctx, found, as_of)


async def notes_search(ctx: Ctx, *, query: Query, limit: Few = 5, as_of: args.AsOf = None) -> Passages:
    """Find passages of the person's own notes, documents and holdings.

    Use it only when the question asks for what they wrote or kept. Not for figures (portfolio tools) or ideas
    (learn_search).
    """
    found = await ctx.services.search.notes(ctx.user_id, query, limit)
    if ctx.privacy == "relative":
        kept = tuple(passage for passage in found.passages if passage.origin not in NEVER_RELATIVE)
        found = found.model_copy(update={"passages": kept, "abstained": not kept})
    return await _passages(ctx, found, as_of)


async def _passages(ctx: Ctx, found: Found, as_of: args.AsOf) -> Passages:
    books = ctx.services.books
    return Passages(
        as_of=books.day(as_of, await books.market_day()),
        caveats=["The text is still being indexed: the search went by words alone."] if found.indexing else [],
        reasons={"passages": "The text holds no answer to this question."} if found.abstained else {},
        passages=[PassageRow(**passage.model_dump()) for passage in found.passages],
        abstained=found.abstained,
    )
