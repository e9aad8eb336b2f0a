"""The lessons themselves: complete, linked, and every worked example recomputed."""

import re
from datetime import timedelta
from functools import cache

import pytest

from core.errors import BadFile
from data.library import LIBRARY, LessonFile, parse, read, stale
from retrieval.chunk import TOKENS
from retrieval.index import chunks_of
from tests.retrieval.worked import section, unexplained, values

TOPICS = {"basics", "behaviour", "costs", "income", "planning", "portfolio", "returns", "risk", "tax"}


@cache
def library() -> dict[str, LessonFile]:
    return {lesson.slug: lesson for lesson in read()}


LESSONS = sorted(slug for slug, each in library().items() if each.kind == "lesson")
WORKED = sorted(slug for slug, each in library().items() if each.example)


def test_the_library_is_large_enough() -> None:
    assert len(LESSONS) >= 120
    assert sum(each.kind == "term" for each in library().values()) >= 300
    assert {path.stem for path in LIBRARY.rglob("*.md")} == set(library())


@pytest.mark.parametrize("slug", LESSONS)
def test_a_lesson_is_complete(slug: str) -> None:
    lesson = library()[slug]
    assert 290 <= len(lesson.body.split()) <= 900
    assert lesson.topic in TOPICS
    assert lesson.sources
    assert lesson.updated.year == 2026
    assert lesson.body.startswith("## ")


@pytest.mark.parametrize("slug", sorted(library()))
def test_links_lead_somewhere_else(slug: str) -> None:
    assert set(library()[slug].related) <= set(library()) - {slug}


@pytest.mark.parametrize("slug", WORKED)
def test_a_worked_example_is_recomputed(slug: str) -> None:
    example = library()[slug].example
    assert example is not None
    assert values(example)["result"] == pytest.approx(example.result, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("slug", WORKED)
def test_every_figure_of_a_worked_example_comes_from_the_front_matter(slug: str) -> None:
    lesson = library()[slug]
    assert lesson.example is not None
    assert re.search(r"\d", section(lesson.body))
    assert unexplained(lesson.body, values(lesson.example)) == []


def test_a_wrong_figure_is_noticed() -> None:
    body = library()["cagr"].body.replace("14.47%", "14.57%")
    example = library()["cagr"].example
    assert example is not None
    assert unexplained(body, values(example)) == ["14.57%"]


@pytest.mark.parametrize("slug", [slug for slug in LESSONS if "tax" in library()[slug].topic or "IN" in library()[slug].regions])
def test_tax_lessons_say_what_they_are(slug: str) -> None:
    assert any(source.as_of or "Revenue" in source.name for source in library()[slug].sources)


@pytest.mark.parametrize("slug", sorted(library()))
def test_chunks_fit_the_window(slug: str) -> None:
    assert all(each.n_tokens <= TOKENS and each.body for each in chunks_of(library()[slug]))


@pytest.mark.parametrize("text", ["no front matter", "---\nslug: a\n---\nbody", "---\n[1\n---\nbody"])
def test_a_broken_file_is_named(text: str) -> None:
    with pytest.raises(BadFile, match=r"broken\.md"):
        parse(text, LIBRARY / "broken.md")


def test_dated_facts_older_than_a_year_are_listed() -> None:
    dated = [source.as_of for lesson in library().values() for source in lesson.sources if source.as_of]
    assert stale(list(library().values()), min(dated)) == []
    assert len(stale(list(library().values()), max(dated) + timedelta(days=366))) == len(dated) > 0


@pytest.mark.parametrize("slug", sorted(library()))
def test_every_page_has_ways_to_ask_for_it(slug: str) -> None:
    assert library()[slug].asked
