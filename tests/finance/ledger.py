"""Ledger rows in short notation, price series, and a strategy of random valid ledgers."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import numpy as np
from hypothesis import strategies as st

from core.ledger import Basis, Transaction, TxType
from core.market import Days, PriceSeries
from finance.fx import Fx
from finance.records import Terms

START = date(2020, 1, 1)
USD = Terms(base="USD")
_ids = count(1)


def tx(text: str, **more: object) -> Transaction:
    """Make a row: `2020-01-02 buy AAPL 10 @ 100.5 fee 1`, `2020-01-02 deposit 1000`, `2020-06-01 split AAPL ratio 2`."""
    day, kind, *words = text.split()
    fields: dict[str, object] = {"currency": "USD", "account": "main", "portfolio_id": "p"}
    if words and not words[0][0].isdigit() and words[0] not in {"ratio", "fee", "amount"}:
        fields["symbol"] = words.pop(0)
    names = {"@": "price", "fee": "fee", "tax": "tax", "ratio": "ratio", "into": "into", "in": "currency", "at": "account"}
    names |= {"cost": "cost_share", "fx": "fx_rate", "id": "source_record_id", "amount": "amount"}
    if words and words[0][0].isdigit():
        fields["quantity"] = words.pop(0)
    for name, value in zip(words[::2], words[1::2], strict=True):
        fields[names[name]] = value
    number = next(_ids)
    made = {"id": f"t{number}", "seq": number, "day": day, "type": TxType(kind)} | fields | more
    return Transaction.model_validate(_money(made))


def _money(fields: dict[str, object]) -> dict[str, object]:
    """Deposits, withdrawals, fees and income state their amount as the quantity; a withdrawal and a fee are paid."""
    signs = {TxType.DEPOSIT: 1, TxType.WITHDRAWAL: -1, TxType.FEE: -1, TxType.TAX: -1, TxType.INTEREST: 1, TxType.DIVIDEND: 1}
    sign = signs.get(fields["type"])  # type: ignore[call-overload]
    if sign and "price" not in fields and "quantity" in fields:
        taken = sum((Decimal(str(fields.get(name, 0))) for name in ("fee", "tax")), Decimal(0))
        fields["amount"] = sign * Decimal(str(fields.pop("quantity"))) - taken
    return fields


def rows(text: str) -> list[Transaction]:
    """Make a ledger of lines."""
    return [tx(line.strip()) for line in text.strip().splitlines()]


def days(n: int, start: date = START) -> Days:
    """Give n days in a row."""
    return np.datetime64(start, "D") + np.arange(n)


def series(symbol: str, closes: Iterable[float], start: date = START, basis: Basis = Basis.AS_TRADED, currency: str = "USD") -> PriceSeries:
    """Make a price for each day in a row."""
    values = np.array(list(closes), dtype=np.float64)
    return PriceSeries(symbol, currency, basis, days(len(values), start), values)


def fx(**rates: Iterable[float]) -> Fx:
    """Make ECB rates, units per euro for each day in a row."""
    return Fx({name: series(name, values, currency=name) for name, values in rates.items()})


SYMBOLS = ("A", "B", "C")
SPAN = 60


@st.composite
def ledgers(draw: st.DrawFn, *, fees: bool = True, ratios: bool = True) -> list[Transaction]:
    """Draw a ledger of up to twenty rows that never sells more than is held."""
    held: dict[str, Decimal] = {}
    made = [tx(f"{START} deposit 100000")]
    day = 0
    for _ in range(draw(st.integers(1, 20))):
        day += draw(st.integers(1, 3))
        made.append(_draw_row(draw, held, START + timedelta(days=day), fees=fees, ratios=ratios))
    return made


def _draw_row(draw: st.DrawFn, held: dict[str, Decimal], day: date, *, fees: bool, ratios: bool) -> Transaction:
    symbol = draw(st.sampled_from(SYMBOLS))
    have = held.get(symbol, Decimal(0))
    kinds = ["buy", "deposit", "fee"] + (["sell", "dividend"] if have else []) + (["split", "bonus"] if have and ratios else [])
    kind = draw(st.sampled_from(kinds))
    if kind in {"deposit", "fee", "dividend"}:
        named = f"{symbol} " if kind == "dividend" else ""
        return tx(f"{day} {kind} {named}{draw(st.integers(1, 500))}")
    if kind in {"split", "bonus"}:
        ratio = Decimal(draw(st.sampled_from(["2", "3", "0.5"])))
        held[symbol] = have * (ratio if kind == "split" else 1 + ratio)
        return tx(f"{day} {kind} {symbol} ratio {ratio}")
    price, fee = draw(st.decimals("1", "200", places=2)), draw(st.integers(0, 5)) if fees else 0
    share = (
        Decimal(draw(st.integers(1, 40))) if kind == "buy" else have * draw(st.sampled_from([Decimal("0.25"), Decimal("0.5"), Decimal(1)]))
    )
    held[symbol] = have + (share if kind == "buy" else -share)
    return tx(f"{day} {kind} {symbol} {share} @ {price} fee {fee}")


def market(seed: int = 0, n: int = 70, basis: Basis = Basis.AS_TRADED) -> dict[str, PriceSeries]:
    """Make prices of the symbols that the random ledgers use."""
    rng = np.random.default_rng(seed)
    return {symbol: series(symbol, 50 * np.exp(np.cumsum(rng.normal(0, 0.02, n))), basis=basis) for symbol in SYMBOLS}
