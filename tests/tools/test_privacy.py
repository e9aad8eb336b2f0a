"""The relative view: amounts and quantities go, weights, returns and prices stay."""

from datetime import date
from decimal import Decimal

from core.models import Money
from tools.privacy import relative
from tools.results.portfolio import Holding, Holdings
from tools.schemas import of_result

HOLDINGS = Holdings(
    as_of=date(2022, 12, 28),
    total_value=Money(amount=Decimal(1000), currency="USD"),
    cash=[Money(amount=Decimal(10), currency="USD")],
    holdings=[
        Holding(
            symbol="AAPL",
            name="Apple",
            asset_class="equity",
            quantity=Decimal(7),
            price=Decimal("125.5"),
            currency="USD",
            value=Money(amount=Decimal("878.5"), currency="USD"),
            weight=0.8785,
            unrealised_return=0.25,
        )
    ],
)


def test_amounts_and_quantities_go_with_a_reason() -> None:
    seen = relative(HOLDINGS.model_dump(mode="json"), of_result(Holdings))
    row = seen["holdings"][0]
    assert (seen["total_value"], seen["cash"], row["quantity"], row["value"]) == (None, [], None, None)
    assert {"total_value", "cash", "holdings.quantity", "holdings.value"} <= set(seen["reasons"])


def test_weights_returns_and_prices_stay() -> None:
    row = relative(HOLDINGS.model_dump(mode="json"), of_result(Holdings))["holdings"][0]
    assert (row["weight"], row["unrealised_return"], row["price"], row["symbol"]) == (0.8785, 0.25, "125.5", "AAPL")
    assert "878.5" not in str(row)
