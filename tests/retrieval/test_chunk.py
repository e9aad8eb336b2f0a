"""Chunks: one heading each, inside the window, with overlap and repeated table heads."""

from itertools import pairwise

import pytest

from retrieval.chunk import TOKENS, WORDS, merged, sections, sentences, split
from retrieval.tokens import count

LONG = " ".join(f"Sentence number {at} says something plain about shares and bonds." for at in range(60))


def test_each_heading_starts_a_chunk_and_stands_in_its_header() -> None:
    found = split("Beta", "Intro here.\n\n## What it is\nA slope.\n\n## Pitfalls\nMany.", count, context="market sensitivity")
    assert [(each.seq, each.locator, each.body) for each in found] == [
        (0, "Beta", "Intro here."),
        (1, "What it is", "A slope."),
        (2, "Pitfalls", "Many."),
    ]
    assert found[1].header == "Beta - market sensitivity - What it is"


def test_chunks_fit_the_window_and_overlap() -> None:
    found = split("Long", LONG, count)
    assert len(found) > 3
    assert all(each.n_tokens <= TOKENS and len(each.body.split()) <= WORDS for each in found)
    for first, second in pairwise(found):
        assert second.body.split(". ", maxsplit=1)[0] in first.body


def test_nothing_is_lost() -> None:
    found = split("Long", LONG, count)
    assert all(any(part in each.body for each in found) for part in sentences(LONG))


def test_a_table_keeps_its_heads_in_every_chunk() -> None:
    rows = "\n".join(f"Item {at} | {at * 1111.25:,.2f} | {at * 3:,} | some words that take tokens" for at in range(60))
    found = split("Accounts", f"Name | 2019 | 2018 | Remark\n{rows}", count)
    assert len(found) > 3
    assert all(each.body.startswith("Name | 2019 | 2018 | Remark\nItem") for each in found)


def test_a_sentence_longer_than_the_window_is_cut() -> None:
    found = split("Wall", "word " * 900, count)
    assert sum(len(each.body.split()) for each in found) >= 900
    assert all(each.n_tokens <= TOKENS for each in found)


def test_equal_text_has_an_equal_hash_and_a_changed_one_not() -> None:
    first, second, other = (split("T", text, count)[0].sha256 for text in ("Same.", "Same.", "Changed."))
    assert first == second != other


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (
            "One. The overlap sentence stands here.",
            "The overlap sentence stands here. Three.",
            "One. The overlap sentence stands here. Three.",
        ),
        ("One.", "Two.", "One.\n\nTwo."),
    ],
)
def test_neighbours_join_with_the_overlap_once(first: str, second: str, whole: str) -> None:
    assert merged(first, second) == whole


def test_sections_of_a_text_without_headings() -> None:
    assert list(sections("plain")) == [("", "plain")]
