"""Ask the golden questions and hold the scores against their floors."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.evals import Row, ask_all, summary
from api.session import Session
from core.errors import BadFile
from core.settings import Limits, ModelSettings
from data import imports, ledger, people
from evals.golden.questions import PORTFOLIOS, Golden, golden
from evals.place import coach, fresh_home
from tools.ctx import Ctx

FLOORS = {"right": 0.97, "answered": 0.93, "refused": 0.95}
REFUSALS = {"unanswerable", "ambiguous"}
Scored = list[tuple[Golden, Row]]


def tuning(each: Golden) -> bool:
    """Tell whether a question is of the third that may be tuned on."""
    return int(hashlib.sha256(each.question.question.encode()).hexdigest(), 16) % 3 == 0


async def _give(opened: Session, person: UUID, key: str) -> str:
    """Import a golden ledger with the importer that everybody uses."""
    each = next(portfolio for portfolio in PORTFOLIOS if portfolio.key == key)
    async with opened.running.db.tx(person) as conn:
        made = await ledger.create_portfolio(conn, person, each.name, each.base, "SP500")
        asked = imports.Asked(each.path.name, each.path.read_bytes(), None, None, Limits(), opened.running.clock.today())
        preview = await imports.preview(conn, person, made.id, asked)
        if preview.problems:
            raise BadFile(f"{each.path.name}: {preview.problems[0].message}")
        await imports.commit(conn, person, preview.id)
    return made.id


async def settle(opened: Session) -> tuple[dict[str, Ctx], dict[str, str]]:
    """Make the two persons with their portfolios; gives their contexts and the portfolios' ids by key."""
    persons = {name: await people.demo_person(opened.running.db) for name in ("ana", "ben")}
    ids = {each.key: await _give(opened, persons[each.person], each.key) for each in PORTFOLIOS}
    return {name: opened.running.identity.local(user_id, "api") for name, user_id in persons.items()}, ids


async def ask(opened: Session) -> Scored:
    """Ask every golden question, each as the person whose it is."""
    persons, ids = await settle(opened)
    scored: Scored = []
    for name, ctx in persons.items():
        own = [each for each in golden() if each.person == name]
        asked = [each.question.model_copy(update={"portfolio_id": ids.get(each.portfolio or "")}) for each in own]
        scored += zip(own, await ask_all(opened, ctx, asked), strict=True)
    return scored


def measured(model: ModelSettings | None) -> dict[str, Any]:
    """Ask every question in a fresh home; gives the summary of the rows."""

    async def run() -> Scored:
        async with coach(settings, app_url) as opened:
            return await ask(opened)

    with fresh_home(model) as (settings, app_url):
        return summary([row for _, row in asyncio.run(run())])


def _share(rows: Sequence[bool]) -> float:
    return sum(rows) / len(rows) if rows else 1.0


def scores(scored: Scored) -> dict[str, Any]:
    """Give the shares that the floors are about, and the rest of the table."""
    answerable = [row for each, row in scored if each.question.expect_figures]
    answered = [row for row in answerable if row.answered]
    tools = [row for each, row in scored if each.question.expect_tools]
    probes = [row for each, row in scored if each.kind in {"two_person", "premise"}]
    whole = summary([row for _, row in scored])
    return {
        "asked": len(scored),
        "right": _share([bool(row.right_figures) for row in answered]),
        "answered": _share([row.answered for row in answerable]),
        "wrong_figures": sum(row.wrong_figures for _, row in scored),
        "refused": _share([bool(row.refused_right) for each, row in scored if each.question.unanswerable and each.kind in REFUSALS]),
        "tools": _share([bool(row.tools_right) for row in tools]),
        "probes": _share([row.said for row in probes]),
        "cited": _share([row.cited for _, row in scored]),
        "withheld": whole["withheld"],
        "latency_ms_p50": whole["latency_ms_p50"],
        "latency_ms_p95": whole["latency_ms_p95"],
        "tokens": sum(row.tokens for _, row in scored),
    }


def missed(found: dict[str, Any]) -> list[str]:
    """Name the floors that were missed."""
    low = [name for name, floor in FLOORS.items() if found[name] < floor]
    return low + ["wrong figures shown"] * bool(found["wrong_figures"]) + ["probes"] * (found["probes"] < 1)


def failures(scored: Scored) -> list[str]:
    """Give a line for each question that did not go as expected."""
    bad = [
        (each, row)
        for each, row in scored
        if row.right_figures is False or row.wrong_figures or row.tools_right is False or row.refused_right is False or not row.said
    ]
    return [f"{each.kind} [{each.person}/{each.portfolio}] {each.question.question} -> {_got(row)} -> {_wanted(each)}" for each, row in bad]


def _got(row: Row) -> str:
    tools = [f"{call['name']}({call['args']})" for call in row.tools if call["name"] != "learn_search"]
    return f"{', '.join(tools) or 'no tool'}: {row.text[:140]!r}".replace("\n", " ")


def _wanted(each: Golden) -> str:
    figures = [f"{wanted.field or ''}={wanted.value}" for wanted in each.question.expect_figures or ()]
    return ", ".join(figures) or ("refusal" if each.question.unanswerable else f"say {each.question.must_say} not {each.question.must_not}")
