"""Search by size of the collection, beside plain hybrid search (all words required, `ts_rank_cd`) in the same run."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.build import index
from api.session import Session, session
from bench import crowd
from bench.measure import Row, p95
from core.settings import ROOT
from data.roles import OWNER, as_role
from data.secrets import load_or_create
from evals.place import fresh_home
from retrieval.evaluate import ask, scores
from retrieval.own import Question, search
from retrieval.search import Search, Weights, Within, arguments, common

QUESTIONS = ROOT / "evals" / "retrieval" / "questions.jsonl"
TIMED = 60
SHARED = 100_000
PEOPLE, EACH, MANY = 1_000, 20, 10_000
MODEL = "random"


def questions() -> list[dict[str, Any]]:
    """Give the reported questions that have an answer."""
    found = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return [each for each in found if each["part"] == "test" and each["grades"]]


async def timed(run: Callable[[int], Awaitable[Any]]) -> float:
    """Give the p95 in ms of different calls, after three that warm up."""
    for at in range(3):
        await run(TIMED + at)
    samples = []
    for at in range(TIMED):
        began = time.perf_counter()
        await run(at)
        samples.append((time.perf_counter() - began) * 1000)
    return p95(samples)


async def library(opened: Session, _: str) -> list[Row]:
    """Measure the library: time with the embedding included, and quality beside plain search."""
    await index(opened.running)
    asked, ours = questions(), Search(opened.running.db, opened.running.embedder)
    texts = [each["text"] for each in asked]
    ms = await timed(lambda at: ours.learn(texts[at]))
    plain = await timed(lambda at: crowd.plain(opened, texts[at]))
    right = [await ask(ours, each["text"], each["grades"]) for each in asked]
    other = [await crowd.asked(opened, each) for each in asked]
    quality, beside = scores(right, len(asked), "ours"), scores(other, len(asked), "plain")
    note = f"plain: {plain:.1f} ms, {plain / ms:.2f} x"
    return [
        Row("learn_search over the library, embedding included, p95", ms, 25, note=note),
        Row("nDCG@10, library questions", quality.ndcg_at_10, None, "", f"plain: {beside.ndcg_at_10:.3f}"),
        Row("Recall@5, library questions", quality.recall_at_5, None, "", f"plain: {beside.recall_at_5:.3f}"),
    ]


async def shared(opened: Session, owner_url: str) -> list[Row]:
    """Measure 100,000 shared chunks, made by disturbing the vectors of the library's names: our search, and the plain one."""
    await index(opened.running)
    db = opened.running.db
    vectors = await crowd.disturbed(db, opened.running.embedder.model, SHARED)
    await crowd.fill_library(db, owner_url, MODEL, vectors)
    words = [f"topic{at * 37 % 900} word{at * 11 % 4000} share fund" for at in range(TIMED + 3)]
    asked = crowd.near(vectors, TIMED + 3)
    within = Within(common=common(await crowd.frequency(db)))

    async def ours(at: int) -> None:
        await crowd.hybrid(db, arguments(words[at], asked[at], MODEL, Weights(), within))

    async def plain(at: int) -> None:
        await crowd.plain_by(db, words[at], asked[at], MODEL)

    ms, other = await timed(ours), await timed(plain)
    note = f"made from the library's vectors; plain: {other:.1f} ms, {other / ms:.2f} x"
    return [Row("search over 100,000 shared chunks, p95", ms, 40, note=note)]


async def own(opened: Session, _: str) -> list[Row]:
    """Measure one person of 10,000 passages among 1,000 people of 20, and recall against brute force."""
    people = await crowd.fill_people(opened.running.db, MODEL, PEOPLE, EACH, MANY)
    owner, vectors = people[0]
    asked = crowd.near(vectors, TIMED + 3)

    async def ours(at: int) -> None:
        question = Question(f"topic{at} word{at * 7}", asked[at], MODEL, 10)
        await search(opened.running.db, owner, question)

    recall = [await _recall(opened, who, mine) for who, mine in people[:60]]
    return [
        Row("notes_search over 10,000 own passages, p95", await timed(ours), 30),
        Row("of the true ten nearest, missed under row-level security", 100 * (1 - float(np.mean(recall))), 1, "%"),
    ]


async def _recall(opened: Session, who: UUID, mine: NDArray[np.float32]) -> float:
    """Give the share of a person's truly nearest ten that are found; raise where fewer than min(10, n) rows come back."""
    vector = crowd.near(mine, 1)[0]
    best = set(np.argsort(-(mine @ vector))[:10].tolist())
    found = await crowd.nearest(opened.running.db, who, vector, MODEL)
    if len(found) != min(10, len(mine)):
        raise AssertionError(f"{len(found)} rows came back of {min(10, len(mine))}")
    return len(best & set(found)) / len(best)


def rows() -> list[Row]:
    """Measure everything, each in a home of its own."""
    return [row for part in (library, shared, own) for row in asyncio.run(_at_home(part))]


async def _at_home(part: Callable[[Session, str], Awaitable[Sequence[Row]]]) -> Sequence[Row]:
    with fresh_home() as (settings, app_url):
        owner_url = as_role(app_url, OWNER, load_or_create(settings.home).owner)
        async with session(settings, app_url) as opened:
            return await part(opened, owner_url)
