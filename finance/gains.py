"""Realised and unrealised gain, split into price, income, currency and charges, short and long term."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.ledger import ZERO
from finance.period import add_months
from finance.records import Income, Lot, Sale, State
from finance.snapshot import Snapshot

MONTHS = 12
SHORT, LONG = "short", "long"


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains of a period in the reporting currency.

    Identities: realised + unrealised_change + income - charges + cash_currency_gain = price_gain + currency_gain +
    income - charges = total = end value - start value - net contributions (where every position has a price).
    `unrealised` is that of the lots open at the end, `unrealised_change` what it grew by: the same where the period
    begins with the ledger. `charges` are those in no lot and no sale; `trade_charges` are those inside the lots and
    sales (already in realised and unrealised). `short_term` + `long_term` = realised. `by_symbol` gives (realised,
    unrealised change, income).
    """

    realised: Decimal
    unrealised: Decimal
    unrealised_change: Decimal
    income: Decimal
    charges: Decimal
    trade_charges: Decimal
    price_gain: Decimal
    currency_gain: Decimal
    cash_currency_gain: Decimal
    short_term: Decimal
    long_term: Decimal
    unrealised_short_term: Decimal
    unrealised_long_term: Decimal
    total: Decimal
    by_symbol: Mapping[str, tuple[Decimal, Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class AccountGains:
    """Gains of one account in the reporting currency; over all accounts they sum to those of `Gains`, but for cash's own rates."""

    realised: Decimal = ZERO
    unrealised: Decimal = ZERO
    income: Decimal = ZERO
    charges: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Give realised + unrealised change + income - charges."""
        return self.realised + self.unrealised + self.income - self.charges


@dataclass(frozen=True, slots=True)
class Moment:
    """A ledger at the close of a day: what follows from it, and what is held."""

    state: State
    seen: Snapshot

    def unrealised(self) -> Decimal:
        """Give the unrealised gain of the priced positions."""
        return _total(each.unrealised_gain_base or ZERO for each in self.seen.positions)

    def by_rates(self) -> Decimal:
        """Give the exchange rates' part of it: cost x (rate of the day - rate of the purchase)."""
        return _total(each.currency_gain_base or ZERO for each in self.seen.positions)

    def cash_by_rates(self) -> Decimal:
        """Give what cash in other currencies gained by rates alone so far."""
        return self.seen.cash_base - _total(leg.amount_base for leg in self.state.legs)


@dataclass(frozen=True, slots=True)
class Holding:
    """A lot with its age: `term` short or long on a day, and the days until it is long (0 when it is)."""

    lot: Lot
    holding_days: int
    term: str
    days_to_long_term: int


def measure(state: State, seen: Snapshot, before: Moment | None = None) -> Gains:
    """Measure the gains up to a day (that of `state` and `seen`), from the ledger's beginning or after an earlier day.

    The exchange rate's part of a gain is cost x (rate at the end - rate at the start); what cash in another currency
    gained or lost by rates alone is `cash_currency_gain`, part of `currency_gain`.
    """
    now = Moment(state, seen)
    since = before.seen.as_of if before else date.min
    sales = [sale for sale in state.sales if sale.sold > since]
    income = [each for each in state.income if each.day > since]
    paid = _total(each.amount_base for each in state.charges if each.day > since)
    realised, earned = _total(sale.gain_base for sale in sales), _total(each.gross_base for each in income)
    unrealised = now.unrealised()
    change = unrealised - (before.unrealised() if before else ZERO)
    cash_rate = now.cash_by_rates() - (before.cash_by_rates() if before else ZERO)
    rates = _total(sale.currency_gain_base for sale in sales) + now.by_rates() - (before.by_rates() if before else ZERO)
    short = _total(sale.gain_base for sale in sales if term(sale.acquired, sale.sold) == SHORT)
    open_short = _total(gain for lot, gain in _open_gains(state, seen) if term(lot.acquired, seen.as_of) == SHORT)
    return Gains(
        realised=realised,
        unrealised=unrealised,
        unrealised_change=change,
        income=earned,
        charges=paid,
        trade_charges=_trade_charges(state, sales),
        price_gain=realised + change - rates,
        currency_gain=rates + cash_rate,
        cash_currency_gain=cash_rate,
        short_term=short,
        long_term=realised - short,
        unrealised_short_term=open_short,
        unrealised_long_term=unrealised - open_short,
        total=realised + change + earned - paid + cash_rate,
        by_symbol=_by_symbol(sales, (seen, before.seen if before else None), income),
    )


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _open_gains(state: State, seen: Snapshot) -> list[tuple[Lot, Decimal]]:
    worth = {each.symbol: each.value_base / each.quantity for each in seen.positions if each.value_base is not None}
    return [(lot, lot.quantity * worth[lot.symbol] - lot.cost_base) for lot in state.lots if lot.symbol in worth]


def _trade_charges(state: State, sales: Sequence[Sale]) -> Decimal:
    """Sum the charges inside open lots and sales, at the rates of their cost and proceeds."""
    inside = _total(lot.fees * lot.cost_base / lot.cost for lot in state.lots if lot.cost)
    return inside + _total(sale.fees * sale.cost_base / sale.cost for sale in sales if sale.cost)


def _by_symbol(
    sales: Sequence[Sale], seen: tuple[Snapshot, Snapshot | None], income: Sequence[Income]
) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
    for sale in sales:
        _add(found, sale.symbol, (sale.gain_base, ZERO, ZERO))
    for snapshot, sign in zip(seen, (1, -1), strict=True):
        for position in snapshot.positions if snapshot else ():
            _add(found, position.symbol, (ZERO, sign * (position.unrealised_gain_base or ZERO), ZERO))
    for each in income:
        if each.symbol is not None:
            _add(found, each.symbol, (ZERO, ZERO, each.gross_base))
    return found


def by_account(state: State, seen: Snapshot, before: Moment | None = None) -> dict[str, AccountGains]:
    """Measure the gains of each account, by its lots, sales, income and charges; `unrealised` is what it grew by."""
    since = before.seen.as_of if before else date.min
    parts = [("realised", each.account, each.gain_base) for each in state.sales if each.sold > since]
    parts += [("unrealised", lot.account, gain) for lot, gain in _open_gains(state, seen)]
    parts += [("unrealised", lot.account, -gain) for lot, gain in (_open_gains(before.state, before.seen) if before else ())]
    parts += [("income", each.account, each.gross_base) for each in state.income if each.day > since]
    parts += [("charges", each.account, each.amount_base) for each in state.charges if each.day > since]
    found: dict[str, dict[str, Decimal]] = {}
    for name, account, amount in parts:
        sums = found.setdefault(account, {})
        sums[name] = sums.get(name, ZERO) + amount
    return {account: AccountGains(**sums) for account, sums in sorted(found.items())}


def _add(found: dict[str, tuple[Decimal, Decimal, Decimal]], symbol: str, parts: tuple[Decimal, Decimal, Decimal]) -> None:
    old = found.get(symbol, (ZERO, ZERO, ZERO))
    found[symbol] = (old[0] + parts[0], old[1] + parts[1], old[2] + parts[2])


def term(acquired: date, sold: date) -> str:
    """Give "long" when held for more than twelve months, else "short"."""
    return LONG if sold > add_months(acquired, MONTHS) else SHORT


def ages(state: State, as_of: date) -> list[Holding]:
    """Give the open lots, oldest first, with their ages on a day."""
    lots = sorted(state.lots, key=lambda lot: (lot.acquired, lot.symbol, lot.id))
    return [
        Holding(
            lot=lot,
            holding_days=(as_of - lot.acquired).days,
            term=term(lot.acquired, as_of),
            days_to_long_term=max((add_months(lot.acquired, MONTHS) - as_of).days + 1, 0),
        )
        for lot in lots
    ]
