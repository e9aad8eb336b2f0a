"""Results about holdings: the list of portfolios, positions and their allocation."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from core.models import Count
from data.grounds import PortfolioGround
from finance.snapshot import Position, Snapshot
from tools.book import View
from tools.books import Books
from tools.ground import caveats, ground, money, number
from tools.pages import page
from tools.results.portfolio import Allocation, Holding, Holdings, PortfolioList, PortfolioRow, Slice

CASH = "Cash"
NO_PRICE = "no_price: there is no price on or before this day."
NO_RATE = "no_price: there is no exchange rate to the reporting currency."


async def listed(books: Books, user_id: UUID, as_of: date | None) -> PortfolioList:
    """Give the person's portfolios with their values; none is an empty list."""
    found = await books.grounds(user_id)
    views = [await books.view_of(user_id, found, each.id, as_of) for each in found.portfolios]
    day = max((view.as_of for view in views), default=None) or books.day(as_of, await books.market_day())
    rows = [await view.once("row", lambda v: _portfolio(v.book.portfolios[0], v)) for view in views]
    return PortfolioList(
        as_of=day,
        staleness_days=max((view.seen().staleness_days for view in views), default=0),
        coverage=min((view.seen().coverage for view in views), default=1.0),
        caveats=list(dict.fromkeys(text for view in views for text in caveats(view, view.seen()))),
        portfolios=rows,
        portfolios_count=len(rows),
    )


def _portfolio(each: PortfolioGround, view: View) -> PortfolioRow:
    seen = view.seen()
    return PortfolioRow(
        id=each.id,
        name=each.name,
        base_currency=each.base_currency,
        benchmark=each.benchmark,
        total_value=money(seen.total, seen.base),
        first_date=view.book.first_day,
    )


def holdings(view: View, symbol: str | None, limit: int, cursor: str | None) -> Holdings:
    """Give what is held, largest first."""
    seen = view.seen()
    wanted = [p for p in seen.positions if symbol is None or p.symbol.casefold() == symbol.casefold()]
    rows, following = page(wanted, limit, cursor)
    (cost, gain), unknown = _totals(seen), _unknown(seen)
    return Holdings(
        **ground(view, seen),
        reasons=unknown if wanted or symbol is None else {"holdings": "Nothing of this symbol is held on this day."},
        total_value=money(seen.total, seen.base),
        holdings_value=money(seen.holdings_base, seen.base),
        cash_value=money(seen.cash_base, seen.base),
        total_cost=None if unknown else money(cost, seen.base),
        unrealised_gain=None if unknown else money(gain, seen.base),
        unrealised_return=float(gain / cost) if cost else None,
        holdings_count=_count(seen),
        cash=[found for currency, amount in sorted(seen.cash.items()) if amount and (found := money(amount, currency))],
        holdings=[_holding(view, each) for each in rows],
        next_cursor=following,
    )


def _unknown(seen: Snapshot) -> dict[str, str]:
    """Say that cost and gain of the whole are not known where nothing that is held has a price."""
    if not seen.positions or any(each.value_base is not None for each in seen.positions):
        return {}
    return dict.fromkeys(("total_cost", "unrealised_gain", "unrealised_return"), NO_PRICE)


def _count(seen: Snapshot) -> Count:
    return sum(1 for position in seen.positions if position.quantity)


def _totals(seen: Snapshot) -> tuple[Decimal, Decimal]:
    """Give cost and unrealised gain of the priced positions in the reporting currency, at the rates of their purchases."""
    priced = [p for p in seen.positions if p.value_base is not None]
    return sum((p.cost_basis_base for p in priced), Decimal(0)), sum((p.unrealised_gain_base or Decimal(0) for p in priced), Decimal(0))


def _holding(view: View, each: Position) -> Holding:
    instrument = view.book.instrument(each.symbol)
    missing = {} if each.value_base is not None else dict.fromkeys(("value_base", "weight"), NO_RATE)
    if each.price is None:
        missing = dict.fromkeys(("price", "value", "value_base", "weight", "unrealised_gain", "unrealised_return"), NO_PRICE)
    return Holding(
        symbol=each.symbol,
        name=instrument.name,
        isin=instrument.isin,
        sector=instrument.sector,
        asset_class=instrument.asset_class,
        quantity=each.quantity,
        average_cost=money(each.average_cost, each.currency),
        cost_basis=money(each.cost_basis, each.currency),
        price=each.price,
        currency=each.currency,
        price_date=each.price_date,
        value=money(each.value, each.currency),
        value_base=money(each.value_base, view.book.base),
        weight=number(each.weight),
        unrealised_gain=money(each.unrealised_gain, each.currency),
        unrealised_return=number(each.unrealised_return),
        reasons=missing,
    )


def allocation(view: View, by: str) -> Allocation:
    """Give the slices of the total value, cash included; the largest first, cash last."""
    seen = view.seen()
    sums = _by_account(seen) if by == "account" else _by_group(view, seen, by)
    total = seen.total
    if not total:
        return Allocation(**ground(view, seen), by=by, total_value=money(total, seen.base), reasons={"slices": "The total value is zero."})
    ordered = sorted(sums.items(), key=lambda item: (item[0] == CASH, -item[1]))
    return Allocation(
        **ground(view, seen),
        by=by,
        total_value=money(total, seen.base),
        slices=[Slice(name=name, value_base=money(value, seen.base), weight=float(value / total)) for name, value in ordered],
    )


def _by_group(view: View, seen: Snapshot, by: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for each in seen.positions:
        if each.value_base is None:
            continue
        instrument = view.book.instrument(each.symbol)
        named = {"holding": each.symbol, "sector": instrument.sector, "asset_class": instrument.asset_class, "currency": each.currency}
        name = named[by] or "Unknown"
        sums[name] = sums.get(name, Decimal(0)) + each.value_base
    if by == "currency":
        for currency, amount in seen.cash.items():
            rate = view.book.prices.fx.find(currency, seen.base, view.as_of)
            if rate is not None:
                sums[currency] = sums.get(currency, Decimal(0)) + amount * rate.rate
    elif seen.cash_base:
        sums[CASH] = seen.cash_base
    return sums


def _by_account(seen: Snapshot) -> dict[str, Decimal]:
    """Spread positions over accounts by their quantities; cash stays a slice of its own."""
    sums: dict[str, Decimal] = {}
    for each in seen.positions:
        if each.value_base is None or not each.quantity:
            continue
        for account, quantity in each.accounts.items():
            sums[account] = sums.get(account, Decimal(0)) + each.value_base * quantity / each.quantity
    return {**sums, CASH: seen.cash_base} if seen.cash_base else sums
