"""The review of a person's portfolios: made on demand and by the daily job, kept, told in a conversation, sent where wanted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import structlog

from api import sending
from api.runtime import Runtime
from core.errors import CoachError, Unavailable
from core.facts import Fact, facts_of
from core.protocols import Call, TurnRecord
from data import people, watch
from tools import registry
from tools.ctx import Ctx
from tools.results.review import AlertState, Review
from tools.reviewing import review

QUESTION = "Review of my portfolio"
LOOK_SECONDS = 600.0
UNITS = {"money", "ratio"}
_UNTOLD = {"definition", "period", "portfolio_id"}
log = structlog.get_logger()


@dataclass(slots=True)
class Page:
    """The review's text with the place of each figure that a tool computed."""

    facts: dict[str, Fact]
    text: str = ""
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def say(self, words: str) -> None:
        """Add words."""
        self.text += words

    def figure(self, path: str) -> None:
        """Add a fact by its reference, or a dash where there is none."""
        fact = self.facts.get(path)
        if fact is None:
            self.text += "-"
            return
        shown = f"{float(fact.value):.2%}" if fact.unit == "ratio" else f"{fact.currency} {float(fact.value):,.2f}"
        start = len(self.text) + (0 if fact.unit == "ratio" else len(f"{fact.currency} "))
        self.text += shown
        entry = self.told.setdefault(path, {**{key: value for key, value in asdict(fact).items() if key not in _UNTOLD}, "spans": []})
        entry["spans"].append([start, len(self.text)])


async def make(running: Runtime, ctx: Ctx, *, daily: bool = False) -> watch.Kept:
    """Make a review, keep it, tell it in a conversation, note which alerts hold, and send it where the person wants it.

    Only the daily one is mailed: a review can be asked for as often as one likes.
    """
    ctx.require("portfolio:read")
    found = await review(ctx)
    text, thread_id = await _told(running, ctx, found)
    body = {**found.model_dump(mode="json"), "text": text, "thread_id": thread_id}
    async with running.db.tx(ctx.user_id) as conn:
        for alert in found.alerts:
            await watch.note_alert(conn, ctx.user_id, alert.id, holds=alert.holds)
        kept = await watch.add_review(conn, ctx.user_id, found.as_of, body)
        plan, person = await watch.plan(conn, ctx.user_id), await people.profile(conn, ctx.user_id)
    sent = await _send(running, plan.model_copy(update={"mail": plan.mail and daily}), person.email, body)
    return kept.model_copy(update={"body": {**kept.body, "sent": sent}})


async def _told(running: Runtime, ctx: Ctx, found: Review) -> tuple[str, str]:
    """Write the review as a turn of a new conversation, with its calls, so that its figures can be explained and replayed."""
    turn = await running.turns.begin(ctx.user_id, QUESTION, None, None)
    call, facts = await _call(running, ctx, turn, found)
    page = Page(facts)
    _write(page, found, call)
    tools = [{"call_id": call.call_id, "name": call.tool, "args": call.args, "ok": call.ok, "ms": call.ms}]
    answer = {
        "turn_id": turn.turn_id, "thread_id": turn.thread_id, "answer_id": turn.answer_id, "text": page.text,
        "facts": list(page.told.values()), "citations": [], "tools": tools, "charts": [], "approvals": [], "suggestions": [],
        "withheld": 0, "usage": {}, "finish_reason": "stop",
    }  # fmt: skip
    events = [
        {"type": "turn.start", "id": 1, "turn_id": turn.turn_id, "thread_id": turn.thread_id},
        {"type": "text.delta", "id": 2, "turn_id": turn.turn_id, "delta": page.text},
        {"type": "done", "id": 3, "turn_id": turn.turn_id, "answer_id": turn.answer_id, "finish_reason": "stop", "withheld": 0},
    ]
    await running.turns.finish(ctx.user_id, turn.turn_id, "done", answer, events)
    return page.text, turn.thread_id


async def _call(running: Runtime, ctx: Ctx, turn: TurnRecord, found: Review) -> tuple[Call, dict[str, Fact]]:
    """Ask the performance tool for the review's span, and keep the call as every answer's is."""
    name, args = "portfolio_performance", {"start": found.since.isoformat(), "end": found.as_of.isoformat()}
    began = asyncio.get_running_loop().time()
    try:
        result, ok = await registry.run(ctx, name, args), True
    except CoachError as error:
        result, ok = error.body(), False
    call_id = f"{turn.turn_id[:8]}r1"
    ms = (asyncio.get_running_loop().time() - began) * 1000
    call = Call(call_id=call_id, tool=name, args=args, ok=ok, result=result, ms=ms, as_of=found.as_of)
    await running.turns.save_call(ctx.user_id, turn.turn_id, call)
    listed = facts_of(call_id, name, result, registry.output_schema(registry.find(name))) if ok else []
    return call, {fact.path: fact for fact in listed if fact.unit in UNITS}


def _write(page: Page, found: Review, call: Call) -> None:
    span = f"your first: it looks back to {found.since}" if found.first else f"since the last one, of {found.since}"
    page.say(f"**Review of {found.as_of}**, {span}.\n\n")
    if call.ok:
        for words, path in (
            ("The total value is ", "/end_value/amount"),
            ("; it was ", "/start_value/amount"),
            (". The gain is ", "/gain/amount"),
            (" and the time-weighted return ", "/twr"),
        ):
            page.say(words)
            page.figure(path)
        page.say(".\n\n")
    _list(page, "Rules of your policy that are broken", [row.rule for row in found.broken])
    _list(page, "Alerts that hold", [f"{_named(each)}{' (new)' if each.fresh else ''}" for each in found.alerts if each.holds])
    _list(page, "Holdings that moved most", [each.symbol for each in found.movers])
    _list(page, "On your watchlist", [each.symbol for each in found.watchlist])
    if found.new_income is not None and found.new_income.amount:
        page.say("Income has come in since then.\n\n")
    if found.new_transactions:
        page.say("The ledger has new transactions.\n\n")
    page.say("".join(f"- {caveat}\n" for caveat in found.caveats))


def _named(alert: AlertState) -> str:
    level = f"{float(alert.level):.0%}" if alert.kind in {"drawdown", "weight"} else alert.level
    return f"{alert.kind} of {alert.symbol or 'the whole'} {alert.side} your {level}"


def _list(page: Page, title: str, names: list[str]) -> None:
    if names:
        page.say(f"{title}: {', '.join(names)}.\n\n")


async def _send(running: Runtime, plan: watch.Plan, email: str, body: dict[str, Any]) -> dict[str, str]:
    """Send a review by the ways that the person chose; a way that fails is named and does not lose the review."""
    sent: dict[str, str] = {}
    settings = running.settings.send
    ways: list[tuple[str, bool, Callable[[], Awaitable[None]]]] = [
        ("webhook", plan.webhook, lambda: sending.webhook(settings, body)),
        ("mail", plan.mail, lambda: sending.mail(settings, email, f"Portfolio review of {body['as_of']}", str(body["text"]))),
    ]
    for name, wanted, send in ways:
        if wanted:
            try:
                await send()
                sent[name] = "sent"
            except Unavailable as error:
                sent[name] = error.message
                log.warning("review_not_sent", way=name, error=error.message)
    return sent


async def due(running: Runtime) -> int:
    """Make the reviews that are due today; each is claimed first, so that of several processes one makes it."""
    day, made = running.clock.today(), 0
    for user_id in await watch.due(running.db, day):
        async with running.db.tx(user_id) as conn:
            mine = await watch.claim_day(conn, user_id, day)
        if mine:
            made += await _safely(running, user_id, day)
    return made


async def _safely(running: Runtime, user_id: UUID, day: date) -> int:
    """Make one person's review; a failure that may pass gives the day back, so that the next look tries again."""
    try:
        await make(running, Ctx(user_id, running.services), daily=True)
    except Unavailable as error:
        log.warning("review_put_off", error=error.code)
        async with running.db.tx(user_id) as conn:
            await watch.release_day(conn, user_id, day)
        return 0
    except Exception:  # one person's review must not end everybody's
        log.exception("review")
        return 0
    return 1


async def daily(running: Runtime) -> None:
    """Look every ten minutes whether somebody's review of the day is due."""
    while True:
        try:
            await due(running)
        except Exception:  # the task lives as long as the service
            log.exception("reviews")
        await asyncio.sleep(LOOK_SECONDS)


def readable(kept: watch.Kept) -> str:
    """Write a review for a terminal."""
    return str(kept.body["text"]).replace("**", "").strip()


def as_json(kept: watch.Kept) -> str:
    """Write a review as one JSON object."""
    return json.dumps(kept.model_dump(mode="json"), ensure_ascii=False)
