"""What follows from a ledger beside the open lots, written down row by row."""

from decimal import Decimal

from core.ledger import ZERO, Transaction, TxType
from finance.amounts import charges_of, effect
from finance.conversion import Converter
from finance.records import CashLeg, Charge, Flow, Income, Sale


class Journal:
    """Sales, income, charges, flows, cash and cash legs in reading order."""

    def __init__(self, convert: Converter) -> None:
        self.convert = convert
        self.sales: list[Sale] = []
        self.incomes: list[Income] = []
        self.charges: list[Charge] = []
        self.flows: list[Flow] = []
        self.legs: list[CashLeg] = []

    def fork(self) -> "Journal":
        """Give a journal that goes on from here and leaves this one as it is."""
        made = Journal(self.convert)
        for name in ("sales", "incomes", "charges", "flows", "legs"):
            setattr(made, name, list(getattr(self, name)))
        return made

    def cash(self, row: Transaction, amount: Decimal) -> None:
        """Write a movement of cash."""
        if amount:
            leg = CashLeg(row.id, row.portfolio_id, row.account, row.day, amount, row.currency, amount * self.convert.of(row))
            self.legs.append(leg)

    def balances(self) -> dict[tuple[str, str], Decimal]:
        """Sum the cash by (account, currency)."""
        totals: dict[tuple[str, str], Decimal] = {}
        for leg in self.legs:
            key = (leg.account, leg.currency)
            totals[key] = totals.get(key, ZERO) + leg.amount
        return totals

    def charge(self, row: Transaction, amount: Decimal) -> None:
        """Write a charge that is in no lot and no sale; its row's tax apart where it has both."""
        tax = row.tax if row.tax and row.type is not TxType.TAX and amount == charges_of(row) else ZERO
        kind = TxType.TAX if row.type is TxType.TAX else TxType.FEE
        for part, of in ((amount - tax, kind), (tax, TxType.TAX)):
            if part:
                base = part * self.convert.of(row)
                self.charges.append(Charge(row.id, row.portfolio_id, row.account, row.symbol, row.day, of, part, row.currency, base))

    def income_of(self, row: Transaction, gross: Decimal) -> None:
        """Write income before what was withheld, and the withheld part as charges."""
        if gross:
            self.incomes.append(
                Income(
                    transaction_id=row.id,
                    portfolio_id=row.portfolio_id,
                    account=row.account,
                    symbol=row.symbol,
                    day=row.day,
                    kind=row.type,
                    gross=gross,
                    fee=row.fee,
                    tax=row.tax,
                    currency=row.currency,
                    gross_base=gross * self.convert.of(row),
                )
            )
        self.charge(row, charges_of(row))

    def windfall(self, row: Transaction) -> None:
        """Write the cash that came with a corporate action (cash in lieu, cash part of a merger) as income."""
        if effect(row):
            self.income_of(row, effect(row) + charges_of(row))

    def flow(self, row: Transaction, amount: Decimal) -> None:
        """Write money from or to the outside."""
        if amount:
            base = amount * self.convert.of(row)
            self.flows.append(Flow(row.id, row.portfolio_id, row.account, row.day, amount, row.currency, base))

    def flow_in_kind(self, row: Transaction, cost: Decimal, cost_base: Decimal | None) -> None:
        """Write shares from or to the outside, at the cost that came or went with them."""
        base = cost * self.convert.of(row) if cost_base is None else cost_base
        quantity = row.quantity if row.type is TxType.TRANSFER_IN else -row.quantity
        self.flows.append(
            Flow(row.id, row.portfolio_id, row.account, row.day, cost, row.currency, base, symbol=row.symbol, quantity=quantity)
        )
