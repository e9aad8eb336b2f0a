"""The list of formats."""

from core.errors import UnknownFormat
from core.ledger import Draft
from data.importers import ghostfolio, groww, ibkr_flex, portfolio_performance, schwab, trading212, upstox, wealthfolio, zerodha
from data.importers.cells import Cells
from data.importers.generic import GENERIC
from data.importers.model import Format, columns


def _no_transaction(cells: Cells) -> Draft:
    cells.skip = "it is a price"
    raise UnknownFormat("This is a price file; it goes to the price import.")


PRICES = Format(
    "prices",
    "the price file",
    frozenset({"symbol", "date", "close"}),
    _no_transaction,
    columns("currency,name,asset class"),
    aliases={"value": "close", "assetclass": "asset class"},
    extra="note",
)
FORMATS: tuple[Format, ...] = (
    GENERIC,
    zerodha.TRADEBOOK,
    zerodha.KITE_HOLDINGS,
    zerodha.CONSOLE_HOLDINGS,
    upstox.TRADES,
    upstox.PROFITS,
    upstox.HOLDINGS,
    groww.ORDERS,
    ibkr_flex.TRADES,
    ibkr_flex.DIVIDENDS,
    ghostfolio.ACTIVITIES,
    wealthfolio.ACTIVITIES,
    wealthfolio.HOLDINGS,
    portfolio_performance.TRANSACTIONS,
    schwab.TRANSACTIONS,
    trading212.HISTORY,
)
STATEMENTS = frozenset({"kite_holdings", "console_holdings", "wealthfolio_holdings", "cas_holdings", "upstox_holdings"})
