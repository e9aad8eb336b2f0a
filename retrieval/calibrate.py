"""From ranking signals to chances: does this passage answer, and does the library answer at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.passages import coverage, logistic

_SUBJECT = 3
_MATCHES = 4
# How high the cosine of a passage is when its words fit, for searches without vectors.
_TYPICAL = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """One found chunk: `covered` and `named` are the shares of the question's words in its text and its header."""

    row: dict[str, Any]
    cosine: float
    covered: float
    named: float
    lead: bool


def see(row: dict[str, Any], weight: Mapping[str, float], unknown: float) -> Seen:
    """Read the signals of a row; without a vector the cosine is guessed from the words."""
    covered = coverage(row["asked"], row["matched"], weight, unknown)
    named = coverage(row["asked"], row["named"], weight, unknown)
    cosine = _TYPICAL * covered if row["cosine"] is None else float(row["cosine"])
    return Seen(row, cosine, covered, named, row["seq"] == 0 and len(row["asked"]) <= _SUBJECT)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic curves, fitted on the parts `fit` and `held` of evals/retrieval/questions.jsonl.

    `passage` weighs cosine, covered, named and lead (the first chunk of a lesson when only a subject is asked for).
    `question` weighs the best cosine, the best coverage, the best passage's number of matched words, and the share of
    the question's words that the library knows. Below `least` a search abstains; a passage below `shown` is
    left out.
    """

    passage: tuple[float, float, float, float] = (6.5, 3.0, 2.0, 0.8)
    passage_offset: float = -5.0
    question: tuple[float, float, float, float] = (4.7, 4.65, 2.25, 3.1)
    question_offset: float = -7.6
    least: float = 0.5
    shown: float = 0.2

    def chance(self, seen: Seen) -> float:
        """Give the chance that a passage belongs to a lesson that answers the question."""
        by_cosine, by_cover, by_name, by_lead = self.passage
        told = by_cosine * seen.cosine + by_cover * seen.covered + by_name * seen.named + by_lead * seen.lead
        return logistic(told + self.passage_offset)

    def answers(self, seen: Sequence[Seen], known: Mapping[str, float]) -> float:
        """Give the chance that the library answers; the passages come best first."""
        asked = seen[0].row["asked"]
        matched = min(len(seen[0].row["matched"]), _MATCHES) / _MATCHES
        familiar = sum(word in known for word in asked) / len(asked) if asked else 0.0
        by_cosine, by_cover, by_match, by_known = self.question
        best = by_cosine * max(each.cosine for each in seen) + by_cover * max(each.covered for each in seen)
        return logistic(best + by_match * matched + by_known * familiar + self.question_offset)
