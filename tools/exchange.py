"""Results about exchange rates."""

from datetime import date
from decimal import Decimal

from core.errors import BadInput
from finance.fx import EUR, MINOR, Fx
from tools.books import Books
from tools.ground import money
from tools.results.market import Exchange

PLACES = 8


async def rate(books: Books, pair: tuple[str, str], amount: Decimal | None, as_of: date | None) -> Exchange:
    """Give the cross rate of a pair of currencies; raises BadInput where there is none."""
    source, target = pair
    needed = {MINOR.get(name, (name, 1))[0] for name in pair} - {EUR}
    fx = Fx(await books.market.fx(sorted(needed)))
    last = max((each.days[-1].astype(object) for each in fx.rates.values() if len(each.days)), default=books.clock.today())
    market_day = await books.market_day()
    day = books.day(as_of, max(min(last, market_day), market_day))
    if not (fx.known(source) and fx.known(target)):
        raise BadInput("There is no reference rate for one of these currencies.")
    found = fx.rate(source, target, day)
    rounded = round(found.rate, PLACES)
    return Exchange(
        as_of=day,
        staleness_days=(day - found.day).days,
        caveats=[f"The rate is of {found.day}, the last one before {day}."] if found.carried else [],
        from_currency=source,
        to_currency=target,
        rate=rounded,
        currency=target,
        date=found.day,
        amount=money(amount, source),
        converted=money(amount * found.rate if amount is not None else None, target),
    )
