"""The measures of ranking, and a data set in the BEIR layout through the real SQL."""

import json
import math
from pathlib import Path

import pytest

from data.db import Database
from retrieval.evaluate import Asked, Beir, ask, beir, scores
from retrieval.index import load_library, status
from retrieval.search import Search
from tests.retrieval.stub import Hashing


def test_measures_by_hand() -> None:
    asked = [Asked({"a": 1}, ("b", "a"), 4.0), Asked({"c": 1, "d": 1}, ("c",), 2.0), Asked({"e": 1}, (), 8.0)]
    found = scores(asked, 9, "prose")
    ideal = 1 + 1 / math.log2(3)
    assert found.ndcg_at_10 == pytest.approx((1 / math.log2(3) + 1 / ideal + 0) / 3, abs=1e-4)
    assert (found.recall_at_5, found.mrr) == (0.5, 0.5)
    assert (found.latency_ms_p50, found.latency_ms_p95, found.queries, found.chunks) == (4.0, 8.0, 3, 9)


def test_grades_weigh_and_recall_counts_the_best() -> None:
    found = scores([Asked({"full": 2, "half": 1}, ("half", "full"), 1.0)], 2, "prose")
    assert found.ndcg_at_10 == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)), abs=1e-4)
    assert (found.recall_at_5, found.mrr) == (1.0, 0.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {"d1": "Revenue of Acme | 2019\nSales | 44", "d2": "Wages of Bolt in steel plants", "d3": "Rain in Pune"}
    asked = {"q1": "Acme sales 2019", "q2": "steel wages", "q3": "nothing right"}
    lines = {"corpus": texts, "queries": asked}
    for name, rows in lines.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps({"_id": key, "text": text}) for key, text in rows.items()))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq3\td3\t0\n")
    return tmp_path


async def test_a_data_set_is_scored_and_leaves_nothing_behind(database: Database, folder: Path) -> None:
    (folder / "tea.md").write_text("---\nslug: tea\ntitle: Tea\ntopic: basics\nupdated: 2026-11-20\n---\n\nA drink.\n")
    await load_library(database, folder)
    before = await status(database, Hashing())
    found = await beir(database, Hashing(), Beir.of(folder))
    assert (found.ndcg_at_10, found.queries, found.chunks, found.kind) == (1.0, 2, 3, "prose")
    assert await status(database, Hashing()) == before


async def test_a_question_is_asked_of_the_library(indexed: Database) -> None:
    found = await ask(Search(indexed, Hashing()), "Sharpe ratio", {"sharpe-ratio": 2})
    assert (found.found[0], found.right) == ("sharpe-ratio", {"sharpe-ratio": 2})
