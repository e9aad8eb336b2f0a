"""Imports: a file to a preview, a preview to the ledger, and back."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile

from api import importing
from api.bodies import Commit
from api.deps import Running, Seer, Writer
from api.idempotent import IdempotentRoute
from core.errors import FileTooLarge
from data import imports, ledger, prices

router = APIRouter(prefix="/api/v1", tags=["imports"], route_class=IdempotentRoute)


async def _content(file: UploadFile, most: int) -> bytes:
    if file.size is not None and file.size > most:
        raise FileTooLarge(f"The file is larger than {most // 1_000_000} MB.")
    return await file.read()


@router.post("/portfolios/{portfolio_id}/imports", status_code=201)
async def preview(
    portfolio_id: str,
    ctx: Writer,
    running: Running,
    file: Annotated[UploadFile, File()],
    *,
    form: Annotated[str | None, Form(alias="format", max_length=60)] = None,
    account: Annotated[str | None, Form(max_length=60)] = None,
    password: Annotated[str | None, Form(max_length=200, description="Opens a locked PDF; kept nowhere.")] = None,
) -> dict[str, Any]:
    """Read a file and say what it would do; nothing is written to the ledger."""
    content = await _content(file, running.settings.limits.import_bytes)
    async with running.db.tx(ctx.user_id) as conn:
        await ledger.portfolio(conn, ctx.user_id, portfolio_id)
    limits, today = running.settings.limits, running.clock.today()
    asked = await importing.opened(imports.Asked(file.filename or "file", content, form, account, limits, today, password=password))
    async with running.writing(ctx) as conn:
        found = await imports.preview(conn, ctx.user_id, portfolio_id, asked)
    return found.model_dump(mode="json")


@router.post("/prices/imports", status_code=201)
async def preview_prices(ctx: Writer, running: Running, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """Read a price file `symbol,date,close,currency` and say what it would do."""
    content = await _content(file, running.settings.limits.import_bytes)
    async with running.writing(ctx) as conn:
        asked = imports.Asked(file.filename or "file", content, None, None, running.settings.limits, running.clock.today())
        found = await prices.preview(conn, ctx.user_id, asked)
    return found.model_dump(mode="json")


@router.get("/imports")
async def listed(ctx: Seer, running: Running) -> dict[str, Any]:
    """List the person's imports, newest first."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"imports": await imports.listed(conn, ctx.user_id)}


@router.post("/imports/{import_id}/commit")
async def commit(import_id: str, ctx: Writer, running: Running, body: Commit | None = None) -> dict[str, Any]:
    """Write a preview's rows in one transaction."""
    how = (body or Commit()).model_dump()
    async with running.writing(ctx) as conn:
        done = await imports.commit(conn, ctx.user_id, import_id, **how)
    running.ledger_changed(ctx.user_id)
    return done.model_dump(mode="json", exclude_defaults=True)


@router.delete("/imports/{import_id}")
async def undo(import_id: str, ctx: Writer, running: Running) -> dict[str, Any]:
    """Take an import back by reversing rows."""
    async with running.writing(ctx) as conn:
        done = await imports.undo(conn, ctx.user_id, import_id)
    running.ledger_changed(ctx.user_id)
    return done.model_dump(mode="json")
