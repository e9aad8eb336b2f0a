"""Bytes to rows of cells: encodings, separators, quotes, and limits that are refused fast."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from core.errors import BadFile, FileTooLarge
from core.settings import Limits
from data.importers.model import Sheet

MOST_COLUMNS = 200
MOST_CELL = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 60
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BINARY = {b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": "an old Excel file (.xls); save it as .xlsx or CSV", b"\x1f\x8b": "a gzip file"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def check_size(content: bytes, limits: Limits) -> None:
    """Refuse an empty or oversized file."""
    if len(content) > limits.import_bytes:
        raise FileTooLarge(f"The file has {len(content):,} bytes; at most {limits.import_bytes:,} are read.")
    if not content.strip():
        raise BadFile("The file is empty.")


def decode(content: bytes) -> tuple[str, list[str]]:
    """Give the text of a file and notes about its encoding."""
    for start, what in _BINARY.items():
        if content.startswith(start):
            raise BadFile(f"This is {what}, not a table of transactions.")
    notes: list[str] = []
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise BadFile(f"The file says that it is {encoding} text, but it is not.") from None
        text = _western(content)
        notes.append("The file is not UTF-8; it was read as Western European text (cp1252).")
    if "\x00" in text:
        raise BadFile("The file holds NUL characters: it is not a text file.")
    return text, notes


def _western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(f"Line {line} is neither UTF-8 nor Western European text.", detail={"line": line}) from None


def delimiter_of(text: str) -> str:
    """Give the separator that parts the most lines alike into the most columns."""
    lines = text[:MOST_CELL].splitlines()[:SAMPLE_LINES]
    return max(DELIMITERS, key=lambda mark: (_alike(mark, lines), -DELIMITERS.index(mark)))


def _alike(mark: str, lines: list[str]) -> int:
    counts = Counter(found for line in lines if (found := line.count(mark)))
    return max((found * times for found, times in counts.items()), default=0)


def sheet(text: str, limits: Limits) -> Sheet:
    """Part a text into rows with the line that each begins on; blank rows are left out."""
    mark = delimiter_of(text)
    return Sheet(rows=list(_rows(text, mark, limits.import_rows)), delimiter=mark)


def _rows(text: str, mark: str, most: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((found[0] for found in _LINE.finditer(text)), delimiter=mark, strict=True)
    line, kept = 1, 0
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS or any(map(str.strip, cells)):
                kept += 1
                check_row(line, cells, kept, most)
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(f"Line {line} can not be parted into cells: {error}.", detail={"line": line}) from None


def check_row(line: int, cells: list[str], kept: int, most: int) -> None:
    """Refuse a row that is too wide, a cell that is too long, a file with too many rows."""
    if kept > most + SAMPLE_LINES:
        raise FileTooLarge(f"The file has more than {most:,} rows.")
    if len(cells) > MOST_COLUMNS:
        raise BadFile(f"Line {line} has {len(cells):,} columns; at most {MOST_COLUMNS} are read.", detail={"line": line})
    if max(map(len, cells), default=0) > MOST_CELL:
        raise BadFile(f"A cell of line {line} is longer than 64 kB; is a quote not closed?", detail={"line": line})
