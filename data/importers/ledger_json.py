"""Our own JSON export read back: the same transactions with their sources, the own instruments and their prices."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import BadFile, FileTooLarge
from core.ledger import Draft
from data.importers.cells import shown
from data.importers.json_files import texts
from data.importers.model import Options, Parsed, Problem, Quote, Row

FORMAT = "portfolio_coach_json"
VERSION = "portfolio-coach/1"
FIELDS = frozenset(Draft.model_fields)
MOST_PORTFOLIOS = 1_000
_SOURCE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)


class Told(BaseModel):
    """What an export tells of an own instrument."""

    model_config = ConfigDict(extra="ignore")

    symbol: str
    name: str | None = None
    exchange: str | None = None
    asset_class: str | None = None


class Close(BaseModel):
    """A price of an export."""

    symbol: str
    day: date
    close: Decimal
    currency: str


def is_export(found: Any) -> bool:
    """Tell whether a JSON file is an export of ours."""
    return isinstance(found, dict) and found.get("format") == VERSION


def parsed(found: Mapping[str, Any], options: Options) -> Parsed:
    """Read an export; a transaction that is not whole is a problem, its line is its place in the file."""
    made = Parsed(FORMAT)
    told = {each.symbol: each for each in _all(found, "instruments", Told)}
    made.quotes = [Quote(**each.model_dump()) for each in _all(found, "prices", Close)]
    for at, (portfolio, entry) in enumerate(_entries(found), 1):
        if at > options.limits.import_rows:
            raise FileTooLarge(f"The file has more than {options.limits.import_rows:,} rows.")
        made.total += 1
        raw = texts(entry, at)
        try:
            draft = Draft.model_validate({name: value for name, value in entry.items() if name in FIELDS})
        except ValidationError as error:
            made.problems.append(_problem(at, error, raw))
            continue
        known = told.get(draft.symbol or "") or Told(symbol="")
        draft = draft.model_copy(update=_changes(draft, options))
        made.rows.append(Row(at, draft, raw, known.exchange, known.name, portfolio, known.asset_class))
    if not made.total:
        raise BadFile("The export holds no transactions.")
    return made


def _changes(draft: Draft, options: Options) -> dict[str, str]:
    """Give the account that the person asks for, and the generic source for one that no importer writes."""
    changes = {"account": options.account} if options.account and draft.account == "main" else {}
    return changes if _SOURCE.fullmatch(draft.source) else changes | {"source": "generic"}


def _all(found: Mapping[str, Any], name: str, model: type[Any]) -> list[Any]:
    entries = found.get(name, [])
    try:
        return [model.model_validate(entry) for entry in entries]
    except (ValidationError, TypeError):
        raise BadFile(f"The {name} of the export can not be read.") from None


def _entries(found: Mapping[str, Any]) -> Iterator[tuple[str | None, Any]]:
    """Give each transaction with its portfolio's name, where the file has several."""
    books = found.get("portfolios")
    if not isinstance(books, list) or len(books) > MOST_PORTFOLIOS or not all(isinstance(book, dict) for book in books):
        raise BadFile("The export needs a list of portfolios.")
    several = sum(bool(book.get("transactions")) for book in books) > 1
    for book in books:
        entries = book.get("transactions", [])
        if not isinstance(entries, list):
            raise BadFile("The transactions of a portfolio are not a list.")
        yield from ((str(book.get("name", "")) if several else None, entry) for entry in entries)


def _problem(at: int, error: ValidationError, raw: dict[str, str]) -> Problem:
    first = error.errors()[0]
    column = str(first["loc"][0]) if first["loc"] else None
    message = f"{shown(raw.get(column or '', ''))} in {column} can not be read." if column in raw else f"The field {column} is missing."
    return Problem(line=at, column=column, code="bad_value", message=message, row=raw)
