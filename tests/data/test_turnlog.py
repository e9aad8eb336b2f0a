"""The turn log and conversations."""

from uuid import UUID

import pytest

from core.errors import BadInput, Conflict, NotFound
from core.protocols import Call, TurnLog
from data import threads
from data.db import Database
from data.turnlog import PostgresTurns, title_of

CALL = Call(call_id="c1", tool="risk_report", args={"confidence": 0.95}, ok=True, result={"beta": 1.1, "as_of": "2024-12-31"}, ms=3.5)


async def ask(database: Database, person: UUID, text: str, thread_id: str | None = None) -> str:
    """Ask and answer once; give the thread."""
    log = PostgresTurns(database)
    turn = await log.begin(person, text, thread_id, None)
    await log.save_call(person, turn.turn_id, CALL)
    await log.finish(person, turn.turn_id, "done", {"text": f"About {text}"}, [{"type": "done", "id": 1}])
    return turn.thread_id


async def test_a_turn_keeps_message_calls_answer_and_events(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, log = two_people[0], PostgresTurns(database)
    protocol: TurnLog = log
    turn = await protocol.begin(ana, "How risky am I?", None, None)
    await log.save_call(ana, turn.turn_id, CALL)
    await log.save_call(ana, turn.turn_id, CALL)
    await log.finish(ana, turn.turn_id, "done", {"text": "Very."}, [{"type": "done", "id": 1}])
    kept = await log.by_answer(ana, turn.answer_id)
    assert kept == turn.model_copy(update={"calls": (CALL,), "answer": {"text": "Very."}})
    assert await log.events(ana, turn.turn_id) == ("done", [{"type": "done", "id": 1}])
    assert await log.call(ana, "c1") == CALL


async def test_the_message_is_kept_before_anything_is_answered(database: Database, two_people: tuple[UUID, UUID]) -> None:
    turn = await PostgresTurns(database).begin(two_people[0], "Hello", None, None)
    async with database.tx(two_people[0]) as conn:
        _, turns = await threads.thread(conn, two_people[0], turn.thread_id)
    assert [(one.message, one.status, one.answer) for one in turns] == [("Hello", "running", None)]


async def test_earlier_turns_come_oldest_first_and_finished_only(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, log = two_people[0], PostgresTurns(database)
    thread_id = await ask(database, ana, "one")
    for text in ("two", "three"):
        await ask(database, ana, text, thread_id)
    await log.begin(ana, "four", thread_id, None)
    found = await log.earlier(ana, thread_id, limit=2)
    assert [(turn.message, turn.calls) for turn in found] == [("two", (CALL,)), ("three", (CALL,))]


async def test_a_closed_turn_stays_closed(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, log = two_people[0], PostgresTurns(database)
    turn = await log.begin(ana, "Hello", None, None)
    await log.finish(ana, turn.turn_id, "cancelled", {"text": ""}, [])
    with pytest.raises(Conflict):
        await log.finish(ana, turn.turn_id, "done", {"text": "late"}, [])


async def test_cancel_marks_and_feedback_are_kept(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, log = two_people[0], PostgresTurns(database)
    turn = await log.begin(ana, "Hello", None, None)
    assert not await log.cancelled(ana, turn.turn_id)
    assert await log.cancel(ana, turn.turn_id) == "running"
    assert await log.cancelled(ana, turn.turn_id)
    await log.feedback(ana, turn.answer_id, {"good": True})
    async with database.tx(ana) as conn:
        _, turns = await threads.thread(conn, ana, turn.thread_id)
    assert turns[0].feedback == {"good": True}


async def test_another_person_finds_nothing(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    log = PostgresTurns(database)
    turn = await log.begin(ana, "Secret", None, None)
    await log.save_call(ana, turn.turn_id, CALL)
    attempts = [
        log.begin(ben, "Hello", turn.thread_id, None),
        log.save_call(ben, turn.turn_id, CALL),
        log.finish(ben, turn.turn_id, "done", {"text": "x"}, []),
        log.by_answer(ben, turn.answer_id),
        log.call(ben, "c1"),
        log.events(ben, turn.turn_id),
        log.cancel(ben, turn.turn_id),
        log.cancelled(ben, turn.turn_id),
        log.feedback(ben, turn.answer_id, {}),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            await attempt
    assert await log.earlier(ben, turn.thread_id) == []


@pytest.mark.parametrize("thread_id", ["9d2f6c1e-0b5a-4f7e-8a3d-5c4b1e2f7a90", "nonsense", ""])
async def test_an_unknown_thread_or_portfolio_is_not_found(database: Database, two_people: tuple[UUID, UUID], thread_id: str) -> None:
    log = PostgresTurns(database)
    with pytest.raises(NotFound):
        await log.begin(two_people[0], "Hello", thread_id, None)
    with pytest.raises(NotFound):
        await log.begin(two_people[0], "Hello", None, thread_id)


async def test_conversations_are_listed_in_pages_the_latest_first(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    for text in ("one", "two", "three"):
        await ask(database, ana, text)
    async with database.tx(ana) as conn:
        first, cursor = await threads.threads(conn, ana, limit=2)
        rest, end = await threads.threads(conn, ana, limit=2, cursor=cursor)
        assert ([one.title for one in first], [one.title for one in rest], end) == (["three", "two"], ["one"], None)
        with pytest.raises(BadInput):
            await threads.threads(conn, ana, cursor="nonsense")


@pytest.mark.parametrize(("query", "found"), [("GOLD", ["gold"]), ("about", ["risk", "gold"]), ("100%", []), ("", ["risk", "gold"])])
async def test_search_looks_into_titles_and_messages(
    database: Database, two_people: tuple[UUID, UUID], query: str, found: list[str]
) -> None:
    for text in ("gold", "risk"):
        await ask(database, two_people[0], text)
    async with database.tx(two_people[0]) as conn:
        assert [one.title for one in await threads.search(conn, two_people[0], query)] == found


async def test_a_conversation_is_renamed_and_deleted_by_its_person_only(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    thread_id = await ask(database, ana, "gold")
    async with database.tx(ben) as conn:
        for attempt in (
            threads.rename(conn, ben, thread_id, "x"),
            threads.delete(conn, ben, thread_id),
            threads.thread(conn, ben, thread_id),
        ):
            with pytest.raises(NotFound):
                await attempt
    async with database.tx(ana) as conn:
        assert (await threads.rename(conn, ana, thread_id, " Silver ")).title == "Silver"
        await threads.delete(conn, ana, thread_id)
        assert await threads.threads(conn, ana) == ([], None)


@pytest.mark.parametrize(("message", "title"), [("  a\n b ", "a b"), ("x" * 81, "x" * 79 + "…"), ("x" * 80, "x" * 80)])
def test_a_title_is_one_short_line(message: str, title: str) -> None:
    assert title_of(message) == title
