"""`python -m retrieval` makes the vectors that come with the library; `--stale` lists dated facts older than a year."""

import asyncio
import sys
from datetime import UTC, datetime

from data.library import read, stale
from retrieval.embed import MiniLM
from retrieval.seed import make


def main() -> int:
    """Run one of the two."""
    if "--stale" not in sys.argv[1:]:
        sys.stdout.write(f"{asyncio.run(make(MiniLM()))} chunks embedded" + "\n")
        return 0
    found = stale(read(), datetime.now(UTC).date())
    for slug, source, day in found:
        sys.stdout.write(f"{slug}: {source} is as of {day}" + "\n")
    sys.stdout.write(f"{len(found)} dated facts are older than a year" + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
