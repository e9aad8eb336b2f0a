"""Answers about where risk comes from, and what crises would do."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS
from agent.models.builtin.answers.note import Note, missing, span, who
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.ranking import by_risk
from agent.models.builtin.rules import rule
from agent.models.builtin.slots.periods import NUMBERS

Row = Mapping[str, Any]
DIVERSE = 0.1
APART = 0.02
MOST_PAIRS = 16


def _basis(got: Got) -> str:
    return f"This holds today's weights fixed over {got.data.get('observations'):,} daily returns {span(got)}."


def contributions(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say which holdings the risk comes from."""
    for got in results:
        rows = by_risk(ask.slots, got)
        if not rows:
            note.say(f"I cannot split the risk of {who(ask, got).name}. {missing(got, 'items') or missing(got, 'volatility') or ''}")
            continue
        name = ask.names.instrument(ask.symbol)
        placed = rows[min(ask.slots.nth or 1, len(rows)) - 1]
        lead = next((row for row in rows if name and row["name"] in {name.symbol, name.name}), placed)
        note.say(
            _part(lead),
            _loud(lead),
            f"The volatility of the whole portfolio is {fmt.percent(got.data['volatility'])} a year."
            if got.data.get("volatility") is not None
            else None,
            _basis(got),
        )
        head = ("Holding", "Weight", "Volatility contribution", "Share of volatility", "Tail loss contribution")
        note.table(
            head,
            [
                (
                    fmt.clean(r["name"]),
                    fmt.share(r["weight"]),
                    fmt.percent(r["volatility_contribution"]),
                    fmt.share(r.get("volatility_share")),
                    fmt.percent(r.get("es_contribution")),
                )
                for r in rows[:MOST_ROWS]
            ],
        )
        note.chart(got)


def _part(row: Row) -> str:
    name, weight = fmt.clean(row["name"]), fmt.share(row["weight"])
    if row.get("volatility_share") is None:
        return f"{name} has a volatility contribution of {fmt.percent(row['volatility_contribution'])}, on a weight of {weight}."
    return f"{name} contributes {fmt.share(row['volatility_share'])} of the volatility, on a weight of {weight}."


def _loud(row: Row) -> str | None:
    part = row.get("volatility_share")
    if part is None or abs(part - row["weight"]) < APART:
        return None
    return "It carries more of the risk than of the money." if part > row["weight"] else "It carries less of the risk than of the money."


def diversification(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say how concentrated the portfolio is."""
    for got in results:
        data, whose = got.data, who(ask, got)
        if data.get("effective_holdings") is None:
            note.say(f"I cannot measure the diversification of {whose.name}. {missing(got, 'effective_holdings') or ''}")
            continue
        note.say(
            f"The effective number of holdings of {whose.name} is {fmt.plain(data['effective_holdings'], 1)}.",
            "That is how many holdings of equal size would be as concentrated.",
            f"The concentration index (HHI) is {fmt.plain(data['hhi'], 3)}." if data.get("hhi") is not None else None,
            f"The diversification ratio is {fmt.plain(data['diversification_ratio'])}: {_spread(data['diversification_ratio'])}."
            if data.get("diversification_ratio") is not None
            else None,
            _basis(got),
        )
        _pairs(got, note)
        note.chart(got)


def _spread(ratio: float) -> str:
    return "the holdings partly offset each other" if ratio > 1 + DIVERSE else "the holdings mostly move as one"


def _known(got: Got) -> list[Row]:
    """Give the pairs of holdings with a correlation, the closest first."""
    return sorted(
        (pair for pair in got.data.get("pairs", ()) if pair.get("correlation") is not None), key=lambda pair: -pair["correlation"]
    )


def _loosest(got: Got) -> list[Row]:
    """Give all pairs of holdings, the loosest first."""
    table = got.data["correlation"]
    names, rows = table["names"], table["matrix"]
    pairs = [
        {"symbol": one, "name": other, "correlation": rows[at][to]}
        for at, one in enumerate(names)
        for to, other in enumerate(names[:at])
        if rows[at][to] is not None
    ]
    return sorted(pairs, key=lambda pair: pair["correlation"])


def _pair(pair: Row, word: str) -> str:
    return f"The correlation of {fmt.clean(pair['symbol'])} and {fmt.clean(pair['name'])} is {fmt.plain(pair['correlation'])}, {word}."


def _pairs(got: Got, note: Note) -> None:
    pairs = _known(got)
    if pairs:
        note.say(
            _pair(pairs[0], "the closest of all pairs"),
            "Holdings that move together this closely are nearly one bet; the looser a pair, the more one steadies the other.",
        )


def _wanted(ask: Ask) -> int:
    """Give how many pairs a question asks for."""
    if rule("one_pair", ask.text):
        return 1
    few = rule("few_pairs", ask.text)
    count = (few[1] or few[2]).lower() if few else ""
    return int(count) if count.isdecimal() else int(NUMBERS.get(count, MOST_PAIRS))


def correlation(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Show how holdings move together."""
    for got in results:
        pairs = _known(got)
        if not pairs:
            note.say("I cannot measure correlations here.", missing(got, "correlation"))
            continue
        if rule("least_alike", ask.text):
            pairs = _loosest(got)
            note.say(_pair(pairs[0], "the loosest of all pairs"), "The looser a pair, the more one steadies the other.")
        else:
            _pairs(got, note)
        note.table(
            ("One", "Other", "Correlation"),
            [(fmt.clean(p["symbol"]), fmt.clean(p["name"]), fmt.plain(p["correlation"])) for p in pairs[: min(_wanted(ask), MOST_PAIRS)]],
        )
        note.chart(got, kind="correlation", title="Correlation of daily returns", path="/correlation", x="names", y=["matrix"])


ANSWERS = {"contributions": contributions, "diversification": diversification, "correlation": correlation}
