"""The service over loopback, as one client sees it: chat turns, reads, memory, starts."""

import json
import re
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from bench.measure import RUNS, Row, median_of_runs, p95
from core.settings import ROOT
from tests.fixtures_service import COACH, Service, environment, wait_until_healthy

QUESTIONS = (
    "What is my portfolio worth?",
    "How did I do against the S&P 500 since 2019?",
    "How risky is it?",
    "What is a Sharpe ratio, and what is mine?",
    "Which holding is largest?",
)
TURNS = 40
READS = 100
MINUTE = 60
SOAK = 200


@contextmanager
def started(env: dict[str, str], output: Path) -> Iterator[tuple[Service, int, float]]:
    """Start the service; gives it with its process id and the seconds to healthy."""
    began = time.perf_counter()
    with output.open("wb") as sink:
        process = subprocess.Popen([*COACH, "serve"], env=env, cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{env['COACH_PORT']}"
    try:
        wait_until_healthy(url, process, output)
        yield Service(url, env, output), process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def resident(pid: int) -> float:
    """Give a process's resident memory in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else 0.0


def turn(client: httpx2.Client, question: str) -> tuple[float, float]:
    """Ask over SSE; gives ms to the first event and to the end."""
    began, first = time.perf_counter(), 0.0
    with client.stream("POST", "/api/v1/chat", json={"message": question}) as answer:
        for line in answer.iter_lines():
            if line.startswith("data:") and not first:
                first = time.perf_counter() - began
                assert json.loads(line[5:])["type"] == "turn.start"
    return first * 1000, (time.perf_counter() - began) * 1000


def turns(client: httpx2.Client) -> tuple[float, float]:
    """Give the p95 of the first event and of the whole turn over chat turns."""
    firsts, wholes = zip(*(turn(client, QUESTIONS[at % len(QUESTIONS)]) for at in range(TURNS)), strict=True)
    return p95(firsts), p95(wholes)


def reads(client: httpx2.Client, method: str, path: str, body: object = None) -> float:
    """Give the p95 of a read."""
    samples = []
    for _ in range(READS):
        began = time.perf_counter()
        client.request(method, path, json=body).raise_for_status()
        samples.append((time.perf_counter() - began) * 1000)
    return p95(samples)


def soak(client: httpx2.Client, pid: int) -> tuple[float, float]:
    """Give resident MB after 200 turns, and the growth over the second hundred."""
    for at in range(SOAK // 2):
        turn(client, QUESTIONS[at % len(QUESTIONS)])
    half = resident(pid)
    for at in range(SOAK // 2):
        turn(client, QUESTIONS[at % len(QUESTIONS)])
    return resident(pid), resident(pid) - half


def rows() -> list[Row]:
    """Measure the service."""
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        env = environment(home)
        with started(env, home / "first.txt") as (_, _, first):
            pass
        with started(env, home / "second.txt") as (service, pid, second), service.signed_in() as client:
            for question in QUESTIONS * 2:
                turn(client, question)
            runs = [turns(client) for _ in range(RUNS)]
            found = [
                Row("chat turn, built-in model, p95", median_of_runs(iter(whole for _, whole in runs).__next__), 250),
                Row("chat, first event, p95", median_of_runs(iter(first for first, _ in runs).__next__), 50),
                Row("REST read: portfolios, p95", median_of_runs(lambda: reads(client, "GET", "/api/v1/portfolios")), 25),
                Row(
                    "REST tool: portfolio_holdings, p95",
                    median_of_runs(lambda: reads(client, "POST", "/api/v1/tools/portfolio_holdings", {})),
                    25,
                ),
            ]
            time.sleep(MINUTE)  # the limits count by the minute
            memory, growth = soak(client, pid)
            found += [
                Row("resident after 200 turns", memory, 700, "MB"),
                Row("growth over the last 100 turns", growth, None, "MB"),
                Row("start to healthy, first (environment ready)", first, 150, "s"),
                Row("start to healthy, second", second, 8, "s"),
            ]
        found.append(Row("import of the command line, CPU", import_seconds(), None, "s"))
    return found


def import_seconds() -> float:
    """Give the CPU seconds of importing the application in a new interpreter, median of three."""
    code = "import time, api.serve; print(time.process_time())"
    runs = [subprocess.run([COACH[0], "-c", code], cwd=ROOT, capture_output=True, text=True, check=True) for _ in range(3)]
    return statistics.median(float(run.stdout) for run in runs)
