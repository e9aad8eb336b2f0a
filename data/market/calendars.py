"""When exchanges are closed: weekends and the weekday holidays of `holidays.csv` (2010 to 2026).

The prices' own days are the truth; a calendar only says whether a day is a holiday. Special sessions on holidays, such as
Muhurat trading, are not listed, and years outside the table have weekends only.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from core.errors import BadInput
from data.market.tables import EXCHANGES

FILE = Path(__file__).parent / "holidays.csv"
SATURDAY = 5


@cache
def _holidays() -> dict[str, frozenset[date]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [(row["exchange"], date.fromisoformat(row["day"])) for row in csv.DictReader(file)]
    return {name: frozenset(day for exchange, day in rows if exchange == name) for name in {name for name, _ in rows}}


def is_session(exchange: str, day: date) -> bool:
    """Tell whether an exchange is expected to trade on a day; raises BadInput for an unknown one."""
    if exchange not in EXCHANGES:
        raise BadInput(f"The exchanges are {', '.join(EXCHANGES)}.")
    return day.weekday() < SATURDAY and day not in _holidays()[EXCHANGES[exchange].holidays]
