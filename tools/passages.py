"""Sentences about a person's holdings, kept searchable beside their notes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from core.errors import Insufficient
from core.models import plain
from core.protocols import Embedder
from finance.records import Lot
from finance.snapshot import Position
from retrieval import own
from retrieval.own import OwnPassage
from tools.book import View
from tools.ctx import Services

MOST_DAYS = 12


def sentences(view: View) -> list[OwnPassage]:
    """Say of each holding what it is, how much of it is held, when it was bought and at what cost."""
    lots: dict[str, list[Lot]] = {}
    for lot in view.state().lots:
        lots.setdefault(lot.symbol, []).append(lot)
    return [_sentence(view, position, lots.get(position.symbol, [])) for position in view.seen().positions if position.quantity]


def _sentence(view: View, position: Position, lots: Sequence[Lot]) -> OwnPassage:
    instrument = view.book.instrument(position.symbol)
    days = sorted({lot.acquired.isoformat() for lot in lots})
    bought = ", ".join(days[:MOST_DAYS]) + (f" and {len(days) - MOST_DAYS} more days" if len(days) > MOST_DAYS else "")
    names: Mapping[str, str] = {each.id: each.name for each in view.book.portfolios}
    where = ", ".join(sorted({f"{names[lot.portfolio_id]} ({lot.account})" for lot in lots}))
    kind = f", {instrument.sector}" if instrument.sector else ""
    body = (
        f"{plain(position.quantity)} {position.symbol} ({instrument.name}{kind}) are held in {where}. "
        f"Bought on {bought}. Cost {position.cost_basis:.2f} {position.currency}, on average {position.average_cost:.2f} per share."
    )
    return OwnPassage(source_id=position.symbol, title=f"Holding {position.symbol}", locator="holding", body=body)


async def refresh(services: Services, embedder: Embedder, user_id: UUID) -> int:
    """Rewrite the sentences of a person's holdings after their ledger changed; give how many changed."""
    try:
        view = await services.books.view(user_id)
    except Insufficient:
        return await own.refresh_holdings(services.db, embedder, user_id, [])
    found = await view.once("sentences", sentences)
    return await own.refresh_holdings(services.db, embedder, user_id, found)
