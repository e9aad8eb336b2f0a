"""Results about plans: trades that are thought of, and trades that bring weights to their targets."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, Decimal

from core.errors import BadInput, Insufficient
from core.ledger import TxType
from data import grounds
from data.grounds import Policy
from finance import rebalance as balanced
from finance.fx import Fx
from finance.period import Asked
from finance.selling import choose
from finance.snapshot import Snapshot
from tools import current as now
from tools import policies, taxing, trading
from tools.book import Book, Prices, View
from tools.ctx import Ctx
from tools.ground import ground, money
from tools.measuring import side_numbers
from tools.quotes import quoted
from tools.results.ledger import Rebalance, Trade, TradeLot, WeightRow
from tools.results.risk import WhatIf, WhatIfSide
from tools.trading import Planned

__all__ = ["How", "Planned", "Wishes", "policy_of", "rebalance", "what_if", "wishes"]

SMALLEST = Decimal("0.0001")
WINDOW = Asked("3Y")
CHARGES = "Charges and tax of the trades are not included: risk_what_if shows them."
NO_TARGETS = "Your policy has no targets: its other rules are checked as things stand, and nothing is traded."


async def what_if(ctx: Ctx, view: View, trades: Sequence[Planned]) -> WhatIf:
    """Compare the portfolio before and after planned trades."""
    wider = await widened(ctx, view, [each.symbol for each in trades])
    policy = await policy_of(ctx)
    return await asyncio.to_thread(_what_if, wider, trades, policy)


async def policy_of(ctx: Ctx) -> Policy:
    """Give the caller's policy."""
    async with ctx.services.db.tx(ctx.user_id) as conn:
        return await grounds.policy(conn, ctx.user_id)


async def widened(ctx: Ctx, view: View, symbols: Sequence[str]) -> View:
    """Give the view with the prices of instruments that the book lacks."""
    prices = view.book.prices
    have = {symbol.casefold() for symbol in prices.series}
    missing = list(dict.fromkeys(symbol for symbol in symbols if symbol.casefold() not in have))
    if not missing:
        return view
    found = await quoted(ctx.services.books, ctx.user_id, missing)
    wider = Prices(
        {**prices.instruments, **{each.instrument.symbol: each.instrument for each in found}},
        {**prices.series, **{each.instrument.symbol: each.series for each in found}},
        await _rates(ctx, view, [each.series.currency for each in found]),
        prices.benchmark,
        prices.own,
        prices.market_day,
    )
    book = view.book
    return replace(view, book=await asyncio.to_thread(Book, book.portfolios, book.base, book.rows, wider))


async def _rates(ctx: Ctx, view: View, currencies: Sequence[str]) -> Fx:
    fx = view.book.prices.fx
    unknown = sorted({currency for currency in currencies if not fx.known(currency)})
    return Fx({**fx.rates, **await ctx.services.market.fx(unknown)}) if unknown else fx


def _what_if(view: View, trades: Sequence[Planned], policy: Policy) -> WhatIf:
    planned = trading.plan(view, trades)
    book = view.book
    after = replace(view, book=Book(book.portfolios, book.base, (*book.rows, *planned.rows), book.prices))
    seen = after.seen()
    stated = ground(view)
    stated["caveats"] += [
        *planned.caveats,
        *(["The trades need more cash than there is."] if seen.cash_base < min(view.seen().cash_base, Decimal(0)) else []),
    ]
    tax = taxing.effect(view, planned.rows, policy.country)
    weights = now.weights_of(seen)
    later = _side("after", after, seen)
    sold = [row.symbol for row in planned.rows if row.symbol and row.type is TxType.SELL]
    judged = policies.check(policy, after, weights, later.volatility, sold)
    ids = {row.id for row in planned.rows}
    realised = sum((sale.gain_base for sale in after.state().sales if sale.transaction_id in ids), Decimal(0))
    return WhatIf(
        **{**stated, "caveats": [*stated["caveats"], *tax.caveats, *policies.broken(policy, judged)]},
        basis=now.BASIS,
        date=view.as_of,
        before=_side("before", view, view.seen()),
        after=later,
        realised_gain=money(realised, seen.base),
        charges=money(planned.charges, seen.base),
        tax=tax.effect,
        policy=judged,
        reasons={"tax": tax.reason} if tax.reason else {},
    )


def _side(name: str, view: View, seen: Snapshot) -> WhatIfSide:
    weights = now.weights_of(seen)
    largest = max(weights, key=lambda symbol: weights[symbol], default=None)
    return WhatIfSide(
        name=name,
        total_value=money(seen.total, seen.base),
        cash=money(seen.cash_base, seen.base),
        largest_weight=weights[largest] if largest else None,
        largest_holding=largest,
        **(side_numbers(view, weights, WINDOW) if weights else {}),
    )


@dataclass(frozen=True, slots=True)
class How:
    """How a rebalance is done: the tolerance, the least trade in the reporting currency, the step of quantities, sales or only cash."""

    band: float | None = None
    minimum: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    sales: bool = True


@dataclass(frozen=True, slots=True)
class Wishes:
    """Targets by symbol with the band, none where only the policy is checked; prices in the reporting currency of what is not held."""

    view: View
    policy: Policy
    wish: balanced.Wish | None = None
    quotes: Mapping[str, Decimal] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()


async def wishes(ctx: Ctx, view: View, targets: Mapping[str, float] | None, how: How) -> Wishes:
    """Give what a rebalance aims at: the caller's targets, else the policy's; raises BadInput where there is no rule at all."""
    policy = await policy_of(ctx)
    by_symbol, caveats = (dict(targets), []) if targets else _from_policy(view, policy)
    if not by_symbol and not policies.limits(policy):
        raise BadInput("There are no targets: give some, or write them into the policy.")
    if not by_symbol:
        return Wishes(view, policy)
    if min(by_symbol.values()) < 0 or sum(by_symbol.values()) > 1 + 1e-9:
        raise BadInput("Target weights lie between 0 and 1 and sum to 1 at most; the rest is cash.")
    by_symbol.pop(policies.CASH, None)
    wider = await widened(ctx, view, list(by_symbol))
    names = {symbol.casefold(): symbol for symbol in wider.book.prices.series}
    exact = {names[symbol.casefold()]: weight for symbol, weight in by_symbol.items() if symbol.casefold() in names}
    caveats += [f"{symbol} has no price and is left out." for symbol in by_symbol if symbol.casefold() not in names]
    kept = _unsold(view, policy, exact)
    caveats += [f"{symbol} is not sold: the policy says so." for symbol in kept]
    band = how.band if how.band is not None else policy.band if not targets else 0.0
    chosen = balanced.Wish(exact, band, how.minimum, how.step, how.sales, frozenset(kept))
    return Wishes(wider, policy, chosen, _quotes(wider, list(exact)), tuple(caveats))


def _unsold(view: View, policy: Policy, targets: Mapping[str, float]) -> list[str]:
    """Give the holdings that targets would sell and the policy would not."""
    kept = {symbol.casefold() for symbol in policy.do_not_sell}
    weights = now.weights_of(view.seen())
    return sorted(symbol for symbol, weight in weights.items() if symbol.casefold() in kept and targets.get(symbol, 0.0) < weight)


def _from_policy(view: View, policy: Policy) -> tuple[dict[str, float], list[str]]:
    """Spread the targets of groups over what is held of them, by today's weights."""
    if policy.by == "symbol":
        return dict(policy.targets), []
    weights = now.weights_of(view.seen())
    found, caveats = dict[str, float](), list[str]()
    for name, target in policy.targets.items():
        members = {s: w for s, w in weights.items() if policies.groups(view, {s: w}, policy.by).get(name)}
        total = sum(members.values())
        found |= {symbol: target * weight / total for symbol, weight in members.items()} if total else {}
        if not total and name != policies.CASH:
            caveats.append(f"Nothing of {name} is held: its target is left as cash.")
    return found, caveats


def _quotes(view: View, symbols: Sequence[str]) -> dict[str, Decimal]:
    """Give prices of one share in the reporting currency."""
    return {symbol: found for symbol in symbols if (found := trading.price_base(view, symbol)) is not None}


def rebalance(view: View, wanted: Wishes) -> Rebalance:
    """Plan the trades of a rebalance; without targets, only check the policy as things stand."""
    seen = wanted.view.seen()
    if not seen.total:
        raise Insufficient("The portfolio has no value on this day.")
    if wanted.wish is None:
        return _checked(view, wanted)
    found = balanced.rebalance(seen, wanted.wish, wanted.quotes)
    stated = ground(view, seen)
    stated["caveats"] += [*wanted.caveats, *([CHARGES] if found.trades else [])]
    after = {name: weight for name, weight in found.after.items() if name != policies.CASH}
    sold = [trade.symbol for trade in found.trades if trade.side == "sell"]
    judged = policies.check(wanted.policy, wanted.view, after, _volatility(wanted, after), sold)
    return Rebalance(
        **{**stated, "caveats": [*stated["caveats"], *policies.broken(wanted.policy, judged)]},
        turnover=float(sum((trade.value_base for trade in found.trades), Decimal(0)) / seen.total),
        trades=[_trade(wanted.view, each) for each in found.trades],
        before=_rows(found.before, wanted.wish),
        after=_rows(found.after, wanted.wish),
        policy=judged,
    )


def _checked(view: View, wanted: Wishes) -> Rebalance:
    """Check the policy against the weights of today."""
    stated, weights = ground(view), now.weights_of(view.seen())
    judged = policies.check(wanted.policy, view, weights, _volatility(wanted, weights))
    return Rebalance(
        **{**stated, "caveats": [*stated["caveats"], NO_TARGETS, *policies.broken(wanted.policy, judged)]},
        policy=judged,
        reasons={"turnover": NO_TARGETS},
    )


def _volatility(wanted: Wishes, after: Mapping[str, float]) -> float | None:
    """Give the volatility of weights where the policy has a limit of it."""
    if wanted.policy.max_volatility is None or not after:
        return None
    return side_numbers(wanted.view, after, WINDOW)["volatility"]


def _trade(view: View, each: balanced.Trade) -> Trade:
    series = view.book.prices.series[each.symbol]
    last = series.last(view.as_of)
    return Trade(
        symbol=each.symbol,
        side=each.side,
        quantity=each.quantity.quantize(SMALLEST, ROUND_DOWN),
        price=last[1] if last else None,
        currency=series.currency,
        value_base=money(each.value_base, view.book.base),
        lots=_lots(view, each, last[1]) if last and each.side == "sell" else [],
    )


def _lots(view: View, each: balanced.Trade, price: Decimal) -> list[TradeLot]:
    """Give the lots that a sale would best take."""
    lots = [lot for lot in view.state().lots if lot.symbol == each.symbol]
    picks = choose(lots, each.quantity, price, view.as_of)
    currency = lots[0].currency if lots else view.book.base
    return [TradeLot(acquired=p.acquired, quantity=p.quantity, term=p.term, gain=money(p.gain, currency)) for p in picks]


def _rows(weights: Mapping[str, float], wish: balanced.Wish) -> list[WeightRow]:
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    aims = {**wish.targets, policies.CASH: 1.0 - sum(wish.targets.values())}
    return [WeightRow(name=name, weight=weight, target=aims.get(name, 0.0)) for name, weight in ordered]
