"""Reading a document in a process of its own, which is ended when it takes too long."""

import asyncio
import json
import sys
from contextlib import suppress

from core.errors import BadFile, FileTooLarge, PasswordNeeded
from core.settings import ROOT
from data.documents.formats import kind_of
from data.documents.model import MOST_BYTES, MOST_SECONDS, REASONS, Extract, Unreadable
from data.extraction import place

_LARGE = {"large", "pages", "bomb"}


def refusal(reason: str) -> BadFile:
    """Give the error for a reason; its detail names it for programs."""
    kind = FileTooLarge if reason in _LARGE else PasswordNeeded if reason == "encrypted" else BadFile
    return kind(REASONS[reason], detail={"reason": reason})


async def extract(file_name: str, content: bytes, *, seconds: float = MOST_SECONDS) -> Extract:
    """Read the text of a document; raises BadFile, FileTooLarge or PasswordNeeded with the reason."""
    if len(content) > MOST_BYTES:
        raise refusal("large")
    if not content.strip():
        raise refusal("empty")
    try:
        kind = kind_of(file_name, content)
    except Unreadable as problem:
        raise refusal(problem.reason) from None
    async with place():
        return _answer(await _worked(kind, content, seconds))


async def _worked(kind: str, content: bytes, seconds: float) -> bytes:
    """Give what the worker answers; it sees nothing of this process's environment."""
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "data.documents",
        kind,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        output, _ = await asyncio.wait_for(worker.communicate(content), seconds)
    except TimeoutError:
        raise refusal("time") from None
    finally:
        if worker.returncode is None:
            with suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()
    return output


def _answer(output: bytes) -> Extract:
    """Read the worker's answer; one that ended without any was stopped by its bounds or by the file."""
    if not output:
        raise refusal("broken")
    found = json.loads(output)
    if "unreadable" in found:
        raise refusal(found["unreadable"])
    return Extract.model_validate(found)
