"""Hold every case against the gate and count what is caught, what is wrongly blocked, and how long it takes."""

import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.gate import Ground, Names, check
from core.protocols import Call
from evals.lies.cases import TRUE, Case
from evals.lies.results import Recorded
from tools import registry

CAUGHT, BLOCKED, MILLISECONDS = 0.995, 0.01, 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, what the gate said, and the processor time it took in milliseconds."""

    case: Case
    passed: bool
    problems: tuple[str, ...]
    ms: float

    @property
    def right(self) -> bool:
        """Tell whether a true sentence passed or a false one did not."""
        return self.passed == (self.case.kind == TRUE)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares over one part of the cases."""

    lies: int
    caught: float
    truths: int
    blocked: float
    ms: float
    ms_p95: float

    @property
    def missed(self) -> list[str]:
        """Name the bars that were missed."""
        bars = {"caught": self.caught >= CAUGHT, "true blocked": self.blocked <= BLOCKED, "time": self.ms < MILLISECONDS}
        return [name for name, held in bars.items() if not held]


class Turn:
    """Grounds made of recorded calls; each call is read once."""

    def __init__(self, results: Mapping[str, Recorded], instruments: Sequence[Mapping[str, Any]]) -> None:
        self.results = results
        self.instruments = instruments
        self.portfolios = results["list"].result["portfolios"]
        self.schemas = {tool.name: registry.output_schema(tool) for tool in registry.TOOLS}
        self.kept: dict[Any, Any] = {}

    def ground(self, calls: Sequence[str]) -> Ground:
        """Make the ground of a turn that made these calls."""
        made = [
            Call(call_id=key, tool=each.tool, args=each.args, ok=True, result=each.result, ms=1)
            for key in calls
            for each in [self.results[key]]
        ]
        names = Names.of(self.instruments, self.portfolios)
        ground = Ground.build(made, self.schemas, names=names, portfolios=len(self.portfolios), kept=self.kept)
        _ = ground.numbers, ground.days, ground.families, ground.benchmarks, ground.rows  # indexed once a turn, not once a sentence
        return ground


def judge(turn: Turn, cases: Sequence[Case]) -> list[Outcome]:
    """Put every case to the gate."""
    found = []
    for case in cases:
        ground = turn.ground(case.calls)
        began = time.process_time()
        verdict = check(case.text, ground)
        found.append(Outcome(case, verdict.ok, verdict.problems, 1000 * (time.process_time() - began)))
    return found


def score(outcomes: Sequence[Outcome]) -> Score:
    """Count over some outcomes."""
    truths = [each for each in outcomes if each.case.kind == TRUE]
    lies = [each for each in outcomes if each.case.kind != TRUE]
    times = sorted(each.ms for each in outcomes)
    caught, blocked = sum(each.right for each in lies), sum(not each.right for each in truths)
    p95 = times[int(0.95 * (len(times) - 1))]
    return Score(len(lies), caught / len(lies), len(truths), blocked / len(truths), statistics.fmean(times), p95)


def by_class(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """Give per class how many were judged rightly, and how many there are."""
    right = Counter(each.case.kind for each in outcomes if each.right)
    return {kind: (right[kind], total) for kind, total in sorted(Counter(each.case.kind for each in outcomes).items())}
