"""The slot grammar, as tables of words and what they mean."""

from datetime import date
from decimal import Decimal

import pytest

from agent.models.builtin import InstrumentName, Names
from agent.models.builtin.intents import vocabulary
from agent.models.builtin.slots import Slots, read
from tests.agent.builtin.names import TWO


def slots(text: str) -> Slots:
    return read(text, TWO, vocabulary())


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("how did I do since 2019", {"start": "2019-01-01", "end": "2022-12-28"}),
        ("since March 2020", {"start": "2020-03-01", "end": "2022-12-28"}),
        ("after 5 May 2021", {"start": "2021-05-06", "end": "2022-12-28"}),
        ("since 5 May 2021", {"start": "2021-05-05", "end": "2022-12-28"}),
        ("before 2020", {"end": "2019-12-31"}),
        ("last year", {"start": "2021-01-01", "end": "2021-12-31"}),
        ("over the last year", {"period": "1Y"}),
        ("past 6 months", {"period": "6M"}),
        ("6m return", {"period": "6M"}),
        ("five years", {"period": "5Y"}),
        ("over two years", {"start": "2020-12-28", "end": "2022-12-28"}),
        ("ytd", {"period": "YTD"}),
        ("this year so far", {"period": "YTD"}),
        ("since inception", {"period": "MAX"}),
        ("FY22", {"start": "2021-04-01", "end": "2022-03-31"}),
        ("FY 2021-22", {"start": "2021-04-01", "end": "2022-03-31"}),
        ("this financial year", {"start": "2022-04-01", "end": "2022-12-28"}),
        ("Q2 FY22", {"start": "2021-07-01", "end": "2021-09-30"}),
        ("Q2 2022", {"start": "2022-04-01", "end": "2022-06-30"}),
        ("last quarter", {"start": "2022-07-01", "end": "2022-09-30"}),
        ("first half of 2020", {"start": "2020-01-01", "end": "2020-06-30"}),
        ("between 2019 and 2021", {"start": "2019-01-01", "end": "2021-12-31"}),
        ("from Jan 2020 to June 2021", {"start": "2020-01-01", "end": "2021-06-30"}),
        ("2020-02-19 to 2020-03-23", {"start": "2020-02-19", "end": "2020-03-23"}),
        ("on 15/08/2021", {"start": "2021-08-15", "end": "2021-08-15"}),
        ("May 3rd, 2021", {"start": "2021-05-03", "end": "2021-05-03"}),
        ("in May", {"start": "2022-05-01", "end": "2022-05-31"}),
        ("yesterday", {"start": "2022-12-27", "end": "2022-12-27"}),
    ],
)
def test_periods(text: str, args: dict[str, str]) -> None:
    assert slots(text).periods[0].args() == args


@pytest.mark.parametrize(
    "text", ["may I see my holdings", "2000 shares of Apple", "1990 rupees", "value at risk at 99%", "the second one", "in 10 years"]
)
def test_no_period(text: str) -> None:
    assert slots(text).periods == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("at the end of 2020", date(2020, 12, 31)),
        ("as on 31 March 2021", date(2021, 3, 31)),
        ("as of 2021-06-30", date(2021, 6, 30)),
        ("since 2019", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert slots(text).day == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 2035", date(2035, 12, 31)),
        ("in 10 years", date(2032, 12, 28)),
        ("by March 2030", date(2030, 3, 31)),
        ("over the last 5 years", None),
    ],
)
def test_horizons(text: str, day: date | None) -> None:
    assert slots(text).horizon == day


@pytest.mark.parametrize(
    ("text", "value", "role", "currency"),
    [
        ("Rs. 2,50,000", "250000", "money", "INR"),
        ("₹1.5 lakh", "150000", "money", "INR"),
        ("2 crore", "20000000", "money", None),
        ("50k a month", "50000", "money", None),
        ("$1,234.50", "1234.50", "money", "USD"),
        ("500 euros", "500", "money", "EUR"),
        ("10 shares", "10", "shares", None),
        ("10 more shares", "10", "shares", None),
        ("the market falls 20%", "-20", "percent", None),
        ("the market rises 20 percent", "20", "percent", None),
        ("top 7", "7", "plain", None),
    ],
)
def test_amounts(text: str, value: str, role: str, currency: str | None) -> None:
    found = slots(text).amounts[0]
    assert (found.value, found.role, found.currency) == (Decimal(value), role, currency)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("VaR at 99%", 0.99),
        ("99% value at risk over 5 years", 0.99),
        ("cvar at 97.5", 0.975),
        ("0.9 confidence", 0.9),
        ("var at 5%", 0.95),
        ("VaR", None),
        ("sell 95 shares", None),
    ],
)
def test_confidence(text: str, level: float | None) -> None:
    assert slots(text).confidence == level


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("compare AAPL, MSFT and Best Buy", ("AAPL", "MSFT", "BBY")),
        ("price of microsft", ("MSFT",)),
        ("coca cola vs pepsi", ("KO", "PEP")),
        ("GE vs ko", ("GE", "KO")),
        ("jp morgan quote", ("JPM",)),
        ("show the S&P 500", ("SP500",)),
        ("Johnson & Johnson's price", ("JNJ",)),
        ("what is the best buy in my portfolio", ()),
        ("how big is the size of my holdings", ()),
        ("VAR and ES of my ETF", ()),
        ("I sold all my shares", ()),
    ],
)
def test_instruments(text: str, symbols: tuple[str, ...]) -> None:
    assert slots(text).instruments == symbols


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("price of Tesla", ("Tesla",)), ("price of tesla", ("tesla",)), ("What is a Sharpe ratio?", ()), ("How is Apple doing", ())],
)
def test_unknown_instruments(text: str, unknown: tuple[str, ...]) -> None:
    assert slots(text).unknown == unknown


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("show the India desk", ("p2",)),
        ("my US portfolio", ("p1",)),
        ("US shares and India desk", ("p1", "p2")),
        ("the indian portfolio", ("p2",)),
        ("all my portfolios", ()),
    ],
)
def test_portfolios(text: str, ids: tuple[str, ...]) -> None:
    assert tuple(sorted(slots(text).portfolios)) == ids


def test_each_span_is_read_once() -> None:
    found = slots("value at risk of India desk at 99% over 5 years in dollars")
    assert (found.portfolios, found.confidence, found.periods[0].code, found.currencies) == (("p2",), 0.99, "5Y", ("USD",))
    assert len(found.amounts) == 1


def test_names_inside_the_question_are_masked_for_the_router() -> None:
    assert slots("what is the price of Microsoft").masked == "what is the price of the stock"
    assert slots("am I ahead of the S&P 500").masked == "am I ahead of the index"


@pytest.mark.parametrize("name", ["McDonald's Corporation", "Papa John's International, Inc."])
@pytest.mark.parametrize("text", ["{}", "{} share price", "how did {}'s price move", "{} stock"])
def test_a_name_may_end_as_a_possessive_does(name: str, text: str) -> None:
    names = Names(TWO.as_of, (InstrumentName("ONE", name), InstrumentName("KO", "The Coca-Cola Company")))
    short = name.removesuffix(" Corporation").removesuffix(" International, Inc.")
    found = read(text.format(short), names, vocabulary())
    assert found.instruments == ("ONE",)
    assert not {"john", "john's", "donald's"} & set(found.rest)
