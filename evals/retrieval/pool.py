"""Pool what several searches find and have it judged: `python -m evals.retrieval.pool write|read FOLDER`.

`write` asks every question, of all parts alike, of four searches (by vectors, by words, by the names of pages, and the service's own)
and lists the ten best pages of each, with the pages that were graded before, in an order that tells neither the search nor the rank.
A judge who sees only a question and the pages' texts grades them by RUBRIC.md; `read` puts the grades into questions.jsonl. Some
questions are in two files, so that it can be told how far two judges agree.

How grades combine, laid down before anything was scored by them: the judge's grade stands in place of the earlier one for every page
of the pool, 0 included, in all parts alike; of two judges the one of the first file counts. A page that no search found is not judged
and counts as 0. A question is answerable when its judge says that the pages answer it, or gives a page the grade 2, and at least one
page has a grade; any other question is unanswerable and has no graded pages.
"""

import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.build import index
from api.session import Session, session
from core.models import Model
from core.protocols import Embedder
from data import library
from evals.place import fresh_home
from evals.retrieval.suite import FOLDER, lines, rows
from retrieval.calibrate import Calibration
from retrieval.evaluate import ask
from retrieval.named import Names
from retrieval.search import Search, Weights, arguments
from retrieval.words import telling

DEPTH = 10
IN_A_FILE = 34
TWICE = 50
BEST = 2
JUDGED = "judged.jsonl"
SINGLE = {"vectors": Weights(lexical=0.0, fetched=100, named=0), "words": Weights(dense=0.0, fetched=100, named=0)}
Pool = Mapping[str, Sequence[str]]


def key(text: str) -> str:
    """Name a question or a pair by a hash, which also shuffles."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


async def pools(opened: Session, questions: Sequence[Mapping[str, Any]]) -> list[Pool]:
    """Give for each question what each search found, best first, and what was graded before."""
    db, embedder = opened.running.db, opened.running.embedder
    whole = Search(db, embedder, calibration=Calibration(least=0.0, shown=0.0))
    async with db.shared() as conn:
        pooled = Pooled(conn, embedder, whole, Names.of(await library.named(conn, embedder.model)))
        return [await pooled.of(each) for each in questions]


@dataclass(frozen=True, slots=True)
class Pooled:
    """The searches whose findings are pooled."""

    conn: library.Conn
    embedder: Embedder
    whole: Search
    names: Names

    async def of(self, question: Mapping[str, Any]) -> Pool:
        """Ask all of them one question."""
        text = await self.whole.wording(question["text"])
        vector = (await self.embedder.encode([text]))[0]
        found = {"names": list(self.names.near(vector).pages)[:DEPTH], "graded": list(question["grades"])}
        for name, weights in SINGLE.items():
            hits = await library.hybrid(self.conn, arguments(telling(text), vector, self.embedder.model, weights))
            found[name] = list(dict.fromkeys(hit["slug"] for hit in hits if hit["rrf"]))[:DEPTH]
        return {**found, "service": (await ask(self.whole, question["text"], {"": 0})).found[:DEPTH]}


def dealt(
    questions: Sequence[Mapping[str, Any]], found: Sequence[Pool], topics: Mapping[str, str]
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Deal the questions with pages to judge into files, those about one subject together; the last files repeat some."""
    asked, subject, before = list[dict[str, Any]](), dict[str, tuple[str, str]](), verdicts()
    for each, pool in zip(questions, found, strict=True):
        name = key(each["text"])
        judged = before[name].pages if name in before else ()
        pages = {key(each["text"] + slug): slug for some in pool.values() for slug in some if slug not in judged}
        if pages:
            asked.append({"question": name, "text": each["text"], "pages": [pages[at] for at in sorted(pages)]})
            subject[name] = (topics[pool["names"][0]], pool["names"][0])
    again = sorted(asked, key=lambda each: key(f"again {each['question']}"))[:TWICE]
    for some in (asked, again):
        some.sort(key=lambda each: subject[each["question"]])
        for start in range(0, len(some), IN_A_FILE):
            yield sorted(some[start : start + IN_A_FILE], key=lambda each: str(each["question"]))


def write(folder: Path) -> None:
    """Write the files for the judges."""

    async def run() -> list[Pool]:
        async with session(settings, app_url) as opened:
            await index(opened.running)
            return await pools(opened, questions)

    questions = rows("questions.jsonl")
    pages = {lesson.slug: lesson for lesson in library.read()}
    with fresh_home() as (settings, app_url):
        found = asyncio.run(run())
    folder.mkdir(parents=True, exist_ok=True)
    for at, asked in enumerate(dealt(questions, found, {slug: page.topic for slug, page in pages.items()})):
        shown = sorted({slug for each in asked for slug in each["pages"]})
        texts = [{"page": slug, "text": f"{pages[slug].title}\n\n{pages[slug].body}"} for slug in shown]
        save(folder / f"{at:02}.jsonl", [*texts, *asked])


def save(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write one object a line."""
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), encoding="utf-8")


class Verdict(Model):
    """What a judge says of a question: whether the pages answer it, and the grade of every page that was seen."""

    question: str
    answered: bool
    pages: dict[str, int]

    @property
    def grades(self) -> Mapping[str, int]:
        """Give the graded pages, best first; none of a question that is not answered."""
        best = sorted(self.pages, key=lambda slug: -self.pages[slug])
        answerable = self.answered or max(self.pages.values()) == BEST
        return {slug: self.pages[slug] for slug in best if answerable and self.pages[slug]}

    def and_then(self, later: "Verdict") -> "Verdict":
        """Add what was seen later; a page that was seen before keeps its grade."""
        return Verdict(question=self.question, answered=self.answered or later.answered, pages={**later.pages, **self.pages})


def verdicts() -> dict[str, Verdict]:
    """Read what was judged so far."""
    return {each["question"]: Verdict.model_validate(each) for each in (rows(JUDGED) if (FOLDER / JUDGED).exists() else [])}


def judged(folder: Path) -> Iterator[Verdict]:
    """Read the judges' files; a page without a grade has 0."""
    for path in sorted(folder.glob("*.grades.jsonl")):
        asked = lines(path.with_name(path.name.replace(".grades", "")))
        pages = {each["question"]: each["pages"] for each in asked if "question" in each}
        for each in lines(path):
            grades = {slug: each["grades"].get(slug, 0) for slug in sorted(pages[each["question"]])}
            yield Verdict(question=each["question"], answered=each["answered"], pages=grades)


def agreement(pairs: Sequence[tuple[int, int]]) -> str:
    """Tell how far two judges agree: the share of equal grades, and what is left of it after chance (Cohen's kappa)."""
    equal = sum(one == other for one, other in pairs) / max(1, len(pairs))
    ones, others = (Counter(pair[at] for pair in pairs) for at in (0, 1))
    chance = sum(ones[grade] * others[grade] for grade in ones) / max(1, len(pairs)) ** 2
    return f"{len(pairs)} grades given twice: {equal:.3f} equal, kappa {(equal - chance) / max(1 - chance, 1e-9):.3f}"


def read(folder: Path) -> None:
    """Add the judges' grades to judged.jsonl and put what follows from them into questions.jsonl."""
    before, fresh, twice = verdicts(), dict[str, Verdict](), list[tuple[int, int]]()
    for each in judged(folder):
        first = fresh.setdefault(each.question, each)
        twice += [(first.pages[slug], grade) for slug, grade in each.pages.items() if first is not each]
    for name, each in fresh.items():
        before[name] = before[name].and_then(each) if name in before else each
    questions = rows("questions.jsonl")
    names = [key(each["text"]) for each in questions]
    changed = sum(bool(each["grades"]) != bool(before[name].grades) for each, name in zip(questions, names, strict=True))
    save(FOLDER / "questions.jsonl", [{**each, "grades": before[name].grades} for each, name in zip(questions, names, strict=True)])
    save(FOLDER / JUDGED, [before[name].model_dump() for name in names])
    print(f"{len(fresh)} questions judged, {changed} became answerable or unanswerable; {agreement(twice)}")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
