"""Documents over HTTP: each kind is read, each fault has a sentence of its own, and nobody reads another's."""

import asyncio
from typing import Any

import pytest

from data.documents.model import MOST_BYTES, REASONS
from tests.data.documents.made import pdf, word
from tests.fixtures_api import Signed

PATH = "/api/v1/documents"
NOTES = "/api/v1/tools/notes_search"


async def found(signed: Signed, question: str) -> list[dict[str, Any]]:
    """Search until something is found: vectors are filled in the background, after those of the library."""
    passages: list[dict[str, Any]] = []
    for _ in range(120):
        passages = (await signed.json("POST", NOTES, json={"query": question}))["passages"]
        if passages:
            break
        await asyncio.sleep(0.5)
    return passages


@pytest.mark.parametrize(
    ("file", "question", "said"),
    [
        (("lease.pdf", pdf(["The flat in Goa is let for 31000 a month."])), "what is the rent of the flat in Goa?", "Goa"),
        (("lease.docx", word()), "until when is the warehouse in Pune let?", "Pune"),
    ],
)
async def test_a_document_is_found_by_its_owner_alone(
    newcomer: Signed, ann: Signed, file: tuple[str, bytes], question: str, said: str
) -> None:
    kept = await newcomer.json("POST", PATH, files={"file": file})
    mine = await found(newcomer, question)
    other = await ann.json("POST", NOTES, json={"query": question})
    assert said in mine[0]["text"]
    assert not any(said in passage["text"] for passage in other["passages"])
    assert kept["id"] not in str(await ann.json("GET", PATH))
    assert (await ann.client.delete(f"{PATH}/{kept['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", pdf(["", ""], picture=True), "scanned"),
        ("broken.pdf", b"%PDF-1.4\nnothing of a PDF follows", "broken"),
        ("broken.docx", b"PK\x03\x04 no archive", "broken"),
        ("photo.jpg", b"\xff\xd8\xff", "kind"),
    ],
)
async def test_what_can_not_be_read_is_told_apart(newcomer: Signed, name: str, content: bytes, reason: str) -> None:
    answer = await newcomer.client.post(PATH, files={"file": (name, content)})
    assert 400 <= answer.status_code < 500
    assert REASONS[reason] in answer.text
    assert (await newcomer.json("GET", PATH))["documents"] == []


async def test_a_document_over_the_limit_is_refused(newcomer: Signed) -> None:
    answer = await newcomer.client.post(PATH, files={"file": ("long.txt", b"a" * (MOST_BYTES + 1))})
    assert answer.status_code == 413
