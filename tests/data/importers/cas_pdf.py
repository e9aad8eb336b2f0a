"""A consolidated account statement as a PDF, made by hand after the layout that CAMS prints; all names and numbers are made up."""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

PASSWORD = "ABCDE1234F"
FUND = "PPF-Parag Parikh Flexi Cap Fund - Direct Plan Growth - ISIN: INF879O01027(Advisor: DIRECT) Registrar : CAMS"
OTHER = "SBF-SBI Focused Fund - Direct Plan Growth - ISIN: INF200K01RJ1(Advisor: DIRECT) Registrar : CAMS"
RIGHTS = (380, 440, 500, 560)
WIDE = 4.45
Text = tuple[float, float, str]
Row = tuple[str, str, str, str, str, str]

ROWS: tuple[Row, ...] = (
    ("05-Apr-2021", "Purchase - SIP Instalment 1/12", "9,999.50", "200.000", "49.9975", "300.000"),
    ("05-Apr-2021", "*** Stamp Duty ***", "0.50", "", "", ""),
    ("06-May-2021", "IDCW Reinvestment @ Rs. 1.50 per unit", "450.00", "9.000", "50.0000", "309.000"),
    ("10-Jun-2021", "Redemption less STT", "(5,500.00)", "(100.000)", "55.0000", "209.000"),
    ("10-Jun-2021", "*** STT Paid ***", "0.06", "", "", ""),
    ("15-Jul-2021", "*** Change of Address ***", "", "", "", ""),
)


def _right(x: float, y: float, text: str) -> Text:
    return x - len(text) * WIDE, y, text


def table(y: float, rows: Sequence[Row]) -> list[Text]:
    """Lay out transactions: dates and words on the left edge, numbers on the right edge of their column."""
    found: list[Text] = []
    for at, (day, words, *numbers) in enumerate(rows):
        line = y - 14 * at
        found += [(30, line, day), (100, line, words)]
        found += [_right(x, line, text) for x, text in zip(RIGHTS, numbers, strict=True) if text]
    return found


def scheme(y: float, name: str, rows: Sequence[Row], opening: str, closing: str) -> list[Text]:
    """Lay out one scheme, from its name to its closing line."""
    end = y - 28 - 14 * len(rows)
    foot = f"Closing Unit Balance: {closing}"
    return [
        (30, y, name),
        (100, y - 14, f"Opening Unit Balance: {opening}"),
        *table(y - 28, rows),
        (30, end, foot),
        (200, end, "NAV on 31-Mar-2022: INR 60.0000"),
        (400, end, "Market Value on 31-Mar-2022: INR 12,540.00"),
    ]


def head(kind: str = "Statement", year: int = 2021) -> list[Text]:
    """Lay out the top of the first page: the investor, the heading, the period, the columns."""
    return [
        (250, 800, f"Consolidated Account {kind}"),
        (250, 786, f"01-Apr-{year} To 31-Mar-{year + 1}"),
        (30, 770, "Email Id: person@example.org"),
        (30, 756, "A Person"),
        (30, 742, "1 Example Street"),
        (30, 728, "Mobile: +910000000000"),
        (30, 700, "Date"),
        (100, 700, "Transaction"),
        *(_right(x, 700, text) for x, text in zip(RIGHTS, ("Amount", "Units", "Price", "Unit"), strict=True)),
        _right(560, 692, "Balance"),
        (30, 670, "PPFAS Mutual Fund"),
        (30, 656, "Folio No: 12345678 / 90 PAN: ABCDE1234F KYC: OK PAN: OK"),
        (30, 20, "CAMSCASWS-12345678-901 Version:V3.4 Live-1"),
    ]


def detailed(rows: Sequence[Row] = ROWS, closing: str = "209.000", password: str | None = PASSWORD) -> bytes:
    """Give a detailed statement of two funds in one folio."""
    one = scheme(642, FUND, rows, "100.000", closing)
    two = scheme(440, OTHER, [("01-Dec-2021", "Switch In - From Flexi Cap", "3,000.00", "12.000", "250.0000", "12.000")], "0.000", "12.000")
    return pdf([[*head(), *one, *two]], password)


def pdf(pages: Sequence[Sequence[Text]], password: str | None = None) -> bytes:
    """Write pages of text in Courier-wide steps, locked if there is a password."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        lines = "".join(f"BT /F1 8 Tf 1 0 0 1 {x:.1f} {y:.1f} Tm ({_escaped(text)}) Tj ET\n" for x, y, text in page).encode("latin-1")
        parts.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(lines), lines))
        kids.append(len(parts) + 1)
        resources = b"/Resources << /Font << /F1 3 0 R >> >>"
        parts.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %b /Contents %d 0 R >>" % (resources, len(parts)))
    parts[1] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    plain = _assembled(parts)
    return locked(plain, password) if password else plain


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(parts: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for at, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (at, part))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return out.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """Lock a PDF as the registrars do."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()
