"""The names that the tests of the built-in model use."""

from datetime import date

from agent.models.builtin import InstrumentName, Names, PortfolioName

AS_OF = date(2022, 12, 28)
_LISTED = (
    "AAPL Apple Inc.|AMD Advanced Micro Devices, Inc.|BAC Bank of America Corporation|BBY Best Buy Co., Inc.|CVX Chevron Corporation|"
    "GE General Electric Company|HD The Home Depot, Inc.|JNJ Johnson & Johnson|JPM JPMorgan Chase & Co.|KO The Coca-Cola Company|"
    "LLY Eli Lilly and Company|MRK Merck & Co., Inc.|MSFT Microsoft Corporation|PEP PepsiCo, Inc.|PFE Pfizer Inc.|"
    "SIZE iShares MSCI USA Size Factor ETF|SP500 S&P 500 Index|WMT Walmart Inc.|XOM Exxon Mobil Corporation"
)
INSTRUMENTS = tuple(InstrumentName(symbol, name, currency="USD") for symbol, name in (row.split(" ", 1) for row in _LISTED.split("|")))
ONE = Names(AS_OF, INSTRUMENTS, (PortfolioName("p1", "US shares", "USD"),))
TWO = Names(AS_OF, INSTRUMENTS, (PortfolioName("p1", "US shares", "USD"), PortfolioName("p2", "India desk", "INR")))
