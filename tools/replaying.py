"""Results about whether an answer still holds."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import CoachError
from core.facts import Fact
from core.protocols import Call, TurnRecord
from data import grounds
from data.grounds import Changes
from tools import toolbox
from tools.ctx import Ctx
from tools.ground import listed
from tools.recorded import facts, tool_of
from tools.results.text import Change, Replay
from tools.toolbox import arguments

UNREPEATED = {"portfolio_record", "explain_fact", "replay_answer"}
GROUND = {"/as_of", "/staleness_days"}
INDEX = re.compile(r"/\d+(?=/|$)")
MOST = 100
GONE = "The figure is no longer part of the result."


async def replay(ctx: Ctx, answer_id: str) -> Replay:
    """Run the calls of an answer again at their recorded day; give what is no longer the same."""
    turn = await ctx.services.turns.by_answer(ctx.user_id, answer_id)
    async with ctx.services.db.tx(ctx.user_id) as conn:
        since = await grounds.changes_since(conn, ctx.user_id, answer_id)
    calls = [call for call in turn.calls if call.ok and call.tool not in UNREPEATED]
    changed = [change for call in calls for change in await _again(ctx, call, since)]
    days = [call.as_of for call in calls if call.as_of]
    used = _used(turn)
    ordered = sorted(changed, key=lambda each: each.ref not in used)
    return Replay(
        as_of=max(days, default=ctx.services.clock.today()),
        portfolio_id=turn.portfolio_id,
        answer_id=answer_id,
        calls=len(calls),
        changed=ordered[:MOST],
        caveats=["Only the first changes are shown."] if len(changed) > MOST else [],
        reasons={} if calls else {"changed": "The answer rests on no call that can be run again."},
    )


def _used(turn: TurnRecord) -> set[str]:
    """Give the refs of the figures that the answer states."""
    return {str(fact.get("ref")) for fact in (turn.answer or {}).get("facts", [])}


async def _again(ctx: Ctx, call: Call, since: Changes) -> list[Change]:
    try:
        result = await toolbox.run(ctx, tool_of(call.tool), _arguments(call))
    except CoachError as error:
        return [_change(fact, None, f"The call now gives {error.code}: {error.message}") for fact in facts(call)]
    return _compare(facts(call), facts(call, result), since)


def _arguments(call: Call) -> Mapping[str, Any]:
    """Give a call's arguments with the day it looked at."""
    takes = arguments(tool_of(call.tool)).model_fields
    day = {"as_of": call.as_of.isoformat()} if call.as_of and "as_of" in takes and call.args.get("as_of") is None else {}
    return {**call.args, **day}


def _compare(before: Sequence[Fact], after: Sequence[Fact], since: Changes) -> list[Change]:
    """Match facts by their row and place, not by their position in a list."""
    now = _keyed(after)
    found = []
    for key, fact in _keyed(before).items():
        new = now.get(key)
        if new is None:
            found.append(_change(fact, None, GONE))
        elif new.value != fact.value:
            found.append(_change(fact, new, _because(fact, since)))
    return found


def _keyed(known: Sequence[Fact]) -> dict[tuple[object, ...], Fact]:
    keyed: dict[tuple[object, ...], Fact] = {}
    for fact in known:
        if fact.path in GROUND:
            continue
        key = (INDEX.sub("/*", fact.path), tuple(sorted(fact.row.items())))
        number = 0
        while (*key, number) in keyed:
            number += 1
        keyed[(*key, number)] = fact
    return keyed


def _change(fact: Fact, new: Fact | None, because: str) -> Change:
    return Change(ref=fact.ref, label=fact.label, before=fact.value, after=new.value if new else None, unit=fact.unit, because=because)


def _because(fact: Fact, since: Changes) -> str:
    """Say what changed since the answer: the row's own transactions, others, prices, or the way of computing."""
    named = set(fact.row.values()).intersection(since.symbols)
    if named or since.symbols:
        return f"Transactions of {listed(named or since.symbols)} were added, corrected or undone after the answer."
    if since.own_prices:
        return "Own prices were imported or undone after the answer."
    if since.market:
        return "Market prices were loaded after the answer."
    return "The way it is computed or the policy changed."
