"""What an answer says of the age of the prices that it rests on."""

from datetime import date

import pytest

from tests.agent.builtin.rendered import DAY, text_of, usd
from tools.results.portfolio import Holding, Holdings


def holding(symbol: str, day: str) -> Holding:
    return Holding(
        symbol=symbol, name=symbol, asset_class="equity", quantity="10", average_cost=usd("100.00"), cost_basis=usd("1000.00"),
        price="130", currency="USD", price_date=day, value=usd("1300.00"), value_base=usd("1300.00"), weight=0.3,
        unrealised_gain=usd("300.00"), unrealised_return=0.3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2022-12-28", "2022-12-28", "2022-01-27"), "The last price of XOM is carried forward: it is 335 days older than that day."),
        (("2022-12-28", "2022-12-28", "2022-12-27"), "The last price of XOM is carried forward: it is 1 day older than that day."),
        (("2022-12-28", "2022-06-01", "2022-01-27"), "The last prices of MSFT and XOM are carried forward: the oldest is 335 days older"),
        (("2022-12-26", "2022-12-26", "2022-12-26"), "The last prices are 2 days older than that, carried forward."),
    ],
)
def test_only_the_prices_that_lag_are_called_old(days: tuple[str, ...], words: str) -> None:
    rows = [holding(symbol, day) for symbol, day in zip(("AAPL", "MSFT", "XOM"), days, strict=True)]
    oldest = (date.fromisoformat(DAY) - date.fromisoformat(min(days))).days
    result = Holdings(
        as_of=DAY, portfolio_id="p1", staleness_days=oldest, total_value=usd("3900.00"), holdings_value=usd("3900.00"),
        cash_value=usd("0.00"), holdings_count=3, holdings=rows,
    )  # fmt: skip
    assert words in text_of("holdings", "Show my holdings.", "portfolio_holdings", result)
