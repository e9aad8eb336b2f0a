"""Upstox: signing in there, and the person's holdings from there as a statement to reconcile."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from api.bodies import Text
from api.deps import Owner, Running, Seer
from api.idempotent import IdempotentRoute
from core.errors import Unavailable
from core.models import Model
from data import imports, ledger
from data.broker import Broker

router = APIRouter(prefix="/api/v1", tags=["upstox"], route_class=IdempotentRoute)
Part = Annotated[Text, Field(min_length=1, max_length=500)]


class Code(Model):
    """What Upstox hands back after the sign-in: in the address it leads back to."""

    code: Part
    state: Part


def _broker(running: Running) -> Broker:
    if running.broker is None:
        raise Unavailable("Upstox is not set up here.")
    return running.broker


@router.get("/upstox")
async def status(ctx: Seer, running: Running) -> dict[str, Any]:
    """Tell whether the person is signed in at Upstox, and until when."""
    until = await _broker(running).until(ctx.user_id)
    configured = running.settings.upstox.client_id is not None
    return {"configured": configured, "signed_in": until is not None, "until": until and until.isoformat()}


@router.post("/upstox/login")
async def login(ctx: Owner, running: Running) -> dict[str, str]:
    """Give the page at Upstox where the person allows the reading."""
    return {"url": _broker(running).login(ctx.user_id).url}


@router.post("/upstox")
async def finish(body: Code, ctx: Owner, running: Running) -> dict[str, Any]:
    """Finish the sign-in with the code that Upstox gave."""
    until = await _broker(running).finish(ctx.user_id, body.code, body.state)
    return {"signed_in": True, "until": until.isoformat()}


@router.delete("/upstox", status_code=204)
async def forget(ctx: Owner, running: Running) -> Response:
    """Forget the person's sign-in at Upstox."""
    await _broker(running).forget(ctx.user_id)
    return Response(status_code=204)


@router.post("/portfolios/{portfolio_id}/upstox/holdings", status_code=201)
async def holdings(portfolio_id: str, ctx: Owner, running: Running) -> dict[str, Any]:
    """Read the person's holdings at Upstox into a preview, as an imported statement is."""
    async with running.db.tx(ctx.user_id) as conn:
        await ledger.portfolio(conn, ctx.user_id, portfolio_id)
    content = await _broker(running).holdings(ctx.user_id)
    limits, today = running.settings.limits, running.clock.today()
    asked = await imports.opened(imports.Asked("upstox-holdings.csv", content, "upstox_holdings", None, limits, today))
    async with running.writing(ctx) as conn:
        found = await imports.preview(conn, ctx.user_id, portfolio_id, asked)
    return found.model_dump(mode="json")
