"""Federal tax on capital gains of an individual in the United States, at the person's or assumed middle rates."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.ledger import ZERO
from finance.gains import LONG, term
from finance.records import Lot, Sale
from finance.tax.model import Payer, TaxEstimate
from finance.tax.rules import rule
from finance.tax.tables import UNITED_STATES, WASH_DAYS

CURRENCY = "USD"


def year(day: date) -> tuple[date, date]:
    """Give the first and last day of the tax year (the calendar year) of a day."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def estimate(sales: Sequence[Sale], payer: Payer, day: date) -> TaxEstimate:
    """Estimate a year's federal tax: short and long net on their own, then a net loss of one lowers the other.

    A net loss lowers other income by up to 3,000 dollars a year (counted at the ordinary rate); the rest is carried.
    """
    start, end = year(day)
    sold = [sale for sale in sales if start <= sale.sold <= end]
    short = sum((sale.gain_base for sale in sold if term(sale.acquired, sale.sold) != LONG), ZERO)
    long = sum((sale.gain_base for sale in sold if term(sale.acquired, sale.sold) == LONG), ZERO)
    rules = tuple(rule(UNITED_STATES, name, day) for name in ("short_rate", "long_rate", "loss_deduction"))
    ordinary = rules[0].value if payer.ordinary_rate is None else payer.ordinary_rate
    lower = rules[1].value if payer.long_rate is None else payer.long_rate
    taxable_short = max(short + min(long, ZERO), ZERO)
    taxable_long = max(long + min(short, ZERO), ZERO)
    loss = -min(short + long, ZERO)
    deducted = min(loss, rules[2].value)
    return TaxEstimate(
        country="US",
        currency=CURRENCY,
        year_start=start,
        year_end=end,
        short_term=short,
        long_term=long,
        exempt=ZERO,
        taxable_short=taxable_short,
        taxable_long=taxable_long,
        tax=taxable_short * ordinary + taxable_long * lower - deducted * ordinary,
        loss_carried=loss - deducted,
        rules=rules,
        caveats=_caveats(sold, payer),
    )


def _caveats(sold: Sequence[Sale], payer: Payer) -> tuple[str, ...]:
    found = ["A federal estimate without state tax and the net investment income tax; it is not tax advice."]
    if payer.ordinary_rate is None or payer.long_rate is None:
        found.append("The person's bracket is not known: 22 % for short-term and 15 % for long-term gains are assumed.")
    washed = sorted({sale.symbol for sale in wash_sales(sold)})
    if washed:
        found.append(f"Bought again within {WASH_DAYS} days of a sale at a loss, so the loss may be disallowed: {', '.join(washed)}.")
    return tuple(found)


def wash_sales(sales: Sequence[Sale], lots: Sequence[Lot] = ()) -> list[Sale]:
    """Find the sales at a loss with another purchase of the instrument within 30 days before or after (section 1091)."""
    bought = {(each.symbol, each.acquired, each.lot_id) for each in sales} | {(lot.symbol, lot.acquired, lot.id) for lot in lots}
    near = timedelta(days=WASH_DAYS)
    return [
        sale
        for sale in sales
        if sale.gain_base < 0
        and any(symbol == sale.symbol and lot != sale.lot_id and abs(day - sale.sold) <= near for symbol, day, lot in bought)
    ]
