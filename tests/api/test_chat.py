"""Chat: streaming and folded, threads, resuming, cancelling, feedback, replay and approvals."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from agent.events import folded
from data import threads
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHAT = "/api/v1/chat"
WORTH = "What is my portfolio worth?"
FOLDED = ["turn_id", "thread_id", "answer_id", "text", "facts", "citations", "tools", "charts", "approvals", "suggestions", "withheld"]


def events_of(text: str) -> list[dict[str, Any]]:
    """Read server-sent events; the frame and its data must agree."""
    found = []
    for block in text.strip().split("\n\n"):
        if block.startswith(":"):
            continue
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        data = json.loads(fields["data"])
        assert (fields["event"], fields["id"]) == (data["type"], str(data["id"]))
        found.append(data)
    return found


async def streamed(person: Signed, message: str, **more: Any) -> list[dict[str, Any]]:
    answer = await person.client.post(CHAT, json={"message": message, **more})
    assert answer.headers["content-type"].startswith("text/event-stream"), answer.text
    assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-cache", "no")
    return events_of(answer.text)


async def test_the_stream_has_the_contracts_form(ann: Signed) -> None:
    events = await streamed(ann, WORTH)
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert len({event["turn_id"] for event in events}) == 1
    assert (events[0]["type"], events[-1]["type"]) == ("turn.start", "done")
    assert {"turn.start", "step", "tool.start", "tool.end", "text.delta", "fact", "suggestions", "usage", "done"} <= {
        e["type"] for e in events
    }
    assert events[-1]["finish_reason"] == "stop"


async def test_streaming_and_not_streaming_say_the_same(ann: Signed) -> None:
    events = await streamed(ann, WORTH)
    whole = await ann.json("POST", CHAT, json={"message": WORTH, "stream": False})
    assert set(FOLDED) <= set(whole)
    once = folded(events)
    assert (once["text"], once["suggestions"]) == (whole["text"], whole["suggestions"])
    plain = [[{k: fact[k] for k in ("value", "unit", "path", "spans", "tool")} for fact in each["facts"]] for each in (once, whole)]
    assert plain[0] == plain[1]
    assert all(whole["text"][start:end] for fact in whole["facts"] for start, end in fact["spans"])


async def test_every_fact_is_explained_and_the_answer_replays_unchanged(ann: Signed) -> None:
    whole = await ann.json("POST", CHAT, json={"message": WORTH, "stream": False})
    fact = next(fact for fact in whole["facts"] if fact["unit"] == "money")
    explained = await ann.json("POST", "/api/v1/tools/explain_fact", json={"ref": fact["ref"]})
    assert (explained["fact"]["value"], explained["tool"]) == (fact["value"], fact["tool"])
    assert (await ann.json("POST", f"/api/v1/answers/{whole['answer_id']}/replay"))["changed"] == []


async def test_a_thread_goes_on_and_keeps_its_messages(newcomer: Signed) -> None:
    first = await newcomer.json("POST", CHAT, json={"message": "What is a Sharpe ratio?", "stream": False})
    thread = first["thread_id"]
    again = await newcomer.json("POST", CHAT, json={"message": "What is volatility?", "stream": False, "thread_id": thread})
    assert again["thread_id"] == thread
    kept = await newcomer.json("GET", f"/api/v1/threads/{thread}")
    assert [message["role"] for message in kept["messages"]] == ["user", "assistant"] * 2
    assert kept["messages"][1]["text"] == first["text"]
    assert (await newcomer.json("PATCH", f"/api/v1/threads/{thread}", json={"title": "Ratios"}))["title"] == "Ratios"
    assert [each["title"] for each in (await newcomer.json("GET", "/api/v1/threads?q=volatility"))["threads"]] == ["Ratios"]
    assert (await newcomer.json("GET", "/api/v1/threads?q=nothing such"))["threads"] == []
    assert (await newcomer.client.delete(f"/api/v1/threads/{thread}")).status_code == 204
    assert (await newcomer.client.get(f"/api/v1/turns/{first['turn_id']}/events")).status_code == 404
    assert (await newcomer.client.post(f"/api/v1/answers/{first['answer_id']}/replay")).status_code == 404


async def test_a_stream_is_resumed_after_the_last_event_seen(ann: Signed) -> None:
    events = await streamed(ann, "What is volatility?")
    path = f"/api/v1/turns/{events[0]['turn_id']}/events"
    for after in (0, 3, len(events)):
        answer = await ann.client.get(path, headers={"Last-Event-ID": str(after)} if after else {})
        assert (events_of(answer.text) if answer.text else []) == events[after:]
    assert (await ann.client.get(path, headers={"Last-Event-ID": "x"})).status_code == 422


async def begun(served: Served, person: Signed, message: str) -> Any:
    """Start a turn that nobody follows yet."""
    ctx = served.running.identity.local(person.id, "api")
    return await served.running.begin(ctx, message, None, None)


async def test_a_running_turn_is_followed_by_two_and_cancelled(served: Served, ann: Signed) -> None:
    turn = await begun(served, ann, WORTH)
    path = f"/api/v1/turns/{turn.turn_id}"
    following = [asyncio.create_task(ann.client.get(f"{path}/events")) for _ in range(2)]
    await asyncio.sleep(0)
    assert (await ann.json("POST", f"{path}/cancel"))["status"] == "cancelling"
    first, second = [events_of((await task).text) for task in following]
    assert first == second
    assert first[-1]["finish_reason"] == "cancelled"
    assert (await ann.json("POST", f"{path}/cancel"))["status"] == "cancelled"


async def test_who_leaves_finds_the_answer_in_the_thread(served: Served, ann: Signed) -> None:
    turn = await begun(served, ann, "What is volatility?")
    assert turn.task is not None
    await turn.task
    status, kept = await served.running.turns.events(ann.id, turn.turn_id)
    assert (status, kept[-1]["type"]) == ("done", "done")


async def test_a_thread_answers_one_message_at_a_time(served: Served, ann: Signed) -> None:
    thread = (await streamed(ann, "What is volatility?"))[0]["thread_id"]
    bodies = [{"message": WORTH, "stream": False, "thread_id": thread}] * 3
    answers = await asyncio.gather(*(ann.client.post(CHAT, json=body) for body in bodies))
    found = sorted(answer.status_code for answer in answers)
    assert found[0] == 200
    assert set(found) <= {200, 409}
    assert all(answer.json()["error"]["code"] == "already_running" for answer in answers if answer.status_code == 409)


async def test_a_turn_whose_process_died_is_closed_when_it_is_looked_at(served: Served, newcomer: Signed) -> None:
    turn = await served.running.turns.begin(newcomer.id, "Hello?", None, None)
    async with served.running.db.tx(newcomer.id) as conn:
        await conn.execute("update turns set started_at = started_at - interval '6 seconds' where user_id = %s", (newcomer.id,))
    events = events_of((await newcomer.client.get(f"/api/v1/turns/{turn.turn_id}/events")).text)
    assert [event["type"] for event in events] == ["turn.start", "error", "done"]
    assert (events[1]["code"], events[1]["retryable"]) == ("interrupted", True)
    async with served.running.db.tx(newcomer.id) as conn:
        _, turns = await threads.thread(conn, newcomer.id, turn.thread_id)
    assert [one.status for one in turns] == ["failed"]
    kept = await newcomer.json("GET", f"/api/v1/threads/{turn.thread_id}")
    assert kept["messages"][0]["text"] == "Hello?"
    again = {"message": "What is volatility?", "stream": False, "thread_id": turn.thread_id}
    assert (await newcomer.json("POST", CHAT, json=again))["finish_reason"] == "stop"


async def test_a_turn_that_runs_elsewhere_is_followed_to_its_end(served: Served, newcomer: Signed) -> None:
    turn = await served.running.turns.begin(newcomer.id, "Hello?", None, None)
    following = asyncio.create_task(newcomer.client.get(f"/api/v1/turns/{turn.turn_id}/events"))
    await asyncio.sleep(0.2)
    said = [{"type": "text.delta", "id": 1, "turn_id": turn.turn_id, "delta": "Hi"}, {"type": "done", "id": 2, "turn_id": turn.turn_id}]
    await served.running.turns.finish(newcomer.id, turn.turn_id, "done", {"text": "Hi"}, said)
    assert events_of((await following).text) == said


async def test_feedback_is_kept_with_the_answer(served: Served, ann: Signed) -> None:
    whole = await ann.json("POST", CHAT, json={"message": "What is volatility?", "stream": False})
    path = f"/api/v1/answers/{whole['answer_id']}/feedback"
    assert (await ann.client.post(path, json={"good": False, "text": "too long"})).status_code == 204
    async with served.running.db.tx(ann.id) as conn:
        _, turns = await threads.thread(conn, ann.id, whole["thread_id"])
    assert turns[0].feedback == {"good": False, "text": "too long"}


async def drafted(person: Signed) -> tuple[str, str]:
    """Draft a deposit into a new portfolio; give the portfolio and the approval."""
    book = (await person.json("POST", "/api/v1/portfolios", json={"name": str(uuid4()), "base_currency": "USD"}))["id"]
    draft = {"type": "deposit", "date": "2022-01-03", "portfolio_id": book, "amount": "250", "currency": "USD"}
    return book, (await person.json("POST", "/api/v1/tools/portfolio_record", json=draft))["approval_id"]


async def recorded(person: Signed, book: str) -> int:
    return len((await person.json("GET", f"/api/v1/portfolios/{book}/transactions"))["transactions"])


async def test_a_draft_is_recorded_once_when_it_is_approved(newcomer: Signed) -> None:
    book, approval = await drafted(newcomer)
    assert await recorded(newcomer, book) == 0
    assert [each["id"] for each in (await newcomer.json("GET", "/api/v1/approvals"))["approvals"]] == [approval]
    path = f"/api/v1/approvals/{approval}"
    answers = await asyncio.gather(*(newcomer.client.post(path, json={"decision": "approve"}) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    assert await recorded(newcomer, book) == 1
    assert (await newcomer.client.post(path, json={"decision": "decline"})).status_code == 409
    assert (await newcomer.json("GET", "/api/v1/approvals"))["approvals"] == []


async def test_a_declined_draft_does_nothing(newcomer: Signed) -> None:
    book, approval = await drafted(newcomer)
    assert (await newcomer.json("POST", f"/api/v1/approvals/{approval}", json={"decision": "decline"}))["status"] == "declined"
    assert (await newcomer.client.post(f"/api/v1/approvals/{approval}", json={"decision": "approve"})).status_code == 409
    assert await recorded(newcomer, book) == 0


async def test_a_question_that_asks_to_record_ends_in_a_draft(newcomer: Signed) -> None:
    book = (await newcomer.json("POST", "/api/v1/portfolios", json={"name": "Mine", "base_currency": "USD"}))["id"]
    asked = {"message": "Record that I bought 10 KO at 60 USD on 2022-03-01", "stream": False, "portfolio_id": book}
    whole = await newcomer.json("POST", CHAT, json=asked)
    assert whole["finish_reason"] == "approval", whole
    assert await recorded(newcomer, book) == 0
    await newcomer.json("POST", f"/api/v1/approvals/{whole['approvals'][0]['approval_id']}", json={"decision": "approve"})
    assert await recorded(newcomer, book) == 1
