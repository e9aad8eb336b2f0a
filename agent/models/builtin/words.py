"""The words of the built-in model, kept as data: patterns by name, tables of words, ready texts."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.notation import read_yaml

FOLDER = Path(__file__).parent / "words"


@cache
def data(name: str) -> Mapping[str, Any]:
    """Give one file of words."""
    found: Mapping[str, Any] = read_yaml((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


@cache
def pattern(file: str, name: str) -> re.Pattern[str]:
    """Give a pattern: any of the expressions that a file lists under a name; `{other}` stands for another name's."""
    listed = data(file)

    def text(key: str) -> str:
        joined = "|".join(f"(?:{each})" for each in listed[key])
        return re.sub(r"\{([a-z_]+)\}", lambda found: f"(?:{text(found[1])})", joined)

    return re.compile(text(name), re.IGNORECASE)


@cache
def table(file: str, name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give a table: each key with the pattern of its words."""
    rows = data(file)[name]
    return tuple((str(key), re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)) for key, words in rows.items())
