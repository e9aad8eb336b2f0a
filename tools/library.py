"""Whole lessons and terms, for resources and pages."""

import re

from core.errors import NotFound
from data import library
from data.library import Head, Lesson
from tools.ctx import Ctx


async def lesson(ctx: Ctx, slug: str) -> str:
    """Give a lesson or term as Markdown; raises NotFound."""
    ctx.require("portfolio:read")
    async with ctx.services.db.shared() as conn:
        return _markdown(await library.lesson(conn, slug))


async def term(ctx: Ctx, name: str) -> str:
    """Give the entry of a term, by its slug or its title in any case; raises NotFound."""
    ctx.require("portfolio:read")
    async with ctx.services.db.shared() as conn:
        heads = await library.listing(conn, kind="term")
        slug = next((head.slug for head in heads if _plain(name) in (_plain(head.slug), _plain(head.title))), None)
        if slug is None:
            raise NotFound("The library has no such term.")
        return _markdown(await library.lesson(conn, slug))


async def listing(ctx: Ctx) -> list[Head]:
    """List lessons and terms."""
    async with ctx.services.db.shared() as conn:
        return await library.listing(conn)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _markdown(found: Lesson) -> str:
    sources = "\n".join(f"- {source.name}{f', {source.section}' if source.section else ''}" for source in found.sources)
    return f"# {found.title}\n\n{found.body}\n\n## Sources\n\n{sources}\n" if sources else f"# {found.title}\n\n{found.body}\n"
