"""The command on TAT-QA, where COACH_TATQA_DIR names its folder."""

import json
import os
from pathlib import Path

import pytest

from tests.fixtures_service import Service, environment

FOLDER = os.environ.get("COACH_TATQA_DIR")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not FOLDER, reason="COACH_TATQA_DIR is not set")
def test_tables_are_ranked_as_promised(tmp_path: Path) -> None:
    data = Path(FOLDER or "")
    tmp_path.chmod(0o711)
    alone = Service("", environment(tmp_path), tmp_path / "output.txt")
    files = [
        part
        for name, file in (("corpus", "corpus.jsonl"), ("queries", "queries.jsonl"), ("qrels", "qrels.tsv"))
        for part in (f"--{name}", str(data / file))
    ]
    done = alone.coach("retrieval-eval", *files, "--kind", "table", "--json", seconds=800)
    found = json.loads(done.stdout)
    assert (found["kind"], found["queries"] > 1000, found["ndcg_at_10"] >= 0.68) == ("table", True, True)
