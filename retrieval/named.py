"""What lessons and terms are called and asked as, as vectors in memory: how near a question is to each page's names, and to many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_MANY = 20


@dataclass(frozen=True, slots=True)
class Near:
    """The cosine of a question with the nearest name of each page, nearest page first, and its mean over the nearest names of all."""

    pages: Mapping[str, float] = field(default_factory=dict)
    many: float = 0.0


@dataclass(frozen=True, slots=True)
class Names:
    """The vectors of all names (n x 384, unit length), grouped by page; `starts` are the first rows of the pages."""

    slugs: Sequence[str]
    starts: NDArray[np.intp]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, NDArray[np.float32]]]) -> "Names":
        """Group rows of page and vector that come in order of the page."""
        pages = np.array([slug for slug, _ in rows])
        slugs, starts = np.unique(pages, return_index=True)
        vectors = np.stack([vector for _, vector in rows]) if rows else np.empty((0, 0), np.float32)
        return cls([str(slug) for slug in slugs], starts, vectors)

    def near(self, vector: NDArray[np.float32]) -> Near:
        """Tell how near a question (unit length) is."""
        if not self.slugs:
            return Near()
        cosines = _cosines(self.vectors, vector)
        best = np.maximum.reduceat(cosines, self.starts)
        order = np.lexsort((np.arange(len(best)), -best))
        most = np.partition(cosines, -min(_MANY, len(cosines)))[-_MANY:]
        return Near({self.slugs[at]: float(best[at]) for at in order}, float(most.mean()))


def nearest(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
    """Give the cosine of the nearest of some vectors."""
    return float(_cosines(vectors, vector).max())


def _cosines(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Multiply unit vectors, not by BLAS: its threads would go on turning for milliseconds on the core that the database needs."""
    found: NDArray[np.float32] = np.einsum("ij,j->i", vectors, vector)
    return found
