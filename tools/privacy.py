"""The relative view: weights and returns without amounts of money or quantities, for clients that need no more."""

from collections.abc import Mapping
from typing import Any

HIDDEN = {"money", "shares"}
REASON = "Hidden: this token shows relative figures only."


def relative(result: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put null in the place of every amount and quantity of a result, with the reason, by the units of its schema."""
    hidden: set[str] = set()
    found: dict[str, Any] = _hide(result, schema, schema.get("$defs", {}), "", hidden)
    reasons = {**found.get("reasons", {}), **dict.fromkeys(sorted(hidden), REASON)}
    return {**found, "reasons": reasons}


def _resolve(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    while True:
        if "anyOf" in schema:
            schema = next((branch for branch in schema["anyOf"] if branch.get("type") != "null"), {})
        elif "$ref" in schema:
            schema = defs[schema["$ref"].rsplit("/", 1)[1]]
        else:
            return schema


def _is_hidden(schema: Mapping[str, Any]) -> bool:
    amount = schema.get("properties", {}).get("amount", {})
    is_money = amount.get("unit") == "money" and set(schema.get("properties", {})) == {"amount", "currency"}
    return is_money or schema.get("unit") in HIDDEN


def _hide(value: Any, schema: Mapping[str, Any], defs: Mapping[str, Any], path: str, hidden: set[str]) -> Any:
    schema = _resolve(schema, defs)
    if value is not None and _is_hidden(schema):
        hidden.add(path)
        return None
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        stated = {"unit": value.get("unit")}
        below = {key: stated if properties.get(key, {}).get("unit") == "stated" else properties.get(key, {}) for key in value}
        return {key: _hide(item, below[key], defs, f"{path}.{key}".lstrip("."), hidden) for key, item in value.items()}
    if isinstance(value, list):
        items = schema.get("items", {})
        rows = [_hide(item, items, defs, path, hidden) for item in value]
        return [row for row in rows if row is not None] if _resolve(items, defs).get("properties") else rows
    return value
