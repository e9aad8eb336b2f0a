"""Covariance and correlation of daily returns."""

from dataclasses import dataclass

import numpy as np

from core.market import Floats


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A covariance (k, k) of daily returns and the weight given to its target."""

    covariance: Floats
    shrinkage: float


def ledoit_wolf(returns: Floats) -> Shrunk:
    """Shrink the sample covariance of returns (k, n) towards mean variance x identity.

    Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices" (2004): the shrinkage is
    min(b^2, d^2) / d^2 with d^2 = |S - m I|^2 and b^2 the mean squared distance of x x' from S over n; norms per k.
    """
    k, n = returns.shape
    centred = returns - returns.mean(axis=1, keepdims=True)
    sample = centred @ centred.T / n
    mean = float(np.trace(sample)) / k
    target = mean * np.eye(k)
    distance = float(((sample - target) ** 2).sum()) / k
    squares = centred**2
    noise = float((squares @ squares.T / n - sample**2).sum()) / (n * k)
    shrinkage = min(noise, distance) / distance if distance > 0 else 0.0
    return Shrunk(shrinkage * target + (1.0 - shrinkage) * sample, shrinkage)


def correlation(returns: Floats) -> Floats:
    """Give the correlations of returns (k, n); an instrument that does not move has 0 with the others and 1 with itself."""
    centred = returns - returns.mean(axis=1, keepdims=True)
    length = np.sqrt((centred * centred).sum(axis=1))
    unit = np.divide(centred, length[:, None], out=np.zeros_like(centred), where=length[:, None] > 0)
    found: Floats = np.clip(unit @ unit.T, -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return found


def clusters(names: tuple[str, ...], correlations: Floats, least: float = 0.7) -> tuple[tuple[str, ...], ...]:
    """Group names joined by correlations of at least a threshold (single linkage); only groups of two and more, largest first."""
    group = np.arange(len(names))
    for i, j in zip(*np.nonzero(np.triu(correlations >= least, k=1)), strict=True):
        group[group == group[j]] = group[i]
    found = [tuple(name for name, at in zip(names, group, strict=True) if at == each) for each in dict.fromkeys(group.tolist())]
    return tuple(sorted((each for each in found if len(each) > 1), key=lambda each: (-len(each), each)))
