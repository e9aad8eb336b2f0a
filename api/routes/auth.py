"""Signing in: register, login, refresh, logout, password, the one-time link and the demo."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import OAuth2PasswordRequestForm

from api.bodies import Link, Password, Refresh, Register
from api.deps import Owner, Running
from api.runtime import Runtime
from core.errors import NotFound
from data import people, tokens

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])


async def _registering(request: Request, running: Running) -> Runtime:
    await running.gate.registration(request.client.host if request.client else "")
    return running


Registering = Annotated[Runtime, Depends(_registering)]


@router.post("/register", status_code=201)
async def register(body: Register, running: Registering) -> dict[str, Any]:
    """Make a new person and sign them in."""
    user_id = await people.register(running.db, running.passwords, body.email, body.password, body.name)
    return {"id": str(user_id), "email": body.email, "name": body.name, **await running.identity.open(user_id)}


@router.post("/login")
async def login(form: Annotated[OAuth2PasswordRequestForm, Depends()], running: Running) -> dict[str, Any]:
    """Sign in by e-mail (as `username`) and password."""
    limits = running.settings.limits
    limit = (limits.failed_logins, limits.failed_login_minutes)
    return await running.identity.open(await people.login(running.db, running.passwords, form.username, form.password, limit))


@router.post("/refresh")
async def refresh(body: Refresh, running: Running) -> dict[str, Any]:
    """Trade a refresh token for new tokens; a token used twice ends its session."""
    return running.identity.answer(await tokens.refresh(running.db, body.refresh_token))


@router.post("/logout", status_code=204)
async def logout(body: Refresh, running: Running) -> Response:
    """End the session of a refresh token."""
    await tokens.close_session(running.db, body.refresh_token)
    return Response(status_code=204)


@router.post("/password", status_code=204)
async def password(body: Password, ctx: Owner, running: Running) -> Response:
    """Change the password and end every session."""
    await people.change_password(running.db, running.passwords, ctx.user_id, body.old_password, body.new_password)
    return Response(status_code=204)


@router.post("/link")
async def link(body: Link, running: Running) -> dict[str, Any]:
    """Sign in by a one-time link's token."""
    return await running.identity.open(await tokens.use_link(running.db, body.token))


@router.post("/demo")
async def demo(running: Registering) -> dict[str, Any]:
    """Make a fresh demo person with the sample portfolios and sign them in; only where the demo is on."""
    if not running.settings.demo:
        raise NotFound("The demo is off here.")
    return await running.identity.open(await running.new_demo())
