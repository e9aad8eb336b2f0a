"""The dated rules: shares of listed companies held by a resident individual in India, and by one in the United States."""

from datetime import date
from decimal import Decimal

from finance.tax.rules import Rule

_REFORM = "Finance (No. 2) Act 2024, sections 111A and 112A as amended"
_CODE = "Income-tax Act 2025, sections 196 and 198"


def _rule(name: str, value: str, valid: tuple[date, date | None], source: str) -> Rule:
    """Write a row; none of them was read in the text of the law, only in what others write about it."""
    return Rule(name, Decimal(value), valid[0], valid[1], source, checked=False)


INDIA: tuple[Rule, ...] = (
    _rule("short_rate", "0.15", (date(2008, 4, 1), date(2024, 7, 22)), "Income-tax Act 1961, section 111A"),
    _rule("short_rate", "0.20", (date(2024, 7, 23), date(2026, 3, 31)), _REFORM),
    _rule("short_rate", "0.20", (date(2026, 4, 1), None), _CODE),
    _rule("long_rate", "0", (date(2004, 10, 1), date(2018, 3, 31)), "Income-tax Act 1961, section 10(38)"),
    _rule("long_rate", "0.10", (date(2018, 4, 1), date(2024, 7, 22)), "Income-tax Act 1961, section 112A"),
    _rule("long_rate", "0.125", (date(2024, 7, 23), date(2026, 3, 31)), _REFORM),
    _rule("long_rate", "0.125", (date(2026, 4, 1), None), _CODE),
    _rule("long_exempt", "0", (date(2004, 10, 1), date(2018, 3, 31)), "Income-tax Act 1961, section 10(38)"),
    _rule("long_exempt", "100000", (date(2018, 4, 1), date(2024, 3, 31)), "Income-tax Act 1961, section 112A"),
    _rule("long_exempt", "125000", (date(2024, 4, 1), date(2026, 3, 31)), _REFORM),
    _rule("long_exempt", "125000", (date(2026, 4, 1), None), _CODE),
)

GRANDFATHERED_BEFORE = date(2018, 2, 1)
BUYBACK_AS_DIVIDEND = date(2024, 10, 1)
BUYBACK_AS_GAIN = date(2026, 4, 1)

UNITED_STATES: tuple[Rule, ...] = (
    _rule("short_rate", "0.22", (date(2018, 1, 1), None), "Internal Revenue Code, section 1(j): the middle bracket, assumed"),
    _rule("long_rate", "0.15", (date(2013, 1, 1), None), "Internal Revenue Code, section 1(h): the middle rate, assumed"),
    _rule("loss_deduction", "3000", (date(1978, 1, 1), None), "Internal Revenue Code, section 1211(b)"),
)

WASH_DAYS = 30

CHARGES_INDIA: tuple[Rule, ...] = (
    _rule("stt", "0.001", (date(2013, 6, 1), None), "Finance (No. 2) Act 2004, chapter VII: delivery, each side"),
    _rule("stt_intraday", "0.00025", (date(2013, 6, 1), None), "Finance (No. 2) Act 2004, chapter VII: intraday, seller"),
    _rule("stamp_intraday", "0.00003", (date(2020, 7, 1), None), "Indian Stamp Act as amended from 2020-07-01: intraday, buyer"),
    _rule("stamp", "0.00015", (date(2020, 7, 1), None), "Indian Stamp Act as amended from 2020-07-01: delivery, buyer"),
    _rule("exchange", "0.0000325", (date(2023, 4, 1), date(2024, 9, 30)), "NSE charges as brokers list them: delivery"),
    _rule("exchange", "0.0000297", (date(2024, 10, 1), date(2026, 3, 31)), "NSE charges as brokers list them from 2024-10-01: delivery"),
    _rule("exchange", "0.0000307", (date(2026, 4, 1), None), "indian-trading-charges 0.1.1: delivery, NSE"),
    _rule("sebi", "0.000001", (date(2021, 6, 1), None), "SEBI turnover fee: Rs 10 per crore"),
    _rule("gst", "0.18", (date(2017, 7, 1), None), "GST on brokerage, exchange and SEBI charges"),
)
