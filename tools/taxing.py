"""The tax that planned sales would add, now and once their lots are long-term."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.ledger import Transaction
from finance import lots
from finance.records import CostView, Method, Sale, Terms
from finance.tax.estimate import Payer, estimate, waiting
from tools.book import View
from tools.ground import money
from tools.results.risk import DatedAmount, TaxEffect

CURRENCIES = {"IN": "INR", "US": "USD"}
COUNTRIES = {"INR": "IN", "USD": "US"}


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
    found = waiting(before, extra, payer, view.as_of)
    made = estimate([*before, *extra], payer, view.as_of)
    later = None if found.later_day is None else DatedAmount(date=found.later_day, amount=money(found.later, currency))
    effect = TaxEffect(now=money(found.now, currency), after=later, loss_carried=money(made.loss_carried, currency))
    return Found(effect, None, made.caveats)


def _sales(view: View, rows: Sequence[Transaction], currency: str) -> tuple[list[Sale], list[Sale]]:
    """Give the sales of the plan and those before, read as tax law does."""
    book = view.book
    bases = {each.id: each.base_currency for each in book.portfolios}
    terms = Terms(method=Method.FIFO, view=CostView.TAX, fx=book.prices.fx, base=currency, bases=bases)
    sales = lots.run((*book.rows, *rows), terms, view.as_of).sales
    ids = {row.id for row in rows}
    return [s for s in sales if s.transaction_id in ids], [s for s in sales if s.transaction_id not in ids]
