"""The tax that planned sales would add, now and once their lots are long-term."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from core.ledger import Transaction
from finance import lots
from finance.gains import term
from finance.period import add_months
from finance.records import CostView, Method, Sale, Terms
from finance.tax.estimate import Payer, added, estimate
from tools.book import View
from tools.ground import money
from tools.results.risk import DatedAmount, TaxEffect

CURRENCIES = {"IN": "INR", "US": "USD"}
COUNTRIES = {"INR": "IN", "USD": "US"}
YEAR = 12


@dataclass(frozen=True, slots=True)
class Found:
    """The tax effect, or why there is none."""

    effect: TaxEffect
    reason: str | None = None
    caveats: tuple[str, ...] = ()


def effect(view: View, rows: Sequence[Transaction], country: str | None) -> Found:
    """Estimate the tax that the sales among planned rows add."""
    country = country or COUNTRIES.get(view.book.base)
    if not any(row.type.value == "sell" for row in rows):
        return Found(TaxEffect(), "The plan sells nothing.")
    if country is None:
        return Found(TaxEffect(), "No tax rules are known for this reporting currency; the policy can name a country.")
    payer = Payer("IN" if country == "IN" else "US")
    currency = CURRENCIES[country]
    extra, before = _sales(view, rows, currency)
    now = added(before, extra, payer, view.as_of)
    said = estimate([*before, *extra], payer, view.as_of).caveats
    return Found(TaxEffect(now=money(now, currency), after=_later(before, extra, payer)), None, said)


def _sales(view: View, rows: Sequence[Transaction], currency: str) -> tuple[list[Sale], list[Sale]]:
    """Give the sales of the plan and those before, read as tax law does."""
    book = view.book
    bases = {each.id: each.base_currency for each in book.portfolios}
    terms = Terms(method=Method.FIFO, view=CostView.TAX, fx=book.prices.fx, base=currency, bases=bases)
    sales = lots.run((*book.rows, *rows), terms, view.as_of).sales
    ids = {row.id for row in rows}
    return [s for s in sales if s.transaction_id in ids], [s for s in sales if s.transaction_id not in ids]


def _later(before: Sequence[Sale], extra: Sequence[Sale], payer: Payer) -> DatedAmount | None:
    """Give the tax had the sales waited until the last of their lots is long-term; None when all are."""
    short = [sale for sale in extra if term(sale.acquired, sale.sold) == "short"]
    if not short:
        return None
    day = max(add_months(sale.acquired, YEAR) for sale in short) + timedelta(days=1)
    waited = [replace(sale, sold=day) for sale in extra]
    amount: Decimal = added(before, waited, payer, day)
    return DatedAmount(date=day, amount=money(amount, CURRENCIES[payer.country]))
