"""Words with a meaning for arguments: grouping, method, side, transaction type, order, scenario, metric."""

import re
from dataclasses import dataclass, field

from agent.models.builtin.slots.scan import Scan

Table = tuple[tuple[str, str], ...]

GROUPING: Table = (
    ("sector", r"sectors?|industr(?:y|ies)|sector[- ]?wise"),
    (
        "asset_class",
        r"asset[ -]?(?:class(?:es)?|types?|mix)|asset allocation|equity (?:vs|versus|and|or) (?:debt|bonds?|cash)|stocks? (?:vs|versus|and) (?:bonds?|etfs?|funds?)|asset",
    ),
    ("currency", r"currenc(?:y|ies)|currency[- ]?wise|forex exposure|fx exposure"),
    ("account", r"accounts?|brokers?|demat|broker[- ]?wise|account[- ]?wise"),
    ("holding", r"holdings?|stocks?|positions?|instruments?|compan(?:y|ies)|shares|scrips?|stock[- ]?wise|securit(?:y|ies)"),
)
METHOD: Table = (
    ("fifo", r"fifo|first[ -]in[ -]first[ -]out"),
    ("lifo", r"lifo|last[ -]in[ -]first[ -]out"),
    ("hifo", r"hifo|highest[ -](?:cost[ -])?(?:in[ -])?first(?:[ -]out)?"),
    ("average", r"average[ -]cost (?:method|basis)|(?:moving|weighted)[ -]average|average method|by average"),
    ("specific", r"specific (?:lots?|identification)"),
)
COST_VIEW: Table = (("tax", r"tax (?:view|basis|purposes?|cost|terms)|for tax|taxable"), ("economic", r"economic (?:view|cost|terms)"))
TYPE: Table = (
    ("buy", r"buys?|bought|buying|purchas(?:e|es|ed|ing)|kharid\w*|acquired"),
    ("sell", r"sells?|sold|selling|sales?|bech\w*|redeem(?:ed)?"),
    ("dividend", r"dividends?|payouts?"),
    ("interest", r"interest"),
    ("fee", r"fees?|brokerage|charges"),
    ("tax", r"tax(?:es)?|tds"),
    ("deposit", r"deposits?|deposited|paid in|put in|added (?:money|cash|funds)|top[- ]?ups?|contributions?|cash in"),
    ("withdrawal", r"withdrawals?|withdr[ae]w(?:n)?|took out|taken out|cash out"),
    ("split", r"(?:stock |share )?splits?"),
    ("bonus", r"bonus(?:es)?(?: issues?| shares?)?"),
)
BUY = r"\b(?:buy|bought|purchase|purchased|add|adding|added|buying|invest|put|top up|kharid\w*)\b"
SELL = r"\b(?:sell|sold|selling|exit|trim|reduce|dump|liquidate|offload|book profits? (?:on|in)|get rid of|cut|bech\w*)\b"
ORDER: Table = (
    (
        "worst",
        r"worst|losers?|laggards?|weakest|poorest|biggest los\w+|fallen the most|lost the most|down the most|most red|dragging|dragged|hurt",
    ),
    (
        "best",
        r"best|winners?|strongest|top perform\w*|biggest gain\w*|gained the most|up the most|most profitable|outperform\w*|stars?|helped",
    ),
    ("smallest", r"smallest|tiniest|lowest weight|least"),
    ("largest", r"largest|biggest|top|heaviest|highest weight|most of|main"),
)
SCENARIO: Table = (
    ("2008", r"2008(?: crisis| crash)?|gfc|global financial crisis|financial crisis|lehman|credit crunch"),
    ("covid", r"covid(?:[- ]?19)?|corona(?:virus)?|pandemic|2020 crash"),
    ("dot-com", r"dot[- ]?com(?: bust| crash| bubble)?|tech bubble|2000 crash"),
    ("2022", r"2022 (?:bear|rate|inflation|sell[- ]?off|crash)\w*"),
    ("1990", r"gulf war|1990 recession"),
    ("1998", r"1998|ltcm|russian? (?:crisis|default)|asian crisis"),
    ("2011", r"2011|debt ceiling|euro(?:zone)? crisis"),
    ("2018", r"2018 (?:q4|fall|sell[- ]?off)|fourth quarter of 2018"),
)
METRIC: Table = (
    ("var", r"value[ -]at[ -]risk|var"),
    ("es", r"expected[ -]shortfall|conditional var|conditional value[ -]at[ -]risk|cvar|tail risk|tail loss|avt?r?\.? loss in the tail"),
    ("sharpe", r"shar?pes?(?:'s)?(?: ratio)?|risk[- ]adjusted(?: returns?)?"),
    ("sortino", r"sortino(?: ratio)?"),
    ("calmar", r"calmar(?: ratio)?"),
    (
        "drawdown",
        r"(?:max(?:imum)? )?draw[ -]?downs?|peak[ -]to[ -]trough|biggest (?:fall|drop|decline|dip)|worst (?:fall|drop|decline|dip|slump)|mdd",
    ),
    ("volatility", r"volatil\w+|\bvol\b|standard deviation|std ?dev|fluctuat\w+|swing\w*|bumpy|choppy"),
    ("downside", r"downside deviation|downside risk|semi[- ]?deviation"),
    ("beta", r"betas?"),
    ("alpha", r"alphas?|jensen'?s alpha"),
    ("tracking", r"tracking error|active risk"),
    ("information", r"information ratio"),
    ("ulcer", r"ulcer(?: index)?"),
    ("skew", r"skew\w*|kurtosis|fat tails?"),
    ("rsquared", r"r[- ]?squared|r2"),
    ("correlation", r"correlat\w+"),
    ("cagr", r"cagr|compound(?:ed)? annual(?: growth)?(?: rate)?|annuali[sz]ed (?:return|growth)"),
    ("xirr", r"x?irr|money[- ]weighted(?: returns?)?|internal rate of return"),
    ("twr", r"twrr?|time[- ]weighted(?: rate of)?(?: returns?)?"),
    ("yield_on_cost", r"yield on cost"),
    ("yield", r"(?:dividend |income |trailing )?yields?"),
    ("hhi", r"hhi|herfindahl\w*|effective (?:number of )?holdings|concentrat\w+|diversif\w+"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words found, by table; empty where nothing was said."""

    grouping: tuple[str, ...] = ()
    method: str | None = None
    cost_view: str | None = None
    types: tuple[str, ...] = ()
    sides: tuple[tuple[int, str], ...] = ()
    order: str | None = None
    scenarios: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    marks: frozenset[str] = field(default_factory=frozenset)


_CRISIS = re.compile(
    r"crash|crisis|stress|scenario|shock|meltdown|repeat|again|another|happen|gulf|ltcm|russia|asian|ceiling", re.IGNORECASE
)


def _compiled(table: Table) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for key, pattern in table)


_TABLES = {
    name: _compiled(table)
    for name, table in (
        ("grouping", GROUPING),
        ("method", METHOD),
        ("view", COST_VIEW),
        ("type", TYPE),
        ("order", ORDER),
        ("scenario", SCENARIO),
        ("metric", METRIC),
    )
}
_BUY, _SELL = re.compile(BUY, re.IGNORECASE), re.compile(SELL, re.IGNORECASE)


def _all(name: str, text: str) -> tuple[str, ...]:
    """Give the keys of a table in the order in which their words stand."""
    found = [(match.start(), key) for key, pattern in _TABLES[name] if (match := pattern.search(text))]
    return tuple(key for _, key in sorted(found))


def _first(name: str, text: str) -> str | None:
    return next((key for key, pattern in _TABLES[name] if pattern.search(text)), None)


def read_scenarios(scan: Scan) -> tuple[str, ...]:
    """Cut named crises out of a question, before its dates are read."""
    found = []
    named = _CRISIS.search(scan.whole) is not None
    for key, pattern in _TABLES["scenario"]:
        match = pattern.search(scan.rest)
        if match and (named or not match[0].isdecimal()):
            scan.take(pattern)
            found.append(key)
    return tuple(found)


def metrics(text: str) -> tuple[str, ...]:
    """Give the measures that a text names, in order."""
    return _all("metric", text)


def sides(text: str) -> tuple[tuple[int, str], ...]:
    """Give buy and sell with their places."""
    return tuple(sorted([(m.start(), "buy") for m in _BUY.finditer(text)] + [(m.start(), "sell") for m in _SELL.finditer(text)]))


def read_words(scan: Scan, scenarios: tuple[str, ...]) -> Words:
    """Read the words of a question; nothing is cut."""
    text = scan.whole
    return Words(
        grouping=_all("grouping", text),
        method=_first("method", text),
        cost_view=_first("view", text),
        types=_all("type", text),
        sides=sides(text),
        order=_first("order", text),
        scenarios=scenarios,
        metrics=metrics(text),
    )
