"""Our own format, `date,type,symbol,isin,exchange,quantity,price,currency,fee,tax,amount,fx_rate,account,trade_id,note`."""

import re
from decimal import Decimal

from core.ledger import ZERO, Draft, LotPick, TxType
from data.importers.cells import Cells, number, rounded, shown
from data.importers.charges import COLUMNS, fee_and_tax, noted
from data.importers.model import Format
from data.ledger_rules import CHARGES, RATIOS

ALIASES = {
    "account": ("account", "accountid", "account id"),
    "note": ("note", "comment"),
    "currency": ("currency", "ccy", "currencyprimary"),
    "date": ("date", "tradedate", "trade date"),
    "fee": ("fee", "commission", "ibcommission"),
    "quantity": ("quantity", "qty", "shares", "units"),
    "symbol": ("symbol", "code", "ticker"),
    "type": ("type", "action", "buy/sell", "trade type", "side"),
    "price": ("price", "tradeprice", "unitprice"),
    "isin": ("isin",),
    "exchange": ("exchange", "exchange operating mic"),
    "tax": ("tax",),
    "amount": ("amount",),
    "fx rate": ("fx rate", "fxrate"),
    "trade id": ("trade id", "tradeid"),
    "lots": ("lots",),
    "into": ("into",),
    "cost share": ("cost share",),
    "portfolio": ("portfolio",),
    "name": ("name",),
    "asset class": ("asset class", "assetclass"),
}
TYPES = {kind.value: kind.value for kind in TxType} | {
    "b": "buy",
    "s": "sell",
    "purchase": "buy",
    "sale": "sell",
    "div": "dividend",
    "dividends": "dividend",
    "fees": "fee",
    "charge": "fee",
    "withdraw": "withdrawal",
    "transfer in": "transfer_in",
    "transfer out": "transfer_out",
    "transfer-in": "transfer_in",
    "transfer-out": "transfer_out",
    "buy back": "buyback",
}
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_CLASS = re.compile(r"[a-z][a-z0-9 _/&-]{0,39}", re.ASCII)
_RATIO = re.compile(r"(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)", re.ASCII)


def unescaped(text: str) -> str:
    """Take away the mark that an export puts before text that a spreadsheet would run."""
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text


def read(cells: Cells) -> Draft | None:
    """Read one row of the generic format."""
    kind, quantity = _kind(cells)
    check_class(cells)
    by_ratio = kind in RATIOS
    fee, tax = fee_and_tax(cells, noted(cells))
    return Draft(
        day=cells.day("date"),
        time=cells.moment("date"),
        type=kind,
        symbol=unescaped(cells.text("symbol")) or None,
        isin=cells.text("isin") or None,
        quantity=ZERO if by_ratio else quantity,
        ratio=_ratio(cells, kind) if by_ratio else None,
        price=_price(cells),
        currency=cells.text("currency"),
        fee=fee,
        tax=tax,
        amount=_amount(cells, kind),
        fx_rate=cells.number("fx rate"),
        into=unescaped(cells.text("into")) or None,
        cost_share=cells.number("cost share"),
        account=unescaped(cells.text("account")) or "main",
        lots=_lots(cells),
        source="generic",
        source_record_id=unescaped(cells.text("trade id")) or None,
        note=unescaped(cells.text("note")) or None,
    )


def check_class(cells: Cells) -> None:
    """Note an asset class that is no word."""
    if (text := cells.text("asset class").lower()) and not _CLASS.fullmatch(text):
        cells.wrong("asset class", "bad_name", f"{shown(text)} is not an asset class, like deposit, gold, ppf or property.")


def _kind(cells: Cells) -> tuple[TxType, Decimal]:
    """Give the type and the size; a signed quantity with an empty type is a purchase or a sale."""
    if not cells.text("type"):
        signed = cells.amount("quantity")
        return (TxType.SELL if signed < ZERO else TxType.BUY), abs(signed)
    kind = TxType(cells.one_of("type", TYPES) or "buy")
    if kind in RATIOS:
        return kind, ZERO
    return kind, cells.not_negative("quantity")


def _price(cells: Cells) -> Decimal | None:
    price = cells.number("price")
    if price is not None and price < ZERO:
        cells.wrong("price", "negative", "price must not be negative: the type gives the sign.")
    return price


def _amount(cells: Cells, kind: TxType) -> Decimal | None:
    """Give the amount; that of a charge leaves, unless a plus sign says that it comes back."""
    found = cells.number("amount")
    if found is None or kind not in CHARGES or cells.text("amount").startswith("+"):
        return found
    return -abs(found)


def _ratio(cells: Cells, kind: TxType) -> Decimal | None:
    """Read `new:old` (a bonus: `bonus:held`)."""
    text = cells.needed("quantity")
    found = _RATIO.fullmatch(text)
    if text and (not found or not Decimal(found[2])):
        meaning = "bonus:held" if kind is TxType.BONUS else "new:old"
        cells.wrong("quantity", "bad_ratio", f"{shown(text)} is not a ratio; a {kind.value} is written as {meaning}, like 2:1.")
        return None
    return rounded(number(found[1]) / number(found[2])) if found else None


def _lots(cells: Cells) -> tuple[LotPick, ...]:
    """Read the lots that a sale names: `trade_id:quantity;...`."""
    picks: list[LotPick] = []
    for part in filter(None, (part.strip() for part in cells.text("lots").split(";"))):
        name, _, size = part.rpartition(":")
        try:
            picks.append(LotPick(trade_id=name.strip(), quantity=number(size)))
        except (ValueError, OverflowError):
            cells.wrong("lots", "bad_lots", f"{shown(part)} is not trade_id:quantity.")
    return tuple(picks)


GENERIC = Format(
    name="generic",
    title="the generic format",
    required=frozenset({"date"}),
    one_of=(frozenset({"quantity", "amount"}), frozenset({"symbol", "isin", "type"})),
    aliases={alias: name for name, names in ALIASES.items() for alias in names},
    optional=frozenset(ALIASES) | frozenset(COLUMNS),
    read=read,
    extra="note",
    dates="ask",
    order=-1,
)
