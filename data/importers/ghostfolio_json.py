"""Ghostfolio: the JSON of activities."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from core.errors import BadFile, FileTooLarge, UnknownFormat
from core.ledger import Draft
from core.settings import Limits
from data.importers import ghostfolio
from data.importers.cells import Cells
from data.importers.model import Format
from data.ledger_rules import Fault

NAMES = {
    "accountId": "account",
    "comment": "note",
    "currency": "currency",
    "date": "date",
    "fee": "fee",
    "quantity": "quantity",
    "symbol": "code",
    "type": "action",
    "unitPrice": "price",
}


def rows(body: str, limits: Limits) -> Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]]:
    """Give the activities of the file; the line is the place in the list, counted from 1."""
    for at, activity in enumerate(_activities(body, limits), 1):
        if not isinstance(activity, dict):
            raise BadFile(f"Activity {at} is not an object.", detail={"line": at})
        raw = {str(name): _text(value) for name, value in activity.items() if value is not None}
        yield at, {NAMES[name]: value.strip() for name, value in raw.items() if name in NAMES}, raw, []


def _activities(body: str, limits: Limits) -> list[Any]:
    try:
        found = json.loads(body, parse_float=Decimal)
        body.encode()
    except (ValueError, RecursionError):
        raise BadFile("The file is not valid JSON.") from None
    activities = found.get("activities") if isinstance(found, dict) else None
    if not isinstance(activities, list):
        raise UnknownFormat("A JSON file needs a list `activities`, as Ghostfolio exports it.")
    if len(activities) > limits.import_rows:
        raise FileTooLarge(f"The file has more than {limits.import_rows:,} rows.")
    return activities


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadFile("The file holds characters that are not valid text.") from None
    if "\x00" in text:
        raise BadFile("The file holds NUL characters.")
    return text


def read(cells: Cells) -> Draft:
    """Read an activity."""
    return ghostfolio.activity(cells)


FORMAT = Format("ghostfolio_json", "the Ghostfolio JSON", frozenset(), read)
