"""Daily values over the tools: stored by the first question, reused, and made anew after a change of ledger or prices."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from core.ledger import Draft, TxType
from core.settings import Limits
from data import imports, ledger, prices, valuations
from data.imports import Asked
from data.valuations import COLUMNS, Stored
from finance import valuation
from finance.valuation import Daily
from tests.fixtures_tools import NOW, People, serve
from tools.ctx import Ctx, Services
from tools.portfolio import portfolio_performance


async def stored(ctx: Ctx, portfolio_id: str) -> Stored:
    async with ctx.services.db.tx(ctx.user_id) as conn:
        found = await valuations.stored(conn, ctx.user_id, portfolio_id)
    assert found is not None
    return found


async def rebuilt(ctx: Ctx, portfolio_id: str) -> bool:
    """Tell whether the stored rows are those of a whole rebuild."""
    found = await stored(ctx, portfolio_id)
    book = (await ctx.services.books.view(ctx.user_id, portfolio_id)).book
    whole = book.valued(book.line().days).line()
    return np.array_equal(found.days, whole.days) and all(np.array_equal(found.columns[name], getattr(whole, name)) for name in COLUMNS)


@pytest.fixture
def ctx(own_services: Services, peopled: People) -> Ctx:
    return Ctx(peopled.ben, own_services)


async def portfolio_of(ctx: Ctx) -> str:
    return (await ctx.services.books.grounds(ctx.user_id)).portfolios[0].id


async def record(ctx: Ctx, portfolio_id: str, day: str, **more: Any) -> list[str]:
    draft = Draft(day=date.fromisoformat(day), type=TxType.BUY, symbol="KO", quantity=Decimal(5), price=Decimal(50), currency="USD")
    async with ctx.services.db.tx(ctx.user_id) as conn:
        return await ledger.record(conn, ctx.user_id, portfolio_id, [draft.model_copy(update=more)], NOW.date())


async def test_the_first_question_stores_the_values(ctx: Ctx) -> None:
    book = await portfolio_of(ctx)
    first = await portfolio_performance(ctx)
    assert await rebuilt(ctx, book)
    again = Ctx(ctx.user_id, serve(ctx.services.db))
    assert await portfolio_performance(again) == first
    view = await again.services.books.view(ctx.user_id)
    assert view.book.unsaved is None
    assert "detail" not in view.book.kept


@pytest.mark.parametrize("day", ["2022-11-01", "2020-06-01", "2019-06-03"])
async def test_a_transaction_revalues_from_its_day_on(ctx: Ctx, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    book = await portfolio_of(ctx)
    await portfolio_performance(ctx)
    made: list[int] = []
    real = valuation.daily

    def watched(*args: Any) -> Daily:
        made.append(args[4])
        return real(*args)

    monkeypatch.setattr(valuation, "daily", watched)
    ids = await record(ctx, book, day)
    await portfolio_performance(ctx)
    monkeypatch.undo()
    days = (await stored(ctx, book)).days
    assert days[made[0]] == max(np.datetime64(day), days[0])
    assert await rebuilt(ctx, book)
    async with ctx.services.db.tx(ctx.user_id) as conn:
        await ledger.reverse(conn, ctx.user_id, ids)
    await portfolio_performance(ctx)
    assert await rebuilt(ctx, book)


@pytest.mark.parametrize("kind", [TxType.SPLIT, TxType.DEPOSIT, TxType.WITHDRAWAL])
async def test_other_changes_keep_the_rows_those_of_a_rebuild(ctx: Ctx, kind: TxType) -> None:
    book = await portfolio_of(ctx)
    await portfolio_performance(ctx)
    other: dict[str, Any] = {"symbol": None, "quantity": Decimal(0), "price": None, "amount": Decimal(100), "account": "other"}
    more = {"ratio": Decimal(2), "price": None, "quantity": Decimal(0)} if kind is TxType.SPLIT else other
    await record(ctx, book, "2021-03-01", type=kind, **more)
    await portfolio_performance(ctx)
    assert await rebuilt(ctx, book)


async def test_own_prices_and_their_undo_keep_the_rows_those_of_a_rebuild(ctx: Ctx) -> None:
    book = await portfolio_of(ctx)
    before = await portfolio_performance(ctx)
    asked = Asked("p.csv", b"symbol,date,close,currency\nZZPRIV,2022-01-03,30,USD\n", None, None, Limits(), NOW.date())
    async with ctx.services.db.tx(ctx.user_id) as conn:
        made = await prices.preview(conn, ctx.user_id, asked)
        await imports.commit(conn, ctx.user_id, made.id)
    after = await portfolio_performance(ctx)
    assert after.end_value is not None
    assert before.end_value is not None
    assert after.end_value.amount == before.end_value.amount + 300
    assert await rebuilt(ctx, book)
    async with ctx.services.db.tx(ctx.user_id) as conn:
        await imports.undo(conn, ctx.user_id, made.id)
    assert (await portfolio_performance(ctx)).end_value == before.end_value
    assert await rebuilt(ctx, book)
