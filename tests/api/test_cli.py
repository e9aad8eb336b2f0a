"""The command line beside a running service: what it loads shows over REST, and the other way round."""

import json
import re
from pathlib import Path

import pytest

from tests.fixtures_service import Service

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TRADES = """date,type,symbol,quantity,price,currency,trade_id
2021-02-01,BUY,KO,5,50,USD,cli1
2021-03-01,BUY,MSFT,2,230,USD,cli2
2021-03-02,SELL,KO,9,55,USD,cli3
"""


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "trades.csv"
    path.write_text(TRADES)
    return path


@pytest.fixture(scope="module")
def book(service: Service) -> str:
    """Make a portfolio of the local person over REST."""
    with service.signed_in() as person:
        made = person.post("/api/v1/portfolios", json={"name": "By hand", "base_currency": "USD"})
        return str(made.raise_for_status().json()["id"])


def count(service: Service, book: str) -> int:
    with service.signed_in() as person:
        return len(person.get(f"/api/v1/portfolios/{book}/transactions").raise_for_status().json()["transactions"])


def test_a_file_is_shown_then_imported_and_seen_over_rest(service: Service, book: str, trades: Path) -> None:
    dry = service.coach("import", str(trades), "--portfolio", "by hand", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "3 rows, 2 to import" in dry.stdout
    assert "line 4" in dry.stdout
    assert count(service, book) == 0
    assert "symbol=KO, quantity=9, price=55" in dry.stdout
    halted = service.coach("import", str(trades), "--portfolio", book)
    assert (halted.returncode, count(service, book)) == (1, 0)
    assert "import the other 2 rows with --yes" in halted.stderr
    done = service.coach("import", str(trades), "--portfolio", book, "--yes")
    found = re.search(r"Imported 2, skipped 1\. Undo: DELETE (\S+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert count(service, book) == 2
    with service.signed_in() as person:
        person.delete(found[1]).raise_for_status()
    assert count(service, book) == 0


def test_a_file_without_problems_is_imported_straight_away_and_again_changes_nothing(service: Service, tmp_path: Path) -> None:
    with service.signed_in() as person:
        person.post("/api/v1/portfolios", json={"name": "Straight", "base_currency": "USD"}).raise_for_status()
    file = tmp_path / "good.csv"
    file.write_text("".join(TRADES.splitlines(keepends=True)[:3]))
    first, again = [service.coach("import", str(file), "-p", "straight") for _ in range(2)]
    assert "Imported 2, skipped 0. Undo: DELETE" in first.stdout, first.stderr
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "Nothing new: every row is there already.")
    one = service.coach("export", "--format", "csv", "--portfolio", "Straight").stdout
    assert (len(one.strip().splitlines()), "portfolio" in one) == (3, False)


def test_prices_are_imported_with_a_loud_note_and_an_undo(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("symbol,date,close,currency\nAAPL,2022-12-28,1,USD\nZZCLI,2022-12-28,1,USD\nKO,2022-12-28,62,USD\n")
    done = service.coach("import-prices", str(file), "--yes")
    assert "AAPL: " in done.stdout, done.stderr
    assert "KO has market prices; yours replace them for you alone, from 2022-12-28 to 2022-12-28" in done.stdout
    found = re.search(r"Imported 2, skipped 1\. Undo: DELETE (\S+)", done.stdout)
    assert found, done.stdout + done.stderr
    with service.signed_in() as person:
        person.delete(found[1]).raise_for_status()


def test_what_is_exported_is_what_rest_exports(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    done = service.coach("export", "--format", "csv", "--output", str(file))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    with service.signed_in() as person:
        assert file.read_text() == person.get("/api/v1/export?format=csv").text


def test_the_review_is_printed_and_kept(service: Service, book: str) -> None:
    with service.signed_in() as person:
        row = {"date": "2022-01-03", "type": "deposit", "amount": "500", "currency": "USD"}
        person.post(f"/api/v1/portfolios/{book}/transactions", json=row).raise_for_status()
    done = service.coach("review")
    assert (done.returncode, done.stdout.startswith("Review of ")) == (0, True), done.stderr
    with service.signed_in() as person:
        assert (
            person.get("/api/v1/reviews").raise_for_status().json()["reviews"][0]["body"]["text"].replace("**", "").strip() in done.stdout
        )


def test_the_doctor_says_how_everything_is(service: Service) -> None:
    done = service.coach("doctor")
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout[: done.stdout.rindex("}") + 1])
    assert body["services"]["database"]["status"] == "healthy"
    assert "answers on port" in done.stdout
    assert done.stdout.rstrip().endswith("yes")
    assert service.coach("doctor", "--health").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import", "/nowhere/file.csv"], "can not be read"),
        (["import", "/etc/hostname", "--portfolio", "By hand"], "header"),
        (["export", "--format", "xml"], "csv or json"),
    ],
)
def test_what_is_wrong_is_one_sentence(service: Service, book: str, arguments: list[str], says: str) -> None:
    done = service.coach(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_token_does_no_more_than_it_may(service: Service, trades: Path) -> None:
    with service.signed_in() as person:
        made = {"name": "cli", "doors": ["api"], "scopes": ["portfolio:read"], "privacy": "relative"}
        token = person.post("/api/v1/tokens", json=made).raise_for_status().json()["token"]
    limited = Service(service.url, {**service.env, "COACH_TOKEN": token}, service.output)
    for arguments in (["import", str(trades)], ["export"], ["link"]):
        done = limited.coach(*arguments)
        assert (done.returncode, done.stdout) == (1, ""), arguments
        assert done.stderr.startswith("portfolio-coach: ")
