"""What a ledger row says about money, where it leaves something to be worked out."""

from decimal import Decimal

from core.ledger import ZERO, Transaction, TxType

_OUT = {TxType.BUY, TxType.RIGHTS, TxType.WITHDRAWAL}
_SHARES = {TxType.SPLIT, TxType.BONUS, TxType.MERGER, TxType.DEMERGER}


OVER, DUST = Decimal("0.000001"), Decimal("0.0000001")


def all_but_rounding(held: Decimal, quantity: Decimal) -> bool:
    """Tell whether a quantity is all that is held but for the rounding that a ratio leaves (up to 1e-6 more, 1e-7 less)."""
    return -OVER <= held - quantity <= DUST and quantity > DUST


def charges_of(row: Transaction) -> Decimal:
    """Give the fee and tax of a row."""
    return row.fee + row.tax


def effect(row: Transaction) -> Decimal:
    """Give a row's signed effect on cash: its amount, else quantity x price with the type's sign, less fee and tax."""
    if row.amount is not None:
        return row.amount
    if row.type in _SHARES or (row.type in {TxType.TRANSFER_IN, TxType.TRANSFER_OUT} and row.symbol is not None):
        return ZERO
    if row.type in {TxType.FEE, TxType.TAX}:
        return -(charges_of(row) or _worth(row))
    worth = _worth(row)
    signed = -worth if row.type in _OUT or row.type is TxType.TRANSFER_OUT else worth
    return signed - charges_of(row)


def carried_cost(row: Transaction) -> Decimal:
    """Give the cost that shares from outside bring with them."""
    return _worth(row)


def factor(row: Transaction, held: Decimal) -> Decimal:
    """Give what a split or bonus multiplies the shares held by; a bonus may state the shares received instead of a ratio."""
    if row.type is TxType.BONUS:
        if row.ratio is not None:
            return 1 + row.ratio
        return 1 + row.quantity / held if held else Decimal(1)
    return row.ratio if row.ratio is not None and row.ratio > 0 else Decimal(1)


def _worth(row: Transaction) -> Decimal:
    return row.quantity * row.price if row.price is not None else ZERO
