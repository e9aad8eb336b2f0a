"""Claims: templates filled from real results, as pieces that can be written anew."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from evals.lies import render
from evals.lies.results import Recorded
from evals.lies.templates import TEMPLATES, Template

SLOT = re.compile(r"\{([^|}]+)\|([a-z_]+)\}")
WORDY = {"name", "word", "side", "portfolio", "year"}
MOVED = {"moved_money": ("gained", "lost"), "moved_pct": ("rose by", "fell by")}


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of a sentence: where it stands, what it is, how it is written and to how many places."""

    path: str
    style: str
    value: Any
    currency: str | None
    text: str
    places: int = 0

    @property
    def figure(self) -> bool:
        """Tell whether a number stands here."""
        return self.style not in WORDY and self.style != "date"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about one row of one result."""

    template: Template
    row: str
    slots: tuple[Slot, ...]

    @property
    def text(self) -> str:
        """Write the sentence."""
        at = iter(self.slots)
        said = SLOT.sub(lambda _: next(at).text, self.template.text)
        return said[:1].upper() + said[1:]

    def put(self, index: int, text: str) -> "Claim":
        """Give the claim with one slot written otherwise."""
        slots = list(self.slots)
        slots[index] = replace(slots[index], text=text)
        return replace(self, slots=tuple(slots))


def walk(result: Any, path: str) -> Any:
    """Follow a path; None where it ends early."""
    for part in [each for each in path.split("/") if each]:
        if isinstance(result, list):
            result = result[int(part)] if int(part) < len(result) else None
        else:
            result = result.get(part) if isinstance(result, Mapping) else None
    return result


def rows(result: Any, pattern: str) -> list[str]:
    """Give the paths of the rows that a pattern names."""
    head, star, _ = pattern.partition("*")
    if not star:
        return [pattern]
    return [f"{head}{at}" for at in range(len(walk(result, head) or []))]


def write(style: str, value: Any, currency: str | None, rng: Random, form: str | None = None) -> tuple[str, int]:
    """Write a value in a form of its style, ratios in the given one; also give its places."""
    if style in {"money", "calculated"}:
        return render.money(Decimal(value), str(currency), rng.choice(render.MONEY))
    if style == "price":
        return render.money(Decimal(value), str(currency), "full")
    if style == "pct":
        return render.ratio(Decimal(str(value)), form or rng.choice(render.RATIO))
    if style == "plain":
        places = rng.choice((2, 3))
        return render.number(Decimal(str(value)), places).rjust(
            1
        ) if value >= 0 else f"-{render.number(Decimal(str(value)), places)}", places
    if style in MOVED:
        word = MOVED[style][Decimal(str(value)) < 0]
        size = abs(Decimal(str(value)))
        text, places = render.money(size, str(currency), "full") if style == "moved_money" else render.ratio(size, "one")
        return f"{word} {text}", places
    return _small(style, value, rng), 0


def _small(style: str, value: Any, rng: Random) -> str:
    if style == "date":
        return render.day(date.fromisoformat(value), rng.choice(render.DATES))
    if style == "days":
        return f"{value:,} days"
    if style == "count":
        return render.count(int(value), rng)
    if style == "shares":
        return f"{Decimal(value):,f}"
    return {"buy": "buy", "sell": "sell"}.get(str(value), str(value))


def slot(found: Recorded, row: str, path: str, style: str, rng: Random, form: str | None = None) -> Slot | None:  # noqa: PLR0913, PLR0917
    """Read one slot; None where the result does not give it."""
    full = path[1:] if path.startswith("/") else f"{row}/{path}".strip("/")
    value = walk(found.result, full)
    if value is None or value == "":
        return None
    holder = walk(found.result, row) if row else found.result
    currency = (holder or {}).get("currency") or found.result.get("currency")
    if isinstance(value, Mapping):
        value, currency = value["amount"], value["currency"]
    zero = style not in {"date", "count", "shares", "days", *WORDY} and abs(Decimal(str(value))) < Decimal("0.001")
    if zero:
        return None
    text, places = write(style, value, currency, rng, form)
    return Slot(full, style, value, currency, text, places)


def claim(template: Template, found: Recorded, row: str, rng: Random) -> Claim | None:
    """Fill a template from a row; None where a value is missing."""
    form = rng.choice(render.RATIO)
    slots = [slot(found, row, path, style, rng, form) for path, style in SLOT.findall(template.text)]
    if any(each is None for each in slots):
        return None
    return Claim(template, row, tuple(each for each in slots if each is not None))


def claims(results: Mapping[str, Recorded], rng: Random) -> Iterator[Claim]:
    """Give claims without end, each tool as often as its templates."""
    while True:
        template = rng.choice(TEMPLATES)
        found = results[template.call]
        made = claim(template, found, rng.choice(rows(found.result, template.row) or [""]), rng)
        if made:
            yield made
