"""`coach report`: a portfolio review to keep, as one HTML file with its pictures inside, or as PDF; matplotlib draws, an extra."""

import base64
import html
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from agent.charts import FALL
from api import report_pictures as pictures
from core.errors import BadInput, CoachError, Insufficient, Unavailable
from data import grounds
from finance.period import add_months
from tools import registry
from tools.ctx import Ctx

A4 = (8.27, 11.69)
MOST = 12
ROWS = 42
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:820px;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "table{border-collapse:collapse;width:100%;margin:.6rem 0 1.4rem}"
    "td,th{padding:.25rem .5rem;border-bottom:1px solid #ddd;text-align:right}"
    "td:first-child,th:first-child{text-align:left}img{max-width:100%}small{color:#57606a}"
    "@media print{h2{break-after:avoid}img{break-inside:avoid}}"
)
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("portfolio_performance", {"series": True}),
    ("portfolio_holdings", {"limit": 100}),
    ("portfolio_allocation", {"by": "sector"}),
    ("risk_report", {}),
    ("risk_contributions", {}),
    ("risk_stress", {}),
    ("portfolio_income", {"period": "MAX"}),
)
Result = Mapping[str, Any]
Picture = tuple[str, Mapping[str, Any] | None]  # the tool whose result is drawn, and what is drawn where it is not the usual
YEARS = 10


@dataclass(slots=True)
class Section:
    """A part of the report: a table, a picture, and what must be known about them."""

    title: str
    head: Sequence[str] = ()
    rows: list[Sequence[str]] = field(default_factory=list)
    picture: bytes | None = None
    caveats: Sequence[str] = ()


async def gather(ctx: Ctx, portfolio_id: str | None) -> dict[str, Result]:
    """Ask the tools; one that has nothing to say gives {"error": ...}."""
    found: dict[str, Result] = {name: await _asked(ctx, name, {**given, "portfolio_id": portfolio_id}) for name, given in ASKED}
    if all("error" in each for each in found.values()):
        raise BadInput(found["portfolio_holdings"]["error"]["message"])
    return {**found, "risk_goal": await _goal(ctx, found["portfolio_holdings"], portfolio_id)}


async def _asked(ctx: Ctx, name: str, given: dict[str, Any]) -> Result:
    try:
        return await registry.run(ctx, name, given)
    except CoachError as error:
        return error.body()


async def _goal(ctx: Ctx, held: Result, portfolio_id: str | None) -> Result:
    """Ask what the holdings may be worth when the policy's horizon ends, ten years on where it names none."""
    if "error" in held or not held.get("total_value"):
        return held if "error" in held else Insufficient("Nothing is held whose value could be simulated.").body()
    async with ctx.services.db.tx(ctx.user_id) as conn:
        years = (await grounds.policy(conn, ctx.user_id)).horizon_years or YEARS
    day = add_months(date.fromisoformat(held["as_of"]), 12 * years)
    given = {"target": held["total_value"]["amount"], "date": day.isoformat(), "portfolio_id": portfolio_id}
    return await _asked(ctx, "risk_goal", given)


def plotter() -> Any:
    """Give matplotlib's figures without a screen; raises Unavailable without the extra."""
    try:
        importlib.import_module("matplotlib").use("Agg")
        return importlib.import_module("matplotlib.pyplot")
    except ModuleNotFoundError as error:
        raise Unavailable("coach report needs the matplotlib package; `make extras` installs it.") from error


def amount(value: Any) -> str:
    """Write money."""
    return "-" if not value else f"{value['currency']} {float(value['amount']):,.2f}"


def share(value: Any) -> str:
    """Write a fraction as a percentage."""
    return "-" if value is None else f"{value:.2%}"


def plain(value: Any) -> str:
    """Write a number, a day or a text."""
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def sections(found: Mapping[str, Result]) -> list[Section]:
    """Lay out the report."""
    plot = plotter()
    made = []
    for name, title, lay, spec in LAYOUT:
        result = found[name]
        if "error" in result:
            made.append(Section(title, caveats=[result["error"]["message"]]))
            continue
        head, rows = lay(result)
        made.append(Section(title, head, rows, _picture(plot, found, spec), result.get("caveats", ())))
    return made


def _picture(plot: Any, found: Mapping[str, Result], spec: Picture | None) -> bytes | None:
    if spec is None or "error" in found[spec[0]]:
        return None
    drawn = pictures.chart(spec[0], found[spec[0]], spec[1])
    return None if drawn is None else pictures.png(plot, drawn)


def _pairs(result: Result, names: Sequence[tuple[str, str, Callable[[Any], str]]]) -> tuple[Sequence[str], list[Sequence[str]]]:
    return (), [(title, write(result.get(name))) for title, name, write in names]


def _performance(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    head, rows = _pairs(
        result,
        [
            ("From", "start", plain), ("To", "end", plain), ("Value at the end", "end_value", amount),
            ("Paid in, net", "net_contributions", amount),
            ("Gain", "gain", amount), ("Time-weighted return", "twr", share), ("a year", "twr_annualised", share),
            ("Money-weighted return (XIRR)", "xirr", share),
        ],
    )  # fmt: skip
    benchmark = result.get("benchmark") or {}
    return head, [*rows, (f"Benchmark {benchmark.get('symbol', '')}", share(benchmark.get("twr")))]


def _table(rows: Sequence[Result], columns: Mapping[str, tuple[str, Callable[[Any], str]]]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Lay out rows by columns: the title, the field and how it is written."""
    written = [tuple(write(row.get(name)) for name, write in columns.values()) for row in rows]
    return tuple(columns), list[Sequence[str]](written)


def _holdings(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    columns = {"Holding": ("symbol", plain), "Quantity": ("quantity", plain), "Value": ("value_base", amount)}
    return _table(result["holdings"], {**columns, "Weight": ("weight", share), "Unrealised return": ("unrealised_return", share)})


def _allocation(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    return _table(result["slices"], {"Sector": ("name", plain), "Value": ("value_base", amount), "Weight": ("weight", share)})


def _risk(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    return _pairs(
        result,
        [
            ("From", "start", plain), ("To", "end", plain), ("Daily returns", "observations", plain),
            ("Volatility a year", "volatility", share),
            ("Maximum drawdown", "max_drawdown", share), ("Sharpe ratio", "sharpe", plain), ("Sortino ratio", "sortino", plain),
            ("Value at risk, one day, 95 %", "var_historical", share), ("Expected shortfall", "es_historical", share),
            ("Beta", "beta", plain), ("Tracking error", "tracking_error", share),
        ],
    )  # fmt: skip


def _drawdown(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    days = [("From its peak on", "drawdown_peak", plain), ("to its trough on", "drawdown_trough", plain)]
    whole = [("Maximum drawdown", "max_drawdown", share), *days, ("Recovered on", "drawdown_recovery", plain)]
    return _pairs(result, [*whole, ("Ulcer index", "ulcer_index", share)])


def _correlation(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    """List the pairs that move together most."""
    names, matrix = result["correlation"]["names"], result["correlation"]["matrix"]
    pairs = [
        (value, names[at], name) for at, row in enumerate(matrix) for name, value in zip(names[:at], row, strict=False) if value is not None
    ]
    rows: list[Sequence[str]] = [(f"{one} and {other}", plain(value)) for value, one, other in sorted(pairs, reverse=True)[:MOST]]
    return ("Holdings", "Correlation"), rows


def _outlook(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    kept = ("Chance of at least today's value", "", "", share(result.get("probability")))
    head, rows = _table(
        result["percentiles"], {"On": ("date", plain), "5 of 100": ("p5", amount), "Middle": ("p50", amount), "95 of 100": ("p95", amount)}
    )
    return head, [*rows, kept]


def _contributions(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    parts = {"Part of volatility": ("volatility_contribution", share), "Share of it": ("volatility_share", share)}
    return _table(result["items"], {"Holding": ("name", plain), "Weight": ("weight", share), **parts})


def _stress(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    losses = {"Loss": ("loss", amount), "of the total": ("loss_fraction", share), "Covered by prices": ("coverage", share)}
    return _table(result["scenarios"], {"Scenario": ("name", plain), **losses})


def _income(result: Result) -> tuple[Sequence[str], list[Sequence[str]]]:
    return _table(result.get("by_period", [])[-MOST:], {"Period": ("name", plain), "Income": ("amount", amount)})


LAYOUT: tuple[tuple[str, str, Callable[[Result], tuple[Sequence[str], list[Sequence[str]]]], Picture | None], ...] = (
    ("portfolio_performance", "Performance", _performance, ("portfolio_performance", None)),
    ("risk_report", "Drawdown", _drawdown, ("portfolio_performance", FALL)),
    ("portfolio_allocation", "Allocation", _allocation, ("portfolio_allocation", None)),
    ("portfolio_holdings", "Holdings", _holdings, None),
    ("risk_report", "Risk", _risk, ("risk_report", pictures.VOLATILITY)),
    ("risk_contributions", "Where the risk comes from", _contributions, ("risk_contributions", None)),
    ("risk_contributions", "Correlation", _correlation, ("risk_contributions", pictures.CORRELATION)),
    ("risk_stress", "Stress", _stress, ("risk_stress", None)),
    ("risk_goal", "What it may come to", _outlook, ("risk_goal", None)),
    ("portfolio_income", "Income", _income, None),
)


def as_html(title: str, parts: Sequence[Section]) -> str:
    """Write one HTML file that needs nothing from elsewhere."""
    body = [f"<h1>{html.escape(title)}</h1>"]
    for part in parts:
        body.append(f"<h2>{html.escape(part.title)}</h2>")
        if part.picture:
            body.append(f'<img alt="{html.escape(part.title)}" src="data:image/png;base64,{base64.b64encode(part.picture).decode()}">')
        head = "".join(f"<th>{html.escape(cell)}</th>" for cell in part.head)
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in part.rows)
        body.append(f"<table>{f'<tr>{head}</tr>' if head else ''}{rows}</table>" if rows else "")
        body += [f"<small>{html.escape(caveat)}</small><br>" for caveat in part.caveats]
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    meta = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    head = f"<head>{meta}<title>{html.escape(title)}</title><style>{STYLE}</style></head>"
    return f"<!doctype html><html lang=en>{head}<body>{''.join(body)}</body></html>"


def write(path: Path, title: str, parts: Sequence[Section]) -> None:
    """Write the report to a file named .html or .pdf."""
    if path.suffix.lower() == ".pdf":
        pdf = importlib.import_module("api.report_pdf")
        pdf.write(path, title, parts)
    elif path.suffix.lower() in {".html", ".htm"}:
        path.write_text(as_html(title, parts), encoding="utf-8")
    else:
        raise BadInput("A report's file must end in .html or .pdf.")
