"""What is held on one day: positions, cash, total, freshness and coverage (Decimal)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext

from core.ledger import ZERO
from core.market import PriceSeries
from finance.conversion import Converter
from finance.panel import ADJUSTED
from finance.records import ONE, Lot, State, Terms

PRECISION = 40
FRESH = 5


@dataclass(frozen=True, slots=True)
class Position:
    """One instrument; `cost_basis`, `average_cost`, `price`, `value` and `unrealised_gain` in `currency`, `*_base` in the base.

    Without a price `price`, `value`, `weight` and the gains are None; without an exchange rate `value_base` is.
    """

    symbol: str
    currency: str
    quantity: Decimal
    cost_basis: Decimal
    cost_basis_base: Decimal
    average_cost: Decimal
    price: Decimal | None
    price_date: date | None
    value: Decimal | None
    value_base: Decimal | None
    weight: float | None
    unrealised_gain: Decimal | None
    unrealised_gain_base: Decimal | None
    currency_gain_base: Decimal | None
    unrealised_return: float | None
    accounts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All positions, ordered by value, with cash by currency; `total` = holdings + cash in `base`.

    Cash is the sum of its legs and may be negative where the ledger records no deposits. `stale` names positions whose
    price is older than five days. Weights are None when the total is not positive.

    `cash_weight` + the positions' weights = 1. `coverage` is the share of positions with a price and a rate.
    `staleness_days` counts from the oldest price used to `as_of`. `reasons` names positions that are left out.
    """

    as_of: date
    base: str
    positions: tuple[Position, ...]
    cash: Mapping[str, Decimal]
    holdings_base: Decimal
    cash_base: Decimal
    total: Decimal
    cash_weight: float | None
    coverage: float
    staleness_days: int
    stale: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def only(self, symbol: str) -> "Snapshot":
        """Give what is held of one instrument, without cash; weights stay those of the whole."""
        kept = tuple(each for each in self.positions if each.symbol == symbol)
        worth = sum((each.value_base for each in kept if each.value_base is not None), ZERO)
        return replace(self, positions=kept, cash={}, holdings_base=worth, cash_base=ZERO, total=worth, cash_weight=None)


@dataclass(frozen=True, slots=True)
class _Priced:
    """A position's last close and what its shares are worth at it, in the currency of the cost."""

    price: Decimal
    day: date
    value: Decimal


def snapshot(state: State, prices: Mapping[str, PriceSeries], terms: Terms, as_of: date) -> Snapshot:
    """Value a state (of `lots.run(..., until=as_of)`) at the last closes and ECB rates on or before a day."""
    convert = Converter(terms)
    with localcontext(prec=PRECISION):
        drafts = [_position(symbol, lots, _Look(state, prices, convert, as_of)) for symbol, lots in _by_symbol(state).items()]
        cash = {key: amount for key, amount in state.cash_by_currency().items() if amount}
        cash_base = sum((amount * convert.to_base(currency, as_of) for currency, amount in cash.items()), ZERO)
        holdings = sum((each.value_base for each in drafts if each.value_base is not None), ZERO)
        total = holdings + cash_base
        positions = [_weighed(each, total) for each in drafts]
    positions.sort(key=lambda each: (-(each.value_base or ZERO), each.symbol))
    return Snapshot(
        as_of=as_of,
        base=terms.base or next(iter(cash), ""),
        positions=tuple(positions),
        cash=cash,
        holdings_base=holdings,
        cash_base=cash_base,
        total=total,
        cash_weight=float(cash_base / total) if total > 0 else None,
        coverage=sum(each.value_base is not None for each in positions) / len(positions) if positions else 1.0,
        staleness_days=max((_age(each, as_of) for each in positions), default=0),
        stale=tuple(each.symbol for each in positions if _age(each, as_of) > FRESH),
        reasons=_reasons(positions, convert),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    state: State
    prices: Mapping[str, PriceSeries]
    convert: Converter
    as_of: date

    def priced(self, symbol: str, lots: Sequence[Lot]) -> _Priced | None:
        series = self.prices.get(symbol)
        found = None if series is None else series.last(self.as_of)
        if series is None or found is None:
            return None
        day, price = found
        shares = sum((lot.quantity * self._ratio(series, lot, day) for lot in lots), ZERO)
        return _Priced(price, day, shares * price * self.convert.market(series.currency, lots[0].currency, self.as_of))

    def _ratio(self, series: PriceSeries, lot: Lot, used: date) -> Decimal:
        """Turn today's shares into those that the price is stated in: none where the ledger has no split in between."""
        stated = series.days[-1].astype(object) if series.basis in ADJUSTED else used
        ratio = ONE
        for portfolio, symbol, day, times in self.state.splits:
            if (portfolio, symbol) != (lot.portfolio_id, lot.symbol):
                continue
            if stated < day <= self.as_of:
                ratio /= times
            elif self.as_of < day <= stated:
                ratio *= times
        return ratio


def _by_symbol(state: State) -> dict[str, list[Lot]]:
    found: dict[str, list[Lot]] = {}
    for lot in state.lots:
        found.setdefault(lot.symbol, []).append(lot)
    return found


def _position(symbol: str, lots: Sequence[Lot], look: _Look) -> Position:
    quantity = sum((lot.quantity for lot in lots), ZERO)
    cost, cost_base = sum((lot.cost for lot in lots), ZERO), sum((lot.cost_base for lot in lots), ZERO)
    currency = lots[0].currency
    accounts: dict[str, Decimal] = {}
    for lot in lots:
        accounts[lot.account] = accounts.get(lot.account, ZERO) + lot.quantity
    seen = look.priced(symbol, lots)
    rate = look.convert.to_base(currency, look.as_of)
    value = None if seen is None else seen.value
    value_base = value * rate if value is not None and rate else None
    return Position(
        symbol=symbol,
        currency=currency,
        quantity=quantity,
        cost_basis=cost,
        cost_basis_base=cost_base,
        average_cost=cost / quantity,
        price=None if seen is None else seen.price,
        price_date=None if seen is None else seen.day,
        value=value,
        value_base=value_base,
        weight=None,
        unrealised_gain=None if value is None else value - cost,
        unrealised_gain_base=None if value_base is None else value_base - cost_base,
        currency_gain_base=None if value_base is None else cost * rate - cost_base,
        unrealised_return=float((value - cost) / cost) if value is not None and cost > 0 else None,
        accounts=accounts,
    )


def _weighed(position: Position, total: Decimal) -> Position:
    if position.value_base is None or total <= 0:
        return position
    return replace(position, weight=float(position.value_base / total))


def _age(position: Position, as_of: date) -> int:
    return 0 if position.price_date is None else (as_of - position.price_date).days


def _reasons(positions: Sequence[Position], convert: Converter) -> dict[str, str]:
    reasons = {each.symbol: f"no_price: there is no price of {each.symbol}." for each in positions if each.price is None}
    for each in positions:
        if each.price is not None and each.value_base is None:
            reasons[each.symbol] = f"no_rate: there is no exchange rate for {each.currency}."
    return reasons | {code: f"no_rate: there is no exchange rate for {code}." for code in sorted(convert.missing)}
