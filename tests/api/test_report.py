"""The report: every section, pictures that are PNG, HTML that needs nothing from elsewhere, and PDF."""

import re
from pathlib import Path

import pypdf
import pytest

from api import report, report_pictures
from core.errors import BadInput
from tests.fixtures_api import Served
from tools.ctx import Ctx

pytest.importorskip("matplotlib")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.filterwarnings("ignore")]


async def parts(served: Served, name: str) -> list[report.Section]:
    person = await served.with_samples(name)
    return report.sections(await report.gather(Ctx(person.id, served.running.services), None))


async def test_a_report_has_its_sections_tables_and_pictures(served: Served, tmp_path: Path) -> None:
    found = await parts(served, "ana")
    assert [each.title for each in found] == [title for _, title, *_ in report.LAYOUT]
    assert all(each.rows for each in found)
    drawn = {each.title: each.picture for each in found if each.picture}
    assert list(drawn) == [title for _, title, _, picture in report.LAYOUT if picture]
    assert all(each.startswith(b"\x89PNG") for each in drawn.values())
    report.write(tmp_path / "a.html", "Review <b>", found)
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Review &lt;b&gt;" in text
    assert not re.search(r"(src|href)=\"?https?:", text)
    report.write(tmp_path / "a.pdf", "Review", found)
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert "Where the risk comes from" in "".join(page.extract_text() for page in pages)


async def test_an_empty_portfolio_and_another_ending_are_refused(served: Served, tmp_path: Path) -> None:
    nobody = await served.register("nobody")
    with pytest.raises(BadInput):
        await report.gather(Ctx(nobody.id, served.running.services), None)
    with pytest.raises(BadInput):
        report.write(tmp_path / "a.docx", "Review", [])


async def test_the_pictures_are_the_charts_of_the_answers(served: Served) -> None:
    person = await served.with_samples("ann")
    found = await report.gather(Ctx(person.id, served.running.services), None)
    kinds = {}
    for _, title, _, picture in report.LAYOUT:
        if picture and (chart := report_pictures.chart(picture[0], found[picture[0]], picture[1])):
            kinds[title] = (chart.kind, [line.name for line in chart.series])
            if title == "Drawdown":
                assert all(float(y) <= 0 for line in chart.series for _, y in line.points)
    assert kinds["Performance"] == ("growth", ["You", "Benchmark"])
    assert kinds["Drawdown"] == ("drawdown", ["You", "Benchmark"])
    assert kinds["What it may come to"] == ("goal", list(report_pictures.FAN))
    assert kinds["Correlation"] == ("correlation", found["risk_contributions"]["correlation"]["names"][:12])
    assert [kinds[title][0] for title in ("Allocation", "Where the risk comes from", "Stress")] == ["allocation", "contributions", "stress"]
