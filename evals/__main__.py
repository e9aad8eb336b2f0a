"""Run the suites and print their tables; exit 1 under a floor. `python -m evals [suite ...]` runs some of them."""

import asyncio
import sys
from collections.abc import Callable

from api.session import session
from evals.place import fresh_home


def retrieval() -> int:
    """Measure the search of the library and of a person's own passages."""
    from evals.retrieval.suite import measured  # noqa: PLC0415 - a suite loads when it is run

    async def run() -> int:
        async with session(settings, app_url) as opened:
            return await measured(opened)

    with fresh_home() as (settings, app_url):
        return asyncio.run(run())


def answers() -> int:
    """Measure the gate, the built-in model's answers and the defence against hostile text."""
    from evals.answers import answers as measured  # noqa: PLC0415 - a suite loads when it is run

    return measured()


def hostile() -> int:
    """Put every hostile text into every channel and let an obeying model read it; of this, answers asks a sample."""
    from evals.answers import attacked  # noqa: PLC0415 - a suite loads when it is run

    return attacked()


SUITES: dict[str, Callable[[], int]] = {"retrieval": retrieval, "answers": answers}
ALONE: dict[str, Callable[[], int]] = {"hostile": hostile}


def main(names: list[str]) -> int:
    """Run the named suites, or those that everybody runs."""
    return max([(SUITES | ALONE)[name]() for name in names or SUITES])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
