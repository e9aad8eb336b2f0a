"""Where a period's return differs from the benchmark's, by holding or by sector."""

import numpy as np

from core.market import Floats
from finance import attribution
from finance.period import Span
from tools.book import View, changes
from tools.ground import number
from tools.results.portfolio import Effect

UNKNOWN = "Unknown"
INDEX = "index"
HIDDEN = ("benchmark_weight", "benchmark_return", "allocation", "selection", "interaction")


def effects(view: View, span: Span, closes: Floats, split: str | None) -> tuple[list[Effect], dict[str, str]]:
    """Give the effects, which sum to the active return, and why parts of them are missing.

    The weights within an index are not known here: then each row has its whole effect alone, weight x (return - index
    return). A benchmark that is one instrument is known: all of its weight is that instrument, or its sector.
    """
    if split is None:
        return [], {}
    values = view.detailed(span, close=True)
    index = np.concatenate([[0.0], changes(closes)])
    groups = {s: (view.book.instrument(s).sector or UNKNOWN) if split == "sector" else s for s in values.symbols}
    name = _known(view, split)
    if name is None:
        rows = attribution.against_index(values, span, index, groups)
    else:
        rows = attribution.against_weights(values, span, groups, {name: (1.0, index)})
    made = [_effect(row, known=name is not None) for row in sorted(rows, key=lambda row: -row.total)]
    if name is not None:
        return made, {}
    reason = f"The weights within {view.book.prices.benchmark.symbol} are not known here: total is the row's whole effect."
    return made, dict.fromkeys(HIDDEN, reason)


def _known(view: View, split: str) -> str | None:
    """Give the row that the benchmark as a whole belongs to, where it is one instrument."""
    benchmark = view.book.prices.benchmark
    if benchmark.asset_class == INDEX:
        return None
    return benchmark.symbol if split == "holding" else benchmark.sector


def _effect(row: attribution.Effect, *, known: bool) -> Effect:
    parts = {name: number(getattr(row, name)) if known else None for name in HIDDEN}
    return Effect(name=row.name, weight=number(row.weight), return_=number(row.total_return), total=number(row.total), **parts)
