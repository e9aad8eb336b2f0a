"""One command's session: the service's data and tools in this process, in the name of the person at this machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.build import agent_of, fill, local_person, mcp_server, open_runtime
from api.runtime import Runtime
from core.errors import NotSignedIn
from core.settings import Settings
from tools.ctx import Ctx


@dataclass(frozen=True, slots=True)
class Session:
    """The open service and who is at this machine."""

    running: Runtime
    ctx: Ctx


async def person(running: Runtime, door: str) -> Ctx:
    """Give the owner of COACH_TOKEN, or on the embedded set-up the local person."""
    if running.settings.token:
        return await running.identify(running.settings.token, door)
    if not running.settings.embedded:
        raise NotSignedIn("Set COACH_TOKEN to a personal access token; without one only the embedded set-up knows who you are.")
    return running.identity.local(await local_person(running), door)


@asynccontextmanager
async def session(settings: Settings, app_url: str, door: str = "api") -> AsyncIterator[Session]:
    """Open the service over a migrated database; the agent loads when a command asks for it."""
    running = await open_runtime(settings, app_url)
    try:
        await fill(running)
        yield Session(running, await person(running, door))
        await running.jobs.settled()
    finally:
        await running.close()


@asynccontextmanager
async def with_agent(opened: Session) -> AsyncIterator[None]:
    """Load the agent for as long as a command needs it."""
    async with agent_of(opened.running, mcp_server(opened.running)):
        yield
