"""What a person's figures rest on: their portfolios with versions, their own prices' version, their currency and policy."""

from typing import Annotated
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import ConfigDict, Field

from core.errors import NotFound
from core.models import Model
from data.db import Conn, Database
from data.ids import as_id
from data.queries import sql


class PortfolioGround(Model):
    """A portfolio; `version` grows with each change of its ledger."""

    id: str
    name: str
    base_currency: str
    benchmark: str | None = None
    version: int


class Grounds(Model):
    """All of a person's portfolios in the order they were made; the versions change when own prices or instruments do."""

    base_currency: str | None
    portfolios: tuple[PortfolioGround, ...]
    prices_version: str
    instruments_version: str


Weight = Annotated[float, Field(ge=0, le=1)]


class Policy(Model):
    """What a person wants their portfolio to keep to; fractions of the total value, None where there is no rule.

    `targets` maps symbols, asset classes, sectors or "Cash" to weights, by what `by` says; `bands` maps an asset class, a
    sector, a symbol or "Cash" to its least and largest weight. Rules named in `soft` are wishes, all others are hard.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    by: str = Field("symbol", pattern="^(symbol|asset_class|sector)$")
    targets: dict[str, float] = Field(default_factory=dict)
    band: float = Field(0.05, ge=0, le=1)
    max_holding: float | None = Field(None, gt=0, le=1)
    max_sector: float | None = Field(None, gt=0, le=1)
    min_cash: float | None = Field(None, ge=0, le=1)
    max_cash: float | None = Field(None, ge=0, le=1)
    max_volatility: float | None = Field(None, gt=0)
    bands: dict[str, tuple[Weight, Weight]] = Field(default_factory=dict, max_length=50)
    do_not_sell: list[str] = Field(default_factory=list, max_length=100)
    horizon_years: int | None = Field(None, ge=0, le=80)
    soft: list[str] = Field(default_factory=list, max_length=50)
    country: str | None = Field(None, pattern="^(IN|US)$")
    text: str = Field("", max_length=2000)


class Changes(Model):
    """What changed since an answer: symbols (or types) of ledger rows, own prices, the market or library."""

    symbols: tuple[str, ...] = ()
    own_prices: bool = False
    market: bool = False


async def changes_since(conn: Conn, user_id: UUID, answer_id: str) -> Changes:
    """Tell what changed since an answer was begun."""
    row = await (await conn.execute(sql("grounds.changes_since"), {"user_id": user_id, "answer_id": as_id(answer_id)})).fetchone()
    return Changes.model_validate(row or {})


async def grounds(db: Database, user_id: UUID) -> Grounds:
    """Give the grounds of a person in one statement; raises NotFound for an unknown person."""
    rows = await db.once(user_id, "grounds.of_person", {"user_id": user_id})
    if not rows:
        raise NotFound
    return Grounds.model_validate(rows[0])


async def policy(conn: Conn, user_id: UUID) -> Policy:
    """Give a person's policy; an empty one when they wrote none."""
    row = await (await conn.execute(sql("grounds.policy"), {"user_id": user_id})).fetchone()
    return Policy.model_validate(row["policy"]) if row else Policy()


async def put_policy(conn: Conn, user_id: UUID, wanted: Policy) -> Policy:
    """Keep a person's policy."""
    await conn.execute(sql("grounds.put_policy"), {"user_id": user_id, "policy": Jsonb(wanted.model_dump(mode="json"))})
    return wanted
