"""The open lots of one instrument in one book, and how a sale takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from core.errors import LedgerConflict, Oversold
from core.ledger import ZERO, LotPick, TxType
from core.models import plain
from finance.amounts import all_but_rounding
from finance.records import ONE, Method


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

    def cut(self, quantity: Decimal) -> "Open":
        """Take a part away; what is left keeps the rest of the cost, so nothing is lost to rounding."""
        share = quantity / self.quantity
        part = replace(self, quantity=quantity, cost=self.cost * share, cost_base=self.cost_base * share, fees=self.fees * share)
        self.quantity -= quantity
        self.cost -= part.cost
        self.cost_base -= part.cost_base
        self.fees -= part.fees
        return part

    def scaled(self, *, quantity: Decimal = ONE, cost: Decimal = ONE) -> "Open":
        """Give this lot with its quantity and its costs multiplied."""
        return replace(
            self,
            quantity=self.quantity * quantity,
            cost=self.cost * cost,
            cost_base=self.cost_base * cost,
            fees=self.fees * cost,
        )


@dataclass(slots=True)
class Stock:
    """The open lots of an instrument in a book, in order of purchase."""

    symbol: str
    method: Method
    lots: list[Open] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        """Give the shares held."""
        return sum((lot.quantity for lot in self.lots), ZERO)

    def add(self, lots: Sequence[Open]) -> None:
        """Put lots in, by the day they were acquired."""
        self.lots.extend(lots)
        if len(self.lots) > len(lots) and lots and self.lots[-len(lots) - 1].acquired > lots[0].acquired:
            self.lots.sort(key=lambda lot: lot.acquired)

    def take(self, quantity: Decimal, day: date, picks: Sequence[LotPick] = ()) -> list[Open]:
        """Take shares out by the method; raise Oversold when there are not enough."""
        held = self.quantity
        if all_but_rounding(held, quantity):
            quantity = held
        if quantity > held:
            raise Oversold(
                f"{plain(quantity)} {self.symbol} would leave on {day}, but {plain(held)} are held.",
                detail={"symbol": self.symbol, "date": day.isoformat(), "held": plain(held), "quantity": plain(quantity)},
            )
        if self.method is Method.AVERAGE:
            self.level()
        if self.method is Method.SPECIFIC and picks and quantity != held:
            return self._take_picked(quantity, day, picks)
        return self._take_from(self._queue(), quantity)

    def level(self) -> None:
        """Spread the cost evenly over all shares (average cost)."""
        total = self.quantity
        if not total or len(self.lots) == 1:
            return
        sums = [sum((getattr(lot, name) for lot in self.lots), ZERO) for name in ("cost", "cost_base", "fees")]
        rest = list(sums)
        for lot in self.lots[:-1]:
            lot.cost, lot.cost_base, lot.fees = (each * lot.quantity / total for each in sums)
            rest = [left - used for left, used in zip(rest, (lot.cost, lot.cost_base, lot.fees), strict=True)]
        self.lots[-1].cost, self.lots[-1].cost_base, self.lots[-1].fees = rest

    def _queue(self) -> list[Open]:
        if self.method is Method.LIFO:
            return self.lots[::-1]
        if self.method is Method.HIFO:
            return sorted(self.lots, key=lambda lot: lot.cost / lot.quantity, reverse=True)
        return list(self.lots)

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
