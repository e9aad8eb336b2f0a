"""Correlations as named pairs."""

from collections.abc import Sequence

import numpy as np

from core.market import Floats
from tools.results.market import Pair

MOST = 20
ROUND = 6


def pairs(names: Sequence[str], matrix: Floats) -> list[Pair]:
    """Give the pairs of a correlation matrix, the most correlated first."""
    found = [(names[i], names[j], float(matrix[i, j])) for i in range(len(names)) for j in range(i + 1, len(names))]
    ordered = sorted((pair for pair in found if np.isfinite(pair[2])), key=lambda pair: -pair[2])[:MOST]
    return [Pair(symbol=first, name=second, correlation=round(value, ROUND)) for first, second, value in ordered]
