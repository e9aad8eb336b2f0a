"""Split a growing text into sentences, safe for decimals, abbreviations, lists and table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "etc",
        "vs",
        "no",
        "nos",
        "approx",
        "rs",
        "mr",
        "mrs",
        "ms",
        "dr",
        "inc",
        "ltd",
        "co",
        "corp",
        "st",
        "jr",
        "sr",
        "u.s",
        "u.k",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "fig",
        "p",
        "pp",
        "est",
        "avg",
        "incl",
        "excl",
        "cf",
        "al",
        "dept",
        "gen",
        "gov",
        "plc",
        "pvt",
        "bros",
        "ca",
        "viz",
    ]
)
_STOP = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s|$)")  # noqa: RUF001
_LAST_WORD = re.compile(r"([A-Za-z](?:[\w.]*\w)?)\.$")
_LIST_HEAD = re.compile(r"^\s*(?:[-*+>]\s+)?(?:\d{1,3}|[a-z])\.$", re.IGNORECASE)
_CITING = re.compile(r"\[\d{0,3}")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")


def _ends(text: str, at: int, end: int) -> bool:
    """Tell whether the stop found in a line ends a sentence."""
    head = text[:end].rstrip("\"'”’)]*_")  # noqa: RUF001
    if not head.endswith(".") or head.endswith(".."):
        return True
    if _LIST_HEAD.match(head):
        return False
    word = _LAST_WORD.search(head)
    initial = word is not None and len(word[1]) == 1 and word[1].isupper() and at > 1 and text[at - 2 : at - 1] in " .("
    if initial or (word and word[1].lower() in _ABBREVIATIONS):
        return False
    after = text[end:].lstrip()
    return not (after and after[0].islower() and word is not None and len(word[1]) <= len("abc"))


def _line_parts(line: str) -> Iterator[str]:
    """Give the sentences of one line, each with the space after it; a table row is one sentence."""
    if line.lstrip().startswith("|"):
        yield line
        return
    start = 0
    for stop in _STOP.finditer(line):
        if stop.end() >= len(line.rstrip()) or not _ends(line[start:], stop.start() - start, stop.end() - start):
            continue
        end = stop.end() + len(line[stop.end() :]) - len(line[stop.end() :].lstrip())
        cites = re.match(r"(?:\[\d{1,3}\]\s*)+", line[end:])
        end += cites.end() if cites else 0
        yield line[start:end]
        start = end
    if line[start:]:
        yield line[start:]


def sentences(text: str) -> list[str]:
    """Give the sentences of a text; joined they are the text again."""
    return [part for line in text.splitlines(keepends=True) for part in _line_parts(line)]


@dataclass(slots=True)
class Splitter:
    """Collects a text that arrives in pieces and gives each sentence once it is complete."""

    rest: str = ""
    header: tuple[str, ...] = field(default_factory=tuple)

    def feed(self, piece: str) -> list[str]:
        """Take a piece and give the sentences that are now complete."""
        self.rest += piece
        parts = sentences(self.rest)
        done: list[str] = []
        while parts and (len(parts) > 1 or self.rest.endswith("\n")) and not (len(parts) == len("ab") and _CITING.fullmatch(parts[1])):
            done.append(parts.pop(0))
        self.rest = "".join(parts)
        return done

    def close(self) -> list[str]:
        """Give what is left when the text has ended."""
        parts, self.rest = sentences(self.rest), ""
        return parts

    def head(self, sentence: str) -> tuple[str, ...]:
        """Give the head cells that hold for a table row, and remember them; a line outside the table forgets them."""
        line = sentence.strip()
        if not line.startswith("|"):
            self.header = ()
            return ()
        if _RULE.match(line):
            return ()
        if not self.header:
            self.header = tuple(cell.strip() for cell in line.strip("|").split("|"))
            return ()
        return self.header
