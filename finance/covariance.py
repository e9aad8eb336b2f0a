"""Covariance and correlation of daily returns."""

from dataclasses import dataclass

import numpy as np

from core.market import Floats

SINGLE = 200_000


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
    sample = _products(centred) / n
    mean = float(np.trace(sample)) / k
    target = mean * np.eye(k)
    distance = float(((sample - target) ** 2).sum()) / k
    lengths = np.einsum("ij,ij->j", centred, centred)
    noise = (float(lengths @ lengths) / n - float((sample**2).sum())) / (n * k)
    shrinkage = min(noise, distance) / distance if distance > 0 else 0.0
    return Shrunk(shrinkage * target + (1.0 - shrinkage) * sample, shrinkage)


def _products(rows: Floats) -> Floats:
    """Give rows (k, n) times their transpose in parts so small that the linear algebra library starts no threads for them."""
    k, n = rows.shape
    step = max(SINGLE // (k * k), 1)
    found = np.zeros((k, k))
    for at in range(0, n, step):
        part = rows[:, at : at + step]
        found += part @ part.T
    return found


def correlation(returns: Floats) -> Floats:
    """Give the correlations of returns (k, n); an instrument that does not move has 0 with the others and 1 with itself."""
    centred = returns - returns.mean(axis=1, keepdims=True)
    length = np.sqrt((centred * centred).sum(axis=1))
    unit = np.divide(centred, length[:, None], out=np.zeros_like(centred), where=length[:, None] > 0)
    found: Floats = np.clip(unit @ unit.T, -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return found


def correlation_of(covariance: Floats) -> Floats:
    """Give the correlations of a covariance (k, k); what does not move has 0 with the others and 1 with itself."""
    deviation = np.sqrt(np.diag(covariance))
    scale = np.outer(deviation, deviation)
    found: Floats = np.clip(np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0), -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return found


def clusters(names: tuple[str, ...], correlations: Floats, least: float = 0.7) -> tuple[tuple[str, ...], ...]:
    """Group names joined by correlations of at least a threshold (single linkage); only groups of two and more, largest first."""
    group = list(range(len(names)))
    for i, j in np.argwhere(np.triu(correlations >= least, k=1)).tolist():
        old, new = group[j], group[i]
        if old != new:
            group = [new if each == old else each for each in group]
    found = [tuple(name for name, at in zip(names, group, strict=True) if at == each) for each in dict.fromkeys(group)]
    return tuple(sorted((each for each in found if len(each) > 1), key=lambda each: (-len(each), each)))
