"""A transaction's amounts in the reporting currency: its own rate first, then the market's, carried forward."""

from datetime import date
from decimal import Decimal

from core.ledger import ZERO, Transaction
from finance.fx import Fx
from finance.records import ONE, Terms


class Converter:
    """Rates into `terms.base`, remembered; a currency without any rate counts as nothing and is named in `missing`."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.fx = terms.fx or Fx()
        self.missing: set[str] = set()
        self._known: dict[tuple[str, str, date], Decimal] = {}

    def market(self, source: str, target: str, day: date) -> Decimal:
        """Give the market's rate on or before a day (before its first day: its first); 0 when there is none."""
        if source == target:
            return ONE
        key = (source, target, day)
        if key not in self._known:
            found = self.fx.find(source, target, day) or self.fx.first(source, target)
            if found is None:
                self.missing.add(source)
            self._known[key] = ZERO if found is None else found.rate
        return self._known[key]

    def to_base(self, currency: str, day: date) -> Decimal:
        """Give the rate of a currency into the reporting currency on a day."""
        return ONE if self.terms.base is None else self.market(currency, self.terms.base, day)

    def of(self, row: Transaction) -> Decimal:
        """Give a transaction's rate into the reporting currency."""
        base = self.terms.base
        if base is None or row.currency == base:
            return ONE
        if row.fx_rate is None or row.fx_rate <= 0:
            return self.to_base(row.currency, row.day)
        own = self.terms.bases.get(row.portfolio_id, base)
        return row.fx_rate * self.market(own, base, row.day)
