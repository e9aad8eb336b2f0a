"""The intents: what people ask for, each with its example questions, cue words and the slots it needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.notation import read_yaml

FOLDER = Path(__file__).parent / "exemplars"
STOCK = "the stock"


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent; `says` names it in a clarifying question, `ask` is a question that means it."""

    name: str
    subject: str
    says: str
    ask: str
    exemplars: tuple[str, ...]
    cues: re.Pattern[str] | None = None
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


@cache
def companies() -> re.Pattern[str]:
    """Give the pattern of the company names that the exemplars use."""
    names = (FOLDER / "_companies.txt").read_text("utf-8").split("\n")
    ordered = sorted((name for name in names if name), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")


def _intent(name: str, subject: str, raw: Mapping[str, object]) -> Intent:
    def texts(key: str) -> tuple[str, ...]:
        found = raw.get(key) or ()
        return tuple(str(each) for each in found) if isinstance(found, list) else ()

    cues = texts("cues")
    return Intent(
        name=name,
        subject=subject,
        says=str(raw["says"]),
        ask=str(raw["ask"]),
        exemplars=tuple(companies().sub(STOCK, text) for text in texts("exemplars")),
        cues=re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE) if cues else None,
        needs=texts("needs"),
        wants=texts("wants"),
    )


@cache
def intents() -> Mapping[str, Intent]:
    """Give the intents by name."""
    found: dict[str, Intent] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, raw in read_yaml(path.read_text("utf-8")).items():
            found[name] = _intent(name, path.stem, raw)
    return found


@cache
def vocabulary() -> frozenset[str]:
    """Give the words of the exemplars, which are never misspelt names of instruments."""
    return frozenset(
        word for intent in intents().values() for text in (*intent.exemplars, intent.ask) for word in re.findall(r"[a-z]+", text.lower())
    )
