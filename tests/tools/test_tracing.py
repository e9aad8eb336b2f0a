"""Looking back: a figure walks to its transactions and prices; a replayed answer says what changed and why."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import BadInput, NotFound
from core.ledger import Draft, TxType
from core.protocols import Call, TurnRecord
from data import ledger
from tests.fixtures_tools import People
from tools.ctx import Ctx, Services
from tools.registry import run
from tools.tracing import explain_fact, replay_answer


async def answered(ctx: Ctx, name: str, args: dict[str, Any]) -> TurnRecord:
    """Keep a turn with one call, as the agent does."""
    turns = ctx.services.turns
    turn = await turns.begin(ctx.user_id, "a question", None, None)
    result = await run(ctx, name, args)
    as_of = date.fromisoformat(result["as_of"])
    await turns.save_call(ctx.user_id, turn.turn_id, Call(call_id="c1", tool=name, args=args, ok=True, result=result, ms=1.0, as_of=as_of))
    await turns.finish(ctx.user_id, turn.turn_id, "done", {"text": "an answer", "facts": []}, [])
    return turn


@pytest.fixture
def writer(own_services: Services, peopled: People) -> Ctx:
    return Ctx(peopled.ben, own_services)


async def test_a_figure_walks_to_its_transactions_and_prices(writer: Ctx) -> None:
    await answered(writer, "portfolio_holdings", {})
    found = await explain_fact(writer, ref="c1#/holdings/0/value/amount")
    assert (found.fact.value, found.fact.unit, found.fact.currency) == ("3756.54", "money", "USD")
    assert found.definition == "quantity x price"
    assert {each.label for each in found.inputs} >= {"KO quantity", "KO price"}
    assert {each.type for each in found.transactions} == {"buy", "sell", "dividend"}
    assert [(each.symbol, str(each.bars[-1].close)) for each in found.prices] == [("KO", "62.609")]


@pytest.mark.parametrize(("ref", "error"), [("c1#/nothing", NotFound), ("c9#/as_of", NotFound), ("c1", BadInput)])
async def test_what_is_no_figure_is_refused(writer: Ctx, ref: str, error: type[Exception]) -> None:
    await answered(writer, "portfolio_holdings", {})
    with pytest.raises(error):
        await explain_fact(writer, ref=ref)


async def test_nobody_explains_or_replays_anothers_answer(writer: Ctx, peopled: People) -> None:
    turn = await answered(writer, "portfolio_holdings", {})
    other = Ctx(peopled.ana, writer.services)
    with pytest.raises(NotFound):
        await explain_fact(other, ref="c1#/as_of")
    with pytest.raises(NotFound):
        await replay_answer(other, answer_id=turn.answer_id)


async def test_an_unchanged_answer_holds(writer: Ctx) -> None:
    turn = await answered(writer, "risk_report", {})
    found = await replay_answer(writer, answer_id=turn.answer_id)
    assert (found.calls, found.changed) == (1, [])


async def test_a_correction_names_the_figures_it_changed_and_why(writer: Ctx) -> None:
    turn = await answered(writer, "portfolio_holdings", {})
    book = (await writer.services.books.grounds(writer.user_id)).portfolios[0].id
    late = Draft(day=date(2020, 1, 3), type=TxType.BUY, symbol="KO", quantity=Decimal(10), price=Decimal(50), currency="USD")
    async with writer.services.db.tx(writer.user_id) as conn:
        await ledger.record(conn, writer.user_id, book, [late])
    found = await replay_answer(writer, answer_id=turn.answer_id)
    quantity = next(each for each in found.changed if each.ref == "c1#/holdings/0/quantity")
    assert (quantity.before, quantity.after, quantity.unit) == ("60", "70", "shares")
    assert quantity.because == "Transactions of KO were added, corrected or undone after the answer."


async def test_a_calculation_walks_to_the_figures_that_went_into_it(writer: Ctx) -> None:
    turn = await answered(writer, "portfolio_holdings", {})
    args = {"expression": "3756.54 USD * 0.05"}
    result = await run(writer, "calculate", args)
    call = Call(call_id="c2", tool="calculate", args=args, ok=True, result=result, ms=1.0)
    await writer.services.turns.save_call(writer.user_id, turn.turn_id, call)
    found = await explain_fact(writer, ref="c2#/value")
    assert [each.ref for each in found.inputs][:1] == ["c1#/holdings/0/value/amount"]
    assert {each.type for each in found.transactions} == {"buy", "sell", "dividend"}
    assert [each.symbol for each in found.prices] == ["KO"]


@pytest.mark.parametrize(
    ("name", "args", "path", "closes"),
    [
        ("market_quote", {"symbol": "KO"}, "/price", {"KO": 1}),
        ("market_quote", {"symbol": "KO"}, "/change_fraction", {"KO": 2}),
        ("market_history", {"symbol": "KO", "period": "1Y"}, "/change_fraction", {"KO": 2}),
        ("market_compare", {"symbols": ["KO", "PEP"], "period": "1Y"}, "/items/1/total_return", {"PEP": 2}),
        ("market_fx", {"from_currency": "USD", "to_currency": "INR"}, "/rate", {"EUR/INR": 1, "EUR/USD": 1}),
    ],
)
async def test_a_market_figure_walks_to_its_closes(writer: Ctx, name: str, args: dict[str, Any], path: str, closes: dict[str, int]) -> None:
    await answered(writer, name, args)
    found = await explain_fact(writer, ref=f"c1#{path}")
    assert {each.symbol: len(each.bars) for each in found.prices} == closes
