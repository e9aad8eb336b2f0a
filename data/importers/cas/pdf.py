"""A statement's PDF to plain data, by casparser in a process of its own under limits of time and memory."""

import importlib.util
import json
import subprocess
import sys
from typing import Any

from core.errors import BadFile, PasswordNeeded, Unavailable
from core.settings import ROOT

CPU_SECONDS = 20
SECONDS = 40
MEMORY = 1_500_000_000
MOST_PAGES = 500
LONGEST_PASSWORD = 200
ERRORS = {
    "broken": "The file is not a whole PDF.",
    "large": f"The PDF has more than {MOST_PAGES} pages.",
    "scanned": "The PDF holds pictures and no text: a scanned statement can not be read. Ask CAMS or KFintech for the one sent by e-mail.",
    "other": "This PDF is not a consolidated account statement (CAS) of CAMS, KFintech, NSDL or CDSL that can be read.",
}


def is_pdf(content: bytes) -> bool:
    """Tell whether a file is a PDF."""
    return content.lstrip()[:5] == b"%PDF-"


def data_of(content: bytes, password: str | None) -> tuple[str, dict[str, Any]]:
    """Give the kind of a statement (transactions, summary, demat) and its data; raises BadFile, PasswordNeeded, Unavailable."""
    if importlib.util.find_spec("casparser") is None:
        raise Unavailable("Reading statements in PDF needs casparser: run `make extras` and start again.")
    found = _answer(content, (password or "")[:LONGEST_PASSWORD])
    if found.get("error") == "password":
        raise PasswordNeeded("The password does not open this PDF." if password else None)
    if "error" in found:
        raise BadFile(ERRORS[found["error"]])
    return found["kind"], found["data"]


def _answer(content: bytes, password: str) -> dict[str, Any]:
    secret = password.encode()
    try:
        # No setting and no key of ours reaches the child, and the password is on no command line.
        done = subprocess.run(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, "-m", __package__],
            input=len(secret).to_bytes(4, "big") + secret + content,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise BadFile(f"The PDF could not be read within {CPU_SECONDS} seconds and its bound of memory: it is refused.") from None
    return found
