"""All that a person keeps is in their export, nothing of another person, and the ledger in it imports as before."""

import json
from datetime import date
from decimal import Decimal

from core.ledger import Draft, TxType
from data import export, grounds, passages, watch
from data.passages import NewDocument
from data.turnlog import PostgresTurns
from tests.data.small import Desk

BESIDE = {"profile", "policy", "notes", "documents", "alerts", "watchlist", "reviews_wanted", "reviews", "conversations"}


async def keep(desk: Desk, word: str) -> None:
    async with desk.db.tx(desk.user_id) as conn:
        await passages.add_note(conn, desk.user_id, "KO", f"a note of {word}")
        await passages.add_document(conn, desk.user_id, NewDocument(word, f"{word}.txt", "0" * 64, "text", None, f"a text of {word}"))
        await watch.watch(conn, desk.user_id, "KO", f"watched by {word}")
        await watch.add_review(conn, desk.user_id, date(2022, 1, 3), {"said": f"a review of {word}"})
        await grounds.put_policy(conn, desk.user_id, grounds.Policy(do_not_sell=[word]))
    log = PostgresTurns(desk.db)
    turn = await log.begin(desk.user_id, f"a question of {word}", None, None)
    await log.finish(desk.user_id, turn.turn_id, "done", {"text": f"an answer to {word}"}, [])


async def exported(desk: Desk, portfolio_id: str | None = None) -> str:
    async with desk.db.tx(desk.user_id) as conn:
        return await export.as_json(conn, desk.user_id, portfolio_id)


async def test_everything_goes_with_its_person_alone(desk: Desk, other: Desk) -> None:
    await keep(desk, "ANA")
    await keep(other, "BEN")
    text = await exported(desk)
    made = json.loads(text)
    assert set(made) >= BESIDE
    for said in ("a note of", "a text of", "watched by", "a review of", "a question of", "an answer to"):
        assert f"{said} ANA" in text
    assert "BEN" not in text
    assert "ben@" not in text
    assert [said["role"] for said in made["conversations"][0]["messages"]] == ["user", "assistant"]


async def test_one_portfolio_is_its_ledger_alone(desk: Desk) -> None:
    await keep(desk, "ANA")
    assert not BESIDE & set(json.loads(await exported(desk, desk.book)))


async def test_what_lies_beside_the_ledger_does_not_disturb_its_import(desk: Desk, other: Desk) -> None:
    await keep(desk, "ANA")
    await desk.record(Draft(day=date(2021, 1, 1), type=TxType.DEPOSIT, currency="USD", amount=Decimal("10.01")))
    await other.bring(await exported(desk))
    assert [row.amount for row in await other.rows()] == [row.amount for row in await desk.rows()]
