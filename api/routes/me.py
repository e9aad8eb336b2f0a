"""The person themselves, and their personal access tokens."""

from typing import Any

from fastapi import APIRouter, Response

from api.bodies import NewToken, Profile
from api.deps import Caller, Owner, Running, Writer
from api.idempotent import IdempotentRoute
from data import people, tokens
from tools import remembered

router = APIRouter(prefix="/api/v1", tags=["me"], route_class=IdempotentRoute)
unkept = APIRouter(tags=["me"])  # answers that are not kept for a repetition: a secret, and the end of a person
OWN_COLUMNS = {"name", "base_currency"}


def shown(person: people.Person) -> dict[str, Any]:
    """Write a person as the page shows them."""
    own = {"id": str(person.id), "email": person.email, "name": person.name, "kind": person.kind}
    return {**person.profile, **own, "base_currency": person.base_currency, "created_at": person.created_at.isoformat()}


@router.get("/me")
async def me(ctx: Caller, running: Running) -> dict[str, Any]:
    """Give the person's profile."""
    async with running.db.tx(ctx.user_id) as conn:
        return shown(await people.profile(conn, ctx.user_id))


@router.patch("/me")
async def change(body: Profile, ctx: Writer, running: Running) -> dict[str, Any]:
    """Change what is given of the profile."""
    given = body.model_dump(exclude_unset=True)
    more = {name: value for name, value in given.items() if name not in OWN_COLUMNS}
    async with running.writing(ctx) as conn:
        person = await people.change_profile(conn, ctx.user_id, name=body.name, base_currency=body.base_currency, more=more or None)
    return shown(person)


@unkept.delete("/me", status_code=204)
async def forget(ctx: Owner, running: Running) -> Response:
    """Remove the person and everything of theirs."""
    await people.delete_everything(running.db, ctx.user_id)
    remembered.forget(running.services, ctx.user_id)
    return Response(status_code=204)


@router.get("/tokens")
async def token_list(ctx: Caller, running: Running) -> dict[str, Any]:
    """List personal access tokens, without their secrets."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"tokens": [token.model_dump(mode="json") for token in await tokens.list_access(conn, ctx.user_id)]}


@unkept.post("/tokens", status_code=201)
async def token_create(body: NewToken, ctx: Writer, running: Running) -> dict[str, Any]:
    """Make a personal access token; its secret is shown this one time. It can do no more than the token that makes it."""
    for scope in body.scopes:
        ctx.require(scope)
    doors = tuple(f"coach-{door}" for door in body.doors)
    privacy = "relative" if ctx.privacy == "relative" else body.privacy
    grant = tokens.Grant(name=body.name, doors=doors, scopes=tuple(body.scopes), privacy=privacy, days=body.expires_in_days)
    async with running.db.tx(ctx.user_id) as conn:
        made, secret = await tokens.create_access(conn, ctx.user_id, grant)
    return {**made.model_dump(mode="json"), "token": secret}


@router.delete("/tokens/{token_id}", status_code=204)
async def token_delete(token_id: str, ctx: Writer, running: Running) -> Response:
    """End a personal access token."""
    async with running.writing(ctx) as conn:
        await tokens.delete_access(conn, ctx.user_id, token_id)
    return Response(status_code=204)


router.include_router(unkept)
