"""The short text beside a structured result: what a model reads."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST = 12_000
LONG_CELL = 120
DIGITS = 6
MONEY = {"amount", "currency"}
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
IMAGES = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def short(result: Mapping[str, Any]) -> str:
    """Write a result's JSON as `key: value` lines and CSV tables, without what is empty."""
    text = "\n".join(_lines(result))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n(cut; ask for fewer rows)"


def clean(text: str) -> str:
    """Take out what a reader can not see and images that would be fetched."""
    if text.isascii() and text.isprintable() and "![" not in text:
        return text
    return IMAGES.sub("", UNSEEN.sub("", text))


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    for key, value in result.items():
        if _is_empty(value):
            continue
        if _is_rows(value):
            yield f"{key}:"
            yield from _table(value)
        elif key == "caveats" and type(value) is list:
            yield from (f"caveat: {clean(item)}" for item in value)
        elif type(value) is dict and "matrix" in value:
            yield f"{key}:"
            yield from _csv([["", *value["names"]], *([name, *row] for name, row in zip(value["names"], value["matrix"], strict=True))])
        elif type(value) is dict and not _is_money(value):
            yield from (f"{key}.{line}" for line in _lines(value))
        else:
            yield f"{key}: {_cell(value)}"


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Write rows as CSV, or as blocks where a cell is a text or holds rows of its own."""
    if any(_is_long(value) for row in rows for value in row.values()):
        for at, row in enumerate(rows, 1):
            yield f"[{at}]"
            yield from _lines(row)
        return
    columns = [key for key in rows[0] if any(not _is_empty(row.get(key)) for row in rows)]
    yield from _csv([columns, *([row.get(key) for key in columns] for row in rows)])


def _csv(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    yield out.getvalue().rstrip("\n")


def _is_long(value: Any) -> bool:
    kind = type(value)
    return (kind is str and len(value) > LONG_CELL) or (kind is list and _is_rows(value))


def _is_rows(value: Any) -> bool:
    return type(value) is list and bool(value) and isinstance(value[0], dict) and not _is_money(value[0])


def _is_empty(value: Any) -> bool:
    return value is None or (not value and type(value) in (str, list, dict))


def _is_money(value: Any) -> bool:
    return type(value) is dict and value.keys() == MONEY


def _cell(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return clean(value)
    if kind is float:
        return f"{value:.{DIGITS}g}"
    if kind is dict:
        return _fields(value)
    if kind is list:
        return " ".join(_cell(item) for item in value)
    return "" if value is None else str(value)


def _fields(value: Mapping[str, Any]) -> str:
    if value.keys() == MONEY:
        return f"{value['amount']} {value['currency']}"
    return "; ".join(f"{key} {_cell(item)}" for key, item in value.items() if not _is_empty(item))
