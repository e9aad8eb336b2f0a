"""Income by period and by instrument, and its yields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.ledger import ZERO
from finance.period import add_months
from finance.records import State
from finance.snapshot import Snapshot

LONG_SPAN = 3 * 366


@dataclass(frozen=True, slots=True)
class IncomeReport:
    """Gross income in the reporting currency, the tax withheld from it, and yields over twelve months (None without holdings)."""

    total: Decimal
    withheld: Decimal
    by_period: Mapping[str, Decimal]
    by_symbol: Mapping[str, Decimal]
    trailing: Decimal
    trailing_yield: float | None
    yield_on_cost: float | None


def report(state: State, seen: Snapshot, start: date, end: date) -> IncomeReport:
    """Sum the income from start to end; periods are months (YYYY-MM), or years when more than three are spanned.

    Trailing income is that of instruments in the twelve months up to `end`; its yields are over the holdings' value and
    over their cost.
    """
    within = [each for each in state.income if start <= each.day <= end]
    yearly = (end - start).days > LONG_SPAN
    by_period: dict[str, Decimal] = {}
    by_symbol: dict[str, Decimal] = {}
    for each in sorted(within, key=lambda income: income.day):
        period = each.day.isoformat()[: 4 if yearly else 7]
        by_period[period] = by_period.get(period, ZERO) + each.gross_base
        name = each.symbol or "Cash"
        by_symbol[name] = by_symbol.get(name, ZERO) + each.gross_base
    since = add_months(end, -12)
    trailing = sum((each.gross_base for each in state.income if each.symbol and since < each.day <= end), ZERO)
    cost = sum((each.cost_basis_base for each in seen.positions), ZERO)
    return IncomeReport(
        total=sum(by_period.values(), ZERO),
        withheld=sum((each.tax * each.gross_base / each.gross for each in within), ZERO),
        by_period=by_period,
        by_symbol=dict(sorted(by_symbol.items(), key=lambda item: (-item[1], item[0]))),
        trailing=trailing,
        trailing_yield=float(trailing / seen.holdings_base) if seen.holdings_base > 0 else None,
        yield_on_cost=float(trailing / cost) if cost > 0 else None,
    )
