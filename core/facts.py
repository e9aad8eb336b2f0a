"""Facts: the numeric and date leaves of tool results, found by walking a result beside its output schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ROW_KEYS = ("symbol", "name", "benchmark", "account", "isin", "date", "type")
ROOT_KEYS = ("symbol", "name")
SKIP = {"caveats", "reasons"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a tool result.

    `ref` is `call_id#/json/pointer`; `value` is a string for money, price, shares and dates, a number otherwise. `row`
    maps the names of the row that the figure stands in (symbol, name, sector, ...) from the outside in; `period` holds
    the start and end dates of the result where it states them.
    """

    ref: str
    call_id: str
    path: str
    tool: str
    value: str | float | int
    unit: str
    label: str
    currency: str | None = None
    as_of: str | None = None
    row: dict[str, str] = field(default_factory=dict)
    definition: str | None = None
    period: tuple[str | None, str | None] = (None, None)
    portfolio_id: str | None = None


class _Walk:
    """Walk one result; `defs` resolves the schema's references."""

    def __init__(self, call_id: str, tool: str, result: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
        self.call_id, self.tool, self.defs = call_id, tool, schema.get("$defs", {})
        self.found: list[Fact] = []
        self.as_of = result.get("as_of")
        self.portfolio_id = result.get("portfolio_id")
        self.period = (result.get("start"), result.get("end"))

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow references and the non-null branch of a union."""
        while True:
            if "$ref" in schema:
                schema = {**self.defs[schema["$ref"].rsplit("/", 1)[1]], **{k: v for k, v in schema.items() if k != "$ref"}}
            elif "anyOf" in schema:
                branch: Mapping[str, Any] = next((s for s in schema["anyOf"] if s.get("type") != "null"), {})
                schema = {**branch, **{k: v for k, v in schema.items() if k != "anyOf"}}
            else:
                return schema

    def visit(self, value: Any, schema: Mapping[str, Any], path: str, row: dict[str, str], currency: str | None) -> None:
        """Find the facts at and below one value."""
        schema = self.resolve(schema)
        if isinstance(value, dict):
            self.visit_object(value, schema, path, row, currency)
        elif isinstance(value, list):
            items = schema.get("items", {})
            for at, item in enumerate(value):
                self.visit(item, items, f"{path}/{at}", row, currency)
        elif value is not None and "unit" in schema and not isinstance(value, bool):
            self.found.append(self.fact(value, schema, path, row, currency))

    def visit_object(self, value: dict[str, Any], schema: Mapping[str, Any], path: str, row: dict[str, str], currency: str | None) -> None:
        """Find the facts of one object; its own names and currency hold for everything below."""
        properties = schema.get("properties", {})
        extra = schema.get("additionalProperties")
        currency = value.get("currency") or currency
        names = {key: value[key] for key in (ROW_KEYS if path else ROOT_KEYS) if isinstance(value.get(key), str)}
        row = {**row, **names} if path else names
        for key, item in value.items():
            if item is None or key in SKIP:
                continue
            below = properties.get(key) or (extra if isinstance(extra, Mapping) else {})
            escaped = key.replace("~", "~0").replace("/", "~1")
            self.visit(item, self.inherit(below, schema, value), f"{path}/{escaped}", row, currency)

    @staticmethod
    def inherit(below: Mapping[str, Any], schema: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give a leaf the unit that its object states, and an amount the definition of its field."""
        if below.get("unit") == "stated":
            return {**below, "unit": value.get("unit")}
        if below.get("unit") == "money" and "description" in schema and "description" not in below:
            return {**below, "description": schema["description"]}
        return below

    def fact(self, value: Any, schema: Mapping[str, Any], path: str, row: dict[str, str], currency: str | None) -> Fact:
        """Make the fact of one leaf."""
        unit = schema["unit"]
        keys = [part for part in path.split("/") if part and not part.isdecimal()]
        if unit == "money" and keys[-1:] == ["amount"]:
            keys = keys[:-1]
        name = " ".join([*([next(iter(row.values()))] if row else []), keys[-1].replace("_", " ") if keys else "value"])
        return Fact(
            ref=f"{self.call_id}#{path}",
            call_id=self.call_id,
            path=path,
            tool=self.tool,
            value=value,
            unit=unit,
            currency=currency if unit in {"money", "price"} else None,
            as_of=self.as_of,
            row=row,
            label=name,
            definition=schema.get("definition") or schema.get("description"),
            period=self.period,
            portfolio_id=self.portfolio_id,
        )


def facts_of(call_id: str, tool: str, result: Mapping[str, Any], schema: Mapping[str, Any]) -> list[Fact]:
    """Give the facts of a tool's JSON result by its output schema."""
    walk = _Walk(call_id, tool, result, schema)
    walk.visit(dict(result), schema, "", {}, None)
    return walk.found
