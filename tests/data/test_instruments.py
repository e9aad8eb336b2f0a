"""Which instrument a row means."""

import pytest

from core.market import Instrument
from data.instruments import Named, Names

KNOWN = [
    Instrument(symbol="KO", name="Coca-Cola", isin="US1912161007", exchange="XNYS", currency="USD", aliases=("Coke",)),
    Instrument(symbol="INFY", name="Infosys", isin="INE009A01021", exchange="XNSE", currency="INR"),
    Instrument(symbol="ACME", name="ACME", currency="INR", own=True),
]


@pytest.mark.parametrize(
    ("named", "symbol", "new"),
    [
        (Named("ko"), "KO", False),
        (Named(" coke "), "KO", False),
        (Named("WHATEVER", "US1912161007"), "KO", False),
        (Named(None, "INE009A01021"), "INFY", False),
        (Named("INFY", "US4567881085"), "INFY.US4567881085", True),
        (Named("INFY", "US4567881085", "NYSE"), "INFY.NYSE", True),
        (Named("KO", None, "NSE", "INR"), "KO.NSE", True),
        (Named("KO", None, "NYSE", "USD"), "KO", False),
        (Named("KO", None, None, "INR"), "KO", False),
        (Named("new"), "NEW", True),
        (Named(None, "INE000A01018"), "INE000A01018", True),
        (Named("new", "no isin"), "NEW", True),
        (Named("acme", "INE000A01018"), "ACME", True),
    ],
)
def test_isin_first_then_symbol_else_ones_own(named: Named, symbol: str, *, new: bool) -> None:
    names = Names(KNOWN)
    found = names.meant(named)
    assert found is not None
    assert (found.symbol, found.symbol in names.new) == (symbol, new)


def test_a_new_symbol_of_a_known_isin_is_a_rename() -> None:
    names = Names(KNOWN)
    names.meant(Named("INFOSYSTCH", "INE009A01021"))
    assert names.renamed == {"INFOSYSTCH": "INFY"}


def test_two_new_symbols_of_one_isin_are_one_instrument() -> None:
    names = Names(KNOWN)
    found = [names.meant(Named(symbol, "INE000A01018")) for symbol in ("OLD", "NEW")]
    assert [each.symbol for each in found if each] == ["OLD", "OLD"]


def test_a_row_without_any_name_means_nothing() -> None:
    assert Names(KNOWN).meant(Named(None, "x")) is None
