"""Which words name which fields: a figure called volatility must be one."""

import re
from functools import cache

_TABLE: dict[str, tuple[str, str]] = {
    "volatility": (r"volatil", r"volatility"),
    "downside": (r"downside deviation", r"downside_deviation"),
    "sharpe": (r"\bsharpe", r"sharpe"),
    "sortino": (r"\bsortino", r"sortino"),
    "calmar": (r"\bcalmar", r"calmar"),
    "beta": (r"\bbeta", r"^beta"),
    "drawdown": (r"drawdown", r"drawdown"),
    "shortfall": (r"expected shortfall|\bcvar\b|\bes\b", r"^es_"),
    "var": (r"value[\s-]at[\s-]risk|\bvar\b", r"^var_"),
    "xirr": (r"\bxirr\b|money[\s-]weighted|internal rate", r"xirr"),
    "twr": (r"time[\s-]weighted|\btwr\b", r"^twr"),
    "dietz": (r"dietz", r"dietz"),
    "weight": (r"\bweight(?:s|ing)?\b|makes? up|\bshare of (?:your|the) portfolio", r"weight"),
    "correlation": (r"correlat", r"correlation|matrix"),
    "tracking": (r"tracking error", r"tracking_error"),
    "yield": (r"\byield", r"yield"),
    "cost": (r"\bcost (?:basis|price)|average cost|\bcost you\b", r"^cost|average_cost|cost_basis|cost_per_unit"),
    "realised": (r"(?<!un)realis|(?<!un)realiz", r"^realised"),
    "unrealised": (r"unrealis|unrealiz", r"^unrealised"),
    "probability": (r"probability|chance|likel", r"probability"),
    "dividends": (r"\bdividend", r"dividend|income|by_symbol|by_period|^total$|trailing|yield|amount"),
    "peak": (r"\bpeak(?:ed)?\b|\bbegan\b|\bstarted\b", r"peak"),
    "trough": (r"\btrough|\bbottom(?:ed)?\b", r"trough"),
    "recovery": (r"\brecover", r"recover"),
    "value": (r"\bworth\b|\b(?:total|market|current) value|\bvalued at|\bvalue of", r"value|^price|amount|total|cash"),
    "gain": (
        r"\bgain|\bprofit|\blost\b|\bloss\b|\breturn(?:ed|s)?\b",
        r"gain|return|twr|xirr|dietz|change|loss|profit|cagr|term$|alpha|^total$",
    ),
    "paid_in": (r"\bput in\b|contribut|\binvested\b|\bpaid in\b", r"contribution|cost|deposit|invested|amount|income|effect|selection"),
    "skew": (r"skew", r"skew"),
    "kurtosis": (r"kurtosis", r"kurtosis"),
    "fees": (r"\bfees?\b|\bcharges?\b|brokerage", r"fee|charge"),
    "r_squared": (r"r[\s-]?squared|r²", r"r_squared"),
    "information": (r"information ratio", r"information_ratio"),
    "ulcer": (r"\bulcer", r"ulcer"),
    "effective": (r"\beffective (?:number|holdings)|\blike [\d.]+ equal", r"effective"),
    "hhi": (r"\bhhi\b|concentration index|herfindahl", r"hhi"),
    "diversification": (r"diversification ratio", r"diversification_ratio"),
    "cash": (r"\b(?:in|of|as|is) cash\b|\bcash (?:is|makes|balance|holding)|^\W*cash\b|\|\s*cash\b", r"cash"),
    "alpha": (r"\balpha\b", r"^alpha"),
    "on_cost": (r"\bon cost\b", r"on_cost"),
    "trailing": (r"\b(?:trailing|income|dividend) yield", r"trailing_yield"),
    "start": (r"\bstart(?:ed|ing|s)?\b|\bbegan\b|\bbeginning\b", r"^start"),
    "end": (r"\bend(?:ed|ing|s)?\b", r"^end"),
}
# Of these at most one can be meant: a figure that belongs to one may not be called another.
_EXCLUSIVE = (
    {"peak", "trough", "recovery"},
    {"realised", "unrealised"},
    {"var", "shortfall"},
    {"twr", "xirr", "dietz"},
    {"value", "gain", "paid_in"},
    {"start", "end"},
    {"on_cost", "trailing"},
)
_ANNUAL = re.compile(
    r"annuali[sz]ed|per annum|\bcagr\b|compound annual|(?<!over )(?<!in )(?<!for )(?<!after )(?<!of )(?<!half )\b(?:a|per) year\b"
)
_WHOLE_PERIOD = re.compile(r"^(?:twr|total_return|gain|modified_dietz|change|return|unrealised_return)$")
# Fields about the figures themselves: they answer to their own word alone.
_DEMANDS = {
    "confidence": re.compile(r"confiden|\blevel\b"),
    "coverage": re.compile(r"\bcover|\bpriced\b"),
    "staleness_days": re.compile(r"\bdays?\b|\bold|stale"),
}
_AGAINST = re.compile(r"\bor less\b|less than|\bbelow\b|\bmiss(?:ing)?\b|\bnot reach|fall(?:ing)? short|\bfail")
_WORDS = {name: re.compile(words) for name, (words, _) in _TABLE.items()}
_KEYS = {name: re.compile(keys) for name, (_, keys) in _TABLE.items()}


def spoken(text: str) -> set[str]:
    """Give the concepts that a lower-case text names."""
    return {name for name, words in _WORDS.items() if words.search(text)}


@cache
def held(keys: tuple[str, ...]) -> frozenset[str]:
    """Give the concepts that a fact's field belongs to."""
    return frozenset(name for name, pattern in _KEYS.items() if any(pattern.search(key) for key in keys))


def fits(text: str, keys: tuple[str, ...], ids: frozenset[str] = frozenset()) -> bool:
    """Tell whether a field, of the row with these names, may be called what the text calls it."""
    key = keys[-1] if keys else ""
    if (_ANNUAL.search(text) and _WHOLE_PERIOD.match(key)) or (key == "probability" and _AGAINST.search(text)):
        return False
    if key in _DEMANDS and not _DEMANDS[key].search(text):
        return False
    named, own = spoken(text), held(keys) | ({"cash"} if "cash" in ids else set())
    if any(named & group and own & group and not named & own & group for group in _EXCLUSIVE):
        return False
    return not named or not own or bool(named & own)
