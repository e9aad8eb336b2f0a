"""One of everything that a person can have, made over REST with canaries in every text."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.fixtures_api import Signed

CANARY = "canary7391"
MCP = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
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


async def make_everything(person: Signed, word: str = CANARY) -> Made:
    """Make one of everything for a person, with a word in every text."""
    given: dict[str, Any] = {"name": word, "base_currency": "USD"}
    portfolio = (await person.json("POST", "/api/v1/portfolios", json=given))["id"]
    bought = {**BUY, "symbol": f"{word}KO".upper().replace(" ", ""), "note": word}
    transaction = (await person.json("POST", f"/api/v1/portfolios/{portfolio}/transactions", json=bought))["id"]
    preview = await person.json("POST", f"/api/v1/portfolios/{portfolio}/imports", files=csv_file())
    note = await person.json("POST", "/api/v1/notes", json={"target": "KO", "text": f"{word} likes it"})
    alert = await person.json("POST", "/api/v1/alerts", json={"kind": "price", "symbol": "KO", "level": "50"})
    watched = await person.json("POST", "/api/v1/watchlist", json={"symbol": bought["symbol"], "note": word})
    document = await person.json("POST", "/api/v1/documents", files={"file": (f"{word}.txt", word.encode() + b" plans", "text/plain")})
    token = await person.json("POST", "/api/v1/tokens", json={"name": word, "scopes": ["portfolio:read"]})
    asked = {"message": f"What is my portfolio {word} worth?", "stream": False, "portfolio_id": portfolio}
    answer = await person.json("POST", "/api/v1/chat", json=asked)
    draft = {"type": "deposit", "date": "2022-01-03", "portfolio_id": portfolio, "amount": "7391", "currency": "USD"}
    approval = (await person.json("POST", "/api/v1/tools/portfolio_record", json=draft))["approval_id"]
    ids = {
        "portfolio_id": portfolio,
        "transaction_id": transaction,
        "import_id": preview["id"],
        "note_id": note["id"],
        "alert_id": alert["id"],
        "symbol": watched["symbol"],
        "document_id": document["id"],
        "job_id": document["job_id"],
        "token_id": token["id"],
        "thread_id": answer["thread_id"],
        "turn_id": answer["turn_id"],
        "answer_id": answer["answer_id"],
        "approval_id": approval,
    }
    return Made(ids, answer["facts"][0]["ref"])


async def over_mcp(person: Signed, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call a tool over MCP with a plain HTTP request."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    answer = await person.client.post("/mcp", json=call, headers=MCP)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["result"])
