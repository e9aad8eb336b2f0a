"""Decide the next step of a turn: more calls, or the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.models.builtin.answers.note import Note
from agent.models.builtin.answers.write import write
from agent.models.builtin.names import Names
from agent.models.builtin.plans.ask import Ask, Call, Earlier, Got, Say
from agent.models.builtin.plans.plan import fitted, follow, plan
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.router import Router
from agent.models.builtin.turn import Turn
from agent.models.builtin.understand import Reading, Understanding

MOST_ROUNDS = 4
MOST_CALLS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: calls to make, or the finished note."""

    calls: tuple[Call, ...] = ()
    note: Note | None = None


def _match(planned: Sequence[Call], got: Sequence[Got]) -> tuple[list[Got], list[Call]]:
    """Find the results of planned calls; gives them and the calls that have none yet."""
    found: list[Got] = []
    open_calls: list[Call] = []
    for call in planned:
        same = next((one for one in got if one.tool == call.tool and dict(one.args) == dict(call.args)), None)
        if same is None:
            open_calls.append(call)
        elif same not in found:
            found.append(same)
    waiting = []
    for call in open_calls:
        # The audit of arguments may have dropped some: the same tool's other call answers.
        near = next((one for one in got if one.tool == call.tool and one not in found), None)
        if near is None:
            waiting.append(call)
        else:
            found.append(near)
    return found, waiting


def _collect(ask: Ask, got: Sequence[Got], allowed: Mapping[str, frozenset[str]]) -> tuple[list[Got] | Say, list[Call]]:
    """Gather what has come back for one part of the question, and what is still to be called."""
    planned = plan(ask)
    if isinstance(planned, Say):
        return planned, []
    calls = fitted(planned, allowed)
    if not calls:
        return Say("A tool that this needs is not available here."), []
    found, waiting = _match(calls, got)
    for _ in range(MOST_ROUNDS):
        if waiting:
            break
        more = [call for call in fitted(follow(ask, found), allowed) if not any(_same(one, call) for one in found)]
        later = [one for call in more for one in got if _same(one, call)]
        waiting = [call for call in more if not any(_same(one, call) for one in got)]
        if not later:
            break
        found += [one for one in later if one not in found]
    return found, waiting


def _same(got: Got, call: Call) -> bool:
    return got.tool == call.tool and dict(got.args) == dict(call.args)


def _unclear(reading: Reading) -> Note:
    """Ask back, with the nearest readings as buttons."""
    note = Note()
    if reading.options:
        note.say(ready("unclear").text)
        note.bullets([f"{intent.says[:1].upper()}{intent.says[1:]}: “{intent.ask}”" for intent in reading.options])
        note.suggestions = [intent.ask for intent in reading.options]
    else:
        note.ready(ready(reading.lacks))
    return note


async def think(turn: Turn, router: Router, names: Names, allowed: Mapping[str, frozenset[str]]) -> Step:
    """Read the thread and decide what comes next."""
    understanding = Understanding(router, names)
    reading = await understanding.thread(turn.questions, turn.past)
    if not reading.parts:
        return Step(note=_unclear(reading))
    last = reading.before
    earlier = Earlier(last, turn.before, turn.answer_id, reading.before_lead)
    asks = [Ask(part.intent, part.slots, names, part.why, earlier) for part in reading.parts]
    parts: list[tuple[Ask, Sequence[Got] | Say]] = []
    waiting: list[Call] = []
    for ask in asks:
        found, more = _collect(ask, turn.got, allowed)
        parts.append((ask, found))
        waiting += [call for call in more if call not in waiting]
    if waiting and turn.rounds < MOST_ROUNDS:
        return Step(calls=tuple(waiting[:MOST_CALLS]))
    return Step(note=write(_with_strays(parts, turn.got)))


def _with_strays(parts: list[tuple[Ask, Sequence[Got] | Say]], got: Sequence[Got]) -> list[tuple[Ask, Sequence[Got] | Say]]:
    """Give results that no part claims, such as those another model asked for, to the last part."""
    claimed = {one.call_id for _, found in parts if not isinstance(found, Say) for one in found}
    strays = [one for one in got if one.call_id not in claimed]
    return [*parts, (parts[-1][0], strays)] if strays else parts
