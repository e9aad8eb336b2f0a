"""Documents to text in a process of its own: kinds, places, and every way in which a file is refused."""

import asyncio

import pytest

from core.errors import BadFile, FileTooLarge, PasswordNeeded
from data.documents.extract import extract
from data.documents.model import MOST_BYTES
from tests.data.documents.made import bomb, locked, pdf, word


async def test_a_pdf_is_read_page_by_page() -> None:
    found = await extract("letter.pdf", pdf(["The lease ends in March.", "Rent is paid quarterly."]))
    assert (found.kind, found.pages) == ("pdf", 2)
    assert [(each.locator, each.text.strip()) for each in found.sections] == [
        ("page 1", "The lease ends in March."),
        ("page 2", "Rent is paid quarterly."),
    ]


async def test_a_word_file_keeps_its_headings_and_tables() -> None:
    found = await extract("lease.docx", word())
    assert found.text == "# Lease\n\nThe warehouse in Pune is let until March 2031.\n\nYear | Rent\n2027 | 480000"


async def test_a_csv_file_names_its_rows_and_repeats_its_heads() -> None:
    rows = "\n".join(f"{at},{at * 2}" for at in range(60))
    found = await extract("rents.csv", f"Year,Rent\n{rows}\n".encode())
    assert [(each.locator, each.text.splitlines()[:2]) for each in found.sections] == [
        ("rows 2-41", ["Year | Rent", "0 | 0"]),
        ("rows 42-61", ["Year | Rent", "40 | 80"]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "kind", "text"),
    [
        ("a.md", b"# Plan\n\nHold.", "markdown", "# Plan\n\nHold."),
        ("a.txt", "caf\xe9".encode("cp1252"), "text", "caf\xe9"),
        ("a.txt", "\ufeffHold".encode("utf-16"), "text", "Hold"),
        ("wrong-name.txt", pdf(["Held to maturity."]), "pdf", "Held to maturity."),
    ],
)
async def test_text_is_decoded_and_a_kind_is_told_by_its_bytes(name: str, content: bytes, kind: str, text: str) -> None:
    found = await extract(name, content)
    assert (found.kind, found.text.strip().lstrip("\ufeff")) == (kind, text)


@pytest.mark.parametrize(
    ("name", "content", "error", "reason"),
    [
        ("a.pdf", pdf(["x"] * 2, picture=True), BadFile, "scanned"),
        ("a.pdf", pdf([" "]), BadFile, "empty"),
        ("a.pdf", pdf(["whole"])[:60], BadFile, "broken"),
        ("a.pdf", locked(pdf(["secret text"])), PasswordNeeded, "encrypted"),
        ("a.pdf", pdf(["page"] * 301), FileTooLarge, "pages"),
        ("a.docx", bomb(), FileTooLarge, "bomb"),
        ("a.docx", word()[:400], BadFile, "broken"),
        ("a.docx", b"\xd0\xcf\x11\xe0 locked", PasswordNeeded, "encrypted"),
        ("a.xlsx", word(), BadFile, "kind"),
        ("a.exe", b"MZ", BadFile, "kind"),
        ("a.txt", b"\x00\x01\x02", BadFile, "broken"),
        ("a.txt", b"  \n", BadFile, "empty"),
        ("a.txt", b"x" * (MOST_BYTES + 1), FileTooLarge, "large"),
    ],
)
async def test_what_can_not_be_read_is_told_apart(name: str, content: bytes, error: type[BadFile], reason: str) -> None:
    with pytest.raises(error) as caught:
        await extract(name, content)
    assert (type(caught.value), caught.value.detail) == (error, {"reason": reason})


async def test_a_reading_that_takes_too_long_is_ended() -> None:
    began = asyncio.get_running_loop().time()
    with pytest.raises(BadFile, match="within"):
        await extract("a.pdf", pdf(["slow"] * 300), seconds=0.05)
    assert asyncio.get_running_loop().time() - began < 5
