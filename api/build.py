"""Build the service once: database, market, retrieval, tools, identity; heavy parts load when first needed."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog
from mcp.server import MCPServer

from api import markets
from api.identity import Identity, McpVerifier
from api.limits import Gatekeeper
from api.runtime import Runtime
from api.tokens import Signer
from core.clock import Clock
from core.errors import BadInput, CoachError, Conflict, Unavailable
from core.protocols import Embedder
from core.settings import ModelSettings, Settings
from data import people
from data.audit import Audit
from data.db import Database
from data.market import sample
from data.schema import is_current
from data.secrets import load_or_create
from data.spending import PostgresSpending
from data.turnlog import PostgresTurns
from mcp_server.callers import HttpDoor
from mcp_server.inprocess import client
from mcp_server.server import build as build_mcp
from retrieval.index import cache_for, fill_vectors, load_library
from retrieval.search import Search
from tools.books import Books
from tools.ctx import Services

if TYPE_CHECKING:
    from agent.turn import Agent

log = structlog.get_logger()
Progress = Callable[[int, int], None]


def update_schema(owner_url: str, key: bytes) -> None:
    """Bring the database to the newest schema; alembic is loaded only when something is to be done."""
    if is_current(owner_url, key):
        return
    from data.migrate import migrate

    migrate(owner_url, key)


def embedder(settings: Settings) -> Embedder:
    """Give the embedder that is configured."""
    from retrieval import memo

    return memo.embedder(settings)


def model_name(model: ModelSettings) -> str:
    """Name the model that answers."""
    return (model.name or "gpt-5-mini") if model.outside else "built-in"


async def tool_mode(model: ModelSettings) -> str:
    """Ask the configured language model to call a tool, and say which COACH_TOOL_MODE works."""
    from agent.models import probe

    if not model.outside:
        raise BadInput("No language model is configured; set OPENAI_API_KEY, OPENAI_BASE_URL or COACH_MODEL.")
    mode = await probe.tool_mode(model)
    if mode == "none":
        raise Unavailable(f"{model_name(model)} called no tool in any mode; the built-in model answers in its place.")
    return f"{model_name(model)} calls tools with COACH_TOOL_MODE={mode}; auto finds that by itself."


async def open_runtime(settings: Settings, app_url: str, embeddings: Embedder | None = None) -> Runtime:
    """Open the service over a migrated database, with the embedder that is configured or given; the agent is not loaded yet."""
    secrets = load_or_create(settings.home)
    clock = Clock()
    db = await Database.open(app_url, secrets.identity_key, replica_url=settings.database_replica_url)
    broker = markets.broker(settings, db, secrets)
    market = markets.market(settings, db, clock, broker)
    embeddings = embeddings or embedder(settings)
    turns = PostgresTurns(db)
    services = Services(db, market, Search(db, embeddings), turns, Books(db, market, clock), clock, audit=Audit(db))
    identity = Identity(db, Signer.of_seed(secrets.signing_seed), services, clock)
    gate = Gatekeeper.build(settings.limits, clock, settings.redis_url)
    found = Runtime(settings, clock, db, turns, services, identity, gate, embeddings, model_name(settings.model), broker=broker)
    if settings.redis_url:
        found.redis_ping = _redis_ping(settings.redis_url)
    return found


def _redis_ping(url: str) -> Any:
    from redis.asyncio import Redis

    redis = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)

    async def ping() -> None:
        await redis.ping()

    return ping


async def fill(running: Runtime) -> None:
    """Load the market, the library's text and, on the embedded set-up, the local person with the samples."""
    await sample.load(running.db, running.settings.sample_dir)
    await load_library(running.db)
    if running.settings.embedded:
        await local_person(running)


async def local_person(running: Runtime) -> Any:
    """Give the local person; at first the sample portfolios are imported for them."""
    user_id = await people.local_person(running.db)
    async with running.db.tx(user_id) as conn:
        person = await people.profile(conn, user_id)
    if not person.profile.get("samples"):
        with suppress(Conflict):  # another process gives them at this moment
            await running.give_samples(user_id)
        async with running.db.tx(user_id) as conn:
            await people.change_profile(conn, user_id, more={"samples": True})
    return user_id


async def index(running: Runtime, progress: Progress | None = None) -> int:
    """Fill the vectors that the library lacks."""
    cache = cache_for(running.embedder, running.settings.home / "vectors")
    return await fill_vectors(running.db, running.embedder, cache=cache, progress=progress)


def mcp_server(running: Runtime) -> MCPServer:
    """Build the MCP server with the service's own tokens at its door."""
    from mcp.server.auth.settings import AuthSettings
    from pydantic import AnyHttpUrl

    base = f"http://{running.settings.host}:{running.settings.port}"
    auth = AuthSettings(
        issuer_url=AnyHttpUrl(base), resource_server_url=AnyHttpUrl(f"{base}/mcp"), required_scopes=[], validate_token_resource=False
    )
    verifier = McpVerifier(running.identity)
    return build_mcp(HttpDoor(verifier, auth, verifier.caller))


@asynccontextmanager
async def open_agent(running: Runtime, server: MCPServer) -> AsyncIterator["Agent"]:
    """Load the graph and its models; the in-process client is held open for as long as the agent is used."""
    from agent.bridge import Bridge
    from agent.models import builtin, choose
    from agent.turn import Agent

    vectors = running.settings.home / "vectors" / "questions.npz"
    chat = builtin.BuiltInChat(embedder=running.embedder, vectors=vectors)
    model = running.settings.model
    models = choose.Models(
        lambda known: builtin.speaker(chat, known), choose.outside(model), orders=builtin.is_order,
        spending=PostgresSpending(running.db, model.day, running.clock), turn=model.turn, prices=model.prices,
        context=model.context,
    )  # fmt: skip
    async with client(server) as held:
        agent = Agent(await Bridge.load(held), models)
        await chat.warm()
        yield agent
        await agent.close()


@asynccontextmanager
async def agent_of(running: Runtime, server: MCPServer) -> AsyncIterator[None]:
    """Keep the agent loaded in a task of its own, so that serving starts before it is ready."""
    loading: asyncio.Future[Agent] = asyncio.get_running_loop().create_future()
    running.loading = loading
    stop = asyncio.Event()

    async def hold() -> None:
        try:
            async with open_agent(running, server) as agent:
                # What is loaded by now stays for good: the collector need not walk it again and again.
                gc.collect()
                gc.freeze()
                loading.set_result(agent)
                await stop.wait()
        except Exception as error:
            log.exception("agent_failed")
            if loading.done():
                raise
            loading.set_exception(error if isinstance(error, CoachError) else Unavailable("see the log."))

    task = asyncio.create_task(hold())
    try:
        yield
    finally:
        stop.set()
        await task
