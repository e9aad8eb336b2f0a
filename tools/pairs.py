"""Correlations as a matrix and as named pairs."""

from collections.abc import Sequence

import numpy as np

from core.market import Floats
from tools.ground import number
from tools.results.market import Matrix, Pair

MOST = 20
ROUND = 6


def matrix(names: Sequence[str], rows: Floats) -> Matrix:
    """Give a correlation matrix, rounded; null where there is none."""
    return Matrix(names=list(names), matrix=[[number(round(float(value), ROUND)) for value in row] for row in rows])


def pairs(names: Sequence[str], matrix: Floats) -> list[Pair]:
    """Give the pairs of a correlation matrix, the most correlated first."""
    found = [(names[i], names[j], float(matrix[i, j])) for i in range(len(names)) for j in range(i + 1, len(names))]
    ordered = sorted((pair for pair in found if np.isfinite(pair[2])), key=lambda pair: -pair[2])[:MOST]
    return [Pair(symbol=first, name=second, correlation=round(value, ROUND)) for first, second, value in ordered]
