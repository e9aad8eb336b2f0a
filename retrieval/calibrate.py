"""From ranking signals to chances: does this passage answer, and does the library answer at all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.passages import coverage, likeness, logistic

_SUBJECT = 3
_BEST = 5
_NEXT = 5
_PAGES = 3
_MATCHES = 4
# How high the cosine of a passage is when its words fit, for searches without vectors.
_TYPICAL = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """One found chunk: `covered` and `named` are the shares of the question's words in its text and its header.

    `called` tells how far the question is a name of the page and nothing else, `heard` how near it is in meaning to one of
    the page's names, `lead` whether this is the first chunk and only a subject is asked for.
    """

    row: dict[str, Any]
    cosine: float
    heard: float
    covered: float
    named: float
    called: float
    lead: bool


def see(row: dict[str, Any], weight: Mapping[str, float], unknown: float) -> Seen:
    """Read the signals of a row; without a vector the cosine is guessed from the words."""
    covered = coverage(row["asked"], row["matched"], weight, unknown)
    named = coverage(row["asked"], row["named"], weight, unknown)
    # Only the first chunk of a page is weighed by what the page is called.
    names = row["names"] or () if row["seq"] == 0 or row["heard"] is None else ()
    called = max((likeness(row["asked"], name, weight, unknown) for name in names), default=0.0)
    cosine = _TYPICAL * covered if row["cosine"] is None else float(row["cosine"])
    heard = _TYPICAL * called if row["heard"] is None else float(row["heard"])
    return Seen(row, cosine, heard, covered, named, called, row["seq"] == 0 and len(row["asked"]) <= _SUBJECT)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a question: the weight of the library's words and of unknown ones, and two cosines.

    `outside` is that with the nearest of the subjects which the library leaves out, `many` the mean over the nearest names of
    all pages; without vectors both say nothing for or against an answer.
    """

    weight: Mapping[str, float]
    unknown: float
    outside: float = 0.3
    many: float = 0.46


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic curves, fitted on the parts of evals/retrieval/questions.jsonl that are for choosing, never on those reported.

    `passage` weighs cosine, covered, named, lead, called (of the first chunk), whether the page is a lesson, and heard;
    `linked` weighs the chance of the best page that is linked with it, and `scale` turns the sum into odds. `question` weighs
    what `signals` gives. Below `least` a search abstains; a passage below `shown` is left out.
    """

    passage: tuple[float, float, float, float, float, float, float] = (3.8, 2.3, 0.7, 0.3, 0.5, 0.4, 8.5)
    passage_offset: float = -10.5
    linked: float = 3.2
    scale: tuple[float, float] = (0.574, -1.461)
    question: tuple[float, ...] = (0.210, 2.050, 0.371, 1.482, -1.592, 5.620, 0.524, 0.879, 2.113, -11.505, 10.981)
    question_offset: float = -7.070
    least: float = 0.5
    shown: float = 0.01

    def told(self, seen: Seen) -> float:
        """Weigh what a passage itself says about its fitness."""
        by_cosine, by_cover, by_name, by_lead, by_call, by_lesson, by_heard = self.passage
        called = seen.called if seen.row["seq"] == 0 else 0.0
        words = by_cover * seen.covered + by_name * seen.named + by_call * called
        meaning = by_cosine * seen.cosine + by_heard * seen.heard
        is_lesson = float(seen.row["kind"] == "lesson")
        return meaning + words + by_lead * seen.lead + by_lesson * is_lesson + self.passage_offset

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
        by, offset = self.scale
        chances = ((logistic(by * (told + lift[each.row["slug"]]) + offset), each) for told, each in odds)
        return sorted(chances, key=lambda pair: -pair[0])

    def answers(self, ranked: Sequence[tuple[float, Seen]], about: About) -> float:
        """Give the chance that the library answers."""
        seen = signals(ranked, about)
        return logistic(sum(by * each for by, each in zip(self.question, seen, strict=True)) + self.question_offset)


def signals(ranked: Sequence[tuple[float, Seen]], about: About) -> tuple[float, ...]:
    """Read from a ranking whether the library answers.

    In order: the odds of the best passage, its matched words, the share of the question's words that the library knows, how
    many of the next pages are linked with the best, what the best passage leaves unsaid of a short question, the nearest name,
    the nearest chunk, the share of the question's words in the best pages, the known share again by weight, the nearest of
    the subjects that the library does not treat, and how near the nearest names of all pages are.
    """
    chance, best = ranked[0]
    asked = best.row["asked"]
    pages = list({each.row["slug"]: each for _, each in ranked}.values())
    top = [each.row["slug"] for each in pages[:_PAGES]]
    said = {word for _, each in ranked if each.row["slug"] in top for word in each.row["matched"]}
    kin = [_kin(best.row, each.row) for each in pages[1 : 1 + _NEXT]]
    known = [word for word in asked if word in about.weight]
    return (
        math.log(chance / (1 - chance)),
        min(len(best.row["matched"]), _MATCHES) / _MATCHES,
        len(known) / len(asked) if asked else 0.0,
        sum(kin) / len(kin) if kin else 0.0,
        1 - best.covered if len(asked) <= _SUBJECT else 0.0,
        max(each.heard for _, each in ranked),
        max(each.cosine for _, each in ranked),
        coverage(asked, said, about.weight, about.unknown),
        coverage(asked, known, about.weight, about.unknown),
        about.outside,
        about.many,
    )


def _kin(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two pages are linked: one names the other as related."""
    return one["slug"] in other["related"] or other["slug"] in one["related"]
