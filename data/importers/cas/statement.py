"""A fund statement's transactions and holdings, from what casparser made of the PDF."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.ledger import ZERO
from data.importers.cells import day_of
from data.importers.model import Quote
from data.ledger_rules import Fault

UNITS = Decimal("0.005")
TAXES = {"STT_TAX", "STAMP_DUTY_TAX"}
NO_BOOK = "main"
Lines = Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]]


def transactions(data: Mapping[str, Any]) -> Lines:
    """Give the rows of a detailed statement, counted from 1; stamp duty and STT stand in the row that they belong to."""
    at = 0
    for folio, scheme in _schemes(data):
        known = _known(folio, scheme)
        for values, faults in _rows(scheme, data["statement_period"]):
            at += 1
            yield at, known | values, {name: text for name, text in (known | values).items() if text}, faults


def _schemes(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return ((folio, scheme) for folio in data["folios"] for scheme in folio["schemes"])


def _known(folio: Mapping[str, Any], scheme: Mapping[str, Any]) -> dict[str, str]:
    return {
        "folio": "".join(str(folio["folio"]).split()) or NO_BOOK,
        "scheme": scheme["scheme"],
        "isin": scheme.get("isin") or "",
        "code": scheme["rta_code"],
        "asset class": "fund",
    }


def _rows(scheme: Mapping[str, Any], period: Mapping[str, str]) -> Iterator[tuple[dict[str, str], list[Fault]]]:
    """Give a scheme's rows; one whose own balances do not add up is refused whole."""
    if message := _broken_balance(scheme):
        yield {"type": "REFUSED"}, [Fault(None, "balance_mismatch", message)]
        return
    if (opening := Decimal(scheme["open"])) > ZERO:
        yield {"type": "OPENING", "date": period["from_"], "units": str(opening), "amount": _opening_cost(scheme)}, []
    yield from ((row, []) for row in _taxed(scheme["transactions"]))


def _broken_balance(scheme: Mapping[str, Any]) -> str | None:
    stated, counted = Decimal(scheme["close"]), Decimal(scheme["close_calculated"])
    if abs(stated - counted) <= UNITS:
        return None
    return f"{scheme['scheme']}: the rows make {counted} units, but the statement closes with {stated}. A row could not be read."


def _opening_cost(scheme: Mapping[str, Any]) -> str:
    """Give the cost of the opening units where the statement's total cost tells it: nothing left since."""
    cost, rows = scheme["valuation"].get("cost"), scheme["transactions"]
    if not cost or any(Decimal(row["units"] or 0) < ZERO for row in rows):
        return ""
    left = Decimal(cost) - sum((Decimal(row["amount"] or 0) for row in rows if row["units"] or row["type"] == "STAMP_DUTY_TAX"), ZERO)
    return str(left) if left > ZERO else ""


def _taxed(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Write the rows as text; a tax goes to the last row of its day that moved units."""
    made: list[dict[str, str]] = []
    for row in rows:
        values = {name: str(row[name]) for name in ("date", "type", "description", "amount", "units", "nav") if row.get(name) is not None}
        owner = next((each for each in reversed(made) if each["date"] == values["date"] and each.get("units")), None)
        if row["type"] in TAXES and owner is not None:
            owner["tax"] = str(Decimal(owner.get("tax", "0")) + abs(Decimal(row["amount"] or 0)))
        else:
            made.append(values)
    return made


def holdings(kind: str, data: Mapping[str, Any]) -> Lines:
    """Give the rows of a statement that states holdings only."""
    rows = _summary(data) if kind == "summary" else _demat(data)
    for at, values in enumerate(rows, 1):
        texts = {name: "" if value is None else str(value) for name, value in values.items()}
        yield at, texts, {name: text for name, text in texts.items() if text}, []


def _summary(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for folio, scheme in _schemes(data):
        yield _known(folio, scheme) | {"units": scheme["close"], "cost": scheme["valuation"].get("cost")}


def _demat(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for account in data["accounts"]:
        for each in account["equities"]:
            yield {"isin": each["isin"], "code": each.get("symbol"), "scheme": each.get("name"), "units": each["num_shares"]}
        for each in account["mutual_funds"]:
            yield {"isin": each["isin"], "scheme": each.get("name"), "units": each["balance"], "cost": each.get("total_cost")}
        for each in account.get("bonds", []):
            yield {"isin": each["isin"], "scheme": each.get("name"), "units": each["num_bonds"]}


def quotes(data: Mapping[str, Any]) -> list[Quote]:
    """Give the NAVs that a statement states: that of its end, and those of its transactions."""
    found: dict[tuple[str, str], Quote] = {}
    for _, scheme in _schemes(data):
        symbol = (scheme.get("isin") or scheme["rta_code"]).upper()
        stated = [scheme["valuation"], *scheme["transactions"]]
        for each in stated:
            if each.get("nav") and Decimal(each["nav"]) > ZERO:
                day = day_of(str(each["date"]), "dby")
                quote = Quote(symbol=symbol, isin=scheme.get("isin"), day=day, close=each["nav"], currency="INR")
                found.setdefault((symbol, str(quote.day)), quote)
    return list(found.values())


def warnings(data: Mapping[str, Any]) -> list[str]:
    """Give what casparser could not make fit."""
    return [f"The statement: {text[:300]}" for text in data.get("parse_warnings", [])[:20]]
