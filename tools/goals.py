"""Results about goals: the chance of reaching a target."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.errors import BadInput
from finance import goal as simulated
from finance.period import Asked
from tools import current as now
from tools.book import View
from tools.ground import ground, money, number
from tools.results.risk import Goal, GoalPoint

WINDOW = "5Y"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be reached."""

    target: Decimal
    date: date
    contribution: Decimal
    seed: int
    multiples: bool = False
    paths: int = 10_000


def goal(view: View, wanted: Wanted) -> Goal:
    """Simulate a goal from the returns of today's weights over the last five years."""
    if wanted.date <= view.as_of:
        raise BadInput("The day to reach the target must lie after as_of.")
    seen = view.seen()
    used = now.current(view, now.weights_of(seen), Asked(), WINDOW)
    scale = seen.total if wanted.multiples else Decimal(1)
    target, contribution = wanted.target * scale, wanted.contribution * scale
    question = simulated.Goal(
        value=float(seen.total),
        target=float(target),
        start=view.as_of,
        end=wanted.date,
        contribution=float(contribution),
        seed=wanted.seed,
        paths=wanted.paths,
    )
    returns = used.portfolio()
    found = simulated.simulate(question, returns)
    normal = simulated.simulate(replace(question, model="normal"), returns)
    stated = ground(view, seen)
    stated["coverage"] = used.coverage
    stated["caveats"] += [*used.caveats(), "Simulated from the past returns of today's weights, before tax and inflation; not a forecast."]
    return Goal(
        **stated,
        basis=now.BASIS,
        target=money(target, seen.base),
        date=wanted.date,
        contribution=money(contribution, seen.base),
        start_value=money(seen.total, seen.base),
        paths=question.paths,
        seed=wanted.seed,
        horizon_days=(wanted.date - view.as_of).days,
        probability=number(found.probability),
        probability_normal=number(normal.probability),
        percentiles=[_point(row, seen.base) for row in found.percentiles],
    )


def _point(row: tuple[date, float, float, float, float, float], base: str) -> GoalPoint:
    day, p5, p25, p50, p75, p95 = row
    return GoalPoint(date=day, p5=money(p5, base), p25=money(p25, base), p50=money(p50, base), p75=money(p75, base), p95=money(p95, base))
