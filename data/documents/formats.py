"""The text of each kind of document, with its pages and headings; run inside the worker process."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from data.documents.model import CSV, DOCX, MARKDOWN, MOST_PAGES, PDF, TEXT, Extract, Section, Unreadable

_UNPACKED = 150_000_000
_RATIO = 100
_SMALL = 1_000_000
_ENTRIES = 5_000
_ROWS = 40
_HEADINGS = 4
# A page of pictures may still hold a printed number or a stamp.
_LEAST_PER_PAGE = 8


def pdf(content: bytes) -> Extract:
    """Read a PDF page by page."""
    pypdf = import_module("pypdf")
    failures = (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted")
        count = len(reader.pages)
    except (pypdf.errors.FileNotDecryptedError, pypdf.errors.DependencyError):
        raise Unreadable("encrypted") from None
    except failures:
        raise Unreadable("broken") from None
    if count > MOST_PAGES:
        raise Unreadable("pages")
    try:
        texts = [page.extract_text() or "" for page in reader.pages]
        if sum(len(text.strip()) for text in texts) < _LEAST_PER_PAGE * count:
            raise Unreadable("scanned" if any(_pictured(page) for page in reader.pages) else "empty")
    except failures:
        raise Unreadable("broken") from None
    sections = tuple(Section(locator=f"page {at}", text=text) for at, text in enumerate(texts, 1) if text.strip())
    return Extract(kind=PDF, pages=count, sections=sections)


def _pictured(page: Any) -> bool:
    """Tell whether a page draws a picture."""
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    found = drawn.get_object().values() if drawn is not None else ()
    return any(each.get_object().get("/Subtype") == "/Image" for each in found)


def docx(content: bytes) -> Extract:
    """Read the headings, paragraphs and tables of a Word document in their order."""
    _check_zip(content)
    word, errors = import_module("docx"), import_module("docx.opc.exceptions")
    try:
        document = word.Document(io.BytesIO(content))
        text = "\n\n".join(part for block in document.iter_inner_content() for part in _block(block))
    except (errors.PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError, zipfile.BadZipFile):
        raise Unreadable("broken") from None
    return _whole(DOCX, text)


def _check_zip(content: bytes) -> None:
    """Refuse an archive that is damaged, locked or unpacks to far more than it weighs, before anything is unpacked."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # a locked document is an OLE container
        raise Unreadable("encrypted")
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError):
        raise Unreadable("broken") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(entry.file_size > _SMALL and entry.file_size > _RATIO * max(1, entry.compress_size) for entry in entries)
    if unpacked > _UNPACKED or swollen or len(entries) > _ENTRIES:
        raise Unreadable("bomb")


def _block(block: Any) -> Iterator[str]:
    """Give a paragraph or a table as Markdown."""
    if hasattr(block, "rows"):
        yield "\n".join(" | ".join(_cell(cell.text) for cell in row.cells) for row in block.rows)
        return
    text, style = block.text.strip(), (block.style.name or "") if block.style is not None else ""
    level = style.removeprefix("Heading ")
    if text and style == "Title":
        yield f"# {text}"
    elif text and style.startswith("Heading ") and level.isdigit():
        yield f"{'#' * min(int(level), _HEADINGS)} {text}"
    elif text:
        yield f"- {text}" if style.startswith("List") else text


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def table(content: bytes) -> Extract:
    """Read a CSV file as a table that repeats its heads, in parts that name their rows."""
    text = _decoded(content)
    mark = max(",;\t|", key=text[:4096].count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if any(map(str.strip, row))]
    except csv.Error:
        raise Unreadable("broken") from None
    if not rows:
        raise Unreadable("empty")
    lines = [" | ".join(map(_cell, row)) for row in rows]
    head, body = lines[0], lines[1:]
    parts = [(at, body[at : at + _ROWS]) for at in range(0, max(1, len(body)), _ROWS)]
    sections = (Section(locator=f"rows {at + 2}-{at + 1 + len(part)}", text="\n".join((head, *part))) for at, part in parts)
    return Extract(kind=CSV, sections=tuple(sections))


def markdown(content: bytes) -> Extract:
    """Read Markdown; its headings are found when it is cut."""
    return _whole(MARKDOWN, _decoded(content))


def plain(content: bytes) -> Extract:
    """Read plain text."""
    return _whole(TEXT, _decoded(content))


def _whole(kind: str, text: str) -> Extract:
    if not text.strip():
        raise Unreadable("empty")
    return Extract(kind=kind, sections=(Section(locator="", text=text),))


def _decoded(content: bytes) -> str:
    """Give the text of UTF-8, UTF-16 with a mark, or Western European bytes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("broken")


READERS: Mapping[str, Callable[[bytes], Extract]] = {PDF: pdf, DOCX: docx, MARKDOWN: markdown, CSV: table, TEXT: plain}


def kind_of(file_name: str, content: bytes) -> str:
    """Tell the kind of a document by its first bytes, then by its name."""
    ending = file_name.lower().rpartition(".")[2]
    if content[:1024].lstrip().startswith(b"%PDF"):
        return PDF
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        if ending != DOCX:
            raise Unreadable("kind")
        return DOCX
    by_name = {
        "pdf": PDF,
        "docx": DOCX,
        "md": MARKDOWN,
        "markdown": MARKDOWN,
        "csv": CSV,
        "tsv": CSV,
        "txt": TEXT,
        "text": TEXT,
        "log": TEXT,
    }
    found = by_name.get(ending, TEXT if "." not in file_name else None)
    if found is None:
        raise Unreadable("kind")
    return found
