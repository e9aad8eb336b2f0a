"""Intent by sentence embeddings: the mean of a question's two best cosines with an intent's exemplars, and what the slots say."""

import asyncio
import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.models.builtin.intents import Intent, intents
from agent.models.builtin.rules import OF_METRIC
from agent.models.builtin.slots import Slots
from core.protocols import Embedder

Vectors = NDArray[np.float32]
Weights = NDArray[np.float64]
REMEMBERED = 512
CUE = 0.12
MISSING = 0.22
WANTED = 0.03
MIN_PAIR = 2
RIDGE = 0.3
LINEAR = 0.4


@dataclass(frozen=True, slots=True)
class Ranked:
    """One intent with its score for a question; `near` is the part that says how near its examples are."""

    intent: Intent
    score: float
    near: float


def _has(slots: Slots, need: str) -> bool:
    return {
        "instrument": bool(slots.instruments or slots.unknown),
        "two": len(slots.instruments) + len(slots.unknown) >= MIN_PAIR,
        "side": bool(slots.words.sides),
        "figure": bool(slots.amounts),
        "money": slots.amount("money", "plain") is not None,
        "horizon": slots.horizon is not None,
        "currency": bool(slots.currencies) or any(amount.currency for amount in slots.amounts),
    }[need]


def adjust(intent: Intent, slots: Slots) -> float:
    """Give what cue words and slots add to or take from an intent's score."""
    cued = intent.cues is not None and intent.cues.search(slots.text) is not None
    change = CUE if cued else 0.0
    if slots.words.scenarios and intent.name == "stress":
        change += MISSING
    if intent.name in {OF_METRIC[metric] for metric in slots.words.metrics if metric in OF_METRIC}:
        change += CUE
    change -= MISSING * sum(not _has(slots, need) for need in intent.needs)
    if "instrument" in intent.needs and not slots.instruments and not cued:
        change -= MISSING / 2
    return change + WANTED * sum(_has(slots, want) for want in intent.wants)


class Router:
    """Ranks intents. Exemplar vectors are made at first use, and kept in a file where a path is given."""

    def __init__(self, embedder: Embedder, cache: Path | None = None) -> None:
        self.embedder, self.cache = embedder, cache
        self._lock: asyncio.Lock | None = None
        self._vectors: Vectors | None = None
        self._starts: NDArray[np.intp] | None = None
        self._weights: Weights | None = None
        self._recent: OrderedDict[str, Vectors] = OrderedDict()
        self._intents = tuple(intents().values())

    def _key(self, texts: Sequence[str]) -> str:
        return hashlib.sha256("\n".join((self.embedder.model, *texts)).encode()).hexdigest()

    def _stored(self, key: str) -> tuple[Vectors, Weights] | None:
        if self.cache is None or not self.cache.exists():
            return None
        try:
            with np.load(self.cache, allow_pickle=False) as kept:
                if str(kept["key"]) != key:
                    return None
                return kept["vectors"].astype(np.float32), kept["weights"].astype(np.float64)
        except (OSError, ValueError, KeyError, EOFError):
            return None

    def _store(self, key: str, vectors: Vectors, weights: Weights) -> None:
        if self.cache is None:
            return
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        part = self.cache.with_name(f"{self.cache.name}.{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(file, key=np.array(key), vectors=vectors.astype(np.float16), weights=weights.astype(np.float32))
        part.replace(self.cache)

    async def warm(self) -> Vectors:
        """Make or load the exemplar vectors; the first question does this otherwise."""
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            if self._vectors is None:
                texts = [text for intent in self._intents for text in intent.exemplars]
                key = self._key(texts)
                stored = self._stored(key)
                self._starts = np.cumsum([0, *(len(intent.exemplars) for intent in self._intents)])
                vectors, self._weights = stored or await self._made(key, texts, self._starts)
                self._vectors = vectors
            return self._vectors

    async def _made(self, key: str, texts: Sequence[str], starts: NDArray[np.intp]) -> tuple[Vectors, Weights]:
        """Embed the exemplars, fit the weights to them, and keep both."""
        vectors = await self.embedder.encode(list(texts))
        weights = _linear(vectors, starts)
        self._store(key, vectors, weights)
        return vectors, weights

    async def _embed(self, texts: Sequence[str]) -> list[Vectors]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._recent]
        if missing:
            for text, vector in zip(missing, await self.embedder.encode(missing), strict=True):
                self._recent[text] = vector
        found = [self._recent[text] for text in texts]
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return found

    async def rank(self, slots: Slots) -> list[Ranked]:
        """Rank all intents for a question, best first."""
        return (await self.rank_all([slots]))[0]

    async def rank_all(self, questions: Sequence[Slots]) -> list[list[Ranked]]:
        """Rank all intents for several questions, embedded together."""
        vectors = await self.warm()
        embedded = await self._embed([slots.masked.lower() for slots in questions])
        return [self._ranked(vectors @ vector, vector, slots) for vector, slots in zip(embedded, questions, strict=True)]

    def _ranked(self, cosines: Vectors, vector: Vectors, slots: Slots) -> list[Ranked]:
        starts, weights = self._starts, self._weights
        assert starts is not None and weights is not None  # noqa: S101, PT018 - set with the vectors
        linear, nearest = vector @ weights, _nearest(cosines, starts)
        found = []
        for at, intent in enumerate(self._intents):
            near = float(nearest[at]) + adjust(intent, slots)
            found.append(Ranked(intent, near + LINEAR * float(linear[at]), near))
        return sorted(found, key=lambda ranked: -ranked.score)


def _nearest(cosines: Vectors, starts: NDArray[np.intp]) -> Vectors:
    """Give the mean of the two best cosines of each intent."""
    first, sizes = starts[:-1], np.diff(starts)
    best = np.maximum.reduceat(cosines, first)
    hit = cosines == np.repeat(best, sizes)
    second = np.maximum.reduceat(np.where(hit, -1.0, cosines), first)
    second = np.where(np.add.reduceat(hit.astype(np.intp), first) > 1, best, second)
    return np.asarray((best + second) / 2, np.float32)


def _linear(vectors: Vectors, starts: NDArray[np.intp]) -> Weights:
    """Fit a ridge regression from vectors to intents, shape (dimensions, intents)."""
    sizes = np.diff(starts)
    wanted = np.repeat(np.eye(len(sizes)), sizes, axis=0) - 1 / len(sizes)
    exact = vectors.astype(np.float64)
    solved = np.linalg.solve(exact.T @ exact + RIDGE * np.eye(exact.shape[1]), exact.T @ wanted)
    return np.asarray(solved, np.float64)
