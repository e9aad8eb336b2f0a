"""What the commands of the command line do."""

import asyncio
import json
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from agent.events import fold
from api import importing
from api import report as reporting
from api.build import index as fill_index
from api.health import health
from api.progress import RowsBar
from api.session import Session, with_agent
from core.errors import BadInput, FileTooLarge, NotAllowed, NotFound, PasswordNeeded
from core.settings import Settings
from data import export as exporting
from data import imports, ledger, prices, tokens
from mcp_server import stdio
from retrieval.evaluate import KINDS, Beir, beir
from retrieval.index import cache_for

Out = Callable[[str], None]
MOST_PROBLEMS = 20
PROBE_SECONDS = 3


async def ask(opened: Session, question: str) -> dict[str, Any]:
    """Answer one question; the folded object of the contract."""
    opened.ctx.require("chat")
    async with with_agent(opened):
        turn = await opened.running.begin(opened.ctx, question, None, None)
        return fold([event async for event in turn.follow()])


def readable(answer: dict[str, Any]) -> str:
    """Write an answer for a terminal: the text, its sources and where its figures come from."""
    lines = [answer["text"].strip()]
    cited = [f"  [{c['n']}] {c['title']}, {c['locator']}" for c in answer["citations"]]
    tools = [f"  {call['name']}({', '.join(f'{k}={v}' for k, v in call['args'].items())})" for call in answer["tools"]]
    if cited:
        lines += ["", "Sources", *cited]
    if tools:
        lines += ["", f"Computed by ({len(answer['facts'])} figures checked)", *tools]
    if answer["suggestions"]:
        lines += ["", "You could ask", *(f"  {question}" for question in answer["suggestions"])]
    return "\n".join(lines)


async def _portfolio(opened: Session, named: str | None) -> str:
    """Find a portfolio by id or name; the first one without."""
    async with opened.running.db.tx(opened.ctx.user_id) as conn:
        found = await ledger.portfolios(conn, opened.ctx.user_id)
    if not found:
        raise NotFound("There is no portfolio yet; make one on the page first.")
    if named is None:
        return found[0].id
    match = next((each.id for each in found if named in {each.id, each.name} or named.lower() == each.name.lower()), None)
    if match is None:
        raise NotFound(f"There is no portfolio {named!r}; there are: {', '.join(each.name for each in found)}.")
    return match


def _asked(opened: Session, file: Path) -> imports.Asked:
    limits = opened.running.settings.limits
    try:
        if file.stat().st_size > limits.import_bytes:
            raise FileTooLarge(f"{file.name} is larger than {limits.import_bytes // 1_000_000} MB.")
        content = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} can not be read ({(error.strerror or 'error').lower()}).") from error
    return imports.Asked(file.name, content, None, None, limits, opened.running.clock.today())


def _show(preview: dict[str, Any], out: Out) -> None:
    out(f"{preview['format']}: {preview['rows']} rows, {preview['accepted']} to import, {preview['duplicates']} there already.")
    for note in preview["notes"]:
        out(f"  note: {note}")
    for problem in preview["problems"][:MOST_PROBLEMS]:
        where = f"line {problem['line']}" + (f", {problem['column']}" if problem["column"] else "")
        row = ", ".join(f"{column}={value}" for column, value in problem["row"].items())
        out(f"  {where}: {problem['message']}  | {row}")
    if len(preview["problems"]) > MOST_PROBLEMS:
        out(f"  ... and {len(preview['problems']) - MOST_PROBLEMS} more problems")
    for each in preview["effect"]:
        out(f"  {each['symbol']}: {each['before']} -> {each['after']}")


@dataclass(frozen=True, slots=True)
class How:
    """How a file is imported; `ask` puts a question to the person at the terminal, None where nobody sits at one."""

    portfolio: str | None = None
    dry_run: bool = False
    duplicates: bool = False
    yes: bool = False
    ask: Callable[[str], bool] | None = None
    password: str | None = field(default=None, repr=False)
    ask_password: Callable[[str], str] | None = None
    deposits: bool = False


async def import_file(opened: Session, file: Path, how: How, out: Out) -> None:
    """Preview a file, show everything, and commit it unless it is a dry run."""
    opened.ctx.require("portfolio:write")
    user_id, running = opened.ctx.user_id, opened.running
    portfolio_id = await _portfolio(opened, how.portfolio)
    asked = await _read(replace(_asked(opened, file), password=how.password), how)
    with RowsBar().shown():
        async with running.db.tx(user_id) as conn:
            preview = await imports.preview(conn, user_id, portfolio_id, asked)
    await _settle(opened, preview.model_dump(mode="json"), how, out)


async def _read(asked: imports.Asked, how: How) -> imports.Asked:
    """Read a file; a locked one asks the person at the terminal for its password once."""
    try:
        with RowsBar().shown():
            return await importing.opened(asked)
    except PasswordNeeded:
        if how.ask_password is None or asked.password:
            raise
        secret = await asyncio.to_thread(how.ask_password, "Password of the PDF")
        return await importing.opened(replace(asked, password=secret))


async def import_prices(opened: Session, file: Path, how: How, out: Out) -> None:
    """Preview and commit a price file."""
    opened.ctx.require("portfolio:write")
    with RowsBar().shown():
        async with opened.running.db.tx(opened.ctx.user_id) as conn:
            preview = await prices.preview(conn, opened.ctx.user_id, _asked(opened, file))
    await _settle(opened, preview.model_dump(mode="json"), how, out)


async def _settle(opened: Session, preview: dict[str, Any], how: How, out: Out) -> None:
    """Show a preview and commit what it accepts, if that is wanted."""
    user_id, running = opened.ctx.user_id, opened.running
    _show(preview, out)
    if how.dry_run:
        out("Dry run: nothing was imported.")
        return
    if not _agreed(preview, how):
        out("Nothing was imported.")
        return
    with RowsBar().shown():
        async with running.db.tx(user_id) as conn:
            done = await imports.commit(conn, user_id, preview["id"], include_duplicates=how.duplicates, include_deposits=how.deposits)
    if not done.imported:
        out("Nothing new: every row is there already.")
        return
    running.ledger_changed(user_id)
    with_them = f", with {done.deposits} assumed deposits" if done.deposits else ""
    out(f"Imported {done.imported}{with_them}, skipped {done.skipped}. Undo: DELETE /api/v1/imports/{preview['id']}")


def _agreed(preview: dict[str, Any], how: How) -> bool:
    """Tell whether to import the good rows of a file that has others; raises BadInput where nobody can be asked."""
    bad, good = len(preview["problems"]), preview["accepted"] + (preview["duplicates"] if how.duplicates else 0)
    if not bad:
        return True
    if not good:
        raise BadInput("No row can be imported: see the problems above.")
    if how.yes:
        return True
    if how.ask is None:
        raise BadInput(f"Nothing was imported, because of {bad} problems. Correct the file, or import the other {good} rows with --yes.")
    return how.ask(f"There are {bad} problems. Import the other {good} rows?")


async def export(opened: Session, form: str, portfolio: str | None = None) -> str:
    """Give everything, or one portfolio, as CSV or JSON."""
    if form not in {"csv", "json"}:
        raise BadInput("The format is csv or json.")
    opened.ctx.require("portfolio:read")
    if opened.ctx.privacy != "full":
        raise NotAllowed("This token shows no amounts.")
    portfolio_id = await _portfolio(opened, portfolio) if portfolio else None
    async with opened.running.db.tx(opened.ctx.user_id) as conn:
        return await (exporting.as_csv if form == "csv" else exporting.as_json)(conn, opened.ctx.user_id, portfolio_id)


async def mcp(opened: Session) -> bool:
    """Serve MCP over standard input and output until the client closes it (true) or a signal ends it (false)."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopped.set)
    serving, waiting = asyncio.create_task(stdio.serve(opened.ctx)), asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if serving.done():
        serving.result()
    return serving.done()


async def index(opened: Session) -> None:
    """Fill vectors with a progress bar."""
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Indexing the library", total=None)
        await fill_index(opened.running, lambda done, total: bar.update(task, completed=done, total=total))
        if spent := getattr(opened.running.embedder, "spent", ""):
            bar.console.print(spent)


async def link(opened: Session) -> str:
    """Make a one-time sign-in link for the person at this machine."""
    if opened.running.settings.token:
        raise NotAllowed("A sign-in link is made for the person at this machine only; unset COACH_TOKEN.")
    secret = await tokens.create_link(opened.running.db, opened.ctx.user_id)
    return f"http://{opened.running.settings.host}:{opened.running.settings.port}/#link={secret}"


async def retrieval_eval(opened: Session, data: Beir) -> dict[str, Any]:
    """Score the search on a data set, with a progress bar while it is embedded."""
    if data.kind not in {None, *KINDS}:
        raise BadInput(f"The kind is one of {', '.join(KINDS)}.")
    for path in (data.corpus, data.queries, data.qrels):
        if not path.is_file():
            raise BadInput(f"There is no file {path}.")
    running = opened.running
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Embedding", total=None)
        cache = cache_for(running.embedder, running.settings.home / "vectors")
        scores = await beir(
            running.db, running.embedder, data, cache=cache, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )
    return scores.model_dump(mode="json")


def probe(settings: Settings) -> bool:
    """Ask the running service for its health."""
    address = f"http://127.0.0.1:{settings.port}/api/health"
    try:
        with urllib.request.urlopen(address, timeout=PROBE_SECONDS) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


async def doctor(opened: Session, out: Out) -> None:
    """Say how everything is."""
    async with with_agent(opened):
        await opened.running.agent()
        body, _ = await health(opened.running)
    out(json.dumps(body, indent=2))
    out(f"home {opened.running.settings.home}")
    out(f"a service answers on port {opened.running.settings.port}: {'yes' if probe(opened.running.settings) else 'no'}")


async def report(opened: Session, output: Path, portfolio: str | None) -> None:
    """Write a portfolio review to a file."""
    chosen = None if portfolio is None else await _portfolio(opened, portfolio)
    found = await reporting.gather(opened.ctx, chosen)
    title = f"Portfolio review, {found['portfolio_holdings'].get('as_of', opened.running.clock.today())}"
    parts = await asyncio.to_thread(reporting.sections, found)
    await asyncio.to_thread(reporting.write, output, title, parts)
