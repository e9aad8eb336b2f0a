"""From ranking signals to chances: does this passage answer, and does the library answer at all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.passages import coverage, likeness, logistic

_SUBJECT = 3
_BEST = 5
_NEXT = 8
_MATCHES = 4
# How high the cosine of a passage is when its words fit, for searches without vectors.
_TYPICAL = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """One found chunk: `covered` and `named` are the shares of the question's words in its text and its header.

    `called` tells how far the question is a name of the page and nothing else, `lead` whether this is the first chunk
    and only a subject is asked for.
    """

    row: dict[str, Any]
    cosine: float
    covered: float
    named: float
    called: float
    lead: bool


def see(row: dict[str, Any], weight: Mapping[str, float], unknown: float) -> Seen:
    """Read the signals of a row; without a vector the cosine is guessed from the words."""
    covered = coverage(row["asked"], row["matched"], weight, unknown)
    named = coverage(row["asked"], row["named"], weight, unknown)
    called = max((likeness(row["asked"], name, weight, unknown) for name in row["names"] or ()), default=0.0)
    cosine = _TYPICAL * covered if row["cosine"] is None else float(row["cosine"])
    return Seen(row, cosine, covered, named, called, row["seq"] == 0 and len(row["asked"]) <= _SUBJECT)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic curves, fitted on the parts `fit`, `held` and `told` of evals/retrieval/questions.jsonl.

    `passage` weighs cosine, covered, named, lead, called (of the first chunk) and whether the page is a lesson; `linked`
    weighs the chance of the best page that is linked with it. `question` weighs the odds and the number of matched words
    of the best passage, the share of the question's words that the library knows, how many of the next passages are of
    the same page or of one linked with it, and how much of a short question the best passage does not say. Below
    `least` a search abstains; a passage below `shown` is left out.
    """

    passage: tuple[float, float, float, float, float, float] = (8.0, 2.0, 0.8, 0.2, 1.0, 0.3)
    passage_offset: float = -7.0
    linked: float = 1.5
    question: tuple[float, float, float, float, float] = (1.48, 1.14, 2.02, 1.39, -1.88)
    question_offset: float = 0.64
    least: float = 0.42
    shown: float = 0.05

    def told(self, seen: Seen) -> float:
        """Weigh what a passage itself says about its fitness, as the logarithm of its odds."""
        by_cosine, by_cover, by_name, by_lead, by_call, by_lesson = self.passage
        called = seen.called if seen.row["seq"] == 0 else 0.0
        words = by_cover * seen.covered + by_name * seen.named + by_call * called
        is_lesson = float(seen.row["kind"] == "lesson")
        return by_cosine * seen.cosine + words + by_lead * seen.lead + by_lesson * is_lesson + self.passage_offset

    def ranked(self, found: Sequence[Seen]) -> list[tuple[float, Seen]]:
        """Give the passages with the chance that their page answers, best first; a page gains by good pages it is linked with."""
        odds = [(self.told(each), each) for each in found]
        pages: dict[str, float] = {}
        for told, each in odds:
            pages[each.row["slug"]] = max(told, pages.get(each.row["slug"], told))
        best = {slug: logistic(pages[slug]) for slug in sorted(pages, key=lambda slug: -pages[slug])[:_BEST]}
        related = {each.row["slug"]: frozenset(each.row["related"]) for each in found}

        def beside(slug: str) -> float:
            return max((chance for other, chance in best.items() if other in related[slug] or slug in related[other]), default=0.0)

        lift = {slug: self.linked * beside(slug) for slug in pages}
        return sorted(((logistic(told + lift[each.row["slug"]]), each) for told, each in odds), key=lambda pair: -pair[0])

    def answers(self, ranked: Sequence[tuple[float, Seen]], known: Mapping[str, float]) -> float:
        """Give the chance that the library answers, judged by the best passage and by whether the next ones are of its kin."""
        (chance, best), *others = ranked
        asked = best.row["asked"]
        matched = min(len(best.row["matched"]), _MATCHES) / _MATCHES
        familiar = sum(word in known for word in asked) / len(asked) if asked else 0.0
        company = sum(_kin(best.row, each.row) for _, each in others[:_NEXT]) / _NEXT
        missing = 1 - best.covered if len(asked) <= _SUBJECT else 0.0
        by_odds, by_match, by_known, by_kin, by_missing = self.question
        words = by_match * matched + by_known * familiar + by_missing * missing
        told = by_odds * math.log(chance / (1 - chance)) + words + by_kin * company
        return logistic(told + self.question_offset)


def _kin(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two chunks are of one page or of pages of which one names the other as related."""
    return one["slug"] in (other["slug"], *other["related"]) or other["slug"] in one["related"]
