"""A question that is read piece by piece: what has been recognised is cut out and cannot be read twice."""

import re
import unicodedata

_SINGLE, _DOUBLE, _DASHES, _SPACES = "\u2018\u2019", "\u201c\u201d", "\u2013\u2014\u2212", "\u00a0\u202f"
_PLAIN = {"'": _SINGLE, '"': _DOUBLE, "-": _DASHES, " ": _SPACES}
_QUOTES = str.maketrans({char: plain for plain, chars in _PLAIN.items() for char in chars})
HOLE = "\x00"


def normalise(text: str) -> str:
    """Make one line of plain quotes, dashes and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).split())


class Scan:
    """The rest of a question; cut spans become holes of the same length."""

    def __init__(self, text: str) -> None:
        self.whole = normalise(text)
        self.rest = self.whole

    def cut(self, start: int, end: int) -> str:
        """Take a span out and give its text."""
        taken = self.whole[start:end]
        self.rest = self.rest[:start] + HOLE * (end - start) + self.rest[end:]
        return taken

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Cut every match of a pattern out of the rest."""
        found = list(pattern.finditer(self.rest))
        for match in found:
            self.cut(*match.span())
        return found

    def words(self) -> list[str]:
        """Give the words that nothing has recognised, in lower case."""
        return re.findall(r"[^\W\d_]+(?:'[a-z]+)?|\d[\d.,]*", self.rest.lower())
