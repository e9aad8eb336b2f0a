"""Capital gains on shares listed in India with securities transaction tax paid, before surcharge and cess."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from core.ledger import ZERO, TxType
from finance.gains import LONG, term
from finance.records import Sale
from finance.tax.model import Payer, TaxEstimate
from finance.tax.rules import rule
from finance.tax.tables import BUYBACK_AS_DIVIDEND, BUYBACK_AS_GAIN, GRANDFATHERED_BEFORE, INDIA

CURRENCY = "INR"
CAVEATS = (
    "An estimate before surcharge and cess, for a resident individual; it is not tax advice.",
    "The shares are taken as listed in India with securities transaction tax paid on both sides.",
    "The unused basic exemption and losses of earlier years are not counted.",
)
Parts = list[tuple[Decimal, Decimal]]


def year(day: date) -> tuple[date, date]:
    """Give the first and last day of the tax year (April to March) of a day."""
    first = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return date(first, 4, 1), date(first + 1, 3, 31)


def estimate(sales: Sequence[Sale], payer: Payer, day: date) -> TaxEstimate:
    """Estimate a year's tax.

    Short-term losses go against short-term gains, then long-term ones; long-term losses only against long-term gains;
    those taxed at the higher rate first. The exemption then lowers the long-term gains of the year.
    """
    start, end = year(day)
    sold = [sale for sale in sales if start <= sale.sold <= end]
    listed = [sale for sale in sold if sale.currency == CURRENCY]
    gains = [(sale, _gain(sale, payer)) for sale in listed]
    short, short_loss = _split([(sale, gain) for sale, gain in gains if term(sale.acquired, sale.sold) != LONG], "short_rate")
    long, long_loss = _split([(sale, gain) for sale, gain in gains if term(sale.acquired, sale.sold) == LONG], "long_rate")
    long, long_left = _use(long, long_loss)
    short, short_left = _use(short, short_loss)
    long, short_left = _use(long, short_left)
    exempt = rule(INDIA, "long_exempt", end)
    taxed, unused = _use(long, exempt.value)
    used = [rule(INDIA, name, day) for name in ("short_rate", "long_rate")]
    return TaxEstimate(
        country="IN",
        currency=CURRENCY,
        year_start=start,
        year_end=end,
        short_term=_sum(gain for sale, gain in gains if term(sale.acquired, sale.sold) != LONG),
        long_term=_sum(gain for sale, gain in gains if term(sale.acquired, sale.sold) == LONG),
        exempt=exempt.value - unused,
        taxable_short=_sum(amount for _, amount in short),
        taxable_long=_sum(amount for _, amount in taxed),
        tax=_sum(rate * amount for rate, amount in (*short, *taxed)),
        loss_carried=short_left + long_left,
        rules=(*used, exempt),
        caveats=_caveats(sold, payer),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _gain(sale: Sale, payer: Payer) -> Decimal:
    if sale.kind is TxType.BUYBACK and sale.sold < BUYBACK_AS_GAIN:
        return -sale.cost_base if sale.sold >= BUYBACK_AS_DIVIDEND else ZERO
    value = payer.value_2018.get(sale.symbol)
    if value is None or sale.acquired >= GRANDFATHERED_BEFORE or sale.origin is TxType.BONUS:
        return sale.gain_base
    cost = max(sale.cost_base, min(value * sale.quantity, sale.proceeds_base))
    return sale.proceeds_base - cost


def _split(gains: Sequence[tuple[Sale, Decimal]], name: str) -> tuple[Parts, Decimal]:
    """Give the gains by rate, the highest rate first, and the sum of the losses."""
    by_rate: dict[Decimal, Decimal] = {}
    for sale, gain in gains:
        if gain > 0:
            rate = rule(INDIA, name, sale.sold).value
            by_rate[rate] = by_rate.get(rate, ZERO) + gain
    return sorted(by_rate.items(), reverse=True), -_sum(gain for _, gain in gains if gain < 0)


def _use(parts: Parts, amount: Decimal) -> tuple[Parts, Decimal]:
    """Take an amount off gains, the highest rate first; give what is left of both."""
    left: Parts = []
    for rate, gain in parts:
        used = min(gain, amount)
        amount -= used
        left.append((rate, gain - used))
    return left, amount


def _caveats(sold: Sequence[Sale], payer: Payer) -> tuple[str, ...]:
    found = list(CAVEATS)
    foreign = sorted({sale.symbol for sale in sold if sale.currency != CURRENCY})
    if foreign:
        found.append(f"Shares not traded in rupees follow other rules and are left out: {', '.join(foreign)}.")
    old = {sale.symbol for sale in sold if sale.acquired < GRANDFATHERED_BEFORE and sale.symbol not in payer.value_2018}
    if old:
        found.append(f"Bought before 2018-02-01, counted at actual cost for want of the price of 2018-01-31: {', '.join(sorted(old))}.")
    if any(sale.kind is TxType.BUYBACK and BUYBACK_AS_DIVIDEND <= sale.sold < BUYBACK_AS_GAIN for sale in sold):
        found.append(
            "Buyback proceeds of that time are a dividend taxed at the slab rate, which is not included; the cost is a capital loss."
        )
    return tuple(found)
