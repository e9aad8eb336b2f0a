"""Portfolios and their transactions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.bodies import NewPortfolio, NewTransaction, PortfolioChange
from api.deps import Reader, Running, Seer, Writer
from api.idempotent import IdempotentRoute
from api.runtime import Runtime
from core.errors import BadInput, NotFound
from core.ledger import Draft
from data import ledger
from data.db import Conn
from tools.ctx import Ctx
from tools.transactions import written

router = APIRouter(prefix="/api/v1/portfolios", tags=["portfolios"], route_class=IdempotentRoute)


def shown(portfolio: ledger.Portfolio) -> dict[str, Any]:
    """Write a portfolio as the contract says."""
    return portfolio.model_dump(include={"id", "name", "base_currency", "benchmark"})


@router.post("", status_code=201)
async def create(body: NewPortfolio, ctx: Writer, running: Running) -> dict[str, Any]:
    """Make a portfolio."""
    benchmark = await running.benchmark(body.benchmark)
    async with running.writing(ctx) as conn:
        return shown(await ledger.create_portfolio(conn, ctx.user_id, body.name, body.base_currency, benchmark))


@router.get("")
async def listed(ctx: Reader, running: Running) -> dict[str, Any]:
    """List the person's portfolios in the order they were made."""
    async with running.db.tx(ctx.user_id) as conn:
        return {"portfolios": [shown(portfolio) for portfolio in await ledger.portfolios(conn, ctx.user_id)]}


@router.get("/{portfolio_id}")
async def one(portfolio_id: str, ctx: Reader, running: Running) -> dict[str, Any]:
    """Give one portfolio."""
    async with running.db.tx(ctx.user_id) as conn:
        return shown(await ledger.portfolio(conn, ctx.user_id, portfolio_id))


@router.patch("/{portfolio_id}")
async def change(portfolio_id: str, body: PortfolioChange, ctx: Writer, running: Running) -> dict[str, Any]:
    """Change a portfolio's name or benchmark."""
    given = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None or name == "benchmark"}
    if "benchmark" in given:
        given["benchmark"] = await running.benchmark(body.benchmark)
    async with running.writing(ctx) as conn:
        return shown(await ledger.update_portfolio(conn, ctx.user_id, portfolio_id, **given))


@router.delete("/{portfolio_id}", status_code=204)
async def remove(portfolio_id: str, ctx: Writer, running: Running) -> Response:
    """Remove a portfolio with its transactions."""
    async with running.writing(ctx) as conn:
        await ledger.delete_portfolio(conn, ctx.user_id, portfolio_id)
    running.ledger_changed(ctx.user_id)
    return Response(status_code=204)


@router.get("/{portfolio_id}/transactions")
async def transactions(
    portfolio_id: str,
    ctx: Seer,
    running: Running,
    *,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """List a portfolio's transactions, newest first, with a cursor."""
    async with running.db.tx(ctx.user_id) as conn:
        await ledger.portfolio(conn, ctx.user_id, portfolio_id)
        rows, following = await ledger.page(conn, ctx.user_id, portfolio_id, limit=limit, cursor=cursor)
    return {"transactions": [written(row).model_dump(mode="json") for row in rows], "next_cursor": following}


@router.post("/{portfolio_id}/transactions", status_code=201)
async def record(portfolio_id: str, body: NewTransaction, ctx: Writer, running: Running) -> dict[str, Any]:
    """Record one transaction; more sold than held is refused."""
    draft = _draft(body, running)
    async with running.writing(ctx) as conn:
        ids = await ledger.record(conn, ctx.user_id, portfolio_id, [draft])
    running.ledger_changed(ctx.user_id)
    return {"id": ids[0]}


@router.put("/{portfolio_id}/transactions/{transaction_id}")
async def correct(portfolio_id: str, transaction_id: str, body: NewTransaction, ctx: Writer, running: Running) -> dict[str, Any]:
    """Correct a transaction: a reversing row and the right one in its place, whose id is given."""
    draft = _draft(body, running)
    async with running.writing(ctx) as conn:
        await _of_portfolio(conn, ctx, portfolio_id, transaction_id)
        made = await ledger.correct(conn, ctx.user_id, transaction_id, draft, running.clock.today())
    running.ledger_changed(ctx.user_id)
    return {"id": made}


def _draft(body: NewTransaction, running: Runtime) -> Draft:
    """Write the transaction of a request; a day to come is refused."""
    if body.date > running.clock.today():
        raise BadInput("The date lies in the future.")
    values = body.model_dump(exclude={"date", "amount"})
    return ledger.completed(Draft(day=body.date, source="api", **values), body.amount)


async def _of_portfolio(conn: Conn, ctx: Ctx, portfolio_id: str, transaction_id: str) -> None:
    """Raise NotFound unless the transaction is the portfolio's."""
    book = await ledger.portfolio(conn, ctx.user_id, portfolio_id)
    if (await ledger.transaction(conn, ctx.user_id, transaction_id)).portfolio_id != book.id:
        raise NotFound


@router.delete("/{portfolio_id}/transactions/{transaction_id}", status_code=204)
async def take_back(portfolio_id: str, transaction_id: str, ctx: Writer, running: Running) -> Response:
    """Take a transaction back by a reversing row."""
    async with running.writing(ctx) as conn:
        await _of_portfolio(conn, ctx, portfolio_id, transaction_id)
        await ledger.reverse(conn, ctx.user_id, [transaction_id])
    running.ledger_changed(ctx.user_id)
    return Response(status_code=204)
