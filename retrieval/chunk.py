"""Cut Markdown and plain text into chunks of one heading each, about 160 words, inside the embedding window."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WORDS = 160
OVERLAP = 30
TOKENS = 250
_HEADER = 200
_SEAM = 20
_HEADING = re.compile(r"^#{1,4}\s+(.+?)\s*#*$")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]?\s+(?=[A-Z0-9\"'(₹$*`])")

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk; `header` says whom it speaks of and is embedded with the body."""

    seq: int
    locator: str
    header: str
    body: str
    n_tokens: int
    sha256: str

    @property
    def text(self) -> str:
        """Give what is embedded."""
        return f"{self.header}\n{self.body}"


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest part that is kept whole: a sentence, a list item or a table row; `head` repeats a table's columns."""

    text: str
    glue: str
    head: str = ""


def sentences(text: str) -> list[str]:
    """Split running text into sentences."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def sections(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield heading and text; the text before the first heading has an empty heading."""
    heading, lines = "", list[str]()
    for line in markdown.splitlines():
        found = _HEADING.match(line)
        if found:
            yield heading, "\n".join(lines).strip()
            heading, lines = found.group(1), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines).strip()


def _table(lines: list[str]) -> Iterator[_Piece]:
    """Give one piece per row, each knowing its column heads."""
    ruled = len(lines) > 1 and set(lines[1].strip()) <= set("|-: ")
    head = "\n".join(lines[: 2 if ruled else 1])
    for line in lines[2 if ruled else 1 :]:
        yield _Piece(line, "\n", head)
    if not lines[2 if ruled else 1 :]:
        yield _Piece(head, "\n")


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the pieces of a section in order."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip()]
        table = [line for line in lines if " | " in line or line.lstrip().startswith("|")]
        prose = [line for line in lines if line not in table]
        if prose and all(line.lstrip().startswith(("- ", "* ")) or re.match(r"\s*\d+\. ", line) for line in prose):
            yield from (_Piece(line.rstrip(), "\n") for line in prose)
        elif prose:
            whole = [line.strip() for line in prose]
            yield from (_Piece(part, "\n\n" if at == 0 else " ") for at, part in enumerate(sentences(" ".join(whole))))
        if table:
            yield from _table(table)


def _halved(piece: _Piece, fits: Callable[[str], bool]) -> Iterator[_Piece]:
    """Cut a piece that is too long for a chunk of its own in the middle, as often as needed."""
    words = piece.text.split()
    if fits(_joined([piece])) or len(words) < 2:  # noqa: PLR2004
        yield piece
        return
    middle = len(words) // 2
    yield from _halved(_Piece(" ".join(words[:middle]), piece.glue, piece.head), fits)
    yield from _halved(_Piece(" ".join(words[middle:]), " ", piece.head), fits)


def _joined(pieces: list[_Piece]) -> str:
    """Write pieces as text again, a table's columns once."""
    text, head = "", ""
    for piece in pieces:
        if piece.head and piece.head != head:
            text += ("\n\n" if text else "") + piece.head
        head = piece.head
        text += (piece.glue if text else "") + piece.text
    return text


def _tail(pieces: list[_Piece]) -> list[_Piece]:
    """Give the last pieces, up to the overlap in words, that the next chunk starts with."""
    kept: list[_Piece] = []
    for piece in reversed(pieces[1:]):
        if sum(len(each.text.split()) for each in [piece, *kept]) > OVERLAP:
            break
        kept.insert(0, piece)
    return kept


def _packed(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Yield the bodies of a section."""
    current: list[_Piece] = []
    fresh = False
    for piece in (part for whole in _pieces(text) for part in _halved(whole, fits)):
        if fresh and not fits(_joined([*current, piece])):
            yield _joined(current)
            current = _tail(current)
            if not fits(_joined([*current, piece])):
                current = []
        current.append(piece)
        fresh = True
    if fresh:
        yield _joined(current)


def split(title: str, markdown: str, count: Count, *, context: str = "") -> list[Chunk]:
    """Cut a text into chunks.

    Args:
        title: what the text is about; with the heading it is the header of each chunk.
        markdown: the text; headings of one to four marks start a new chunk.
        count: counts the tokens of a text.
        context: further words of the header (other names of the subject, a company, a year).
    """
    found: list[Chunk] = []
    for heading, text in sections(markdown):
        header = " - ".join(part for part in (title, context, heading) if part)[:_HEADER]

        def fits(body: str, header: str = header) -> bool:
            return len(body.split()) <= WORDS and count(f"{header}\n{body}") <= TOKENS

        for body in _packed(text, fits):
            whole = f"{header}\n{body}"
            sha256 = hashlib.sha256(whole.encode()).hexdigest()
            found.append(Chunk(len(found), heading or title, header, body, count(whole), sha256))
    return found


def merged(first: str, second: str) -> str:
    """Join two neighbouring bodies, the overlap once."""
    for size in range(min(len(first), len(second)), _SEAM, -1):
        if first.endswith(second[:size]):
            return first + second[size:]
    return f"{first}\n\n{second}"
