"""The values that the ledger turns into: lots, sales, income, charges, flows and the state that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.ledger import ZERO, TxType
from finance.fx import Fx

ONE = Decimal(1)
Split = tuple[str, str, date, Decimal]  # portfolio, symbol, day, new shares per old share


class Method(StrEnum):
    """Which lots a sale takes."""

    FIFO = "fifo"
    AVERAGE = "average"
    LIFO = "lifo"
    HIFO = "hifo"
    SPECIFIC = "specific"


class CostView(StrEnum):
    """How cost is counted: `economic` spreads it over a bonus, `tax` gives bonus shares a lot of their own that cost nil."""

    ECONOMIC = "economic"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a ledger is read.

    `base` is the reporting currency (None: every currency counts as it is, at a rate of 1). `bases` gives each
    portfolio's own base, which a transaction's own `fx_rate` is stated in; a portfolio left out has `base`.
    """

    method: Method = Method.FIFO
    view: CostView = CostView.ECONOMIC
    fx: Fx | None = None
    base: str | None = None
    bases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lot:
    """Shares bought together; `cost` includes `fees` (charges of buying) and is in `currency`, `cost_base` in the base."""

    id: str
    portfolio_id: str
    account: str
    symbol: str
    acquired: date
    quantity: Decimal
    cost: Decimal
    cost_base: Decimal
    fees: Decimal
    currency: str
    trade_id: str | None = None
    origin: TxType = TxType.BUY

    @property
    def cost_per_unit(self) -> Decimal:
        """Give the cost of one share, charges included."""
        return self.cost / self.quantity if self.quantity else ZERO


@dataclass(frozen=True, slots=True)
class Sale:
    """One lot's part in a sale; `proceeds` are after charges, `fees` are the charges of both sides, all in `currency`."""

    transaction_id: str
    lot_id: str
    portfolio_id: str
    account: str
    symbol: str
    acquired: date
    sold: date
    quantity: Decimal
    proceeds: Decimal
    cost: Decimal
    fees: Decimal
    currency: str
    proceeds_base: Decimal
    cost_base: Decimal
    currency_gain_base: Decimal
    kind: TxType = TxType.SELL
    origin: TxType = TxType.BUY

    @property
    def gain(self) -> Decimal:
        """Give the gain in the instrument's currency."""
        return self.proceeds - self.cost

    @property
    def gain_base(self) -> Decimal:
        """Give the gain in the reporting currency, the exchange rate's part included."""
        return self.proceeds_base - self.cost_base


@dataclass(frozen=True, slots=True)
class Income:
    """A dividend, interest or cash from a corporate action; `gross` before `tax` and `fee`, `gross_base` in the base."""

    transaction_id: str
    portfolio_id: str
    account: str
    symbol: str | None
    day: date
    kind: TxType
    gross: Decimal
    fee: Decimal
    tax: Decimal
    currency: str
    gross_base: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or tax that is in no lot and no sale: a row of its own, or what was withheld from income. Positive is paid."""

    transaction_id: str
    portfolio_id: str
    account: str
    symbol: str | None
    day: date
    kind: TxType
    amount: Decimal
    currency: str
    amount_base: Decimal


@dataclass(frozen=True, slots=True)
class Flow:
    """Money or shares from outside (positive) or to outside; shares count at the cost that came or went with them."""

    transaction_id: str
    portfolio_id: str
    account: str
    day: date
    amount: Decimal
    currency: str
    amount_base: Decimal
    symbol: str | None = None
    quantity: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CashLeg:
    """One movement of cash."""

    transaction_id: str
    portfolio_id: str
    account: str
    day: date
    amount: Decimal
    currency: str
    amount_base: Decimal


@dataclass(frozen=True, slots=True)
class State:
    """All that follows from a ledger up to a day. `cash` is by (account, currency), `splits` of the whole ledger."""

    lots: tuple[Lot, ...] = ()
    sales: tuple[Sale, ...] = ()
    income: tuple[Income, ...] = ()
    charges: tuple[Charge, ...] = ()
    flows: tuple[Flow, ...] = ()
    legs: tuple[CashLeg, ...] = ()
    cash: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    splits: tuple[Split, ...] = ()
    notes: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def only(self, symbol: str) -> "State":
        """Give what follows from the rows of one instrument; its cash is not told apart and is left out."""
        return replace(
            self,
            lots=tuple(each for each in self.lots if each.symbol == symbol),
            sales=tuple(each for each in self.sales if each.symbol == symbol),
            income=tuple(each for each in self.income if each.symbol == symbol),
            charges=tuple(each for each in self.charges if each.symbol == symbol),
            flows=tuple(each for each in self.flows if each.symbol == symbol),
            legs=(),
            cash={},
        )

    def quantities(self) -> dict[str, Decimal]:
        """Give the shares held by symbol."""
        held: dict[str, Decimal] = {}
        for lot in self.lots:
            held[lot.symbol] = held.get(lot.symbol, ZERO) + lot.quantity
        return held

    def cash_by_currency(self) -> dict[str, Decimal]:
        """Give the cash by currency, the sum of its legs."""
        totals: dict[str, Decimal] = {}
        for (_, currency), amount in self.cash.items():
            totals[currency] = totals.get(currency, ZERO) + amount
        return totals

    def net_contributions(self) -> Decimal:
        """Give what came in from outside less what left, in the reporting currency."""
        return sum((flow.amount_base for flow in self.flows), ZERO)
