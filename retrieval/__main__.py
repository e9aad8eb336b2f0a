"""Make the vectors that come with the library: `python -m retrieval`, after a lesson changed."""

import asyncio

from retrieval.embed import MiniLM
from retrieval.seed import make

if __name__ == "__main__":
    print(f"{asyncio.run(make(MiniLM()))} chunks embedded")  # noqa: T201
