"""The report as PDF: a page for each picture and as many as a table needs, drawn by matplotlib."""

import importlib
import io
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from api.report import A4, ROWS, Section, plotter

TOP, STEP, LEFT, WIDTH = 0.93, 0.0195, 0.08, 0.84
PICTURE = 0.3


def write(path: Path, title: str, parts: Sequence[Section]) -> None:
    """Write all sections, one after the other, each on a new page."""
    plot = plotter()
    pages: Any = importlib.import_module("matplotlib.backends.backend_pdf").PdfPages
    with pages(path, metadata={"Title": title, "Creator": "Portfolio Coach"}) as file:
        for part in parts:
            for at, lines in enumerate(_pages(part)):
                figure = _page(plot, title, part, lines, picture=at == 0)
                file.savefig(figure)
                plot.close(figure)


def _pages(part: Section) -> list[list[Sequence[str]]]:
    """Cut a section into pages: its rows under their head, then its caveats."""
    notes: list[Sequence[str]] = [(line,) for caveat in part.caveats for line in textwrap.wrap(caveat, 95)]
    rows: list[Sequence[str]] = [*part.rows, ("",), *notes]
    room = ROWS - (int(PICTURE / STEP) + 1 if part.picture else 0)
    cut = [rows[:room], *(rows[at : at + ROWS] for at in range(room, len(rows), ROWS))]
    return [[*([part.head] if part.head else []), *each] for each in cut]


def _page(plot: Any, title: str, part: Section, lines: Sequence[Sequence[str]], *, picture: bool) -> Any:
    figure = plot.figure(figsize=A4)
    figure.text(LEFT, 0.965, title, fontsize=8, color="#57606a")
    figure.text(LEFT, TOP, part.title, fontsize=15)
    top = TOP - 2 * STEP
    if picture and part.picture:
        axes = figure.add_axes((LEFT, top - PICTURE, WIDTH, PICTURE))
        axes.imshow(plot.imread(io.BytesIO(part.picture), format="png"), aspect="equal")
        axes.axis("off")
        top -= PICTURE + STEP
    for at, cells in enumerate(lines):
        _line(figure, cells, top - at * STEP)
    return figure


def _line(figure: Any, cells: Sequence[str], height: float) -> None:
    """Write one row: the first cell from the left, the others to their columns' right edge."""
    figure.text(LEFT, height, cells[0], fontsize=8.5)
    for at, cell in enumerate(cells[1:], 1):
        figure.text(LEFT + WIDTH * (0.36 + 0.64 * at / (len(cells) - 1)), height, cell, fontsize=8.5, ha="right")
