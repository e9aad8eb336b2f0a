"""Fit when a search is silent, on the parts for choosing alone: `python -m evals.retrieval.fitting` prints numbers for `Calibration`.

A logistic curve over what `signals` reads of a question is fitted with a small penalty. The threshold is chosen on questions that the
curve had not seen (ten folds, drawn several times by fixed seeds), where both floors are kept by the same share of what they allow.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.build import index
from api.session import session
from core.settings import load
from evals.place import fresh_home
from evals.retrieval.suite import PARTS, REFUSED, REPORTED, WRONGLY_REFUSED, Kept, rows
from retrieval.calibrate import signals
from retrieval.search import Search

PENALTY, STEPS = 2.0, 30
FOLDS, SEEDS = 10, 6
Floats = NDArray[np.float64]
Yes = NDArray[np.bool_]


def curve(seen: Floats, answerable: Yes) -> Floats:
    """Fit the weights and the offset (last) by Newton's method; the penalty is on the weights of standardised signals."""
    mean, spread = seen.mean(axis=0), seen.std(axis=0)
    table = np.c_[(seen - mean) / spread, np.ones(len(seen))]
    ridge = np.diag([PENALTY] * seen.shape[1] + [0.0])
    by = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ by))
        slope = table.T @ (chance - answerable) + ridge @ by
        by -= np.linalg.solve((table * (chance * (1 - chance))[:, None]).T @ table + ridge, slope)
    weights = by[:-1] / spread
    found: Floats = np.append(weights, by[-1] - weights @ mean)
    return found


def unseen(seen: Floats, answerable: Yes) -> Iterator[Floats]:
    """Give for each seed the odds of every question from a curve fitted without its fold."""
    for seed in range(SEEDS):
        fold = np.random.default_rng(seed).permutation(len(seen)) % FOLDS
        odds = np.zeros(len(seen))
        for each in range(FOLDS):
            by = curve(seen[fold != each], answerable[fold != each])
            odds[fold == each] = seen[fold == each] @ by[:-1] + by[-1]
        yield odds


def threshold(odds: Sequence[Floats], answerable: Yes) -> tuple[float, float, float]:
    """Give the threshold of least share of what the floors allow, with the shares refused and wrongly refused there."""

    def at(least: float) -> tuple[float, float, float]:
        refused = float(np.mean([np.mean(each[~answerable] < least) for each in odds]))
        wrongly = float(np.mean([np.mean(each[answerable] < least) for each in odds]))
        return max((1 - refused) / (1 - REFUSED), wrongly / WRONGLY_REFUSED), refused, wrongly

    best = min(np.linspace(-3, 3, 241), key=lambda least: (at(float(least))[0], abs(least)))
    return float(best), *at(float(best))[1:]


async def read(search: Search, questions: Sequence[dict[str, Any]]) -> Floats:
    """Read the signals of all questions."""
    return np.array([signals(*await search.signals(each["text"])) for each in questions])


def main() -> None:
    """Fit and print."""

    async def run() -> Floats:
        async with session(settings, app_url) as opened:
            await index(opened.running)
            embedder = Kept(opened.running.embedder, load().home / "vectors")
            search = Search(opened.running.db, embedder)
            await embedder.warm([await search.wording(each["text"]) for each in questions])
            return await read(search, questions)

    questions = [each for each in rows("questions.jsonl") if each["part"] in set(PARTS) - set(REPORTED)]
    with fresh_home() as (settings, app_url):
        seen = asyncio.run(run())
    answerable = np.array([bool(each["grades"]) for each in questions])
    least, refused, wrongly = threshold(list(unseen(seen, answerable)), answerable)
    by = curve(seen, answerable)
    print(f"question = ({', '.join(f'{each:.3f}' for each in by[:-1])})")
    print(f"question_offset = {by[-1] - least:.3f}  # for a threshold of 0.5")
    print(f"{len(questions)} questions, not seen by their curve: refused {refused:.3f}, wrongly refused {wrongly:.3f}")


if __name__ == "__main__":
    main()
