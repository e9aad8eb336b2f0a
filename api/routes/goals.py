"""Goals simulated with as many paths as wanted: short runs answer at once, long ones are jobs."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from api.bodies import GoalRun
from api.deps import Running, Seer
from finance.goal import horizon
from tools import goals

router = APIRouter(prefix="/api/v1", tags=["goals"])
HEAVY = 3_000_000  # months of all paths together


@router.post("/goals", responses={202: {"description": "A long run: the job tells its progress, and its result once it is done."}})
async def simulate(asked: GoalRun, ctx: Seer, running: Running, response: Response) -> dict[str, Any]:
    """Simulate a goal: a short run answers with its result, a long one with a job that is asked for progress and result."""
    view = await ctx.services.books.view(ctx.user_id, asked.portfolio_id, None)
    wanted = goals.Wanted(asked.target, asked.date, asked.contribution, asked.seed, paths=asked.paths)

    async def work() -> dict[str, Any]:
        return (await asyncio.to_thread(goals.goal, view, wanted)).model_dump(mode="json")

    if asked.paths * horizon(view.as_of, asked.date) <= HEAVY:
        return await work()
    response.status_code = 202
    return running.jobs.start(ctx.user_id, "simulation", work, asked=True).body()
