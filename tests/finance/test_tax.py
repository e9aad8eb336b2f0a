"""Tax and charges, worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import BadInput
from core.ledger import TxType
from finance.charges import deviations, india_delivery, india_intraday
from finance.lots import CostView, Terms, run
from finance.records import Sale
from finance.tax.estimate import Payer, TaxEstimate, Waiting, added, estimate, waiting
from finance.tax.rules import rule, unchecked
from finance.tax.tables import CHARGES_INDIA, INDIA, UNITED_STATES
from finance.tax.united_states import wash_sales
from tests.finance.ledger import rows

INDIAN, AMERICAN = Payer("IN"), Payer("US", Decimal("0.24"), Decimal("0.15"))


def sale(acquired: str, sold: str, gain: int, **more: Any) -> Sale:
    cost = Decimal(1_000_000)
    fields: dict[str, Any] = {"symbol": "A", "currency": "INR", "lot_id": acquired, "transaction_id": "t", "portfolio_id": "p"}
    fields |= {"account": "main", "quantity": Decimal(10), "cost": cost, "cost_base": cost, "fees": Decimal(0)}
    fields |= {"proceeds": cost + gain, "proceeds_base": cost + gain, "currency_gain_base": Decimal(0)}
    return Sale(acquired=date.fromisoformat(acquired), sold=date.fromisoformat(sold), **(fields | more))


def india(*sales: Sale, payer: Payer = INDIAN) -> TaxEstimate:
    return estimate(sales, payer, sales[-1].sold)


@pytest.mark.parametrize(
    ("acquired", "sold", "gain", "tax"),
    [
        ("2026-01-10", "2026-11-10", 100_000, "20000"),  # short 20 %
        ("2025-01-10", "2026-11-10", 225_000, "12500"),  # long 12.5 % above 1.25 lakh
        ("2025-01-10", "2026-11-10", 125_000, "0"),
        ("2023-09-01", "2024-04-10", 100_000, "15000"),  # short 15 % before 2024-07-23
        ("2022-09-01", "2024-04-10", 225_000, "10000"),  # long 10 %; the exemption of the year is 1.25 lakh
        ("2022-01-03", "2023-06-01", 200_000, "10000"),  # long 10 % above 1 lakh
        ("2015-01-03", "2017-06-01", 200_000, "0"),  # long-term gains were exempt
        ("2026-01-10", "2026-11-10", -50_000, "0"),
    ],
)
def test_indian_rates(acquired: str, sold: str, gain: int, tax: str) -> None:
    assert india(sale(acquired, sold, gain)).tax == Decimal(tax)


def test_indian_losses() -> None:
    """A short-term loss of 3 lakh goes against short-term gains of 1, then long-term of 5; (5 - 2 - 1.25) lakh x 12.5 %."""
    short_loss, short_gain = sale("2026-05-04", "2026-11-10", -300_000), sale("2026-05-04", "2026-11-10", 100_000)
    found = india(short_loss, short_gain, sale("2025-01-10", "2026-11-10", 500_000))
    assert (found.taxable_short, found.taxable_long, found.exempt, found.tax) == (
        Decimal(0),
        Decimal(175_000),
        Decimal(125_000),
        Decimal(21_875),
    )
    kept = india(sale("2025-01-10", "2026-11-10", -300_000), sale("2026-05-04", "2026-11-10", 100_000))
    assert (kept.tax, kept.loss_carried) == (Decimal(20_000), Decimal(300_000))


@pytest.mark.parametrize(
    ("value", "gain", "tax"),
    [
        ("120000", 500_000, "21875.0"),  # cost 12 lakh instead of 10: gain 3 lakh
        ("200000", 500_000, "0"),  # the value is above the price: no gain
        ("200000", -100_000, "0"),  # and no loss is made larger
        ("50000", 500_000, "46875.0"),  # actual cost is higher
    ],
)
def test_grandfathered_cost(value: str, gain: int, tax: str) -> None:
    payer = Payer("IN", value_2018={"A": Decimal(value)})
    found = india(sale("2016-01-10", "2026-11-10", gain), payer=payer)
    assert found.tax == Decimal(tax)
    assert found.long_term >= min(gain, 0)


@pytest.mark.parametrize(("sold", "gain"), [("2024-08-01", "0"), ("2025-05-01", "-1000000"), ("2026-05-01", "70000")])
def test_buyback_by_date(sold: str, gain: str) -> None:
    assert india(sale("2020-01-10", sold, 70_000, kind=TxType.BUYBACK)).long_term == Decimal(gain)


def test_indian_scope_and_caveats() -> None:
    found = india(sale("2016-01-10", "2026-11-10", 70_000), sale("2026-05-04", "2026-11-10", 5, currency="USD", symbol="AAPL"))
    assert (found.short_term, found.long_term) == (Decimal(0), Decimal(70_000))
    assert (str(found.year_start), str(found.year_end)) == ("2026-04-01", "2027-03-31")
    assert any("AAPL" in each for each in found.caveats)
    assert any("2018-01-31: A" in each for each in found.caveats)
    assert "not tax advice" in found.caveats[0]


def test_bonus_shares_cost_nothing_in_the_tax_view() -> None:
    ledger = rows("2025-01-10 buy A 10 @ 100\n2026-06-01 bonus A ratio 1\n2026-11-10 sell A 20 @ 80")
    found = estimate(run(ledger, Terms(view=CostView.TAX)).sales, Payer("US"), date(2026, 11, 10))
    assert (found.long_term, found.short_term) == (Decimal(-200), Decimal(800))


@pytest.mark.parametrize(
    ("short", "long", "tax", "carried"),
    [
        (1000, 1000, "390", "0"),
        (-400, 1000, "90", "0"),
        (1000, -400, "144", "0"),
        (-5000, 1000, "-720", "1000"),
        (0, -2000, "-480", "0"),
    ],
)
def test_american_netting(short: int, long: int, tax: str, carried: str) -> None:
    usd = {"currency": "USD", "lot_id": "x"}
    found = estimate(
        [sale("2026-05-04", "2026-11-10", short, **usd), sale("2025-01-10", "2026-11-10", long, **usd)], AMERICAN, date(2026, 11, 10)
    )
    assert (found.tax, found.loss_carried) == (Decimal(tax), Decimal(carried))


def test_assumed_rates_are_said() -> None:
    found = estimate([sale("2025-01-10", "2026-11-10", 1000, currency="USD")], Payer("US"), date(2026, 11, 10))
    assert found.tax == Decimal(150)
    assert any("assumed" in each for each in found.caveats)


def test_wash_sales() -> None:
    state = run(
        rows(
            "2026-01-05 buy A 10 @ 100\n2026-03-02 sell A 10 @ 80\n2026-03-20 buy A 5 @ 82\n2026-01-05 buy B 1 @ 9\n2026-03-02 sell B 1 @ 8"
        ),
        Terms(base="USD"),
    )
    assert [each.symbol for each in wash_sales(state.sales, state.lots)] == ["A"]


def test_tax_that_a_sale_adds() -> None:
    before, extra = sale("2025-01-10", "2026-10-01", 100_000), sale("2025-01-10", "2026-11-10", 100_000)
    assert added([before], [extra], INDIAN, date(2026, 11, 10)) == Decimal(9_375)


@pytest.mark.parametrize("table", [INDIA, UNITED_STATES, CHARGES_INDIA])
def test_rules_of_a_name_never_overlap(table: tuple[object, ...]) -> None:
    for one in table:
        same = [other for other in table if other is not one and other.name == one.name]  # type: ignore[attr-defined]
        assert all((one.valid_to or date.max) < other.valid_from or (other.valid_to or date.max) < one.valid_from for other in same)  # type: ignore[attr-defined]
        assert one.source  # type: ignore[attr-defined]


def test_a_day_before_the_table_is_refused() -> None:
    with pytest.raises(BadInput):
        rule(INDIA, "short_rate", date(1990, 1, 1))


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        # 1,00,000: STT 100, NSE 3.07, SEBI 0.10, stamp 15, GST 18 % of (20 + 3.07 + 0.10)
        ("buy", ("100.00", "3.07", "0.10", "15.00", "4.17", "142.34")),
        ("sell", ("100.00", "3.07", "0.10", "0", "4.17", "140.84")),
    ],
)
def test_delivery_charges(side: str, expected: tuple[str, ...]) -> None:
    found = india_delivery(side, Decimal(100_000), date(2026, 11, 10), Decimal(20), Decimal("13.5"))  # type: ignore[arg-type]
    assert [str(each) for each in (found.stt, found.exchange, found.sebi, found.stamp, found.gst, found.total)] == list(expected)


def test_a_trade_has_a_value() -> None:
    with pytest.raises(BadInput):
        india_delivery("buy", Decimal(-1), date(2026, 11, 10))


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        # 1,00,000: STT 0.025 % of sales, NSE 3.07, SEBI 0.10, stamp 0.003 % of purchases, GST 18 % of (20 + 3.07 + 0.10)
        ("buy", ("0", "3.07", "0.10", "3.00", "4.17", "30.34")),
        ("sell", ("25.00", "3.07", "0.10", "0", "4.17", "52.34")),
    ],
)
def test_intraday_charges(side: str, expected: tuple[str, ...]) -> None:
    found = india_intraday(side, Decimal(100_000), date(2026, 11, 10), Decimal(20))  # type: ignore[arg-type]
    assert [str(each) for each in (found.stt, found.exchange, found.sebi, found.stamp, found.gst, found.total)] == list(expected)
    assert not any(each.checked for each in found.rules)


def test_a_contract_note_beside_the_estimate() -> None:
    sheet = india_delivery("buy", Decimal(100_000), date(2026, 11, 10))
    assert deviations(sheet, {"stt": Decimal(100), "stamp": Decimal(15), "gst": Decimal(4)}) == {"gst": Decimal("3.43")}
    assert deviations(sheet, {"stt": Decimal("100.6")}) == {}


def test_selling_now_or_once_it_is_long_term() -> None:
    """A gain of 1,00,000: 20 % now; on 2027-01-11 12.5 % of it, all within the exemption."""
    extra = sale("2026-01-10", "2026-11-10", 100_000)
    assert waiting([], [extra], INDIAN, extra.sold) == Waiting(Decimal(20_000), date(2027, 1, 11), Decimal(0))
    assert waiting([], [extra], INDIAN, extra.sold, date(2026, 12, 1)).later == Decimal(20_000)
    assert waiting([], [sale("2024-01-10", "2026-11-10", 225_000)], INDIAN, extra.sold) == Waiting(Decimal(12_500))


def test_rows_that_were_not_read_in_the_law_are_named_once_in_one_sentence() -> None:
    given = [rule(CHARGES_INDIA, name, date(2026, 11, 10)) for name in ("stt_intraday", "exchange", "exchange")]
    said = "Taken from secondary sources, the law's text was not read: exchange, stt intraday."
    assert unchecked(given) == (said,)
    assert unchecked([replace(each, checked=True) for each in given]) == unchecked([]) == ()


@pytest.mark.parametrize("day", ["2023-06-01", "2024-06-03", "2025-06-02", "2026-06-01"])
def test_charges_of_every_year_name_their_source_and_that_it_is_secondary(day: str) -> None:
    for sheet in (india_delivery("buy", Decimal(1), date.fromisoformat(day)), india_intraday("sell", Decimal(1), date.fromisoformat(day))):
        assert not any(each.checked for each in sheet.rules)
        assert all(each.source for each in sheet.rules)


@pytest.mark.parametrize("country", ["IN", "US"])
def test_an_answer_on_rows_that_were_not_checked_says_so(country: str) -> None:
    found = estimate([sale("2025-01-10", "2026-11-10", 1000)], Payer(country), date(2026, 11, 10))
    assert any("the law's text was not read" in each for each in found.caveats)
    assert all(each.valid_from and each.source and not each.checked for each in found.rules)


def test_a_country_without_rules_says_so() -> None:
    with pytest.raises(BadInput, match="No tax rules are known for DE"):
        estimate([], Payer("DE"), date(2026, 11, 10))
