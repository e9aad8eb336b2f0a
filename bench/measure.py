"""Samples, percentiles and the table they go into."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RUNS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing against its bar, in the unit named."""

    name: str
    value: float
    bar: float | None
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Give value / bar; under one is within the bar."""
        return None if self.bar is None else self.value / self.bar


def p95(samples: Sequence[float]) -> float:
    """Give the 95th percentile, inclusive."""
    return statistics.quantiles(samples, n=20, method="inclusive")[18]


def median_of_runs(run: Callable[[], float]) -> float:
    """Give the median of three runs."""
    return statistics.median(run() for _ in range(RUNS))


def table(title: str, rows: Sequence[Row]) -> str:
    """Write rows as a Markdown table."""
    lines = [f"\n## {title}\n", "| measured | value | bar | ratio | |", "|---|---:|---:|---:|---|"]
    for row in rows:
        bar = "" if row.bar is None else f"{row.bar:g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(f"| {row.name} | {row.value:.2f} {row.unit} | {bar} | {ratio} | {row.note} |")
    return "\n".join(lines)
