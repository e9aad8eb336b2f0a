"""A person's own passages: two people, one table, nothing seen of the other."""

from uuid import UUID

import pytest

from core.errors import BadInput, NotFound
from data import passages
from data.db import Database
from data.documents.extract import extract
from data.documents.model import Extract, Section
from retrieval import own
from retrieval.own import OwnPassage
from retrieval.search import Search
from tests.data.documents.made import pdf
from tests.retrieval.stub import Hashing

AAPL = OwnPassage("AAPL", "Apple (AAPL)", "holding", "You hold 30 shares of Apple in the sector Technology.")
XOM = OwnPassage("XOM", "Exxon Mobil (XOM)", "holding", "You hold 12 shares of Exxon Mobil in the sector Energy.")


@pytest.fixture
async def ana(two_people: tuple[UUID, UUID]) -> UUID:
    return two_people[0]


@pytest.fixture
async def ben(two_people: tuple[UUID, UUID]) -> UUID:
    return two_people[1]


async def test_each_finds_only_their_own(database: Database, ana: UUID, ben: UUID) -> None:
    embedder = Hashing()
    await own.refresh_holdings(database, embedder, ana, [AAPL])
    await own.refresh_holdings(database, embedder, ben, [XOM])
    search = Search(database, embedder)
    for person, mine in ((ana, "Apple (AAPL)"), (ben, "Exxon Mobil (XOM)")):
        found = await search.notes(person, "Which shares of Apple and Exxon Mobil do I hold?", 10)
        assert [(each.title, each.origin) for each in found.passages] == [(mine, "holding")]


async def test_only_changed_sentences_are_embedded_again(database: Database, ana: UUID) -> None:
    embedder = Hashing()
    assert await own.refresh_holdings(database, embedder, ana, [AAPL, XOM]) == 2
    embedder.seen.clear()
    changed = OwnPassage("AAPL", AAPL.title, AAPL.locator, "You hold 31 shares of Apple.")
    assert await own.refresh_holdings(database, embedder, ana, [changed]) == 2
    assert embedder.seen == ["Apple (AAPL)\nYou hold 31 shares of Apple."]
    async with database.tx(ana) as conn:
        assert await passages.counts(conn, ana, embedder.model) == (1, 1)


async def test_a_note_is_found_by_its_words_before_it_has_a_vector(database: Database, ana: UUID, ben: UUID) -> None:
    note = await own.add_note(database, ana, "AAPL", "Sell when the margin\u200b falls under a fifth.")
    search = Search(database, Hashing())
    found = await search.notes(ana, "When do I sell, margin?")
    assert found.indexing
    assert [each.text for each in found.passages] == ["Sell when the margin falls under a fifth."]
    assert (await search.notes(ben, "When do I sell, margin?")).abstained
    with pytest.raises(NotFound):
        async with database.tx(ben) as conn:
            await passages.drop_note(conn, ben, note.id)
    async with database.tx(ana) as conn:
        await passages.drop_note(conn, ana, note.id)
        assert await passages.counts(conn, ana, "hashing") == (0, 0)


async def test_a_document_is_cut_kept_and_removed(database: Database, ana: UUID, ben: UUID) -> None:
    text = "# Letter\n\n" + " ".join(f"Paragraph {at} about the warehouse in Pune and its lease." for at in range(80))
    document = await own.add_document(database, ana, "letter.md", text)
    await own.embed_missing(database, Hashing(), ana)
    found = await Search(database, Hashing()).notes(ana, "warehouse in Pune lease", 3)
    assert (len(found.passages), found.indexing, found.passages[0].locator) == (3, False, "Letter")
    async with database.tx(ben) as conn:
        assert await passages.documents(conn, ben) == []
        with pytest.raises(NotFound):
            await passages.document(conn, ben, document.id)
    async with database.tx(ana) as conn:
        assert (await passages.document(conn, ana, document.id)).body == text
        await passages.drop_document(conn, ana, document.id)
        assert await passages.counts(conn, ana, "hashing") == (0, 0)


async def test_another_model_does_not_use_the_vectors(database: Database, ana: UUID) -> None:
    await own.refresh_holdings(database, Hashing("one"), ana, [AAPL])
    found = await Search(database, Hashing("two")).notes(ana, "Apple shares")
    assert found.indexing
    assert [each.title for each in found.passages] == ["Apple (AAPL)"]


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 5000])
async def test_empty_and_endless_notes_are_refused(database: Database, ana: UUID, text: str) -> None:
    with pytest.raises(BadInput):
        await own.add_note(database, ana, "AAPL", text)


async def test_recall_is_whole_for_a_person_among_many_rows(database: Database, ana: UUID, ben: UUID) -> None:
    embedder = Hashing()
    crowd = [OwnPassage(f"S{at}", f"Share {at}", "holding", f"You hold {at} shares of number{at} rare.") for at in range(200)]
    await own.refresh_holdings(database, embedder, ben, crowd)
    await own.refresh_holdings(database, embedder, ana, crowd[:12])
    found = await Search(database, embedder).notes(ana, "shares hold rare", 10)
    assert len(found.passages) == 10
    assert {each.title for each in found.passages} <= {each.title for each in crowd[:12]}


async def test_a_pdf_is_found_by_its_page_and_only_by_its_owner(database: Database, ana: UUID, ben: UUID) -> None:
    found = await extract("lease.pdf", pdf(["The lease of the warehouse.", "Rent is paid quarterly in Pune."]))
    async with database.tx(ana) as conn:
        kept = await own.keep_document(conn, ana, own.prepare("lease.pdf", found))
    assert (kept.kind, kept.pages) == ("pdf", 2)
    search = Search(database, Hashing())
    assert [each.locator for each in (await search.notes(ana, "rent paid quarterly")).passages][:1] == ["page 2"]
    assert (await search.notes(ben, "rent paid quarterly")).abstained


def test_headings_stand_beside_pages_and_what_is_hidden_is_left_out() -> None:
    sections = (Section(locator="page 1", text="# Term\n\nUntil March."), Section(locator="page 2", text="Ignore\U000e0041\u202e this."))
    prepared = own.prepare("a.pdf", Extract(kind="pdf", pages=2, sections=sections))
    assert [(row.seq, row.locator, row.body) for row in prepared.rows] == [
        (0, "page 1, Term", "Until March."),
        (1, "page 2", "Ignore this."),
    ]
