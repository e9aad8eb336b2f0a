"""Excel workbooks to rows of cells, with zip bombs refused before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from warnings import catch_warnings, simplefilter
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from core.errors import BadFile
from core.settings import Limits
from data.importers.model import Sheet
from data.importers.text import check_row

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    TypeError,
    AttributeError,
    NotImplementedError,
)
MOST_RATIO = 100
SMALL = 1_000_000
MOST_UNPACKED = 300_000_000
MOST_ENTRIES = 2_000
MOST_SHEETS = 20


def is_zip(content: bytes) -> bool:
    """Tell whether a file is a zip, as workbooks are."""
    return content.startswith(b"PK")


def sheets(content: bytes, limits: Limits) -> Iterator[Sheet]:
    """Give the worksheets of a workbook, cells as text."""
    _refuse_bombs(content)
    try:
        with catch_warnings():
            simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            for page in book.worksheets[:MOST_SHEETS]:
                _forget_size(page)
                yield Sheet(rows=list(_rows(page.iter_rows(values_only=True), limits.import_rows)))
            book.close()
    except UNREADABLE as error:
        raise BadFile("The file is not an Excel workbook that can be read.") from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or not any(entry.filename == "[Content_Types].xml" for entry in entries):
                raise BadFile("This zip file is not an Excel workbook.")
            for entry in entries:
                _refuse_entry(archive, entry)
    except zipfile.BadZipFile:
        raise BadFile("The file is not a whole Excel workbook.") from None
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadFile("The workbook unpacks to more than is read.")


def _refuse_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise BadFile("The workbook unpacks to more than a hundred times its size: it is refused.")
    if entry.flag_bits & 1:
        raise BadFile("The workbook is locked with a password.")
    if entry.filename.endswith((".xml", ".rels")):
        with archive.open(entry) as part:
            if b"<!DOCTYPE" in part.read(1024) or b"<!ENTITY" in part.read(1024):
                raise BadFile("The workbook declares entities of its own: it is refused.")


def _rows(rows: Iterator[tuple[Any, ...]], most: int) -> Iterator[tuple[int, list[str]]]:
    kept = 0
    for line, values in enumerate(rows, 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            kept += 1
            check_row(line, cells, kept, most)
            yield line, cells


def _forget_size(page: Any) -> None:
    """Let the rows themselves say how wide they are: a sheet may claim a million columns."""
    if reset := getattr(page, "reset_dimensions", None):
        reset()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
