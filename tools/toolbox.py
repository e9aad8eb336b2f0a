"""What a tool is, and what every surface does with one."""

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from core.errors import BadInput, Oversold
from core.models import Result, fault
from tools import privacy, schemas
from tools.ctx import Ctx

MOST_FAULTS = 20
ToolFunction = Callable[..., Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Hints:
    """What a tool does to the world; the four hints of MCP."""

    read_only: bool = True
    destructive: bool = False
    idempotent: bool = True
    open_world: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: its function, the title for people, its hints, the scope a token needs, and whether it tells about the person.

    The result of a `grounded` tool rests on the ledger, own prices, the market and the day alone.
    """

    fn: ToolFunction
    title: str
    hints: Hints = Hints()
    scope: str = "portfolio:read"
    personal: bool = True
    grounded: bool = False

    @property
    def name(self) -> str:
        """Give the tool's name."""
        return self.fn.__name__

    @property
    def description(self) -> str:
        """Give the docstring, which is the prompt."""
        return " ".join((inspect.getdoc(self.fn) or "").split())


@functools.cache
def arguments(tool: Tool) -> type[BaseModel]:
    """Give the model of a tool's arguments: its signature without ctx; unknown names are refused."""
    hints = get_type_hints(tool.fn, include_extras=True)
    fields: dict[str, Any] = {
        name: (hints[name], ... if parameter.default is inspect.Parameter.empty else parameter.default)
        for name, parameter in inspect.signature(tool.fn).parameters.items()
        if name != "ctx"
    }
    return create_model(f"{tool.name}_arguments", __config__=ConfigDict(extra="forbid", arbitrary_types_allowed=True), **fields)


@functools.cache
def result_type(tool: Tool) -> type[Result]:
    """Give the model of a tool's result."""
    found: type[Result] = get_type_hints(tool.fn)["return"]
    return found


@functools.cache
def input_schema(tool: Tool) -> dict[str, Any]:
    """Give the schema of a tool's arguments as surfaces publish it."""
    return schemas.of_arguments(arguments(tool))


@functools.cache
def output_schema(tool: Tool) -> dict[str, Any]:
    """Give the schema of a tool's result as surfaces publish it."""
    return schemas.of_result(result_type(tool))


def bind(fn: ToolFunction, current: Callable[[], Ctx]) -> ToolFunction:
    """Supply ctx to a tool's function and hide it from the signature."""

    @functools.wraps(fn)
    async def bound(**given: Any) -> Result:
        return await fn(current(), **given)

    signature = inspect.signature(fn)
    shown = [parameter for name, parameter in signature.parameters.items() if name != "ctx"]
    bound.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]
    bound.__annotations__ = {name: hint for name, hint in fn.__annotations__.items() if name != "ctx"}
    return bound


def parse(tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check a tool's arguments; the error names fields and rules, never what was given."""
    try:
        found = arguments(tool).model_validate(dict(given))
    except ValidationError as error:
        found_faults = error.errors(include_input=False, include_url=False)
        named = [fault(each["loc"], each["msg"]) for each in found_faults[:MOST_FAULTS]]
        problems = [{"field": field, "message": message} for field, message in named]
        sentence = "; ".join(": ".join(part for part in each if part) for each in named[:5])
        raise BadInput(f"{tool.name}: {sentence}.", detail=problems) from error
    return {name: getattr(found, name) for name in type(found).model_fields}


async def run(ctx: Ctx, tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """Run a tool for a caller: check scope and arguments, give the result's JSON at the caller's privacy."""
    ctx.require(tool.scope)
    try:
        result = await tool.fn(ctx, **parse(tool, given))
    except Oversold as error:
        if ctx.privacy == "relative":
            # The sentence and the detail tell how much is held.
            raise Oversold from error
        raise
    written = result.model_dump(mode="json")
    return privacy.relative(written, output_schema(tool)) if tool.personal and ctx.privacy == "relative" else written
