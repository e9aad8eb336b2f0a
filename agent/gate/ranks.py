"""Check superlatives and multiples: the largest, the worst, more than double."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.gate.context import Context
from agent.gate.figure import Figure
from agent.gate.ground import Item

Matched = Sequence[tuple[Figure, Item]]
_SIZE = ("weight", "value_base", "value", "quantity")
_PERFORMANCE = ("total_return", "unrealised_return", "return", "twr", "change_fraction", "unrealised_gain", "gain", "total")
_RISK = ("volatility", "volatility_contribution", "es_contribution", "max_drawdown")
_VOLATILE = ("volatility", "volatility_share", "volatility_contribution")
_PLANNED = re.compile(r"/(?:after|trades)/\*")
_PLANS = re.compile(r"\b(?:trades?|plan|after|would|rebalanc\w+)\b")
_ROW = r"holdings?|positions?|sectors?|slices?|weights?|stocks?|funds?|exposures?|allocations?|currenc\w+|accounts?|parts?|shares?"
_ROWS = rf"\s(?:\w+\s){{0,2}}?(?:{_ROW})\b"
_ONE = r"(?:holding|position|stock|fund|investment)s?"
_BEST = (
    rf"(?:best|strongest|top)[\s-]perform\w*|best {_ONE}|best return|best of (?:your|the|all)|(?:biggest|largest) gain\w*|gained the most",
    rf"(?:worst|weakest)[\s-]perform\w*|worst {_ONE}|worst return|worst of (?:your|the|all)|(?:biggest|largest) los(?:er|s)|lost the most",
)
_RANKS: list[tuple[re.Pattern[str], tuple[str, ...], int]] = [
    (re.compile(r"\b(?:highest|greatest) (?:total |annual )?return\b"), _PERFORMANCE, 1),
    (re.compile(r"\blowest (?:total |annual )?return\b"), _PERFORMANCE, -1),
    (re.compile(r"\b(?:largest|biggest|main) source of (?:volatility|risk)\b"), ("volatility_share", *_RISK), 1),
    (re.compile(rf"\b(?:{_BEST[0]})\b"), _PERFORMANCE, 1),
    (re.compile(rf"\b(?:{_BEST[1]})\b"), _PERFORMANCE, -1),
    (re.compile(r"\bmost volatile\b"), _VOLATILE, 1),
    (re.compile(r"\bleast volatile\b"), _VOLATILE, -1),
    (re.compile(r"\b(?:riskiest|most risky|biggest risk|most risk|largest risk)\b"), _RISK, 1),
    (re.compile(r"\b(?:least risky|safest|calmest)\b"), _RISK, -1),
    (re.compile(r"\b(?:largest|biggest|heaviest|top|most heavily weighted)" + _ROWS), _SIZE, 1),
    (re.compile(r"\b(?:smallest|lightest)" + _ROWS), _SIZE, -1),
]
_NTH = re.compile(r"\b(?:second|third|fourth|fifth|next|one of the|among the|2nd|3rd)[\s-]$")
_MULTIPLE = re.compile(
    r"\b(?:(?P<about>more than|over|nearly|almost|about|roughly|less than)\s)?"
    r"(?P<word>doubled?|twice|tripled?|trebled?|halved|quadrupled?|half)\b"
    r"(?!\s(?:of|the|your|a)\b|[\s-](?:check|entry|tax|year|digit|yearly|count))"
)
_TIMES = {
    "doubl": Decimal(2),
    "twice": Decimal(2),
    "tripl": Decimal(3),
    "trebl": Decimal(3),
    "halve": Decimal("0.5"),
    "half": Decimal("0.5"),
    "quadr": Decimal(4),
}
_NEAR = Decimal("0.1")
_GROWTH = re.compile(r"^(?:twr|total_return|return|unrealised_return|change_fraction|modified_dietz)$")
_GENERAL = re.compile(r"\b(?:if|would|could|may|might|should|takes? to|rule of)\b")


def _families(context: Context, keys: Sequence[str]) -> list[list[Item]]:
    """Give the fields over rows that a superlative may rank, best suited key first."""
    planned = bool(_PLANS.search(context.lower))
    found = [items for items in context.ground.families.values() if len(items) > 1 and items[0].key in keys and all(i.ids for i in items)]
    found = [items for items in found if planned or not _PLANNED.search(items[0].family)]
    return sorted(found, key=lambda items: keys.index(items[0].key))


def _holds(items: list[Item], ids: list[frozenset[str]], sign: int) -> bool:
    """Tell whether the named rows are the first of a ranking, ties counted."""
    ranked = sorted(
        (item for item in items if "cash" not in item.ids or any("cash" in i for i in ids)), key=lambda item: -sign * item.value
    )
    if len(ids) > len(ranked):
        return False
    edge = ranked[len(ids) - 1].value
    own = [item.value for item in ranked for i in ids if item.ids & i]
    return len(own) >= len(ids) and all(sign * value >= sign * edge for value in own)


def _nth(context: Context, found: re.Match[str]) -> bool:
    return bool(_NTH.search(context.lower[: found.start()]))


def _named(context: Context, found: re.Match[str], families: list[list[Item]]) -> list[frozenset[str]]:
    """Give the rows that a superlative names: those of the sentence that the rankings hold, nearest side first."""
    known = frozenset(word for items in families for item in items for word in item.ids)
    rows = [name for name in context.named if name.kind in {"instrument", "row"} and name.ids & known]
    after = [name.ids for name in rows if name.start >= found.end()]
    before = [name.ids for name in rows if name.end <= found.start()]
    plural = found[0].rstrip().endswith("s") or "performers" in found[0]
    picked = before[-1:] if before and not after else after
    return picked if plural else picked[:1]


def _ranked(context: Context, matched: Matched) -> Iterator[str]:
    for pattern, keys, sign in _RANKS:
        found = pattern.search(context.lower)
        if not found or _nth(context, found) or context.raw.rstrip().endswith("?") or _GENERAL.search(context.lower):
            continue
        families = _families(context, keys)
        names = _named(context, found, families)
        if names:
            holding = [items for items in families if any(item.ids & names[0] for item in items)]
            holding = [items for items in holding if items[0].key == holding[0][0].key]
            if holding and not any(_holds(items, names, sign) for items in holding):
                yield f"the facts do not show that this is the {found[0].strip()!r}"
        elif matched and not _extreme(context, matched, sign):
            yield f"the figure is not that of the {found[0].strip()!r}"


def _extreme(context: Context, matched: Matched, sign: int) -> bool:
    """Tell whether a figure beside an unnamed superlative is the first of its field, or of no ranking at all."""
    ranked = [(item, items) for _, item in matched if len(items := context.ground.families.get(item.family, [])) > 1 and item.ids]
    return not ranked or any(
        sign * item.value >= max(sign * other.value for other in items if "cash" not in other.ids or other is item)
        for item, items in ranked
    )


def _bounds(found: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Give the least and largest ratio that a multiple in words allows."""
    times = next(value for stem, value in _TIMES.items() if found["word"].startswith(stem))
    about = found["about"] or ""
    if about in {"more than", "over"}:
        return times, times * 2
    if about in {"nearly", "almost", "less than"}:
        return times * (1 - 2 * _NEAR), times
    return times * (1 - _NEAR), times * (1 + _NEAR)


def _ratios(context: Context) -> Iterator[Decimal]:
    """Give the ratios that a multiple in words may rest on: growth of one row, or one row over another."""
    subjects = [name for name in context.subjects if name.kind != "whole"]
    for item in context.ground.items:
        mine = item.ids & subjects[0].ids if subjects else not item.ids
        if mine and _GROWTH.match(item.key):
            yield 1 + item.value
    if len(subjects) > 1:
        for items in context.ground.families.values():
            above = [item.value for item in items if item.ids & subjects[0].ids and item.day is None]
            below = [item.value for item in items if item.ids & subjects[1].ids and item.value]
            yield from (a / b for a in above for b in below)


def _multiples(context: Context, matched: Matched) -> Iterator[str]:
    found = _MULTIPLE.search(context.lower)
    if not found or _GENERAL.search(context.lower) or (context.cites and not context.subjects):
        return
    low, high = _bounds(found)
    shown = [item.value for _, item in matched if item.day is None and item.value]
    ratios = [
        *_ratios(context),
        *(a / b for a in shown for b in shown),
        *(item.value for item in context.ground.items if item.fact.tool == "calculate"),
    ]
    if not any(low <= abs(ratio) <= high for ratio in ratios):
        yield f"no facts show {found[0]!r}"


def problems(context: Context, matched: Matched) -> list[str]:
    """Give what is wrong with the superlatives and multiples of a sentence."""
    return [*_ranked(context, matched), *_multiples(context, matched)]
