"""The rows of a fund statement as transactions: purchases, switches, redemptions, payouts, taxes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.ledger import ZERO, Draft, TxType
from data.importers.cas import statement
from data.importers.cas.pdf import data_of
from data.importers.cells import Cells, rounded
from data.importers.model import Format, Holding, Options, Quote

BUYS = ("PURCHASE", "PURCHASE_SIP", "SWITCH_IN", "SWITCH_IN_MERGER")
SALES = ("REDEMPTION", "SWITCH_OUT", "SWITCH_OUT_MERGER", "REVERSAL")
TAXES = ("STT_TAX", "STAMP_DUTY_TAX", "TDS_TAX")
OPENING = "opening:"
Maker = Callable[[Cells], Draft | tuple[Draft, ...]]


def _draft(cells: Cells, kind: TxType, **more: Any) -> Draft:
    isin = cells.text("isin") or None
    return Draft(
        day=cells.day("date"),
        type=kind,
        symbol=isin or cells.needed("code"),
        isin=isin,
        currency="INR",
        account=cells.text("folio"),
        source="cas",
        note=cells.text("description") or None,
        **more,
    )


def _money(cells: Cells, units: Decimal) -> Decimal:
    """Give what changed hands: the amount, or where a statement leaves it out units times NAV."""
    amount = cells.unsigned("amount")
    return amount or rounded(units * cells.unsigned("nav"))


def bought(cells: Cells) -> Draft:
    """Read units that were paid for; the price is what the amount makes, since units and NAV are rounded."""
    units, tax = abs(cells.amount("units")), cells.unsigned("tax")
    paid = _money(cells, units)
    price = rounded(paid / units) if units else ZERO
    return _draft(cells, TxType.BUY, quantity=units, price=price, tax=tax, amount=-(paid + tax))


def sold(cells: Cells) -> Draft:
    """Read units that left for money; an amount that is nearer to units times NAV with the tax put back is net of it."""
    units, tax = abs(cells.amount("units")), cells.unsigned("tax")
    stated, worth = _money(cells, units), units * cells.unsigned("nav")
    gross = stated + tax if worth and abs(stated + tax - worth) < abs(stated - worth) else stated
    price = rounded(gross / units) if units else ZERO
    return _draft(cells, TxType.SELL, quantity=units, price=price, tax=tax, amount=gross - tax)


def reinvested(cells: Cells) -> tuple[Draft, ...]:
    """Read a payout that bought units: income, then a purchase."""
    purchase = bought(cells)
    return _draft(cells, TxType.DIVIDEND, amount=purchase.quantity * (purchase.price or ZERO)), purchase


def paid_out(cells: Cells) -> Draft:
    """Read a payout in money."""
    return _draft(cells, TxType.DIVIDEND, amount=abs(cells.amount("amount")))


def taxed(cells: Cells) -> Draft:
    """Read a tax that belongs to no purchase or sale of its day."""
    return _draft(cells, TxType.TAX, amount=-abs(cells.amount("amount")))


def arrived(cells: Cells) -> Draft:
    """Read units that came without money: a gift, a segregated portfolio."""
    return _draft(cells, TxType.TRANSFER_IN, quantity=abs(cells.amount("units")))


def left(cells: Cells) -> Draft:
    """Read units that were given away."""
    return _draft(cells, TxType.TRANSFER_OUT, quantity=abs(cells.amount("units")))


def opened(cells: Cells) -> Draft:
    """Read the units held when the statement begins: their purchases are in an older one."""
    units, cost = cells.amount("units"), cells.number("amount")
    made = _draft(cells, TxType.TRANSFER_IN, quantity=units, price=rounded(cost / units) if cost and units else None)
    note = "Opening balance of the statement: purchase dates" + (" are" if cost else " and cost are") + " not known."
    return made.model_copy(update={"note": note, "source_record_id": f"{OPENING}{made.account}:{made.symbol}:{made.day}"})


MAKERS: dict[str, Maker] = (
    dict.fromkeys(BUYS, bought)
    | dict.fromkeys(SALES, sold)
    | dict.fromkeys(TAXES, taxed)
    | {
        "DIVIDEND_REINVEST": reinvested,
        "DIVIDEND_PAYOUT": paid_out,
        "GIFT_IN": arrived,
        "SEGREGATION": arrived,
        "GIFT_OUT": left,
        "OPENING": opened,
    }
)


def transaction(cells: Cells) -> Draft | tuple[Draft, ...] | None:
    """Read one row of a statement; a remark moves nothing."""
    if cells.faults:
        return None
    make = MAKERS.get(cells.text("type"))
    if make is None:
        if cells.text("units") or cells.text("amount"):
            cells.wrong("type", "unknown_type", f"What this row does is not known: {cells.text('description')[:80]!r}.")
        cells.skip = "it is a remark of the statement"
        return None
    return make(cells)


def holding(cells: Cells) -> Holding | None:
    """Read one line of a statement of holdings."""
    units, cost = cells.amount("units"), cells.number("cost")
    if not units:
        cells.skip = "nothing of it is held"
        return None
    isin = cells.text("isin") or None
    return Holding(
        line=cells.line,
        symbol=cells.text("code") or isin or cells.needed("scheme"),
        isin=isin,
        quantity=units,
        average_price=rounded(cost / units) if cost else None,
        raw={},
    )


TRANSACTIONS = Format("cas", "the consolidated account statement", frozenset(), transaction, dates="dby")
HOLDINGS = Format("cas_holdings", "the consolidated account statement of holdings", frozenset(), holding)
Read = tuple[Format, statement.Lines, list[Quote], list[str]]


def opened_statement(content: bytes, options: Options) -> Read:
    """Open a statement in PDF: its format, its rows, its NAVs, and what is to be said."""
    kind, data = data_of(content, options.password)
    if kind != "transactions":
        return HOLDINGS, statement.holdings(kind, data), [], statement.warnings(data)
    return TRANSACTIONS, statement.transactions(data), statement.quotes(data), statement.warnings(data)
