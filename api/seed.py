"""Make the vectors of the built-in model's example questions that come with the program: `python -m api.seed`."""

import asyncio
import sys

from agent.models.builtin.intents import intents
from retrieval.embed import MiniLM
from retrieval.memo import make_seed


async def make() -> int:
    """Write the seed; give how many questions had to be embedded."""
    return await make_seed(MiniLM(), [text for intent in intents().values() for text in intent.exemplars])


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(make())} questions embedded\n")
