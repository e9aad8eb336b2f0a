"""Results about lots, gains and income."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from core.errors import Insufficient
from core.ledger import TxType
from finance import gains as measured
from finance import income as earned
from finance.gains import term
from finance.period import Asked, Span
from finance.records import CostView, Method, Sale, State
from finance.snapshot import Snapshot
from tools.book import View
from tools.ground import ground, listed, money, number
from tools.pages import page
from tools.results.ledger import AccountGain, Gains, Income, LotRow, Lots, PeriodIncome, SaleRow, SymbolGain, SymbolIncome

EMPTY = "Nothing with a price is held on this day."
PAID = (TxType.DIVIDEND, TxType.INTEREST)


@dataclass(frozen=True, slots=True)
class Reading:
    """How lots are matched, which symbol is wanted, and which page."""

    method: Method
    view: CostView
    symbol: str | None
    limit: int
    cursor: str | None

    def wants(self, symbol: str) -> bool:
        """Tell whether a symbol is wanted."""
        return self.symbol is None or self.symbol.casefold() == symbol.casefold()


def lots(view: View, reading: Reading) -> Lots:
    """Give the open lots with their ages."""
    seen = view.seen(reading.method, reading.view)
    held = [each for each in measured.ages(view.state(reading.method, reading.view), view.as_of) if reading.wants(each.lot.symbol)]
    rows, following = page(held, reading.limit, reading.cursor)
    return Lots(
        **ground(view, seen),
        method=reading.method.value,
        cost_view=reading.view.value,
        lots_count=len(held),
        lots=[_lot(each, _unit_values(seen)) for each in rows],
        next_cursor=following,
    )


def _unit_values(seen: Snapshot) -> dict[str, Decimal]:
    return {p.symbol: p.value / p.quantity for p in seen.positions if p.value is not None and p.quantity}


def _lot(each: measured.Holding, values: dict[str, Decimal]) -> LotRow:
    lot = each.lot
    value = values[lot.symbol] * lot.quantity if lot.symbol in values else None
    return LotRow(
        symbol=lot.symbol,
        account=lot.account,
        acquired=lot.acquired,
        quantity=lot.quantity,
        cost_per_unit=money(lot.cost_per_unit, lot.currency),
        cost_basis=money(lot.cost, lot.currency),
        value=money(value, lot.currency),
        unrealised_gain=money(value - lot.cost if value is not None else None, lot.currency),
        holding_days=each.holding_days,
        term=each.term,
        days_to_long_term=each.days_to_long_term,
    )


def gains(view: View, asked: Asked, reading: Reading) -> Gains:
    """Give realised and unrealised gains of a span, all in the reporting currency; each sale in its own."""
    span = view.span(asked, "MAX")
    ending = replace(view, as_of=span.end)
    seen = ending.seen(reading.method, reading.view)
    symbol, state, held = _about(ending.state(reading.method, reading.view), seen, reading.symbol)
    earlier = _before(view, span, asked)
    before = None if earlier is None else _moment(earlier, reading, symbol)
    found = measured.measure(state, held, before)
    sales = [s for s in state.sales if earlier is None or s.sold > earlier.as_of]
    rows, following = page(sorted(sales, key=lambda s: (s.sold, s.symbol, s.acquired), reverse=True), reading.limit, reading.cursor)
    base = seen.base
    stated = ground(view, seen)
    if before is not None:
        stated["caveats"].append(
            "Realised gains, income, charges and the total are of the period; the unrealised gain is the whole one on its last day."
        )
    elif span.end < view.as_of:
        stated["caveats"].append("The unrealised gain is that of the last day of the period.")
    names = ("realised", "unrealised", "income", "charges", "currency_gain", "price_gain", "short_term", "long_term", "total")
    unknown = _unknown(held)
    return Gains(
        **stated,
        symbol=symbol,
        start=span.start,
        end=span.end,
        method=reading.method.value,
        cost_view=reading.view.value,
        unrealised_change=None if unknown else money(found.unrealised_change, base),
        trade_charges=money(found.trade_charges, base),
        sales_count=len(sales),
        sales=[_sale(each) for each in rows],
        by_symbol=_by_symbol(found, base, _unpriced(held)),
        by_account=_by_account(measured.by_account(state, held, before), base, unknown),
        reasons=unknown,
        next_cursor=following,
        **{name: None if name in unknown else money(getattr(found, name), base) for name in names},
    )


def _unpriced(seen: Snapshot) -> frozenset[str]:
    return frozenset(each.symbol for each in seen.positions if each.quantity and each.value_base is None)


def _unknown(seen: Snapshot) -> dict[str, str]:
    """Say what is not known where nothing that is held has a price."""
    if not seen.positions or any(each.value_base is not None for each in seen.positions):
        return {}
    why = f"no_price: there is no price of {listed(_unpriced(seen))}, so what is held may have gained or lost."
    return dict.fromkeys(("unrealised", "unrealised_change", "price_gain", "currency_gain", "total"), why)


def _before(view: View, span: Span, asked: Asked) -> View | None:
    """Give the view of the day that the period follows: the day before a start that was named, the start of a named period."""
    if span.opening:
        return None
    return replace(view, as_of=span.start - timedelta(days=1) if asked.start else span.start)


def _moment(view: View, reading: Reading, symbol: str | None) -> measured.Moment:
    seen, state = view.seen(reading.method, reading.view), view.state(reading.method, reading.view)
    return measured.Moment(state, seen) if symbol is None else measured.Moment(state.only(symbol), seen.only(symbol))


def _about(state: State, seen: Snapshot, symbol: str | None) -> tuple[str | None, State, Snapshot]:
    """Narrow a ledger to the instrument that is asked about, by its name in the ledger; None is all of it."""
    if symbol is None:
        return None, state, seen
    known = {*(lot.symbol for lot in state.lots), *(sale.symbol for sale in state.sales), *(each.symbol or "" for each in state.income)}
    exact = next((name for name in known if name.casefold() == symbol.casefold()), symbol)
    return exact, state.only(exact), seen.only(exact)


def _by_symbol(found: measured.Gains, base: str, unpriced: frozenset[str]) -> list[SymbolGain]:
    return [
        SymbolGain(
            symbol=symbol,
            realised=money(parts[0], base),
            unrealised=None if symbol in unpriced else money(parts[1], base),
            income=money(parts[2], base),
            total=None if symbol in unpriced else money(sum(parts, Decimal(0)), base),
        )
        for symbol, parts in sorted(found.by_symbol.items(), key=lambda row: -sum(row[1], Decimal(0)))
    ]


def _by_account(found: Mapping[str, measured.AccountGains], base: str, unknown: Mapping[str, str]) -> list[AccountGain]:
    """Give a row for each account where there are several; nothing of what is open where nothing that is held has a price."""
    return [
        AccountGain(
            account=account,
            realised=money(each.realised, base),
            unrealised=None if unknown else money(each.unrealised, base),
            income=money(each.income, base),
            charges=money(each.charges, base),
            total=None if unknown else money(each.total, base),
        )
        for account, each in found.items()
        if len(found) > 1
    ]


def _sale(each: Sale) -> SaleRow:
    return SaleRow(
        symbol=each.symbol,
        sold=each.sold,
        acquired=each.acquired,
        quantity=each.quantity,
        proceeds=money(each.proceeds, each.currency),
        cost=money(each.cost, each.currency),
        gain=money(each.gain, each.currency),
        term=term(each.acquired, each.sold),
    )


def income(view: View, asked: Asked, symbol: str | None) -> Income:
    """Give dividends and interest of a span, by period and by instrument."""
    span = view.span(asked, "MAX")
    seen = view.seen()
    name, state, held = _about(view.state(), seen, symbol)
    found = earned.report(state, held, span.start, span.end)
    if name is not None and not found.by_symbol:
        raise Insufficient("No income of this symbol is recorded in the period.")
    base = seen.base
    stated = ground(view, seen)
    if span.end < view.as_of:
        stated["caveats"].append("The yields are of the latest twelve months.")
    return Income(
        **stated,
        symbol=name,
        start=span.start,
        end=span.end,
        total=money(found.total, base),
        tax_withheld=money(found.withheld, base),
        trailing_income=money(found.trailing, base),
        trailing_yield=number(found.trailing_yield),
        yield_on_cost=number(found.yield_on_cost),
        by_period=[PeriodIncome(name=name, amount=money(amount, base)) for name, amount in found.by_period.items()],
        by_symbol=_income_rows(state, span, found, base),
        reasons={name: EMPTY for name in ("trailing_yield", "yield_on_cost") if getattr(found, name) is None},
    )


def _income_rows(state: State, span: Span, found: earned.IncomeReport, base: str) -> list[SymbolIncome]:
    paid = [each for each in state.income if span.start <= each.day <= span.end]
    rows = []
    for name, amount in found.by_symbol.items():
        days: list[date] = [each.day for each in paid if (each.symbol or "Cash") == name and each.kind in PAID]
        rows.append(SymbolIncome(symbol=name, amount=money(amount, base), payments=len(days), last_date=max(days, default=None)))
    return rows
