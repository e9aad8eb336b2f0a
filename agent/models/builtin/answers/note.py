"""An answer in the making: paragraphs, tables, what it rests on, charts and the questions offered next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.plans.ask import Ask, Got, Say

_FIGURE = re.compile(r"^(?:-?(?:[₹$€£¥]|[A-Z]{3} )?\d[\d.,]*%?|not available|not defined|)$")
_CODE = re.compile(r"^[a-z]+(?:_[a-z]+)*: ")


@dataclass(frozen=True, slots=True)
class Who:
    """The portfolio that a result is about, as the subject of a sentence."""

    name: str
    plural: bool = False

    @property
    def start(self) -> str:
        """Give the name to begin a sentence with."""
        return fmt.capital(self.name)

    def verb(self, one: str, many: str) -> str:
        """Give the form of the verb that agrees."""
        return many if self.plural else one

    @property
    def is_(self) -> str:
        """Give is or are."""
        return self.verb("is", "are")

    @property
    def was(self) -> str:
        """Give was or were."""
        return self.verb("was", "were")

    @property
    def it(self) -> str:
        """Give the pronoun to begin a sentence with."""
        return self.verb("It", "They")

    @property
    def has(self) -> str:
        """Give has or have."""
        return self.verb("has", "have")


def span(got: Got) -> str:
    """Name the period of a result by its days."""
    return f"from {fmt.day(got.data.get('start'))} to {fmt.day(got.data.get('end'))}"


def past(ask: Ask, got: Got) -> bool:
    """Tell whether a result is of a day that lies back."""
    return str(got.data.get("as_of") or "") < ask.names.as_of.isoformat()


def who(ask: Ask, got: Got) -> Who:
    """Name the portfolio of a result: by its name, or as all of the person's."""
    portfolio = ask.names.portfolio(got.data.get("portfolio_id"))
    if portfolio:
        return Who(fmt.clean(portfolio.name))
    return Who("your portfolios together", plural=True) if len(ask.names.portfolios) > 1 else Who("your portfolio")


@dataclass(slots=True)
class Note:
    """Collects the blocks of an answer; a block is a list of sentences or of lines."""

    blocks: list[list[str]] = field(default_factory=list)
    used: list[Got] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    holding: str | None = None
    grounded: bool = True

    def say(self, *sentences: str | None) -> None:
        """Add a paragraph; what is None or empty is left out."""
        kept = [f"{fmt.capital(sentence.strip())} " for sentence in sentences if sentence]
        if kept:
            kept[-1] = kept[-1].rstrip() + "\n\n"
            self.blocks.append(kept)

    def lines(self, text: str) -> None:
        """Add a ready text line by line."""
        self.blocks.append([*(f"{line}\n" for line in text.splitlines()), "\n"])

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table; columns of figures are aligned right, columns that hold nothing are left out."""
        kept = [at for at in range(len(head)) if not at or any(row[at] not in {"", fmt.NONE} for row in rows)]
        if rows:
            marks = ["---:" if all(_FIGURE.match(row[at] or "") for row in rows) else "---" for at in kept]
            lines = [f"| {' | '.join(head[at] for at in kept)} |\n", f"|{'|'.join(marks)}|\n"]
            lines += [f"| {' | '.join(row[at] or '' for at in kept)} |\n" for row in rows]
            self.blocks.append([*lines, "\n"])

    def bullets(self, lines: Sequence[str]) -> None:
        """Add a list."""
        if lines:
            self.blocks.append([*(f"- {line}\n" for line in lines), "\n"])

    def ready(self, said: Say) -> None:
        """Add a ready text with the questions offered beside it."""
        self.say(said.text)
        self.suggestions += said.suggestions

    def chart(self, got: Got, **other: Any) -> None:
        """Ask for the usual chart of a result; `other` names what is to be otherwise: kind, title, path, x, y, names."""
        self.charts.append({"call_id": got.call_id, **other})

    def cite(self, passage_id: str) -> int:
        """Give the number of a passage, counted by first appearance."""
        if passage_id not in self.cited:
            self.cited.append(passage_id)
        return self.cited.index(passage_id) + 1

    def pieces(self) -> Iterator[str]:
        """Give the text sentence by sentence, as it is streamed."""
        flat = [piece for block in self.blocks for piece in block]
        while flat and not flat[-1].strip():
            flat.pop()
        for at, piece in enumerate(flat):
            yield piece.rstrip() if at == len(flat) - 1 else piece


def missing(got: Got, field_name: str) -> str | None:
    """Give the sentence that says why a value is not there."""
    found = got.data.get("reasons", {}).get(field_name)
    return None if found is None else reason(found)


def reason(raw: object) -> str:
    """Take the code off a reason and make it a sentence."""
    text = _CODE.sub("", str(raw)).strip()
    return fmt.capital(text if text.endswith((".", "!", "?")) else f"{text}.")
