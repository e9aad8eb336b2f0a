"""What a person keeps beside the ledger, as data that they can take away."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core.models import Model
from data import grounds, passages, people, watch
from data.db import Conn
from data.queries import sql

ALL_REVIEWS = 100_000


def _plainly(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json", exclude={"id"}) for row in rows]


async def belongings(conn: Conn, user_id: UUID) -> dict[str, Any]:
    """Give a person's profile, policy, notes, texts of documents, alerts, watchlist, reviews and conversations."""
    talks = await (await conn.execute(sql("turns.conversations"), (user_id,))).fetchall()
    return {
        "profile": (await people.profile(conn, user_id)).model_dump(mode="json", exclude={"id"}),
        "policy": (await grounds.policy(conn, user_id)).model_dump(mode="json"),
        "notes": _plainly(await passages.notes(conn, user_id)),
        "documents": _plainly(await passages.documents(conn, user_id, texts=True)),
        "alerts": _plainly(await watch.alerts(conn, user_id)),
        "watchlist": _plainly(await watch.watchlist(conn, user_id)),
        "reviews_wanted": (await watch.plan(conn, user_id)).model_dump(mode="json"),
        "reviews": _plainly(await watch.reviews(conn, user_id, ALL_REVIEWS)),
        "conversations": [{**talk, "created_at": talk["created_at"].isoformat()} for talk in talks],
    }
