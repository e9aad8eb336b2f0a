"""The open lots of one instrument in one book, and how a sale takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.errors import LedgerConflict, Oversold
from core.ledger import ZERO, LotPick, TxType
from core.models import plain
from finance.amounts import all_but_rounding
from finance.records import ONE, Method

MONEY = ("cost", "cost_base", "fees")


@dataclass(slots=True, eq=False)
class Open:
    """An open lot while the ledger is read; like `records.Lot`."""

    id: str
    acquired: date
    quantity: Decimal
    cost: Decimal
    cost_base: Decimal
    fees: Decimal
    currency: str
    trade_id: str | None = None
    origin: TxType = TxType.BUY

    def part(self, quantity: Decimal, cost: Decimal, cost_base: Decimal, fees: Decimal) -> "Open":
        """Give a lot of this purchase with another quantity and other costs."""
        return Open(self.id, self.acquired, quantity, cost, cost_base, fees, self.currency, self.trade_id, self.origin)

    def cut(self, quantity: Decimal) -> "Open":
        """Take a part away; what is left keeps the rest of the cost, so nothing is lost to rounding."""
        share = quantity / self.quantity
        part = self.part(quantity, self.cost * share, self.cost_base * share, self.fees * share)
        self.quantity -= quantity
        self.cost -= part.cost
        self.cost_base -= part.cost_base
        self.fees -= part.fees
        return part

    def scaled(self, *, quantity: Decimal = ONE, cost: Decimal = ONE) -> "Open":
        """Give this lot with its quantity and its costs multiplied."""
        return self.part(self.quantity * quantity, self.cost * cost, self.cost_base * cost, self.fees * cost)


@dataclass(slots=True)
class Stock:
    """The open lots of an instrument in a book, in order of purchase.

    `held` is the sum of their quantities. Under average cost `pool` holds the sums of their costs, which a sale takes its
    part of; the costs of the single lots are written by `level` when somebody looks.
    """

    symbol: str
    method: Method
    lots: list[Open] = field(default_factory=list)
    held: Decimal = ZERO
    pool: list[Decimal] = field(default_factory=lambda: [ZERO, ZERO, ZERO])

    def add(self, lots: Sequence[Open]) -> None:
        """Put lots in, by the day they were acquired."""
        late = bool(self.lots) and bool(lots) and self.lots[-1].acquired > lots[0].acquired
        self.lots.extend(lots)
        if late:
            self.lots.sort(key=lambda lot: lot.acquired)
        for lot in lots:
            self.held += lot.quantity
            if self.method is Method.AVERAGE:
                self.pool = [total + getattr(lot, name) for total, name in zip(self.pool, MONEY, strict=True)]

    def copy(self) -> "Stock":
        """Give the same stock with lots of its own."""
        lots = [lot.part(lot.quantity, lot.cost, lot.cost_base, lot.fees) for lot in self.lots]
        return Stock(self.symbol, self.method, lots, self.held, list(self.pool))

    def current(self) -> list[Open]:
        """Give the lots with their costs up to date."""
        if self.method is Method.AVERAGE:
            self.level()
        return self.lots

    def put(self, lots: Sequence[Open]) -> None:
        """Replace all lots."""
        self.lots, self.held, self.pool = [], ZERO, [ZERO, ZERO, ZERO]
        self.add(lots)

    def take(self, quantity: Decimal, day: date, picks: Sequence[LotPick] = ()) -> list[Open]:
        """Take shares out by the method; raise Oversold when there are not enough."""
        if all_but_rounding(self.held, quantity):
            self.held = quantity = sum((lot.quantity for lot in self.lots), ZERO)
        held = self.held
        if quantity > held:
            raise Oversold(
                f"{plain(quantity)} {self.symbol} would leave on {day}, but {plain(held)} are held.",
                detail={"symbol": self.symbol, "date": day.isoformat(), "held": plain(held), "quantity": plain(quantity)},
            )
        if self.method is Method.SPECIFIC and picks and quantity != held:
            taken = self._take_picked(quantity, day, picks)
        elif self.method in {Method.LIFO, Method.HIFO}:
            taken = self._take_from(self._queue(), quantity)
        else:
            taken = self._take_oldest(quantity)
        if self.method is Method.AVERAGE:
            self._average(taken, quantity)
        self.held -= quantity
        return taken

    def _average(self, taken: Sequence[Open], quantity: Decimal) -> None:
        """Give what was taken its part of the pooled cost; all of it when nothing is left."""
        gone = list(self.pool) if quantity == self.held else [total * quantity / self.held for total in self.pool]
        self.pool = [total - part for total, part in zip(self.pool, gone, strict=True)]
        _spread(taken, gone, quantity)

    def level(self) -> None:
        """Write the pooled cost into the lots, the same for every share."""
        if len(self.lots) > 1:
            _spread(self.lots, self.pool, sum((lot.quantity for lot in self.lots), ZERO))
        elif self.lots:
            self.lots[0].cost, self.lots[0].cost_base, self.lots[0].fees = self.pool

    def _queue(self) -> list[Open]:
        if self.method is Method.LIFO:
            return self.lots[::-1]
        return sorted(self.lots, key=lambda lot: lot.cost / lot.quantity, reverse=True)

    def _take_oldest(self, quantity: Decimal) -> list[Open]:
        count, part = 0, []
        while quantity > 0 and count < len(self.lots):
            lot = self.lots[count]
            if lot.quantity > quantity:
                part = [lot.cut(quantity)]
                break
            quantity -= lot.quantity
            count += 1
        taken = self.lots[:count]
        del self.lots[:count]
        return taken + part

    def _take_from(self, queue: Sequence[Open], quantity: Decimal) -> list[Open]:
        taken: list[Open] = []
        for lot in queue:
            if quantity <= 0:
                break
            if lot.quantity <= quantity:
                self.lots.remove(lot)
                taken.append(lot)
                quantity -= lot.quantity
            else:
                taken.append(lot.cut(quantity))
                quantity = ZERO
        return taken

    def _take_picked(self, quantity: Decimal, day: date, picks: Sequence[LotPick]) -> list[Open]:
        if sum((pick.quantity for pick in picks), ZERO) != quantity:
            raise LedgerConflict(f"The lots named for the sale of {self.symbol} on {day} do not add up to {plain(quantity)}.")
        taken: list[Open] = []
        for pick in picks:
            named = [lot for lot in self.lots if pick.trade_id in {lot.trade_id, lot.id}]
            if sum((lot.quantity for lot in named), ZERO) < pick.quantity:
                raise LedgerConflict(f"The sale of {self.symbol} on {day} names more of lot {pick.trade_id} than is held.")
            taken.extend(self._take_from(named, pick.quantity))
        return taken


def _spread(lots: Sequence[Open], sums: Sequence[Decimal], total: Decimal) -> None:
    """Divide costs over lots by their quantities; the last takes what is left, so nothing is lost to rounding."""
    rest = list(sums)
    for lot in lots[:-1]:
        lot.cost, lot.cost_base, lot.fees = (each * lot.quantity / total for each in sums)
        rest = [left - used for left, used in zip(rest, (lot.cost, lot.cost_base, lot.fees), strict=True)]
    if lots:
        lots[-1].cost, lots[-1].cost_base, lots[-1].fees = rest
