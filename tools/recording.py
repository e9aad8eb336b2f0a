"""Drafts of transactions: checked, described, and kept until the person approves them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core import ledger
from core.errors import BadInput, Oversold
from core.ledger import TxType
from core.models import plain
from data import approvals
from data.approvals import Approval
from data.ledger_rules import PLACES
from tools.approved import decide
from tools.book import View
from tools.books import known
from tools.ctx import Ctx
from tools.ground import money
from tools.results.ledger import DraftTransaction, Recorded

TRADES = {TxType.BUY: -1, TxType.SELL: 1}
PAYMENTS = {
    TxType.DIVIDEND: 1,
    TxType.INTEREST: 1,
    TxType.DEPOSIT: 1,
    TxType.FEE: -1,
    TxType.TAX: -1,
    TxType.WITHDRAWAL: -1,
}
ACTIONS = {TxType.SPLIT, TxType.BONUS}
APPROVE_AT = "/approvals"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to record."""

    type: TxType
    date: date
    symbol: str | None
    quantity: Decimal | None
    price: Decimal | None
    amount: Decimal | None
    fee: Decimal
    tax: Decimal
    currency: str | None
    account: str
    ratio: str | None = None


async def record(ctx: Ctx, portfolio_id: str | None, wanted: Wanted) -> Recorded:
    """Keep a draft; raises BadInput for one that could not be recorded."""
    ctx.require("portfolio:write")
    books = ctx.services.books
    view = await books.view(ctx.user_id, portfolio_id)
    if len(view.book.portfolios) > 1:
        raise BadInput("There are several portfolios: say which one by portfolio_id.")
    if wanted.date > view.today:
        raise BadInput("A transaction can not lie in the future.")
    target = view.book.portfolios[0].id
    draft = await _draft(ctx, view, wanted)
    _check_sale(view, draft)
    summary = _summary(draft, view.book.portfolios[0].name)
    args = {"portfolio_id": target, "drafts": [draft.model_dump(mode="json")]}
    async with ctx.services.db.tx(ctx.user_id) as conn:
        kept = await approvals.draft(conn, ctx.user_id, approvals.Draft(tool="portfolio_record", args=args, summary=summary))
    return _recorded(view.as_of, kept)


async def settled(ctx: Ctx, approval_id: str, *, approved: bool | None) -> Recorded:
    """Carry out or drop a draft, or leave it open (None); give it with its status."""
    today = ctx.services.clock.today()
    if approved is not None:
        return _recorded(today, await decide(ctx, approval_id, approved=approved))
    async with ctx.services.db.tx(ctx.user_id) as conn:
        return _recorded(today, await approvals.approval(conn, ctx.user_id, approval_id))


def _recorded(as_of: date, kept: Approval) -> Recorded:
    portfolio_id = kept.args["portfolio_id"]
    return Recorded(
        as_of=as_of,
        portfolio_id=portfolio_id,
        approval_id=kept.id,
        status=kept.status,
        draft=_shown(ledger.Draft.model_validate(kept.args["drafts"][0]), portfolio_id),
        summary=kept.summary,
        expires_at=kept.expires_at.isoformat(),
        approve_at=f"{APPROVE_AT}/{kept.id}",
    )


async def _draft(ctx: Ctx, view: View, wanted: Wanted) -> ledger.Draft:
    symbol, currency = await _instrument(ctx, view, wanted)
    return ledger.Draft(
        day=wanted.date,
        type=wanted.type,
        symbol=symbol,
        quantity=wanted.quantity or Decimal(0),
        price=wanted.price,
        currency=currency,
        fee=wanted.fee,
        tax=wanted.tax,
        amount=_amount(wanted),
        account=wanted.account,
        ratio=_ratio(wanted),
    )


def _ratio(wanted: Wanted) -> Decimal | None:
    """Give new shares per old share, or bonus shares per held share."""
    if wanted.type not in ACTIONS:
        return None
    new, _, old = (wanted.ratio or "").partition(":")
    if not new.isdecimal() or not old.isdecimal() or not int(new) or not int(old):
        raise BadInput(f"A {wanted.type.value} needs a ratio: new:old of a split, bonus:held of a bonus.")
    return (Decimal(new) / Decimal(old)).quantize(PLACES)


async def _instrument(ctx: Ctx, view: View, wanted: Wanted) -> tuple[str | None, str]:
    """Give the symbol as the ledger writes it, and the currency."""
    if wanted.symbol is None:
        if wanted.type in TRADES or wanted.type in ACTIONS or wanted.type is TxType.DIVIDEND:
            raise BadInput(f"A {wanted.type.value} needs a symbol.")
        return None, wanted.currency or view.book.portfolios[0].base_currency
    mine = {symbol.casefold(): each for symbol, each in view.book.prices.instruments.items()}
    found = mine.get(wanted.symbol.casefold()) or (await known(ctx.services.market, [wanted.symbol])).get(wanted.symbol)
    if found is None and wanted.currency is None:
        raise BadInput("This symbol is not known: market_search finds symbols; with a currency it becomes a private instrument.")
    return (found.symbol if found else wanted.symbol.strip().upper()), wanted.currency or (found.currency if found else "")


def _amount(wanted: Wanted) -> Decimal | None:
    """Give the effect on cash of what is wanted, after fee and tax; a corporate action has none."""
    if wanted.type in ACTIONS:
        return None
    charges = wanted.fee + wanted.tax
    if wanted.type in TRADES:
        if not wanted.quantity or wanted.price is None:
            raise BadInput(f"A {wanted.type.value} needs a quantity and a price.")
        return TRADES[wanted.type] * wanted.quantity * wanted.price - charges
    if wanted.type not in PAYMENTS:
        raise BadInput(f"A {wanted.type.value} is recorded by an import, not by a draft.")
    if wanted.amount is None:
        raise BadInput(f"A {wanted.type.value} needs an amount.")
    return PAYMENTS[wanted.type] * wanted.amount - (charges if wanted.type in (TxType.DIVIDEND, TxType.INTEREST) else 0)


def _check_sale(view: View, draft: ledger.Draft) -> None:
    """Refuse to sell more than is held on the day."""
    if draft.type is not TxType.SELL:
        return
    state = view.state(until=draft.day)
    held = sum((lot.quantity for lot in state.lots if lot.symbol == draft.symbol and lot.account == draft.account), Decimal(0))
    if draft.quantity > held:
        raise Oversold(f"Only {plain(held)} {draft.symbol} are held in {draft.account} on {draft.day}.")


def _shown(draft: ledger.Draft, portfolio_id: str) -> DraftTransaction:
    return DraftTransaction(
        portfolio_id=portfolio_id,
        date=draft.day,
        type=draft.type.value,
        symbol=draft.symbol,
        quantity=draft.quantity or None,
        ratio=_said(draft.ratio),
        price=draft.price,
        currency=draft.currency,
        fee=money(draft.fee, draft.currency),
        tax=money(draft.tax, draft.currency),
        amount=money(draft.amount, draft.currency),
        account=draft.account,
    )


def _said(ratio: Decimal | None) -> str | None:
    """Write a ratio in whole numbers."""
    if not ratio:
        return None
    part = Fraction(ratio).limit_denominator(1_000_000)
    return f"{part.numerator}:{part.denominator}"


def _summary(draft: ledger.Draft, portfolio: str) -> str:
    """Describe a draft in one line for the person who approves it."""
    what = draft.type.value
    if draft.ratio:
        return f"{what} {_said(draft.ratio)} of {draft.symbol} on {draft.day} in {portfolio}, account {draft.account}"
    if draft.quantity:
        what += f" {plain(draft.quantity)} {draft.symbol} at {plain(draft.price or Decimal(0))}"
    about = f" {draft.symbol}" if draft.symbol and not draft.quantity else ""
    return f"{what}{about} on {draft.day} ({draft.amount:.2f} {draft.currency}) in {portfolio}, account {draft.account}"
