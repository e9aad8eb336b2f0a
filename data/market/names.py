"""Finding instruments by what people call them: symbol, ISIN, name or alias, with small slips forgiven."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from core.market import Instrument

CLOSE = 82
EXACT = 100.0
FUZZY = 1.0
SHORTEST = 3


def search(instruments: Sequence[Instrument], query: str) -> list[Instrument]:
    """Give the instruments that a query may mean, best first; an empty query gives all."""
    wanted = query.strip().casefold()
    if not wanted:
        return list(instruments)
    scores = {each.symbol: _exactly(each, wanted) for each in instruments}
    if not any(scores.values()):
        scores = _nearly(instruments, wanted)
    found = [each for each in instruments if scores.get(each.symbol)]
    return sorted(found, key=lambda each: (-scores[each.symbol], each.symbol))


def _exactly(each: Instrument, wanted: str) -> float:
    """Score by what is equal, begins with, or holds the query; 0 when nothing does."""
    symbol, others = each.symbol.casefold(), [text.casefold() for text in (each.name, *each.aliases)]
    if wanted in {symbol, (each.isin or "").casefold()}:
        return EXACT
    checks = (
        (wanted in others, 90.0),
        (symbol.startswith(wanted), 80.0),
        (any(text.startswith(wanted) for text in others), 70.0),
        (len(wanted) >= SHORTEST and any(wanted in text for text in (symbol, *others)), 60.0),
        ((each.sector or "").casefold() == wanted or each.asset_class.casefold() == wanted, 50.0),
    )
    return next((score for holds, score in checks if holds), 0.0)


def _nearly(instruments: Sequence[Instrument], wanted: str) -> dict[str, float]:
    if len(wanted) < SHORTEST:
        return {}
    spoken = [(each.symbol, text) for each in instruments for text in (each.symbol, each.name, *each.aliases)]
    found = process.extract(
        wanted, [text for _, text in spoken], scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=CLOSE, limit=None
    )
    scores: dict[str, float] = {}
    for _, score, at in found:
        symbol = spoken[at][0]
        scores[symbol] = max(scores.get(symbol, 0.0), score)
    return scores
