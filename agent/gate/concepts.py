"""Which words name which fields: a figure called volatility must be one."""

import re
from functools import cache, lru_cache

_TABLE: dict[str, tuple[str, str]] = {
    "volatility": (r"volatil", r"volatility"),
    "downside": (r"downside deviation", r"downside_deviation"),
    "sharpe": (r"\bsharpe", r"sharpe"),
    "sortino": (r"\bsortino", r"sortino"),
    "calmar": (r"\bcalmar", r"calmar"),
    "beta": (r"\bbeta|\binterval\b", r"^beta"),
    "drawdown": (r"drawdown|(?:deepest|biggest|largest|worst) fall\b", r"drawdown"),
    "shortfall": (r"expected shortfall|\bcvar\b|\bes\b", r"^es_"),
    "var": (r"value[\s-]at[\s-]risk|\bvar\b", r"^var_"),
    "xirr": (r"\bxirr\b|money[\s-]weighted|internal rate", r"xirr"),
    "twr": (r"time[\s-]weighted|\btwr\b", r"^twr"),
    "dietz": (r"dietz", r"dietz"),
    "weight": (
        r"\bweigh(?:s|ts?|ting)?\b|makes? up|\bshare of (?:your|the) portfolio|\bof the (?:total|portfolio)\b",
        r"weight|loss_fraction",
    ),
    "correlation": (r"correlat", r"correlation|matrix"),
    "tracking": (r"tracking error", r"tracking_error"),
    "yield": (r"\byield", r"yield"),
    "cost": (
        r"\bcost (?:basis|price)|average cost|(?<!would )\bcost you\b|\ba cost of\b",
        r"^cost|average_cost|cost_basis|cost_per_unit|total_cost",
    ),
    "realised": (r"(?<!un)realis|(?<!un)realiz", r"^realised"),
    "unrealised": (r"unrealis|unrealiz", r"^unrealised"),
    "probability": (r"probability|chance|likel", r"probability"),
    "dividends": (r"\bdividend", r"dividend|income|by_symbol|by_period|^total$|trailing|yield|amount|^price$"),
    "peak": (r"\bpeak(?:ed)?\b|\bbegan\b|\bstarted\b", r"peak"),
    "trough": (r"\btrough|\bbottom(?:ed)?\b", r"trough"),
    "recovery": (r"\brecover", r"recover"),
    "total_value": (r"\btotal value\b", r"^total_value$|^total$|^(?:start|end)_value$|^value$|^before|^after"),
    "invested": (r"\bholdings (?:are|is) worth\b|\bvalue of (?:the|your) holdings\b|\bholdings(?:'s?)? value\b", r"^holdings_value$"),
    "risk_share": (r"(?:%|per cent|percent|third|half|quarter|\d) of (?:the|your) (?:volatility|risk)", r"^volatility_share"),
    "value": (
        r"\bworth\b|\bhave\b.{0,30}\bnow\b|\bthe value\b|\bnow have\b|\b(?:total|market|current) value|\bvalued at|\bvalue of",
        r"value|^price|amount|total|cash",
    ),
    "gain": (
        r"\bgain|\bprofit|\blost\b|\bloss\b|\breturn(?:ed|s)?\b",
        r"gain|return|twr|xirr|dietz|change|loss|profit|cagr|term$|alpha|^total$",
    ),
    "paid_in": (
        r"\bput in\b|contribut|\binvested\b|\bpaid in\b|\ba cost of\b",
        r"contribution|cost|deposit|invested|amount|income|effect|selection",
    ),
    "skew": (r"skew", r"skew"),
    "kurtosis": (r"kurtosis", r"kurtosis"),
    "fees": (r"\bfees?\b|\bcharges?\b|brokerage", r"fee|charge"),
    "r_squared": (r"r[\s-]?squared|r²", r"r_squared"),
    "information": (r"information ratio", r"information_ratio"),
    "ulcer": (r"\bulcer", r"ulcer"),
    "effective": (r"\beffective (?:number|holdings)|\blike [\d.]+ equal", r"effective"),
    "hhi": (r"\bhhi\b|concentration index|herfindahl", r"hhi"),
    "diversification": (r"diversification ratio", r"diversification_ratio"),
    "cash": (r"\b(?:in|of|as|is) cash\b|\bcash (?:is|makes|balance|holding)|^\W*cash\b(?!\s(?:included|counted))|\|\s*cash\b", r"cash"),
    "alpha": (r"\balpha\b", r"^alpha"),
    "on_cost": (r"yield on (?:your )?cost\b", r"on_cost"),
    "trailing": (r"\b(?:trailing|income|dividend) yield", r"trailing_yield"),
    "price_gain": (r"\bfrom (?:share )?prices\b", r"^price_gain"),
    "currency_gain": (r"\bfrom (?:exchange rates?|currenc\w+)\b", r"^currency_gain"),
    "short": (r"short[\s-]term", r"short_term"),
    "long": (r"long[\s-]term", r"long_term"),
    "median": (r"\bmedian\b|\bmiddle\b", r"^p50$"),
    "bad": (r"\bbad (?:case|luck)|\bpessimis|\bunlucky", r"^p5$|^p25$"),
    "good": (r"\bgood (?:case|luck)|\boptimis|\blucky", r"^p95$|^p75$"),
    "high": (r"\b(?:its|the|a) high\b|\bhighest close", r"^high"),
    "low": (r"\b(?:its|the|a) low\b|\blowest close", r"^low"),
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
    {"short", "long"},
    {"median", "bad", "good"},
    {"high", "low"},
    {"total_value", "invested", "cash"},
)
# A figure called one of these must be it: no wider word beside it helps.
_SPECIFIC = frozenset(
    {
        "volatility",
        "downside",
        "sharpe",
        "sortino",
        "calmar",
        "beta",
        "drawdown",
        "shortfall",
        "var",
        "xirr",
        "twr",
        "dietz",
        "correlation",
        "tracking",
        "realised",
        "unrealised",
        "skew",
        "kurtosis",
        "r_squared",
        "information",
        "ulcer",
        "effective",
        "hhi",
        "diversification",
        "alpha",
        "price_gain",
        "currency_gain",
        "short",
        "long",
        "median",
        "bad",
        "good",
        "risk_share",
        "yield",
    }
)
# How near the others a specific word is: a share of the volatility is not the volatility.
_COVERS = {"risk_share": {"volatility"}, "unrealised": set[str](), "shortfall": {"var"}}
_WHOLE_AMOUNTS = {"cost_basis", "value_base", "unrealised_gain", "proceeds", "gain", "cost", "total_value"}
_PER_UNIT = re.compile(r"\b(?:each|apiece|a share|per share|a unit|per unit)\b")
_ANNUAL = re.compile(
    r"annuali[sz]ed|per annum|\bcagr\b|compound annual|(?<!over )(?<!in )(?<!for )(?<!after )(?<!of )(?<!half )\b(?:a|per) year\b"
)
_WHOLE_PERIOD = re.compile(r"^(?:excess_return|twr|total_return|gain|modified_dietz|change|return|unrealised_return)$")
# Fields about the figures themselves: they answer to their own word alone.
_DEMANDS = {
    **dict.fromkeys(("var_normal", "es_normal"), re.compile(r"normal|parametric|gaussian")),
    "var_cornish_fisher": re.compile(r"cornish|modified|fisher"),
    "target": re.compile(r"target|goal|reach|aim|against"),
    "contribution": re.compile(r"contribut|sav|month|pay|add|put"),
    "net_contributions": re.compile(r"put in|contribut|deposit|paid|invest|\bnet\b|flow|\badd|own money"),
    "price_gain": re.compile(r"price"),
    "currency_gain": re.compile(r"exchange|currenc|rupee|dollar|\bfx\b"),
    "trailing_income": re.compile(r"trailing|\d months|twelve months|year"),
    "fee": re.compile(r"fee|charge|broker|commission|cost"),
    "tax": re.compile(r"tax"),
    "tax_withheld": re.compile(r"tax|withheld"),
    "short_term": re.compile(r"short"),
    "long_term": re.compile(r"long"),
    "excess_return": re.compile(
        r"excess|beat|ahead|behind|lag|more|less|point|outperform|underperform|trail|differ|over|better|worse|\bvs\b|gap"
    ),
    **dict.fromkeys(("beta_low", "beta_high"), re.compile(r"interval|between|range|\blow|\bhigh|upper|confidence|\bfrom\b")),
    "confidence": re.compile(r"confiden|\blevel\b"),
    "coverage": re.compile(r"\bcover|\bpriced\b"),
    "staleness_days": re.compile(r"\bdays?\b|\bold|stale"),
}
_AGAINST = re.compile(r"\bor less\b|less than|\bbelow\b|\bmiss(?:ing)?\b|\bnot reach|fall(?:ing)? short|\bfail")
_WORDS = {name: re.compile(words) for name, (words, _) in _TABLE.items()}
_KEYS = {name: re.compile(keys) for name, (_, keys) in _TABLE.items()}


@lru_cache(maxsize=1024)
def spoken(text: str) -> frozenset[str]:
    """Give the concepts that a lower-case text names."""
    return frozenset(name for name, words in _WORDS.items() if words.search(text))


@cache
def held(keys: tuple[str, ...]) -> frozenset[str]:
    """Give the concepts that a fact's field belongs to."""
    return frozenset(name for name, pattern in _KEYS.items() if any(pattern.search(key) for key in keys))


def fits(text: str, keys: tuple[str, ...], ids: frozenset[str] = frozenset(), *, day: bool = False) -> bool:
    """Tell whether a field, of the row with these names, may be called what the text calls it; a day answers to less."""
    key = keys[-1] if keys else ""
    if (_ANNUAL.search(text) and _WHOLE_PERIOD.match(key)) or (key == "probability" and _AGAINST.search(text)):
        return False
    if key in _DEMANDS and not _DEMANDS[key].search(text):
        return False
    if _PER_UNIT.search(text) and (key in _WHOLE_AMOUNTS or (key == "value" and len(keys) > 1)):
        return False
    named, own = spoken(text), held(keys) | ({"cash"} if "cash" in ids else set())
    specific = named & _SPECIFIC
    specific -= frozenset(wide for word in specific for wide in _COVERS.get(word, ()))
    if specific and not day and not specific & own:
        return False
    if any(named & group and own & group and not named & own & group for group in _EXCLUSIVE):
        return False
    return not named or not own or bool(named & own)
