"""The worker that reads one document: bytes in on stdin, JSON out on stdout; memory and CPU time are bounded."""

import importlib
import json
import sys

from data.documents.formats import READERS
from data.documents.model import MOST_SECONDS, Unreadable

_MEMORY = 1_500_000_000


def bound() -> None:
    """Bound this process, where the system can."""
    try:
        resource = importlib.import_module("resource")
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main() -> None:
    """Read the document whose kind is the first argument."""
    bound()
    try:
        answer = READERS[sys.argv[1]](sys.stdin.buffer.read()).model_dump_json()
    except Unreadable as problem:
        answer = json.dumps({"unreadable": problem.reason})
    except MemoryError:
        answer = json.dumps({"unreadable": "bomb"})
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
