"""What a person keeps beside the ledger: policy, notes, documents; and the export of everything."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Query, Response, UploadFile

from api.bodies import NewNote
from api.deps import Caller, Reader, Running, Seer, Writer
from api.idempotent import IdempotentRoute
from core.errors import BadInput
from data import export, grounds, passages
from data.documents.extract import extract
from retrieval import own
from tools.ctx import Ctx

router = APIRouter(prefix="/api/v1", tags=["own"], route_class=IdempotentRoute)
TINY = 1e-9


@router.get("/policy")
async def policy(ctx: Reader, running: Running) -> grounds.Policy:
    """Give the person's own rules."""
    async with running.db.tx(ctx.user_id) as conn:
        return await grounds.policy(conn, ctx.user_id)


@router.put("/policy")
async def put_policy(body: grounds.Policy, ctx: Writer, running: Running) -> grounds.Policy:
    """Keep the person's own rules."""
    if sum(body.targets.values()) > 1 + TINY:
        raise BadInput("The targets add up to more than the whole; they are fractions, and 1 is everything.")
    if body.min_cash is not None and body.max_cash is not None and body.min_cash > body.max_cash:
        raise BadInput("The least cash is more than the most cash.")
    async with running.writing(ctx) as conn:
        return await grounds.put_policy(conn, ctx.user_id, body)


@router.get("/notes")
async def notes(ctx: Reader, running: Running, target: Annotated[str | None, Query(max_length=120)] = None) -> dict[str, Any]:
    """List notes, of one target or all."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"notes": [note.model_dump(mode="json") for note in await passages.notes(conn, ctx.user_id, target)]}


@router.post("/notes", status_code=201)
async def add_note(body: NewNote, ctx: Writer, running: Running) -> dict[str, Any]:
    """Write a note on a holding or a transaction."""
    async with running.writing(ctx) as conn:
        made = await own.keep_note(conn, ctx.user_id, body.target, body.text)
    running.texts_changed(ctx.user_id)
    return made.model_dump(mode="json")


@router.put("/notes/{note_id}")
async def put_note(note_id: str, body: NewNote, ctx: Writer, running: Running) -> passages.Note:
    """Change a note."""
    async with running.writing(ctx) as conn:
        made = await own.keep_note(conn, ctx.user_id, body.target, body.text, note_id)
    running.texts_changed(ctx.user_id)
    return made


@router.delete("/notes/{note_id}", status_code=204)
async def drop_note(note_id: str, ctx: Writer, running: Running) -> Response:
    """Remove a note."""
    async with running.writing(ctx) as conn:
        await passages.drop_note(conn, ctx.user_id, note_id)
    return Response(status_code=204)


@router.get("/documents")
async def documents(ctx: Reader, running: Running) -> dict[str, Any]:
    """List uploaded documents."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"documents": [found.model_dump(mode="json", exclude={"body"}) for found in await passages.documents(conn, ctx.user_id)]}


@router.post("/documents", status_code=201)
async def add_document(ctx: Writer, running: Running, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """Keep a document (PDF, DOCX, Markdown, text or CSV): found by its words at once, by its sense when the job is done."""
    name = file.filename or "document.txt"
    prepared = await asyncio.to_thread(own.prepare, name, await extract(name, await file.read()))
    async with running.writing(ctx) as conn:
        made = await own.keep_document(conn, ctx.user_id, prepared)
    job = running.texts_changed(ctx.user_id)
    return {**made.model_dump(mode="json", exclude={"body"}), "job_id": job.id}


@router.delete("/documents/{document_id}", status_code=204)
async def drop_document(document_id: str, ctx: Writer, running: Running) -> Response:
    """Remove a document with its passages."""
    async with running.writing(ctx) as conn:
        await passages.drop_document(conn, ctx.user_id, document_id)
    return Response(status_code=204)


@router.get("/export")
async def everything(ctx: Seer, running: Running, form: Annotated[Literal["csv", "json"], Query(alias="format")] = "json") -> Response:
    """Hand everything out: all transactions as CSV in the generic format, or everything as JSON."""
    async with running.db.tx(ctx.user_id) as conn:
        text = await (export.as_csv if form == "csv" else export.as_json)(conn, ctx.user_id)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="portfolio-coach.{form}"'})


def _sees(ctx: Ctx) -> bool:
    return ctx.privacy == "full" and "portfolio:read" in ctx.scopes


@router.get("/jobs/{job_id}")
async def job(job_id: str, ctx: Caller, running: Running) -> dict[str, Any]:
    """Tell how a piece of the person's background work stands."""
    return running.jobs.find(ctx.user_id, job_id).body(amounts=_sees(ctx))


@router.delete("/jobs/{job_id}")
async def stop_job(job_id: str, ctx: Caller, running: Running) -> dict[str, Any]:
    """Stop a piece of the person's background work."""
    return running.jobs.cancel(ctx.user_id, job_id).body(amounts=_sees(ctx))
