"""A draft outlives its process: killed between draft and approval, the next process applies exactly those arguments, once."""

import re
import signal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.test_serve import Started
from tests.fixtures_service import environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SAID = "Record that I bought 7 shares of KO at 61.5 on 2022-12-20"


def signed_in(started: Started) -> httpx2.Client:
    """Give a client of the local person, who has the sample portfolios."""
    link = re.search(r"#link=(\S+)", started.text)
    assert link, started.text
    answer = httpx2.post(f"{started.url}/api/v1/auth/link", json={"token": link[1]}, timeout=60).raise_for_status()
    token = answer.json()["access_token"]
    return httpx2.Client(base_url=started.url, timeout=60, headers={"Authorization": f"Bearer {token}"})


def bought(client: httpx2.Client) -> list[dict[str, Any]]:
    """Give the purchases that the ledger holds of what the draft is about."""
    asked = {"symbol": "KO", "type": "buy", "start": "2022-12-20", "end": "2022-12-20"}
    return list(client.post("/api/v1/tools/portfolio_transactions", json=asked).raise_for_status().json()["transactions"])


def test_a_draft_is_applied_once_after_its_process_was_killed(home: Path, tmp_path: Path) -> None:
    env = environment(home)
    killed = Started(env, tmp_path / "killed.txt")
    with signed_in(killed) as client:
        token = client.headers["Authorization"]
        portfolio = client.get("/api/v1/portfolios").json()["portfolios"][0]["id"]
        answer = client.post("/api/v1/chat", json={"message": SAID, "portfolio_id": portfolio, "stream": False}).raise_for_status().json()
        drafted = answer["approvals"][0]
        assert (answer["finish_reason"], bought(client)) == ("approval", [])
    killed.stop(signal.SIGKILL)
    again = Started(env, tmp_path / "again.txt")
    try:
        with httpx2.Client(base_url=again.url, timeout=60, headers={"Authorization": token}) as client:
            waiting = client.get("/api/v1/approvals").raise_for_status().json()
            assert [each["id"] for each in waiting["approvals"]] == [drafted["approval_id"]]
            path = f"/api/v1/approvals/{drafted['approval_id']}"
            decided = [client.post(path, json={"decision": "approve"}) for _ in range(3)]
            assert decided[0].status_code == 200, decided[0].text
            rows = bought(client)
            assert [(row["quantity"], row["price"], row["date"]) for row in rows] == [("7", "61.5", "2022-12-20")]
            thread = client.get(f"/api/v1/threads/{answer['thread_id']}").raise_for_status()
            assert SAID in thread.text
    finally:
        again.stop(signal.SIGINT)
