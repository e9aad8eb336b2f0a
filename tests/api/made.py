"""One of everything that a person can have, made over REST with canaries in every text."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.fixtures_api import Signed

CANARY = "canary7391"
BUY = {"date": "2020-01-06", "type": "buy", "symbol": f"{CANARY.upper()}", "quantity": "3", "price": "10", "currency": "USD"}
CSV = b"date,type,symbol,quantity,price,currency,trade_id\n2021-02-01,BUY,KO,5,50,USD,%s\n"


@dataclass(frozen=True)
class Made:
    """The ids of a person's things by the name of the path parameter."""

    ids: dict[str, str]
    ref: str


def csv_file() -> dict[str, Any]:
    """Give a small tradebook nobody has imported yet."""
    return {"file": (f"{CANARY}.csv", CSV % uuid4().hex.encode(), "text/csv")}


async def make_everything(person: Signed) -> Made:
    """Make one of everything for a person."""
    given: dict[str, Any] = {"name": CANARY, "base_currency": "USD"}
    portfolio = (await person.json("POST", "/api/v1/portfolios", json=given))["id"]
    transaction = (await person.json("POST", f"/api/v1/portfolios/{portfolio}/transactions", json={**BUY, "note": CANARY}))["id"]
    preview = await person.json("POST", f"/api/v1/portfolios/{portfolio}/imports", files=csv_file())
    note = await person.json("POST", "/api/v1/notes", json={"target": "KO", "text": f"{CANARY} likes it"})
    document = await person.json("POST", "/api/v1/documents", files={"file": (f"{CANARY}.txt", CANARY.encode() + b" plans", "text/plain")})
    token = await person.json("POST", "/api/v1/tokens", json={"name": CANARY, "scopes": ["portfolio:read"]})
    asked = {"message": f"What is my portfolio {CANARY} worth?", "stream": False, "portfolio_id": portfolio}
    answer = await person.json("POST", "/api/v1/chat", json=asked)
    draft = {"type": "deposit", "date": "2022-01-03", "portfolio_id": portfolio, "amount": "7391", "currency": "USD"}
    approval = (await person.json("POST", "/api/v1/tools/portfolio_record", json=draft))["approval_id"]
    ids = {
        "portfolio_id": portfolio,
        "transaction_id": transaction,
        "import_id": preview["id"],
        "note_id": note["id"],
        "document_id": document["id"],
        "job_id": document["job_id"],
        "token_id": token["id"],
        "thread_id": answer["thread_id"],
        "turn_id": answer["turn_id"],
        "answer_id": answer["answer_id"],
        "approval_id": approval,
    }
    return Made(ids, answer["facts"][0]["ref"])
