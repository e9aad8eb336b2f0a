"""The events of one chat turn, as every surface sends them, and the object they fold into."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from core.models import Model


class Event(Model):
    """One event; `id` grows within the turn."""

    type: str
    id: int = 0
    turn_id: str = ""

    def body(self) -> dict[str, Any]:
        """Give the event's JSON, without what is not there."""
        found = self.model_dump(mode="json")
        return {key: value for key, value in found.items() if value is not None or key in self.kept}

    kept: ClassVar[frozenset[str]] = frozenset()


class TurnStart(Event):
    """The turn has begun."""

    type: Literal["turn.start"] = "turn.start"
    thread_id: str


class Step(Event):
    """What the coach is doing, for people."""

    type: Literal["step"] = "step"
    label: str


class ToolStart(Event):
    """A tool call has begun."""

    type: Literal["tool.start"] = "tool.start"
    call_id: str
    name: str
    title: str
    args: dict[str, Any] = Field(default_factory=dict)


class ToolEnd(Event):
    """A tool call has ended."""

    type: Literal["tool.end"] = "tool.end"
    call_id: str
    ok: bool
    ms: float
    summary: str


class TextDelta(Event):
    """More of the answer's text, checked."""

    type: Literal["text.delta"] = "text.delta"
    delta: str


class FactShown(Event):
    """A fact of the answer with the code points of the text that show it."""

    type: Literal["fact"] = "fact"
    kept: ClassVar[frozenset[str]] = frozenset({"as_of"})
    ref: str
    value: str | float | int
    unit: str
    currency: str | None = None
    as_of: str | None = None
    tool: str
    call_id: str
    path: str
    row: dict[str, str] | None = None
    label: str
    spans: list[tuple[int, int]]


class Citation(Event):
    """A passage that the text cites as [n]."""

    type: Literal["citation"] = "citation"
    n: int
    passage_id: str
    title: str
    locator: str
    quote: str
    origin: str


class Series(Model):
    """One line, or one set of bars, of a chart."""

    name: str
    points: list[tuple[str, float | str]]


class Chart(Event):
    """A chart of tool results."""

    type: Literal["chart"] = "chart"
    kind: str
    title: str
    unit: str
    series: list[Series]
    call_id: str | None = None


class Approval(Event):
    """A draft that waits for the person."""

    type: Literal["approval"] = "approval"
    approval_id: str
    tool: str
    args: dict[str, Any]
    draft: Any = None
    summary: str = ""
    expires_at: str | None = None


class Suggestions(Event):
    """Questions that may come next."""

    type: Literal["suggestions"] = "suggestions"
    items: list[str]


class Usage(Event):
    """What the turn used; seconds and cost are of the language model, cost only where its prices are set."""

    type: Literal["usage"] = "usage"
    model: str
    model_calls: int = 0
    tool_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    model_seconds: float = 0.0
    cost: str | None = None


class Failed(Event):
    """Something went wrong; the turn ends or goes on as `done` says."""

    type: Literal["error"] = "error"
    code: str
    message: str
    retryable: bool = False


class Done(Event):
    """The turn has ended: finish_reason is stop, length, error, cancelled or approval."""

    type: Literal["done"] = "done"
    answer_id: str
    finish_reason: str
    withheld: int = 0


_HEAD = {"type", "id", "turn_id"}
_LISTS = {"fact": "facts", "citation": "citations", "chart": "charts", "approval": "approvals"}


def _entry(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in _HEAD}


def _tools(bodies: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Pair the starts and ends of the tool calls."""
    found: dict[str, dict[str, Any]] = {}
    for body in bodies:
        if body["type"] == "tool.start":
            found[body["call_id"]] = {"call_id": body["call_id"], "name": body["name"], "args": body["args"], "ok": False, "ms": 0.0}
        elif body["type"] == "tool.end" and body["call_id"] in found:
            found[body["call_id"]] |= {"ok": body["ok"], "ms": body["ms"]}
    return list(found.values())


def fold(events: Iterable[Event]) -> dict[str, Any]:
    """Fold the events of a turn into one object."""
    return folded([event.body() for event in events])


def folded(bodies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Fold the bodies of a turn's events into one object."""
    found: dict[str, Any] = {
        "turn_id": bodies[0]["turn_id"] if bodies else "", "thread_id": "", "answer_id": "", "text": "", "facts": [], "citations": [],
        "tools": _tools(bodies), "charts": [], "approvals": [], "suggestions": [], "withheld": 0, "usage": {}, "finish_reason": "error",
    }  # fmt: skip
    for body in bodies:
        kind = body["type"]
        if kind == "text.delta":
            found["text"] += body["delta"]
        elif kind in _LISTS:
            found[_LISTS[kind]].append(_entry(body))
        else:
            found |= _single(kind, body)
    return found


def _single(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that one event sets."""
    match kind:
        case "turn.start":
            return {"thread_id": body["thread_id"]}
        case "suggestions":
            return {"suggestions": body["items"]}
        case "usage":
            return {"usage": _entry(body)}
        case "error":
            return {"error": _entry(body)}
        case "done":
            return _entry(body)
        case _:
            return {}
