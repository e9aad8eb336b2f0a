"""Ledger tools: lots, gains, income, statements and drafts."""

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from core.errors import BadInput, CoachError, Insufficient, NotAllowed, NotFound, Oversold
from core.ledger import Draft, TxType
from core.models import Money
from data import approvals, ledger
from tests.fixtures_tools import People, day
from tools.ctx import Ctx, Services
from tools.ledger import StatementLine, portfolio_gains, portfolio_income, portfolio_lots, portfolio_reconcile, portfolio_record
from tools.passages import sentences
from tools.portfolio import portfolio_list, portfolio_performance
from tools.recording import settled
from tools.registry import run

in_session = pytest.mark.asyncio(loop_scope="session")


def usd(text: str) -> Money:
    return Money(amount=Decimal(text), currency="USD")


@in_session
async def test_gains_by_hand(ben: Ctx) -> None:
    found = await portfolio_gains(ben)
    assert (found.realised, found.income, found.long_term) == (usd("400"), usd("25.20"), usd("400"))
    assert found.unrealised == usd("756.540")
    (sale,) = found.sales
    assert (sale.quantity, sale.proceeds, sale.cost, sale.gain, sale.term) == (Decimal(40), usd("2400"), usd("2000"), usd("400"), "long")


@in_session
@pytest.mark.parametrize("method", ["fifo", "average", "lifo", "hifo"])
async def test_the_total_gain_is_end_value_less_contributions_by_every_method(ana: Ctx, method: str) -> None:
    found = await portfolio_gains(ana, method=method)  # type: ignore[arg-type]
    parts = [each.amount for each in (found.realised, found.unrealised, found.income) if each]
    assert found.total is not None
    assert found.charges is not None
    assert found.currency_gain is not None
    assert found.price_gain is not None
    assert float(sum(parts) - found.charges.amount) == pytest.approx(float(found.total.amount), rel=0.02)
    rest = found.price_gain.amount + found.currency_gain.amount + parts[2] - found.charges.amount
    assert float(rest) == pytest.approx(float(found.total.amount))


@in_session
async def test_gains_of_several_accounts_are_told_apart_and_sum_to_the_whole(own_services: Services, peopled: People) -> None:
    async with own_services.db.tx(peopled.eve) as conn:
        made = await ledger.create_portfolio(conn, peopled.eve, "Two", "USD", "SP500")
        drafts = [
            Draft(
                day=day("2021-01-04"), type=TxType.BUY, symbol="KO", quantity=Decimal(size), price=Decimal(50), currency="USD", account=name
            )
            for name, size in (("one", 10), ("two", 5))
        ]
        await ledger.record(conn, peopled.eve, made.id, drafts)
    found = await portfolio_gains(Ctx(peopled.eve, own_services))
    assert [each.account for each in found.by_account] == ["one", "two"]
    one, two = [each.total.amount for each in found.by_account if each.total]
    assert found.total
    assert (one, one + two) == (2 * two, found.total.amount)


@in_session
async def test_gains_of_one_account_are_not_repeated(ben: Ctx) -> None:
    assert (await portfolio_gains(ben)).by_account == []


@in_session
async def test_gains_of_one_year_are_those_of_its_sales(ben: Ctx) -> None:
    found = await portfolio_gains(ben, start=day("2022-01-01"), end=day("2022-12-28"))
    assert (found.realised, found.sales_count) == (usd("0"), 0)
    assert any("of the period" in text for text in found.caveats)


@in_session
@pytest.mark.parametrize("period", ["1Y", "3Y", "MAX"])
async def test_the_gains_of_a_period_are_what_its_value_grew_by(ana: Ctx, period: str) -> None:
    for each in (await portfolio_list(ana)).portfolios:
        gained = await portfolio_gains(ana, portfolio_id=each.id, period=period)  # type: ignore[arg-type]
        grown = await portfolio_performance(ana, portfolio_id=each.id, period=period)  # type: ignore[arg-type]
        assert gained.total is not None
        assert grown.gain is not None
        assert gained.total.amount == pytest.approx(grown.gain.amount, abs=Decimal("0.02"))
        assert gained.price_gain and gained.currency_gain and gained.income and gained.charges  # noqa: PT018
        parts = gained.price_gain.amount + gained.currency_gain.amount + gained.income.amount - gained.charges.amount
        assert parts == pytest.approx(gained.total.amount, abs=Decimal("0.02"))


@in_session
async def test_a_start_that_is_named_belongs_to_the_period(ben: Ctx) -> None:
    found = await portfolio_gains(ben, start=day("2021-06-01"), end=day("2021-06-01"))
    assert (found.sales_count, found.realised) == (1, usd("400"))


@in_session
async def test_gains_and_income_of_one_symbol_are_its_own(ana: Ctx) -> None:
    whole = await portfolio_gains(ana)
    row = next(each for each in whole.by_symbol if each.realised and each.realised.amount and each.income and each.income.amount)
    found, paid = await portfolio_gains(ana, symbol=row.symbol.lower()), await portfolio_income(ana, symbol=row.symbol.lower())
    assert (found.symbol, found.realised, found.unrealised, found.income) == (row.symbol, row.realised, row.unrealised, row.income)
    assert (paid.symbol, paid.total, found.by_symbol) == (row.symbol, row.income, [row])
    assert found.realised != whole.realised


@in_session
async def test_gains_up_to_an_earlier_day_say_what_the_unrealised_gain_is_of(ben: Ctx) -> None:
    assert any("of the period" in text for text in (await portfolio_gains(ben, end=day("2021-12-31"))).caveats)


@in_session
async def test_a_refused_sale_tells_a_relative_token_no_quantity(ben: Ctx) -> None:
    sizes: list[tuple[Literal["full", "relative"], dict[str, float], type[CoachError], str]] = [
        ("full", {"quantity": 61}, Oversold, "Only 60 KO"),
        ("relative", {"weight": 1}, Oversold, "More would be sold"),
        ("relative", {"quantity": 61}, NotAllowed, "weight"),
    ]
    for privacy, size, error, said in sizes:
        with pytest.raises(error, match=said):
            await run(
                Ctx(ben.user_id, ben.services, privacy=privacy), "risk_what_if", {"trades": [{"symbol": "KO", "side": "sell", **size}]}
            )


@in_session
async def test_a_lot_knows_its_age(ben: Ctx) -> None:
    found = await portfolio_lots(ben, symbol="KO", as_of=day("2020-12-31"))
    (lot,) = found.lots
    assert (lot.acquired, lot.holding_days, lot.term, lot.days_to_long_term) == (date(2020, 1, 3), 363, "short", 4)


@in_session
async def test_income_by_hand(ben: Ctx) -> None:
    found = await portfolio_income(ben, as_of=day("2022-01-31"))
    assert (found.total, found.trailing_income) == (usd("25.20"), usd("25.20"))
    assert [(each.symbol, each.amount, each.payments) for each in found.by_symbol] == [("KO", usd("25.20"), 1)]
    with pytest.raises(Insufficient):
        await portfolio_income(ben, symbol="AAPL")


@in_session
async def test_a_statement_is_compared_by_isin_and_symbol(ben: Ctx) -> None:
    lines = [StatementLine(symbol="Coca-Cola", quantity=Decimal(120)), StatementLine(symbol="NEW", quantity=Decimal(5))]
    found = await portfolio_reconcile(ben, statement=lines)
    proposals = {each.symbol: each.proposal for each in found.items}
    assert found.matched == 0
    assert "split" in proposals["KO"]
    assert proposals["NEW"].startswith("not in the ledger")
    assert proposals["ZZPRIV"].startswith("not in the statement")
    (coke,) = (each for each in found.items if each.symbol == "KO")
    assert (coke.kind, coke.ratio, str(coke.latest)) == ("split", "2:1", str(found.as_of))


@in_session
async def test_without_a_statement_it_says_so(ben: Ctx) -> None:
    with pytest.raises(Insufficient):
        await portfolio_reconcile(ben)


@in_session
async def test_a_holding_is_told_in_a_sentence(ben: Ctx) -> None:
    (coke, _) = sentences(await ben.services.books.view(ben.user_id))
    assert coke.source_id == "KO"
    assert "60 KO (The Coca-Cola Company, Consumer Staples) are held in Small (main). Bought on 2020-01-03." in coke.body


async def test_a_draft_waits_and_changes_nothing_until_it_is_recorded(own_services: Services, peopled: People) -> None:
    ben = Ctx(peopled.ben, own_services)
    drafted = await portfolio_record(ben, type="sell", date=day("2022-06-01"), symbol="ko", quantity=Decimal(10), price=Decimal(63))
    assert drafted.draft.amount == usd("630")
    assert (await ben.services.books.view(ben.user_id)).state().quantities()["KO"] == 60
    async with own_services.db.tx(ben.user_id) as conn:
        kept = await approvals.approval(conn, ben.user_id, drafted.approval_id)
        await ledger.record(conn, ben.user_id, kept.args["portfolio_id"], [Draft.model_validate(each) for each in kept.args["drafts"]])
    assert (await ben.services.books.view(ben.user_id)).state().quantities()["KO"] == 50


async def test_a_split_is_drafted_with_its_ratio_and_recorded_when_approved(own_services: Services, peopled: People) -> None:
    ben = Ctx(peopled.ben, own_services)
    drafted = await portfolio_record(ben, type="split", date=day("2022-06-01"), symbol="KO", ratio="2:1")
    assert (drafted.draft.ratio, drafted.draft.amount) == ("2:1", None)
    before = (await ben.services.books.view(ben.user_id)).state().quantities()["KO"]
    await settled(ben, drafted.approval_id, approved=True)
    assert (await ben.services.books.view(ben.user_id)).state().quantities()["KO"] == before * 2


@in_session
@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"type": "sell", "symbol": "KO", "quantity": Decimal(61), "price": Decimal(1)}, "Only 60 KO"),
        ({"type": "buy", "symbol": "KO", "quantity": Decimal(1)}, "price"),
        ({"type": "dividend", "amount": Decimal(1)}, "symbol"),
        ({"type": "deposit"}, "amount"),
        ({"type": "split", "symbol": "KO"}, "ratio"),
        ({"type": "bonus", "symbol": "KO", "ratio": "0:1"}, "ratio"),
        ({"type": "buy", "symbol": "NOSUCH", "quantity": Decimal(1), "price": Decimal(1)}, "not known"),
    ],
)
async def test_a_draft_that_could_not_be_recorded_is_refused(ben: Ctx, given: dict[str, object], because: str) -> None:
    with pytest.raises(BadInput, match=because):
        await portfolio_record(ben, date=day("2022-06-01"), **given)  # type: ignore[arg-type]


@in_session
async def test_a_token_without_the_scope_can_not_draft(ben: Ctx, ana: Ctx) -> None:
    reader = Ctx(ben.user_id, ben.services, scopes=frozenset({"portfolio:read"}))
    with pytest.raises(NotAllowed):
        await portfolio_record(reader, type="deposit", date=day("2022-06-01"), amount=Decimal(5))
    theirs = (await ana.services.books.grounds(ana.user_id)).portfolios[0].id
    with pytest.raises(NotFound):
        await portfolio_record(ben, type="deposit", date=day("2022-06-01"), amount=Decimal(5), portfolio_id=theirs)
