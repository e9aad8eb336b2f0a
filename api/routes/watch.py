"""What a person watches: alerts, the watchlist, reviews, and how they want the daily one."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field, model_validator

from api import review
from api.bodies import Text
from api.deps import Owner, Running, Seer, Writer
from api.idempotent import IdempotentRoute
from core.models import Model
from data import watch
from tools import watched
from tools.ctx import Ctx
from tools.quotes import symbol_of

router = APIRouter(prefix="/api/v1", tags=["watch"], route_class=IdempotentRoute)
Symbol = Annotated[Text, Field(min_length=1, max_length=60)]
Level = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 15, max_digits=28, decimal_places=10, allow_inf_nan=False)]


class NewAlert(Model):
    """An alert: a price's level, a fall or weight as a fraction, days without a price; of a symbol, or of the whole without one."""

    kind: Literal["price", "drawdown", "weight", "staleness"]
    symbol: Symbol | None = None
    side: Literal["above", "below"] = "above"
    level: Level

    @model_validator(mode="after")
    def fits(self) -> "NewAlert":
        """Ask for a symbol where the kind needs one, and for a fraction where the kind is one."""
        if self.symbol is None and self.kind in {"price", "weight"}:
            raise ValueError("this kind of alert needs a symbol")
        if self.kind in {"drawdown", "weight"} and self.level > 1:
            raise ValueError("the level is a fraction: 0.15 is 15 %")
        return self


class NewWatched(Model):
    """An instrument to watch."""

    symbol: Symbol
    note: Annotated[Text, Field(max_length=500)] = ""


class NewPlan(Model):
    """How a person wants their reviews."""

    daily: bool = False
    mail: bool = False
    webhook: bool = False


def _plan(running: Running, found: watch.Plan) -> dict[str, Any]:
    ways = {"mail": running.settings.send.smtp is not None, "webhook": running.settings.send.webhook is not None}
    return {**found.model_dump(mode="json"), "available": ways}


async def _condition(body: NewAlert, ctx: Ctx, running: Running) -> watch.Condition:
    symbol = None if body.symbol is None else await symbol_of(running.services.books, ctx.user_id, body.symbol)
    return watch.Condition(body.kind, symbol, body.side, body.level)


@router.get("/alerts")
async def alerts(ctx: Seer, running: Running) -> dict[str, Any]:
    """List alerts."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"alerts": [each.model_dump(mode="json") for each in await watch.alerts(conn, ctx.user_id)]}


@router.post("/alerts", status_code=201)
async def add_alert(body: NewAlert, ctx: Writer, running: Running) -> watch.Alert:
    """Set an alert; the next review looks at it."""
    condition = await _condition(body, ctx, running)
    async with running.writing(ctx) as conn:
        return await watch.add_alert(conn, ctx.user_id, condition)


@router.put("/alerts/{alert_id}")
async def put_alert(alert_id: str, body: NewAlert, ctx: Writer, running: Running) -> watch.Alert:
    """Change an alert; one whose condition stays the same does not fire anew."""
    condition = await _condition(body, ctx, running)
    async with running.writing(ctx) as conn:
        return await watch.put_alert(conn, ctx.user_id, alert_id, condition)


@router.delete("/alerts/{alert_id}", status_code=204)
async def drop_alert(alert_id: str, ctx: Writer, running: Running) -> Response:
    """Remove an alert."""
    async with running.writing(ctx) as conn:
        await watch.drop_alert(conn, ctx.user_id, alert_id)
    return Response(status_code=204)


@router.get("/watchlist")
async def watchlist(ctx: Seer, running: Running) -> dict[str, Any]:
    """List what is watched, with its last price and the change since the close before."""
    async with running.db.tx(ctx.user_id) as conn:
        rows = await watch.watchlist(conn, ctx.user_id)
    found = zip(rows, await watched.priced(ctx, rows), strict=True)
    return {"watchlist": [{**row.model_dump(mode="json"), **price.model_dump(mode="json")} for row, price in found]}


@router.post("/watchlist", status_code=201)
async def add_watched(body: NewWatched, ctx: Writer, running: Running) -> watch.Watched:
    """Watch an instrument, or change its note."""
    symbol = await symbol_of(running.services.books, ctx.user_id, body.symbol)
    async with running.writing(ctx) as conn:
        return await watch.watch(conn, ctx.user_id, symbol, body.note)


@router.delete("/watchlist/{symbol}", status_code=204)
async def drop_watched(symbol: str, ctx: Writer, running: Running) -> Response:
    """Watch an instrument no longer."""
    async with running.writing(ctx) as conn:
        await watch.unwatch(conn, ctx.user_id, symbol)
    return Response(status_code=204)


@router.get("/reviews")
async def reviews(ctx: Seer, running: Running, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> dict[str, Any]:
    """List reviews, the latest first."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"reviews": [each.model_dump(mode="json") for each in await watch.reviews(conn, ctx.user_id, limit)]}


@router.post("/reviews", status_code=201)
async def make_review(ctx: Seer, running: Running) -> watch.Kept:
    """Make a review now: what changed since the last one, rules broken, alerts, watchlist, new income."""
    ctx.require("portfolio:write")
    return await review.make(running, ctx)


@router.get("/reviews/plan")
async def plan(ctx: Seer, running: Running) -> dict[str, Any]:
    """Tell how the person wants their reviews, and which ways this installation has."""
    async with running.db.tx(ctx.user_id) as conn:
        return _plan(running, await watch.plan(conn, ctx.user_id))


@router.put("/reviews/plan")
async def put_plan(body: NewPlan, ctx: Owner, running: Running) -> dict[str, Any]:
    """Say whether a review is made every day, and where it is sent."""
    async with running.writing(ctx) as conn:
        found = await watch.put_plan(conn, ctx.user_id, watch.Plan(daily=body.daily, mail=body.mail, webhook=body.webhook))
    return _plan(running, found)
