"""The schemas that surfaces publish: pydantic's, without what costs bytes and says nothing."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

GROUND = ("as_of", "staleness_days", "coverage", "caveats", "reasons", "portfolio_id")


def of_arguments(model: type[BaseModel]) -> dict[str, Any]:
    """Give the schema of arguments: optional ones are plain types that may be left out."""
    schema: dict[str, Any] = _lean(model.model_json_schema())
    schema.pop("description", None)
    return schema


def of_result(model: type[BaseModel]) -> dict[str, Any]:
    """Give the schema of a result; null stays allowed where a value may be missing."""
    schema: dict[str, Any] = _lean(model.model_json_schema(mode="serialization"), nullable=True)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)
        part.pop("required", None)
        part.pop("additionalProperties", None)
    schema["required"] = [name for name in ("as_of",) if name in schema["properties"]]
    return schema


def _lean(node: Any, *, nullable: bool = False, names: bool = False) -> Any:
    """Strip generated titles and null or empty defaults; fold `X or null` into one schema."""
    if isinstance(node, list):
        return [_lean(item, nullable=nullable) for item in node]
    if not isinstance(node, Mapping):
        return node
    if names:
        return {key: _lean(value, nullable=nullable) for key, value in node.items()}
    kept = {
        key: _lean(value, nullable=nullable, names=key in {"properties", "$defs"})
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and (value is None or value in ([], {}, "")))
    }
    return _fold(kept, nullable=nullable)


def _fold(node: dict[str, Any], *, nullable: bool) -> dict[str, Any]:
    """Fold a union with null: to a type list where null may come back, to the type alone in arguments."""
    branches = node.get("anyOf")
    if not branches or {"type": "null"} not in branches:
        return node
    others = [branch for branch in branches if branch != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    if len(others) != 1:
        return node
    only = others[0]
    if not nullable:
        return {**only, **rest}
    if isinstance(only.get("type"), str):
        return {**only, "type": [only["type"], "null"], **rest}
    return node
