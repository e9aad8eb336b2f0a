"""Documents made for tests: PDFs written by hand, Word files by their library."""

import io
import zipfile
from collections.abc import Sequence

import docx
from pypdf import PdfReader, PdfWriter

_IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\n\x80\nendstream"
)


def pdf(pages: Sequence[str], *, picture: bool = False) -> bytes:
    """Write a PDF with one line of text a page, or with a picture on each."""
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _IMAGE,
    ]
    for at, text in enumerate(pages):
        drawn = b"/Im Do" if picture else f"BT /F 12 Tf 40 700 Td ({text}) Tj ET".encode()
        resources = f"<< /Font << /F 3 0 R >> {'/XObject << /Im 4 0 R >>' if picture else ''} >>"
        parts += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources {resources} /Contents {6 + 2 * at} 0 R >>".encode(),
            f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream",
        ]
    body, starts = b"%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = b"".join(f"{start:010} 00000 n \n".encode() for start in starts)
    size = len(parts) + 1
    tail = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table + tail


def locked(content: bytes) -> bytes:
    """Lock a PDF with a password."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    """Write a Word file with a heading, a paragraph and a table."""
    made, out = docx.Document(), io.BytesIO()
    made.add_heading("Lease", 1)
    made.add_paragraph("The warehouse in Pune is let until March 2031.")
    table = made.add_table(rows=2, cols=2)
    for at, text in enumerate(("Year", "Rent", "2027", "480000")):
        table.cell(at // 2, at % 2).text = text
    made.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """Pack a hundred megabytes of nothing into a Word file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 100_000_000)
    return out.getvalue()
