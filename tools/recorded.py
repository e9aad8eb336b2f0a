"""Recorded calls as facts: what explaining and replaying share."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import NotFound
from core.facts import Fact, facts_of
from core.protocols import Call
from tools.catalog import COMPUTING
from tools.results.text import FactRow
from tools.toolbox import Tool, output_schema


def tool_of(name: str) -> Tool:
    """Give the tool of a recorded call; raises NotFound for one that leaves no figures of its own."""
    for tool in COMPUTING:
        if tool.name == name:
            return tool
    raise NotFound("This figure does not come from a computing tool.")


def facts(call: Call, result: Mapping[str, Any] | None = None) -> Sequence[Fact]:
    """Give the facts of a recorded call, or of a new result of it."""
    tool = tool_of(call.tool)
    return facts_of(call.call_id, call.tool, call.result if result is None else result, output_schema(tool))


def row(fact: Fact) -> FactRow:
    """Write a fact as a row of a result."""
    return FactRow(ref=fact.ref, label=fact.label, value=fact.value, unit=fact.unit, currency=fact.currency)
