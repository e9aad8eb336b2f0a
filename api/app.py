"""The HTTP application: REST, chat, MCP and the page on one port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from starlette.applications import Starlette
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from api import errors, review
from api.body import BodyLimit
from api.build import agent_of, index, mcp_server
from api.deps import Running
from api.health import health
from api.metrics import Measured, exposition
from api.private import Private
from api.progress import IndexBar
from api.routes import auth, chat, compatible, goals, imports, library, me, own, portfolios, threads, tools, upstox, watch
from api.runtime import Runtime
from api.static import Page
from core.errors import CoachError
from core.settings import ROOT
from mcp_server.server import VERSION, http_app

log = structlog.get_logger()
ROUTERS = (auth, me, portfolios, imports, tools, chat, threads, library, own, goals, watch, upstox, compatible)
root = APIRouter()
LOOK_SECONDS, RETRY_SECONDS = 120.0, 10.0


@root.get("/api/health", tags=["health"])
async def api_health(running: Running) -> JSONResponse:
    """Tell how the service is."""
    body, status = await health(running)
    return JSONResponse(body, status)


@root.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Give the counters in Prometheus' text form."""
    return exposition()


async def _index(running: Runtime) -> None:
    """Fill the vectors that are missing, and look again now and then: another process may have brought new lessons."""
    while True:
        bar, wait = IndexBar(), LOOK_SECONDS
        try:
            await index(running, bar)
        except (CoachError, OSError) as error:
            log.warning("index", error=str(error))
            wait = RETRY_SECONDS
        finally:
            bar.close()
        await asyncio.sleep(wait)


def hosts_of(running: Runtime) -> list[str]:
    """Give the hosts and ports that are served."""
    port = running.settings.port
    return [f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", *running.settings.allowed_hosts]


def _paths(mcp: Starlette) -> list[str]:
    """Give the addresses that the MCP application answers, its metadata's among them."""
    return [route.path for route in mcp.routes if isinstance(route, Route)]


def create_app(running: Runtime) -> FastAPI:
    """Make the application over an open runtime; it loads the agent and fills vectors while it serves."""
    server = mcp_server(running)
    hosts = hosts_of(running)
    origins = [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    mcp = http_app(server, hosts, origins)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with server.session_manager.run(), agent_of(running, server):
            working = [asyncio.create_task(_index(running)), asyncio.create_task(review.daily(running))]
            yield
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    app = FastAPI(title="Portfolio Coach", version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None, responses=errors.RESPONSES)
    app.state.runtime = running
    errors.install(app)
    app.include_router(root)
    for module in ROUTERS:
        app.include_router(module.router)
    for path in _paths(mcp):
        app.router.routes.append(Route(path, mcp, include_in_schema=False))
    app.router.default = Page(ROOT / "web" / "dist")
    app.add_middleware(Private)
    app.add_middleware(Measured)
    app.add_middleware(BodyLimit, limits=running.settings.limits)
    names = sorted({host.rpartition(":")[0] or host for host in hosts})
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    return app
