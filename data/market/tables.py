"""The exchanges that are known: what a symbol on them looks like, and how the sources name them. No address is made of anything else."""

import re
from dataclasses import dataclass

from core.errors import BadInput
from core.market import Instrument

SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9&.\-]{0,19}", re.ASCII)
ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange: its currency and time zone, whose holidays it keeps, and its names at Upstox and Yahoo."""

    name: str
    currency: str
    zone: str
    holidays: str
    upstox: str | None
    suffix: str
    codes: tuple[str, ...]


EXCHANGES = {
    each.name: each
    for each in (
        Exchange("NSE", "INR", "Asia/Kolkata", "NSE", "NSE_EQ", ".NS", ("NSI", "NSE")),
        Exchange("BSE", "INR", "Asia/Kolkata", "NSE", "BSE_EQ", ".BO", ("BSE", "BOM")),
        Exchange("NYSE", "USD", "America/New_York", "NYSE", None, "", ("NYQ", "NYS", "PCX", "ASE", "BTS")),
        Exchange("NASDAQ", "USD", "America/New_York", "NYSE", None, "", ("NMS", "NGM", "NCM", "NAS")),
    )
}


def checked(instrument: Instrument) -> Exchange:
    """Give an instrument's exchange; raises BadInput where its symbol, ISIN or exchange is none of the tables'."""
    exchange = EXCHANGES.get(instrument.exchange or "")
    if exchange is None or not SYMBOL.fullmatch(instrument.symbol):
        raise BadInput("This instrument is on no exchange that the market source knows.")
    if instrument.isin is not None and not ISIN.fullmatch(instrument.isin):
        raise BadInput("This instrument's ISIN is not one.")
    return exchange


def of_code(code: str) -> Exchange | None:
    """Give the exchange that a source names by a code."""
    return next((each for each in EXCHANGES.values() if code in each.codes), None)
