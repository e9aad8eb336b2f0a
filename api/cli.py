"""The command line: `coach serve`, `coach ask`, `coach import` and the rest; works beside a running service and without one."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import BadInput, CoachError
from core.log import configure
from core.settings import Settings, load

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Answers about your own investments; every figure computed, checked and traceable."
)
PortfolioOption = Annotated[str | None, typer.Option("--portfolio", "-p", help="The portfolio's name or id; the first one when left out.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only say what the file would do.")]
DepositsOption = Annotated[bool, typer.Option("--deposits", help="Add the deposits that the file lacks, so that cash stays above zero.")]
DuplicatesOption = Annotated[bool, typer.Option("--include-duplicates", help="Import rows again that are there already.")]
PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password of a locked PDF from standard input; at a terminal it is asked for.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Import the good rows of a file that has problems, without asking.")]

ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]


def say(text: str) -> None:
    """Print a line for people, on standard error."""
    print(text, file=sys.stderr, flush=True)


def out(text: str) -> None:
    """Print a result, on standard output."""
    print(text, flush=True)


def asker() -> Callable[[str], bool] | None:
    """Give what asks the person at the terminal; None without one."""
    return typer.confirm if sys.stdin.isatty() else None


def password_asker() -> Callable[[str], str] | None:
    """Give what asks the person at the terminal for a password, which is not shown; None without one."""
    return (lambda text: str(typer.prompt(text, hide_input=True))) if sys.stdin.isatty() else None


def run(work: Callable[[Any], Coroutine[Any, Any, Any]], settings: Settings | None = None) -> Any:
    """Open the service's data for one command and close it after."""
    settings = settings or load()
    from api.session import session

    async def inside(app_url: str) -> Any:
        async with session(settings, app_url) as opened:
            return await work(opened)

    from api.store import database

    with database(settings) as app_url:
        return asyncio.run(inside(app_url))


@app.command()
def serve() -> None:
    """Serve the page, the API and MCP until Ctrl-C."""
    settings = load()
    from api.serve import serve as serve_forever

    serve_forever(settings, say)


@app.command()
def ask(question: str, *, as_json: JsonOption = False) -> None:
    """Ask a question and print the answer with its sources."""
    from api.commands import ask as ask_once
    from api.commands import readable

    answer = run(lambda opened: ask_once(opened, question))
    out(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else readable(answer))


@app.command("import")
def import_file(  # noqa: PLR0913 - one parameter for each option of the command
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX, JSON or PDF (CAS) file of transactions.")],
    *,
    portfolio: PortfolioOption = None,
    dry_run: DryRunOption = False,
    duplicates: DuplicatesOption = False,
    yes: YesOption = False,
    password_stdin: PasswordOption = False,
    deposits: DepositsOption = False,
) -> None:
    """Import transactions; all problems are shown at once, and then nothing is written without your word."""
    from api.commands import How
    from api.commands import import_file as import_once

    secret = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    how = How(portfolio, dry_run, duplicates, yes, asker(), secret, password_asker(), deposits)
    run(lambda opened: import_once(opened, file, how, out))


@app.command("import-prices")
def import_prices(
    file: Annotated[Path, typer.Argument(help="A CSV file: symbol,date,close,currency.")],
    *,
    dry_run: DryRunOption = False,
    duplicates: DuplicatesOption = False,
    yes: YesOption = False,
) -> None:
    """Import closing prices of your own instruments."""
    from api.commands import How
    from api.commands import import_prices as import_once

    how = How(None, dry_run, duplicates, yes, asker())
    run(lambda opened: import_once(opened, file, how, out))


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="csv or json")] = "json",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; standard output when left out.")] = None,
    portfolio: Annotated[str | None, typer.Option("--portfolio", "-p", help="One portfolio, by name or id; all when left out.")] = None,
) -> None:
    """Hand out everything, or one portfolio: transactions as CSV, or everything as JSON."""
    from api.commands import export as export_once

    text = run(lambda opened: export_once(opened, form, portfolio))
    if output is None:
        out(text)
    else:
        output.write_text(text, encoding="utf-8")


@app.command()
def mcp() -> None:
    """Serve MCP over standard input and output."""
    settings = load()
    from api.commands import mcp as serve_mcp
    from api.session import session
    from api.store import database

    stack = ExitStack()

    async def inside(app_url: str) -> None:
        async with session(settings, app_url, "mcp") as opened:
            ended = await serve_mcp(opened)
        if not ended:
            stack.close()
            os._exit(0)  # a thread still waits for a line of standard input, which nothing interrupts

    with stack:
        asyncio.run(inside(stack.enter_context(database(settings))))


@app.command()
def index() -> None:
    """Bring the library's text and vectors up to date."""
    from api.commands import index as index_once

    run(index_once)


@app.command("retrieval-eval")
def retrieval_eval(
    corpus: Annotated[Path, typer.Option(help="corpus.jsonl: _id, title (optional), text")],
    queries: Annotated[Path, typer.Option(help="queries.jsonl: _id, text")],
    qrels: Annotated[Path, typer.Option(help="qrels.tsv: query-id, corpus-id, score, with a head line")],
    *,
    kind: Annotated[str | None, typer.Option(help="prose, filing or table; found from the texts when left out")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the search on a data set in BEIR's layout."""
    from api.commands import retrieval_eval as measure
    from retrieval.evaluate import Beir

    scores = run(lambda opened: measure(opened, Beir(corpus, queries, qrels, kind)))
    out(json.dumps(scores, indent=None if as_json else 2))


@app.command()
def review(*, as_json: JsonOption = False) -> None:
    """Say what changed since the last review: rules broken, alerts that hold, the watchlist, new income."""
    from api import review as reviewing

    kept = run(lambda opened: reviewing.make(opened.running, opened.ctx))
    out(reviewing.as_json(kept) if as_json else reviewing.readable(kept))


@app.command()
def report(
    output: Annotated[Path, typer.Option("--output", "-o", help="A file that ends in .html or .pdf.")] = Path("portfolio-review.html"),
    portfolio: Annotated[str | None, typer.Option("--portfolio", "-p", help="One portfolio, by name or id; all when left out.")] = None,
) -> None:
    """Write a portfolio review to keep, with pictures, as HTML or PDF."""
    from api.commands import report as report_once

    run(lambda opened: report_once(opened, output, portfolio))
    out(str(output))


@app.command()
def evals(
    *,
    model: Annotated[str | None, typer.Option("--model", help="Name of the model; the configured one when left out.")] = None,
    questions: Annotated[Path | None, typer.Option("--questions", help="A JSONL file of your own questions.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="A running service to ask, with COACH_TOKEN; here when left out.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure answers: your own questions over your data, or the golden ones in a fresh home."""
    from dataclasses import replace

    from api.evals import golden, mine, served, table

    settings = load()
    if model:
        settings = replace(settings, model=replace(settings.model, name=model))
    if url and not questions:
        raise BadInput("--url goes with --questions: the golden questions are asked in a home of their own.")
    if url and questions:
        found = asyncio.run(served(url, settings.token, questions))
    else:
        found = run(lambda opened: mine(opened, questions), settings) if questions else golden(settings)
    out(json.dumps(found, ensure_ascii=False) if as_json else table(found))


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; portfolio-coach-DATE.backup when left out.")] = None,
    *,
    force: ForceOption = False,
) -> None:
    """Write everything, with the keys that open it, to one file; the service may run."""
    from api import keeping

    keeping.backup(load(), file, out, force=force)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `coach backup` wrote.")], *, force: ForceOption = False) -> None:
    """Put a backup in the place of what is here; the service must not run."""
    from api import keeping

    keeping.restore(load(), file, out, force=force)


@app.command()
def link() -> None:
    """Print a fresh one-time sign-in link for the person at this machine."""
    from api.commands import link as make_link

    out(run(make_link))


@app.command()
def doctor(
    *,
    health: Annotated[bool, typer.Option("--health", help="Only ask the running service; exit 1 unless it serves.")] = False,
    model: Annotated[bool, typer.Option("--model", help="Only ask the language model how it calls tools.")] = False,
) -> None:
    """Check settings, database, model and index, and say what is wrong."""
    from api.commands import doctor as look
    from api.commands import probe

    settings: Settings = load()
    if health:
        raise typer.Exit(0 if probe(settings) else 1)
    if model:
        from api.build import tool_mode

        out(asyncio.run(tool_mode(settings.model)))
        return
    run(lambda opened: look(opened, out))


def main() -> None:
    """Run a command; an error of ours is one sentence and exit code 1."""
    configure()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # ending from outside puts the database down as Ctrl-C does
    try:
        app()
    except CoachError as error:
        say(f"portfolio-coach: {error.message}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
