"""The schemas that surfaces publish: pydantic's, without what costs bytes and says nothing."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

MONEY = {"$ref": "#/$defs/Money"}
NULL = {"type": "null"}
TEXT = {"type": "string"}
LENGTHS = {"minLength", "maxLength"}
NAMED = {"properties", "$defs"}


def of_arguments(model: type[BaseModel]) -> dict[str, Any]:
    """Give the schema of arguments: optional ones are plain types that may be left out."""
    schema: dict[str, Any] = _lean(model.model_json_schema(), nullable=False)
    for part in (schema, *schema.get("$defs", {}).values()):
        _drop(part, "description", "additionalProperties")
    return schema


def of_result(model: type[BaseModel]) -> dict[str, Any]:
    """Give the schema of a result; null stays allowed where a value may be missing."""
    schema: dict[str, Any] = _lean(model.model_json_schema(mode="serialization"), nullable=True)
    for part in (schema, *schema.get("$defs", {}).values()):
        _drop(part, "description", "additionalProperties", "required")
    if "Money" in schema.get("$defs", {}):
        schema["$defs"]["Money"]["type"] = ["object", "null"]
        schema["$defs"]["Money"]["properties"]["currency"] = {}
    schema["required"] = ["as_of"]
    return schema


def _drop(part: dict[str, Any], *names: str) -> None:
    for name in names:
        part.pop(name, None)


def _lean(node: Any, *, nullable: bool, names: bool = False) -> Any:
    """Strip generated titles and defaults that say nothing; fold `X or null` into one schema."""
    if isinstance(node, list):
        return [_lean(item, nullable=nullable) for item in node]
    if not isinstance(node, Mapping):
        return node
    if names:
        return {key: _lean(value, nullable=nullable) for key, value in node.items()}
    kept = {key: _lean(value, nullable=nullable, names=key in NAMED) for key, value in node.items() if not _is_noise(key, value, nullable)}
    if nullable and kept.get("unit") == kept.get("format") == "date":
        del kept["format"]  # the unit says it
    if nullable and kept == TEXT:
        return {}
    return _fold(kept, nullable=nullable)


def _is_noise(key: str, value: Any, result: bool) -> bool:  # noqa: FBT001
    """Tell what may go: titles, lengths, defaults of results and empty ones of arguments, the type of free text values."""
    if key in LENGTHS:
        return not isinstance(value, Mapping)
    if key == "default":
        return result or value in (None, [], {}, "", "0")
    return (key == "title" and isinstance(value, str)) or (result and key == "additionalProperties" and value == {"type": "string"})


def _fold(node: dict[str, Any], *, nullable: bool) -> dict[str, Any]:
    """Fold a union with null: to a type list where null may come back, to the type alone in arguments."""
    branches = node.get("anyOf")
    others = [branch for branch in branches or [] if branch != NULL]
    if not branches or len(others) != 1 or len(others) == len(branches):
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    only = others[0]
    if not nullable or only == MONEY:
        return {**only, **rest}
    return {**only, "type": [only["type"], "null"], **rest} if isinstance(only.get("type"), str) else node
