"""Measure the library's search on its questions, print the table, and exit 1 under a floor."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from api.build import index
from api.session import Session, session
from api.store import database
from core.settings import load
from retrieval.evaluate import Scores, lessons
from tests.fixtures_service import environment

QUESTIONS = Path(__file__).parent / "retrieval" / "questions.jsonl"
FLOORS = {"ndcg_at_10": 0.85, "recall_at_5": 0.92}
REFUSED, WRONGLY_REFUSED = 0.90, 0.05


def parts() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Give the questions by part: fit, held and told (told in full sentences) for choosing, test for reporting."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["part"], []).append((row["text"], frozenset(row["lessons"])))
    return found


async def refusals(opened: Session, questions: list[tuple[str, frozenset[str]]]) -> tuple[float, float]:
    """Give the share of unanswerable questions refused, and of answerable ones wrongly refused."""
    abstained = [(bool(right), (await opened.running.services.search.learn(text, 5)).abstained) for text, right in questions]
    without = [said for right, said in abstained if not right]
    with_answer = [said for right, said in abstained if right]
    return sum(without) / max(1, len(without)), sum(with_answer) / max(1, len(with_answer))


def verdict(scores: Scores, refused: float, wrongly: float) -> list[str]:
    """Name the floors that were missed."""
    missed = [name for name, floor in FLOORS.items() if getattr(scores, name) < floor]
    return missed + ["refused"] * (refused < REFUSED) + ["wrongly refused"] * (wrongly > WRONGLY_REFUSED)


async def measured(opened: Session) -> int:
    """Measure every part; floors hold for the part `test`."""
    await index(opened.running)
    missed: list[str] = []
    print("| part | nDCG@10 | Recall@5 | MRR | refused | wrongly refused | p50 ms | p95 ms |\n|---|---:|---:|---:|---:|---:|---:|---:|")
    for part, questions in sorted(parts().items()):
        scores = await lessons(opened.running.services.search, [each for each in questions if each[1]])
        refused, wrongly = await refusals(opened, questions)
        cells = (scores.ndcg_at_10, scores.recall_at_5, scores.mrr, refused, wrongly)
        times = f"{scores.latency_ms_p50:.1f} | {scores.latency_ms_p95:.1f}"
        print(f"| {part} ({len(questions)}) | {' | '.join(f'{cell:.3f}' for cell in cells)} | {times} |")
        missed += verdict(scores, refused, wrongly) if part == "test" else []
    print(f"floors missed: {', '.join(missed)}" if missed else "all floors held")
    return 1 if missed else 0


def main() -> int:
    """Open a fresh home, so that nothing of a person is touched."""
    with tempfile.TemporaryDirectory(prefix="coach-evals-") as folder:
        Path(folder).chmod(0o711)
        settings = load(environment(Path(folder)))

        async def run(app_url: str) -> int:
            async with session(settings, app_url) as opened:
                return await measured(opened)

        with database(settings) as app_url:
            return asyncio.run(run(app_url))


if __name__ == "__main__":
    sys.exit(main())
