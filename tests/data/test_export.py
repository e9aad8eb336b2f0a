"""Exporting: what is written imports to the same ledger, and a spreadsheet runs none of it."""

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger import Draft, LotPick, TxType
from core.settings import Limits
from data import export, imports, ledger, prices
from data.export import escaped
from data.importers.generic import unescaped
from tests.data.small import TODAY, Desk, trade

HOSTILE = ['=cmd|"/c calc"!A1', "+1", "-1", "@sum", "'=x", "plain", 'quote " and, comma']


async def csv_of(desk: Desk) -> str:
    async with desk.db.tx(desk.user_id) as conn:
        return await export.as_csv(conn, desk.user_id, desk.book)


def kept(rows: list[Draft]) -> list[dict[str, object]]:
    fields = set(Draft.model_fields) - {"source", "source_record_id"}
    return [row.model_dump(include=fields) for row in rows]


ROWS = (
    Draft(day=date(2021, 1, 1), type=TxType.DEPOSIT, currency="USD", amount=Decimal("10000.01")),
    trade("2021-01-04", "buy", "3.123456789", fee=Decimal("1.5"), note=HOSTILE[0], account="-joint", source_record_id="=1+1"),
    trade("2021-01-05", "split", "0", price=None, ratio=Decimal("0.3333333333")),
    trade("2021-01-06", "bonus", "0", price=None, ratio=Decimal("0.5")),
    trade("2021-01-07", "buy", "2", "KO", source_record_id="k1", time="2021-01-07T15:30:00+00:00", fx_rate=Decimal("73.25")),
    trade("2021-01-08", "sell", "1", "KO", lots=(LotPick(trade_id="k1", quantity=Decimal(1)),), tax=Decimal("0.25")),
    trade("2021-01-09", "dividend", "1", "KO", price=Decimal("0.42"), tax=Decimal("0.1")),
    trade("2021-01-10", "demerger", "0", "KO", price=None, ratio=Decimal(2), into="COKE2", cost_share=Decimal("0.25")),
    Draft(day=date(2021, 1, 11), type=TxType.FEE, currency="USD", amount=Decimal(-12)),
    Draft(day=date(2021, 1, 12), type=TxType.TRANSFER_OUT, currency="USD", amount=Decimal(-70)),
    Draft(day=date(2021, 1, 12), type=TxType.TRANSFER_IN, currency="INR", amount=Decimal(5000), fx_rate=Decimal("0.014")),
    Draft(day=date(2021, 1, 13), type=TxType.INTEREST, currency="USD", amount=Decimal("-3.2"), note="margin"),
    trade("2021-01-14", "sell", "0.1", "KO", price=Decimal(1), fee=Decimal(5)),
)


async def test_an_export_imports_to_the_same_ledger(desk: Desk, other: Desk) -> None:
    await desk.record(*[Draft.model_validate(row.model_dump()) for row in ROWS])
    await other.bring(await csv_of(desk))
    assert kept(await other.rows()) == kept(await desk.rows())
    assert await csv_of(other) == await csv_of(desk)


async def test_an_export_brought_back_to_its_own_ledger_changes_nothing(desk: Desk) -> None:
    await desk.record(*[Draft.model_validate(row.model_dump()) for row in ROWS])
    made = await desk.preview(await csv_of(desk))
    assert (made.accepted, made.duplicates, made.problems) == (0, len(ROWS), [])


async def test_an_export_of_all_portfolios_imports_to_the_same_ledgers(desk: Desk, other: Desk) -> None:
    async def second(of: Desk) -> Desk:
        async with of.db.tx(of.user_id) as conn:
            return Desk(of.db, of.user_id, (await ledger.create_portfolio(conn, of.user_id, "=Second", "USD")).id)

    mine, theirs = [desk, await second(desk)], [other, await second(other)]
    await mine[0].record(*[Draft.model_validate(row.model_dump()) for row in ROWS])
    await mine[1].record(trade("2021-01-04", "buy", "3", source_record_id="t1"), trade("2021-02-04", "sell", "1"))
    async with desk.db.tx(desk.user_id) as conn:
        everything = await export.as_csv(conn, desk.user_id)
    for left, right in zip(mine, theirs, strict=True):
        made = await right.preview(everything)
        assert {problem.code for problem in made.problems} == {"other_portfolio"}
        await right.commit(made.id)
        assert kept(await right.rows()) == kept(await left.rows())


async def test_no_cell_of_text_runs_in_a_spreadsheet(desk: Desk) -> None:
    await desk.record(*[trade("2021-01-04", "buy", "1", note=text, account=text, source_record_id=text) for text in HOSTILE])
    rows = list(csv.DictReader(io.StringIO(await csv_of(desk))))
    assert len(rows) == len(HOSTILE)
    assert not [cell for row in rows for name in ("note", "account", "trade_id", "symbol") if (cell := row[name]) and cell[0] in "=+-@\t\r"]


async def test_json_holds_the_ledger_and_only_ones_own(desk: Desk, other: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "1", "ACME"))
    async with desk.db.tx(desk.user_id) as conn:
        mine = json.loads(await export.as_json(conn, desk.user_id))
    async with other.db.tx(other.user_id) as conn:
        theirs = json.loads(await export.as_json(conn, other.user_id))
    assert mine["portfolios"][0]["transactions"][0]["symbol"] == mine["instruments"][0]["symbol"] == "ACME"
    assert (theirs["portfolios"][0]["transactions"], theirs["instruments"]) == ([], [])


@given(st.text(max_size=20))
def test_what_is_escaped_can_be_taken_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


numbers = st.decimals(min_value="0.0001", max_value=10_000, places=4)
kinds = st.sampled_from([TxType.BUY, TxType.SELL, TxType.SPLIT, TxType.DIVIDEND])


@st.composite
def books(draw: st.DrawFn) -> list[Draft]:
    """Draw a ledger that never sells more than it holds."""
    held, rows = Decimal(0), []
    for at in range(draw(st.integers(2, 8))):
        kind, quantity, price = draw(kinds), draw(numbers), draw(numbers)
        day = (date(2021, 1, 4) + timedelta(days=at)).isoformat()
        if kind is TxType.SPLIT:
            rows.append(trade(day, "split", "0", price=None, ratio=Decimal(draw(st.integers(1, 5)))))
            held *= rows[-1].ratio or 1
        elif kind is TxType.SELL and quantity > held:
            rows.append(Draft(day=date.fromisoformat(day), type=TxType.DEPOSIT, currency="USD", amount=quantity))
        else:
            rows.append(trade(day, kind.value, str(quantity), price=price, fee=draw(numbers), note=draw(st.sampled_from(HOSTILE))))
            held += quantity if kind is TxType.BUY else -quantity if kind is TxType.SELL else 0
    return rows


async def json_of(desk: Desk) -> str:
    async with desk.db.tx(desk.user_id) as conn:
        return await export.as_json(conn, desk.user_id, desk.book)


def whole(rows: list[Draft]) -> list[dict[str, object]]:
    return [row.model_dump(include=set(Draft.model_fields) - {"source_record_id"}) for row in rows]


async def test_a_json_export_imports_to_the_same_ledger_with_its_instruments_and_prices(desk: Desk, other: Desk) -> None:
    await desk.record(*[Draft.model_validate(row.model_dump()) for row in ROWS], trade("2021-01-15", "buy", "2", "PPF-1"))
    async with desk.db.tx(desk.user_id) as conn:
        file = b"symbol,date,close,currency,name,asset_class\nPPF-1,2021-03-31,120.5,USD,My PPF,ppf\n"
        made = await prices.preview(conn, desk.user_id, imports.Asked("p.csv", file, None, None, Limits(), TODAY))
        await imports.commit(conn, desk.user_id, made.id)
    await other.bring(await json_of(desk))
    assert whole(await other.rows()) == whole(await desk.rows())
    mine, theirs = json.loads(await json_of(desk)), json.loads(await json_of(other))
    assert (theirs["instruments"], theirs["prices"]) == (mine["instruments"], mine["prices"])
    assert mine["instruments"][-1]["asset_class"] == "ppf"


async def test_a_json_export_brought_back_to_its_own_ledger_changes_nothing(desk: Desk) -> None:
    await desk.record(*[Draft.model_validate(row.model_dump()) for row in ROWS])
    made = await desk.preview(await json_of(desk))
    assert (made.format, made.accepted, made.duplicates, made.problems) == ("portfolio_coach_json", 0, len(ROWS), [])


async def fresh(desk: Desk) -> Desk:
    """Give a new portfolio of the same person."""
    async with desk.db.tx(desk.user_id) as conn:
        made = await ledger.create_portfolio(conn, desk.user_id, str(uuid4()), "USD")
    return Desk(desk.db, desk.user_id, made.id)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=books())
async def test_any_ledger_survives_export_and_import(desk: Desk, other: Desk, rows: list[Draft]) -> None:
    mine, theirs = await fresh(desk), await fresh(other)
    await mine.record(*rows)
    await theirs.bring(await csv_of(mine))
    assert kept(await theirs.rows()) == kept(await mine.rows())
    again = await fresh(other)
    await again.bring(await json_of(mine))
    assert whole(await again.rows()) == whole(await mine.rows())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=books(), cut=st.integers(0, 8))
async def test_importing_twice_is_importing_once(desk: Desk, other: Desk, rows: list[Draft], cut: int) -> None:
    """Whole or a first part first: what is there already is not added again, and holdings stay as they are."""
    mine, theirs = await fresh(desk), await fresh(other)
    await mine.record(*rows)
    head, *lines = (await csv_of(mine)).splitlines(keepends=True)
    if part := lines[:cut]:
        await theirs.bring(head + "".join(part))
    await theirs.bring(head + "".join(lines))
    once = kept(await theirs.rows())
    again = await theirs.preview(head + "".join(lines))
    assert (again.accepted, again.duplicates, again.effect, again.problems) == (0, len(rows), [], [])
    assert await theirs.commit(again.id) == (0, len(rows))
    assert kept(await theirs.rows()) == once == kept(await mine.rows())
