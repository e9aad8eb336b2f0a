"""JSON files: which source wrote one, and its rows."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import BadFile, FileTooLarge, UnknownFormat
from core.settings import Limits
from data.importers import ghostfolio_json, upstox
from data.importers.model import Format
from data.importers.text import MOST_CELL
from data.ledger_rules import Fault

KNOWN = "A JSON file needs a list `activities`, as Ghostfolio exports it, our own export, or the holdings of the Upstox API."
Lines = Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]]


def load(body: str) -> Any:
    """Read a JSON text; numbers stay decimal."""
    try:
        found = json.loads(body, parse_float=Decimal)
        body.encode()
    except (ValueError, RecursionError):
        raise BadFile("The file is not valid JSON.") from None
    return found


def opened(found: Any, limits: Limits) -> tuple[Format, Lines]:
    """Give the format of a JSON file and its rows; the line is the place in the list, counted from 1."""
    activities = found.get("activities") if isinstance(found, dict) else None
    if isinstance(activities, list):
        return ghostfolio_json.FORMAT, _rows(activities, ghostfolio_json.NAMES, limits)
    named = found.get("data") if isinstance(found, dict) else found
    listed: list[Any] = named if isinstance(named, list) else []
    first = listed[0] if listed and isinstance(listed[0], dict) else {}
    if {"average_price", "quantity", "isin"} <= first.keys():
        return upstox.API_HOLDINGS, _rows(listed, upstox.API_NAMES, limits)
    if {"traded_price", "traded_quantity"} <= first.keys():
        raise UnknownFormat("The trades of the Upstox API do not say whether they buy or sell: import the trade report instead.")
    raise UnknownFormat(KNOWN)


def _rows(listed: list[Any], names: Mapping[str, str], limits: Limits) -> Lines:
    if len(listed) > limits.import_rows:
        raise FileTooLarge(f"The file has more than {limits.import_rows:,} rows.")
    for at, entry in enumerate(listed, 1):
        raw = texts(entry, at)
        yield at, {names[name]: value.strip() for name, value in raw.items() if name in names}, raw, []


def texts(entry: Any, at: int) -> dict[str, str]:
    """Give the values of an object as text; raises BadFile for anything else."""
    if not isinstance(entry, dict):
        raise BadFile(f"Entry {at} of the list is not an object.", detail={"line": at})
    return {str(name): _text(value) for name, value in entry.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    if len(text) > MOST_CELL:
        raise BadFile("A value of the file is longer than 64 kB.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadFile("The file holds characters that are not valid text.") from None
    if "\x00" in text:
        raise BadFile("The file holds NUL characters.")
    return text
