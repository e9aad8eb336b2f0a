"""True and false sentences with the calls that each rests on, split by hash into a tuning and a reported part."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from evals.lies.claims import claims
from evals.lies.compared import compared
from evals.lies.lie import CLASSES
from evals.lies.results import Recorded

SEED = 20221228
TRUTHS, LIES_A_CLASS = 600, 60
TRIES = 6000
BESIDE = 2
TRUE = "true"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, what it is (`true` or the class of the lie), and the keys of the calls in its ground."""

    text: str
    kind: str
    calls: tuple[str, ...]

    @property
    def tuning(self) -> bool:
        """Tell whether the case is of the third that the gate is tuned on; the rest is reported."""
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 3 == 0


def _calls(results: Mapping[str, Recorded], wanted: tuple[str | None, ...], rng: Random) -> tuple[str, ...]:
    """Give a turn's calls: the wanted ones and some others about the same portfolio that nobody asked about."""
    first = results[str(wanted[0])].args.get("portfolio_id")
    known = {each for each in wanted if each}
    tools = {results[each].tool for each in known}
    others = [key for key, each in results.items() if each.args.get("portfolio_id") in {first, None} and each.tool not in tools]
    return tuple(dict.fromkeys([*(each for each in wanted if each), *rng.sample(sorted(others), BESIDE)]))


def _truths(results: Mapping[str, Recorded], rng: Random) -> Iterator[Case]:
    seen: set[str] = set()
    for claim in claims(results, rng):
        text = claim.text
        if text not in seen:
            seen.add(text)
            yield Case(text, TRUE, _calls(results, (claim.template.call,), rng))
        if len(seen) >= TRUTHS:
            return


def _lies(results: Mapping[str, Recorded], rng: Random) -> Iterator[Case]:
    for name, lie in CLASSES.items():
        made: set[str] = set()
        source = claims(results, rng)
        for _ in range(TRIES):
            claim = next(source)
            told = lie(claim, results, rng)
            if told is None or told.text == claim.text or told.text in made:
                continue
            made.add(told.text)
            both = name == "wrong_period" or (name == "stale_value" and rng.random() < 0.5)
            yield Case(told.text, name, _calls(results, (claim.template.call, claim.template.other if both else None), rng))
            if len(made) >= LIES_A_CLASS:
                break


def cases(results: Mapping[str, Recorded], seed: int = SEED) -> list[Case]:
    """Make every case; the same seed over the same results gives the same cases."""
    rng = Random(seed)  # noqa: S311 - test data
    made = [*_truths(results, rng), *_lies(results, rng)]
    for each in compared(results, rng):
        made.append(Case(each.true, TRUE, _calls(results, (each.call,), rng)))
        made.append(Case(each.false, "wrong_comparison", _calls(results, (each.call,), rng)))
    return made
