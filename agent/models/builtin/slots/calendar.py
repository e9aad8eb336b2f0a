"""Calendar arithmetic for the grammar: months, quarters, financial years (India: April to March), ends of months."""

import calendar
from datetime import date, timedelta

Interval = tuple[date, date]
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
YEAR = 12
QUARTER = 3
FINANCIAL_START = 4
CENTURY = 100


def month_number(word: str) -> int:
    """Give the number of a month's name or its first three letters."""
    return next(at for at, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


def add_months(day: date, months: int) -> date:
    """Move a day by months, to the month's last day where the day is missing."""
    at = day.year * YEAR + day.month - 1 + months
    year, month = divmod(at, YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moved(day: date, months: int, days: int) -> date:
    """Move a day by months and days."""
    return add_months(day, months) + timedelta(days=days)


def month_end(day: date) -> date:
    """Give the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month(year: int, number: int) -> Interval:
    """Give the first and last day of a month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def months_from(first: date, count: int) -> Interval:
    """Give the span of some whole months from a first of the month."""
    return first, add_months(first, count) - timedelta(days=1)


def quarter(year: int, number: int) -> Interval:
    """Give a calendar quarter."""
    return months_from(date(year, (number - 1) * QUARTER + 1, 1), QUARTER)


def financial_year(ending: int) -> Interval:
    """Give the Indian financial year that ends in a year: FY22 is April 2021 to March 2022."""
    return date(ending - 1, FINANCIAL_START, 1), date(ending, FINANCIAL_START - 1, 31)


def financial_quarter(ending: int, number: int) -> Interval:
    """Give a quarter of an Indian financial year."""
    return months_from(add_months(date(ending - 1, FINANCIAL_START, 1), (number - 1) * QUARTER), QUARTER)


def financial_ending(day: date) -> int:
    """Give the year in which the financial year of a day ends."""
    return day.year + (day.month >= FINANCIAL_START)


def full_year(digits: str) -> int:
    """Read 21 as 2021 and 2021 as itself."""
    value = int(digits)
    return value + 2000 if value < CENTURY else value


def this(unit: str, day: date) -> Interval:
    """Give the week, month, quarter, year or financial year that a day lies in."""
    if unit == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day.year, (day.month - 1) // QUARTER + 1)
    if unit == "financial year":
        return financial_year(financial_ending(day))
    return date(day.year, 1, 1), date(day.year, YEAR, 31)


def previous(unit: str, day: date) -> Interval:
    """Give the week, month, quarter, year or financial year before that of a day."""
    return this(unit, this(unit, day)[0] - timedelta(days=1))
