"""The fewest trades that bring weights to their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from core.errors import BadInput
from core.ledger import ZERO
from finance.snapshot import Snapshot

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade; `quantity` positive, `value_base` in the reporting currency."""

    symbol: str
    side: str
    quantity: Decimal
    value_base: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Trades with the weights before and after (Cash included)."""

    trades: tuple[Trade, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """Target weights by symbol (the rest is cash), a tolerance band, the least trade, and the step of quantities.

    Without `sales` only cash is spent; what is `kept` is not sold.
    """

    targets: Mapping[str, float]
    band: float = 0.0
    minimum: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    sales: bool = True
    kept: frozenset[str] = frozenset()


def rebalance(seen: Snapshot, wish: Wish, quotes: Mapping[str, Decimal]) -> Plan:
    """Plan trades that never spend more cash than there is; `quotes` are prices in the reporting currency of symbols not held.

    Only weights outside target +- band are traded, to their targets, so that there are as few trades as possible. A
    holding without a target is sold. Sales come first; purchases take the cash, the largest gap first, and their
    quantities are rounded down to the step.
    """
    _check(wish)
    total = seen.total
    if total <= 0:
        raise BadInput("There is nothing to rebalance: the total value is not positive.")
    unit = {each.symbol: each.value_base / each.quantity for each in seen.positions if each.value_base and each.quantity}
    price = {**quotes, **unit}
    held = {each.symbol: each.value_base or ZERO for each in seen.positions if each.symbol in unit}
    missing = sorted(symbol for symbol in wish.targets if symbol not in price)
    if missing:
        raise BadInput(f"There is no price of {', '.join(missing)}.")
    gaps = {symbol: Decimal(repr(wish.targets.get(symbol, 0.0))) * total - held.get(symbol, ZERO) for symbol in {*held, *wish.targets}}
    wide = sorted((gap, symbol) for symbol, gap in gaps.items() if abs(float(gap / total)) > wish.band)
    owned = {each.symbol: each.quantity for each in seen.positions}
    over = [(gap, symbol) for gap, symbol in wide if gap < 0 and wish.sales and symbol not in wish.kept]
    sales = [_sell(symbol, -gap, price[symbol], owned[symbol], wish) for gap, symbol in over]
    trades = [each for each in sales if each is not None]
    cash = seen.cash_base + sum((each.value_base for each in trades), ZERO)
    for gap, symbol in reversed(wide):
        bought = _trade(symbol, "buy", min(gap, cash) / price[symbol], price[symbol], wish) if gap > 0 and cash > 0 else None
        if bought is not None:
            trades.append(bought)
            cash -= bought.value_base
    return Plan(tuple(trades), _weights(held, seen.cash_base, total), _weights(_moved(held, trades), cash, total))


def _check(wish: Wish) -> None:
    if any(not 0.0 <= target <= 1.0 for target in wish.targets.values()) or sum(wish.targets.values()) > 1.0 + ROUNDING:
        raise BadInput("Target weights must be between 0 and 1 and sum to at most 1.")
    if wish.step <= 0:
        raise BadInput("The step of quantities must be positive.")


def _sell(symbol: str, value: Decimal, price: Decimal, owned: Decimal, wish: Wish) -> Trade | None:
    if not wish.targets.get(symbol):
        return _trade(symbol, "sell", owned, price, replace(wish, step=owned))
    return _trade(symbol, "sell", min(value / price, owned), price, wish)


def _trade(symbol: str, side: str, quantity: Decimal, price: Decimal, wish: Wish) -> Trade | None:
    whole = (quantity / wish.step).to_integral_value(ROUND_FLOOR) * wish.step
    value = whole * price
    return Trade(symbol, side, whole, value) if whole > 0 and value >= wish.minimum else None


def _moved(held: Mapping[str, Decimal], trades: Sequence[Trade]) -> dict[str, Decimal]:
    after = dict(held)
    for each in trades:
        after[each.symbol] = after.get(each.symbol, ZERO) + (each.value_base if each.side == "buy" else -each.value_base)
    return after


def _weights(values: Mapping[str, Decimal], cash: Decimal, total: Decimal) -> dict[str, float]:
    return {symbol: float(value / total) for symbol, value in sorted(values.items())} | {"Cash": float(cash / total)}
