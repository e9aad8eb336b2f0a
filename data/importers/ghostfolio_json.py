"""Ghostfolio: the JSON of activities, whose values are those of the CSV under other names."""

from data.importers import ghostfolio
from data.importers.model import Format

NAMES = {
    "accountId": "account",
    "comment": "note",
    "currency": "currency",
    "date": "date",
    "fee": "fee",
    "quantity": "quantity",
    "symbol": "code",
    "type": "action",
    "unitPrice": "price",
}
FORMAT = Format("ghostfolio_json", "the Ghostfolio JSON", frozenset(), ghostfolio.activity)
