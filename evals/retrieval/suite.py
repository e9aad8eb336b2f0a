"""Measure retrieval on the questions beside this file: the library by part, and a person's own passages."""

import hashlib
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.build import index
from api.session import Session
from core.protocols import Embedder
from core.settings import load
from retrieval import own
from retrieval.cache import VectorCache
from retrieval.evaluate import Asked, Scores, ask, scores
from retrieval.own import OwnPassage
from retrieval.search import Search

FOLDER = Path(__file__).parent
NDCG, RECALL, REFUSED, WRONGLY_REFUSED = 0.85, 0.92, 0.90, 0.05
PARTS = {
    "fit": "for choosing",
    "earlier": "for choosing, older",
    "fresh fit": "for choosing, newer",
    "test": "reported",
    "fresh test": "reported, newer",
}
REPORTED = ("test", "fresh test")
TIMED = 60
HEAD = "| part | questions | nDCG@10 | Recall@5 | MRR | refused | wrongly refused | abstention precision | recall |\n|---|" + "---:|" * 8


def lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of one object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows(name: str) -> list[dict[str, Any]]:
    """Read a file of this folder."""
    return lines(FOLDER / name)


class Kept:
    """An embedder whose vectors of questions are kept by the hash of their text from one run to the next."""

    def __init__(self, inner: Embedder, folder: Path) -> None:
        self.model, self.dimensions = inner.model, inner.dimensions
        self._inner, self._cache = inner, VectorCache(folder, f"{inner.model}-evals")

    async def warm(self, texts: Sequence[str]) -> None:
        """Embed and keep what is not kept yet."""
        missing = {_hash(text): text for text in texts}
        known = self._cache.find(list(missing))
        fresh = [sha256 for sha256 in missing if sha256 not in known]
        if fresh:
            self._cache.keep(fresh, await self._inner.encode([missing[sha256] for sha256 in fresh]))

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give kept vectors; other texts are embedded."""
        known = self._cache.find([_hash(text) for text in texts])
        if len(known) == len({_hash(text) for text in texts}):
            return np.stack([known[_hash(text)] for text in texts])
        return await self._inner.encode(texts)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often a search was silent: rightly over unanswerable questions, wrongly over others; and precision and recall of it."""

    refused: float
    wrongly: float
    precision: float


def refusals(asked: Sequence[tuple[bool, bool]]) -> Refusals:
    """Count (answerable, silent) pairs."""
    right = sum(silent for answerable, silent in asked if not answerable)
    wrong = sum(silent for answerable, silent in asked if answerable)
    answerable = sum(each for each, _ in asked)
    return Refusals(right / max(1, len(asked) - answerable), wrong / max(1, answerable), right / max(1, right + wrong))


def missed(found: Scores, silent: Refusals) -> list[str]:
    """Name the floors that are not held."""
    return (
        ["nDCG@10"] * (found.ndcg_at_10 < NDCG)
        + ["Recall@5"] * (found.recall_at_5 < RECALL)
        + ["refused"] * (silent.refused < REFUSED)
        + ["wrongly refused"] * (silent.wrongly >= WRONGLY_REFUSED)
    )


def row(name: str, count: int, found: Scores, silent: Refusals) -> str:
    """Write one line of the table."""
    cells = (found.ndcg_at_10, found.recall_at_5, found.mrr, silent.refused, silent.wrongly, silent.precision, silent.refused)
    return f"| {name} | {count} | {' | '.join(f'{cell:.3f}' for cell in cells)} |"


async def part(search: Search, questions: Sequence[Mapping[str, Any]]) -> tuple[Scores, Refusals]:
    """Ask all questions of a part."""
    asked = [(await ask(search, each["text"], each["grades"] or {"": 0}), bool(each["grades"])) for each in questions]
    found = scores([each for each, answerable in asked if answerable], len(questions), "lessons")
    return found, refusals([(answerable, not each.found) for each, answerable in asked])


async def persons(opened: Session, embedder: Embedder) -> tuple[Scores, Refusals]:
    """Ask a person's own passages."""
    mine, user_id = rows("own.jsonl"), opened.ctx.user_id
    await _keep(opened, embedder, user_id, [line for line in mine if "passage" in line])
    search = Search(opened.running.db, embedder)
    asked, silent = list[Asked](), list[tuple[bool, bool]]()
    for line in (line for line in mine if "ask" in line):
        found = await search.notes(user_id, line["ask"], 10)
        silent.append((bool(line["right"]), found.abstained))
        if line["right"]:
            asked.append(Asked(dict.fromkeys(line["right"], 1), tuple(each.locator for each in found.passages), 0.0))
    return scores(asked, len(mine), "own"), refusals(silent)


async def _keep(opened: Session, embedder: Embedder, user_id: UUID, kept: Sequence[Mapping[str, str]]) -> None:
    """Store the passages; their locator is their name here."""
    for origin in ("note", "document", "holding"):
        mine = [OwnPassage(each["passage"], each["title"], each["passage"], each["text"]) for each in kept if each["origin"] == origin]
        await own.refresh(opened.running.db, user_id, origin, mine)
    await own.embed_missing(opened.running.db, embedder, user_id)


async def latency(opened: Session, questions: Sequence[Mapping[str, Any]]) -> str:
    """Time searches from the text on, embedding included."""
    search = Search(opened.running.db, opened.running.embedder)
    await search.learn("warm")
    times = sorted([(await ask(search, each["text"], {"": 0})).ms for each in questions[:TIMED]])
    return f"learn_search, embedding included: p50 {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms"


async def measured(opened: Session) -> int:
    """Print the tables; give 1 where a floor of the reported part is missed."""
    await index(opened.running)
    questions = rows("questions.jsonl")
    embedder = Kept(opened.running.embedder, load().home / "vectors")
    search = Search(opened.running.db, embedder)
    await embedder.warm([await search.wording(each["text"]) for each in questions])
    wanting: list[str] = []
    print(HEAD)
    for name, what in PARTS.items():
        mine = [each for each in questions if each["part"] == name]
        found, silent = await part(search, mine)
        print(row(f"library, {name} ({what})", len(mine), found, silent))
        wanting += [f"{name}: {floor}" for floor in missed(found, silent)] if name in REPORTED else []
    found, silent = await persons(opened, opened.running.embedder)
    print(row("own passages", found.queries, found, silent))
    wanting += [f"own {name}" for name in missed(found, silent)]
    print(await latency(opened, [each for each in questions if each["part"] == "test"]))
    print(f"retrieval floors missed: {', '.join(wanting)}" if wanting else "all retrieval floors held")
    return 1 if wanting else 0
