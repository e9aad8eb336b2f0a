"""The reading of a statement in a process of its own, which can be ended and whose memory and time are bounded.

Standard input holds the length of the password in four bytes, the password, and the PDF. Standard output holds one JSON
object: `{"kind", "data"}`, or `{"error"}` with one of the words of `pdf.ERRORS`. Names, addresses, mail and tax numbers of the
investor stay here.
"""

import importlib
import io
import json
import resource
import sys
from typing import Any

from data.importers.cas.pdf import CPU_SECONDS, MEMORY, MOST_PAGES

SAMPLE_PAGES = 3
HIDDEN: Any = {
    "investor_info": True,
    "folios": {"__all__": {"name": True, "PAN": True, "KYC": True, "PANKYC": True, "schemes": {"__all__": {"nominees": True}}}},
    "accounts": {"__all__": {"owners": True}},
    "nps": True,
}


def bound() -> None:
    """Bound what this process may take."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refusal(content: bytes, password: str) -> str | None:
    """Say why a PDF is not read, before it is parsed; None when it may be."""
    pypdfium2: Any = importlib.import_module("pypdfium2")  # after the limits are set

    try:
        document = pypdfium2.PdfDocument(io.BytesIO(content), password=password or None)
    except pypdfium2.PdfiumError as error:
        return "password" if "password" in str(error).lower() else "broken"
    try:
        if len(document) > MOST_PAGES:
            return "large"
        texts = [document[at].get_textpage().get_text_range() for at in range(min(SAMPLE_PAGES, len(document)))]
        return None if any(text.strip() for text in texts) else "scanned"
    except pypdfium2.PdfiumError:
        return "broken"
    finally:
        document.close()


def answer(content: bytes, password: str) -> dict[str, Any]:
    """Read a statement."""
    if error := refusal(content, password):
        return {"error": error}
    casparser: Any = importlib.import_module("casparser")  # after the limits are set
    exceptions: Any = importlib.import_module("casparser.exceptions")
    try:
        found = casparser.read_cas_pdf(io.BytesIO(content), password)
    except (exceptions.ParserException, ValueError, ArithmeticError, LookupError, AttributeError, TypeError):
        return {"error": "other"}
    data = found.model_dump(mode="json", exclude=HIDDEN)
    kind = {"DETAILED": "transactions", "SUMMARY": "summary"}.get(data.get("cas_type", ""), "demat")
    return {"kind": kind, "data": data}


def main() -> None:
    """Answer the statement on standard input."""
    bound()
    content = sys.stdin.buffer.read()
    length = int.from_bytes(content[:4], "big")
    found = answer(content[4 + length :], content[4 : 4 + length].decode())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
