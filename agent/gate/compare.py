"""Check the comparisons of a sentence: beat and lagged, gained and lost, the largest, above and below, more than double."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.gate import orders, ranks, sets
from agent.gate.context import DOWN, UP, Context
from agent.gate.figure import Figure, Kind
from agent.gate.ground import Item

Matched = Sequence[tuple[Figure, Item]]
_RETURNS = re.compile(r"^(?:twr|twr_annualised|total_return|return|unrealised_return|xirr|cagr|change_fraction|modified_dietz)$")
_CHANGES = re.compile(r"^(?:gain|twr|xirr|total_return|return|unrealised_gain|unrealised_return|change|change_fraction|modified_dietz)$")
_BEHIND = "|".join(rf"(?<={word}\s)behind" for word in ("is", "are", "was", "were", "far", "fell", "well", "just", "points"))
_BEAT = re.compile(
    r"\b(?:(?P<win>beat(?:s|en|ing)?|outperform(?:s|ed|ing)?|outpac(?:e|ed|ing)|ahead of|(?:did|done) better than|better than|"
    r"outdid|exceed(?:s|ed) the (?:benchmark|index|market))"
    r"|(?P<lose>lag(?:s|ged|ging)?|underperform(?:s|ed|ing)?|trail(?:s|ed|ing)?|did worse than|worse than|fell short of|lost to|"
    rf"{_BEHIND}))\b"
)
_NEGATED = re.compile(r"(?:\b(?:not|never|no|without|hardly)\b|n't)[\w\s]{0,14}$")
_GENERAL = re.compile(
    r"\b(?:if|would|could|may|might|can|whether|tends? to|often|usually|should|unless|rarely|seldom|most|few|aims?|try|tries|want)\b"
)
_MOVED = re.compile(
    rf"\b(?:your portfolio|you|your holdings|your investments|it|your money|your account)\s(?:has|have|had|is|are|was|were|'ve|did)?\s?"
    rf"(?:not\s|n't\s)?(?:been\s|in\s(?:the\s)?)?(?:\w+ly\s)?(?:(?P<up>{UP})|(?P<down>{DOWN}))\b(?!\sto\b)"
)
_YOURS = re.compile(r"\b(?:you|your|you've)\b")
_ORDER = re.compile(
    r"\b(?P<more>(?:is|are|was|were|being|stands)?\s?(?:higher|more|greater|larger|bigger|above)(?:\sthan)?|exceed(?:s|ed)|well above)\b"
    r"|\b(?P<less>(?:is|are|was|were|being|stands)?\s?(?:lower|less|smaller|fewer|below)(?:\sthan)?)\b"
)
_FROM_TO = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b[^.;|]{{0,30}}?\sfrom\s")
_TO = re.compile(r"\s*(?:\([^)]*\)\s*)?to\s\W{0,3}$")
_GAP = 40


def _signs(items: Sequence[Item]) -> set[int]:
    return {(item.value > 0) - (item.value < 0) for item in items if item.day is None}


def _pairs(context: Context) -> Iterator[tuple[Item, Item]]:
    """Give the pairs that the sentence may compare: the portfolio's return and the benchmark's in the same call, or two rows'."""
    own = [item for item in context.ground.items if _RETURNS.match(item.key)]
    for item in own:
        for other in own:
            if item.fact.call_id == other.fact.call_id and item.key == other.key and item is not other:
                yield item, other


def _side(item: Item, ids: frozenset[str] | None) -> bool:
    return not item.ids if ids is None else bool(item.ids & ids)


def _sides(context: Context, found: re.Match[str]) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Give the names before and after a comparing word; None is the portfolio."""
    before = [name for name in context.subjects if name.end <= found.start()]
    after = [name for name in context.subjects if name.start >= found.end()]
    left = before[-1].ids if before and before[-1].kind != "whole" else None
    right = after[0].ids if after and after[0].kind != "whole" else None
    if right is None and left is not None and not after:
        right = context.ground.benchmarks or None
    if left is None and right is None:
        right = context.ground.benchmarks or None
    return left, right


def _beaten(context: Context) -> Iterator[str]:
    found = _BEAT.search(context.lower)
    if not found or _GENERAL.search(context.lower) or context.raw.rstrip().endswith("?"):
        return
    left, right = _sides(context, found)
    wins = bool(found["win"]) != bool(_NEGATED.search(context.lower[: found.start()]))
    pairs = [(a, b) for a, b in _pairs(context) if _side(a, left) and _side(b, right)]
    if not pairs:
        if _YOURS.search(context.lower) or context.subjects:
            yield f"no facts show who is {found[0]!r}"
    elif not any((a.value > b.value) if wins else (a.value < b.value) for a, b in pairs):
        yield f"the facts do not show {found[0]!r}"


def _moved(context: Context, matched: Matched) -> Iterator[str]:
    """Check a gain or loss that the sentence states without a figure."""
    found = _MOVED.search(context.lower)
    if not found or _GENERAL.search(context.lower) or any(_CHANGES.match(item.key) for _, item in matched):
        return
    if context.raw.rstrip().endswith("?") or any(abs(figure.start - found.end()) < _GAP for figure in context.figures):
        return
    wanted = (1 if found["up"] else -1) * (-1 if re.search(r"\bnot\b|n't", found[0]) else 1)
    changes = [item for item in context.ground.items if _CHANGES.match(item.key) and not item.ids]
    signs = _signs(changes)
    if context.named and any(name.kind == "instrument" for name in context.named):
        return
    if wanted not in signs:
        yield f"the facts do not show {found[0]!r}" if signs else f"no fact shows {found[0]!r}"


def _ordered(context: Context, matched: Matched) -> Iterator[str]:
    """Check higher, lower, above and below between two figures that were matched."""
    for (one, first), (other, second) in pairwise(matched):
        between = context.lower[one.end : other.start]
        found = _ORDER.search(between)
        if (
            not found
            or " and " in between
            or len(between) > _GAP
            or first.fact.unit != second.fact.unit
            or Kind.POINTS in {one.kind, other.kind}
        ):
            continue
        negated = bool(_NEGATED.search(between[: found.start()]))
        more = bool(found["more"]) != negated
        if (first.value <= second.value) if more else (first.value >= second.value):
            yield f"the facts do not show {between.strip()!r}"


def _from_to(context: Context, matched: Matched) -> Iterator[str]:
    """Check rose from one figure to another."""
    for (one, first), (other, second) in pairwise(matched):
        if first.day or second.day or not _TO.match(context.lower[one.end : other.start]) or first.fact.unit != second.fact.unit:
            continue
        found = max(_FROM_TO.finditer(context.lower[: one.start]), key=lambda found: found.start(), default=None)
        if found and ((second.value <= first.value) if found["up"] else (second.value >= first.value)):
            yield f"the facts do not show {found[0].strip()!r} these figures"


def problems(context: Context, matched: Matched) -> list[str]:
    """Give what is wrong with the comparisons of a sentence."""
    found = [*_beaten(context), *_moved(context, matched), *_ordered(context, matched), *_from_to(context, matched)]
    return [*found, *ranks.problems(context, matched), *orders.problems(context), *sets.problems(context)]
