"""A running service as its clients see it: questions asked over its REST door."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx2

from core.errors import BadInput, NotSignedIn, Unavailable

SECONDS = 120.0
UNAUTHORISED = 401


def signed_in(url: str, token: str | None) -> AbstractAsyncContextManager[httpx2.AsyncClient]:
    """Give a client of a service in the name of a token's owner."""
    if not token:
        raise NotSignedIn("Set COACH_TOKEN to a personal access token of that service with the scope chat.")
    return httpx2.AsyncClient(base_url=url.rstrip("/"), headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS)


async def ask(client: httpx2.AsyncClient, message: str, thread_id: str | None, portfolio_id: str | None) -> dict[str, Any]:
    """Ask one question and give the folded answer; raises NotSignedIn, Unavailable, or BadInput with the service's sentence."""
    body = {"message": message, "thread_id": thread_id, "portfolio_id": portfolio_id, "stream": False}
    try:
        answer = await client.post("/api/v1/chat", json={key: value for key, value in body.items() if value is not None})
        found = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise Unavailable(f"The service at {client.base_url} did not answer.") from error
    if answer.status_code == UNAUTHORISED:
        raise NotSignedIn
    if not answer.is_success:
        raise BadInput(str(found.get("error", {}).get("message") or answer.status_code))
    return dict(found)
