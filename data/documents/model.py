"""What is read out of a document, and why one can not be read."""

from core.models import Model

PDF, DOCX, MARKDOWN, CSV, TEXT = "pdf", "docx", "markdown", "csv", "text"
KINDS = (PDF, DOCX, MARKDOWN, CSV, TEXT)
MOST_BYTES = 20_000_000
MOST_PAGES = 300
MOST_SECONDS = 40

REASONS = {
    "broken": "The file is damaged: it can not be read as what its name says.",
    "encrypted": "The file is locked. Remove its password and upload it again.",
    "scanned": "The PDF holds pictures of pages and no text. Run text recognition (OCR) on it and upload the result.",
    "empty": "There is no text in the file.",
    "pages": f"The document has more than {MOST_PAGES} pages.",
    "bomb": "The file unpacks to far more than its size: it is refused.",
    "large": f"The file is larger than {MOST_BYTES:,} bytes.",
    "time": f"The text could not be read within {MOST_SECONDS} seconds.",
    "kind": "Documents are PDF, DOCX, Markdown, text or CSV.",
}


class Section(Model):
    """A part of a document with the place that citations name (`page 3`); the place of a whole text is empty."""

    locator: str
    text: str


class Extract(Model):
    """The text of a document."""

    kind: str
    pages: int | None = None
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """Give the whole text."""
        return "\n\n".join(section.text for section in self.sections)


class Unreadable(Exception):
    """A document can not be read; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        """Take the reason."""
        super().__init__(reason)
        self.reason = reason
