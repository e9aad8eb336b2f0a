"""Answers about risk measures: volatility, ratios, drawdown, value at risk, beta, the shape of returns."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing, span, who
from agent.models.builtin.plans.ask import Ask, Got

POOR, FAIR, GOOD = 0.0, 0.5, 1.0
LEVEL = 0.1
ROUND = 1e-9


def _basis(got: Got) -> str:
    held = "" if got.data.get("basis") == "history" else ", with today's weights held throughout"
    return f"It rests on {got.data.get('observations'):,} daily returns {span(got)}{held}."


def _absent(ask: Ask, got: Got, key: str, name: str) -> str:
    return f"I cannot give the {name} of {who(ask, got).name} {span(got)}. {missing(got, key) or ''}"


def _quality(value: float, name: str) -> str:
    if value < POOR:
        return f"A {name} below zero means that the risk has not been paid for over these days."
    word = "thin" if value < FAIR else "fair" if value < GOOD else "strong"
    return f"A {name} of that size is a {word} reward for the swings you bear."


def volatility(ask: Ask, got: Got, note: Note) -> None:
    """State the volatility."""
    value = got.data.get("volatility")
    if value is None:
        note.say(_absent(ask, got, "volatility", "volatility"))
        return
    note.say(
        f"The volatility of {who(ask, got).name} is {fmt.percent(value)} a year.",
        "It says how widely returns swing about their average; in a calm year the swing is smaller, in a rough one larger.",
        _basis(got),
    )
    if "downside" in ask.slots.words.metrics and got.data.get("downside_deviation") is not None:
        note.say(f"Counting only days of losses, the downside deviation is {fmt.percent(got.data['downside_deviation'])} a year.")


def _ratio(key: str, name: str, meaning: str) -> Any:
    def state(ask: Ask, got: Got, note: Note) -> None:
        value = got.data.get(key)
        if value is None:
            note.say(_absent(ask, got, key, name))
            return
        note.say(f"The {name} of {who(ask, got).name} is {fmt.plain(value)}.", meaning, _quality(value, name), _basis(got))

    return state


sharpe = _ratio("sharpe", "Sharpe ratio", "It is the average return per unit of volatility, with cash taken to earn nothing.")
sortino = _ratio("sortino", "Sortino ratio", "It is the average return per unit of downside deviation, so that only losses count as risk.")
calmar = _ratio("calmar", "Calmar ratio", "It is the compound yearly return against the deepest drawdown.")


def drawdown(ask: Ask, got: Got, note: Note) -> None:
    """State the deepest drawdown with its dates."""
    value, data = got.data.get("max_drawdown"), got.data
    if value is None:
        note.say(_absent(ask, got, "max_drawdown", "maximum drawdown"))
        return
    recovered = data.get("drawdown_recovery")
    note.say(
        f"The maximum drawdown of {who(ask, got).name} is {fmt.percent(value)}.",
        f"The peak was on {fmt.day(data['drawdown_peak'])} and the trough on {fmt.day(data['drawdown_trough'])}."
        if data.get("drawdown_peak") and data.get("drawdown_trough")
        else None,
        f"It had recovered by {fmt.day(recovered)}." if recovered else "It has not recovered since." if value < 0 else None,
        "That is what holding on through the worst stretch felt like.",
        _basis(got),
    )


def _tail(got: Got, money: str, word: str) -> str | None:
    amount = got.data.get(money)
    return f"In money, that {word} is {fmt.money(amount)}." if amount else None


def var(ask: Ask, got: Got, note: Note) -> None:
    """State the value at risk by its methods."""
    value, data = got.data.get("var_historical"), got.data
    if value is None:
        note.say(_absent(ask, got, "var_historical", "value at risk"))
        return
    note.say(
        f"The daily value at risk of {who(ask, got).name} is {fmt.percent(value)} at {_level(data)} confidence.",
        _tail(got, "var_amount", "value at risk"),
        "On most days the loss stays below it; on the few days that pass it, the loss can be much larger.",
        _basis(got),
    )
    rows = [
        ("Historical", data.get("var_historical"), data.get("es_historical")),
        ("Normal", data.get("var_normal"), data.get("es_normal")),
        ("Cornish-Fisher", data.get("var_cornish_fisher"), None),
    ]
    note.table(
        ("Method", "Value at risk", "Expected shortfall"),
        [(name, fmt.percent(a) if a is not None else "not defined", fmt.percent(b) if b is not None else "") for name, a, b in rows],
    )


def _level(data: Mapping[str, Any]) -> str:
    level = float(data["confidence"])
    return fmt.percent(level, 0 if abs(level * 100 - round(level * 100)) < ROUND else 1)


def shortfall(ask: Ask, got: Got, note: Note) -> None:
    """State the expected shortfall."""
    value, data = got.data.get("es_historical"), got.data
    if value is None:
        note.say(_absent(ask, got, "es_historical", "expected shortfall"))
        return
    note.say(
        f"The daily expected shortfall of {who(ask, got).name} is {fmt.percent(value)} at {_level(data)} confidence.",
        _tail(got, "es_amount", "expected shortfall"),
        "It is the average loss on the days that are worse than the value at risk.",
        f"The value at risk itself is {fmt.percent(data['var_historical'])}." if data.get("var_historical") is not None else None,
        _basis(got),
    )


def beta(ask: Ask, got: Got, note: Note) -> None:
    """State beta with its interval and fit."""
    value, data = got.data.get("beta"), got.data
    if value is None:
        note.say(_absent(ask, got, "beta", "beta"))
        return
    named = ask.names.instrument(data.get("benchmark"))
    index = fmt.the(fmt.clean(named.name if named else data.get("benchmark") or "the benchmark"))
    moves = "more than" if value > 1 + LEVEL else "less than" if value < 1 - LEVEL else "about as much as"
    note.say(
        f"The beta of {who(ask, got).name} is {fmt.plain(value)}.",
        f"It is measured against {index}.",
        f"So far, when the benchmark moved, the portfolio moved {moves} the benchmark did, on average.",
        f"The beta is known only within a range, from {fmt.plain(data['beta_low'])} to {fmt.plain(data['beta_high'])}."
        if data.get("beta_low") is not None and data.get("beta_high") is not None
        else None,
        f"The correlation is {fmt.plain(data['correlation'])} and R-squared {fmt.plain(data['r_squared'])}."
        if data.get("correlation") is not None and data.get("r_squared") is not None
        else None,
        _basis(got),
    )


def alpha(ask: Ask, got: Got, note: Note) -> None:
    """State alpha, tracking error and information ratio."""
    data, whose = got.data, who(ask, got)
    if data.get("alpha") is None and data.get("tracking_error") is None:
        note.say(_absent(ask, got, "alpha", "alpha"))
        return
    note.say(
        f"The alpha of {whose.name} is {fmt.percent(data['alpha'])} a year." if data.get("alpha") is not None else None,
        "It is the return that the moves of the benchmark do not explain.",
        f"The tracking error is {fmt.percent(data['tracking_error'])} a year: how far returns stray from the benchmark's."
        if data.get("tracking_error") is not None
        else None,
        f"The information ratio is {fmt.plain(data['information_ratio'])}." if data.get("information_ratio") is not None else None,
        _basis(got),
    )


def distribution(ask: Ask, got: Got, note: Note) -> None:
    """State skewness and kurtosis."""
    skew, tails = got.data.get("skewness"), got.data.get("excess_kurtosis")
    if skew is None or tails is None:
        note.say(_absent(ask, got, "skewness", "skewness"))
        return
    lean = "bad days reach further than good ones" if skew < 0 else "good days reach further than bad ones"
    note.say(
        f"The skewness of {who(ask, got).name} is {fmt.plain(skew)}: {lean}.",
        f"The excess kurtosis is {fmt.plain(tails)}."
        + (
            " Extreme days are more frequent than a normal distribution would have them, so measures that assume one understate the risk."
            if tails > 0
            else ""
        ),
        _basis(got),
    )


_LINES = (
    ("Volatility a year", "volatility", fmt.percent),
    ("Downside deviation a year", "downside_deviation", fmt.percent),
    ("Sharpe ratio", "sharpe", fmt.plain),
    ("Sortino ratio", "sortino", fmt.plain),
    ("Calmar ratio", "calmar", fmt.plain),
    ("Maximum drawdown", "max_drawdown", fmt.percent),
    ("Daily value at risk", "var_historical", fmt.percent),
    ("Daily expected shortfall", "es_historical", fmt.percent),
    ("Beta", "beta", fmt.plain),
    ("Alpha a year", "alpha", fmt.percent),
    ("Tracking error a year", "tracking_error", fmt.percent),
    ("Information ratio", "information_ratio", fmt.plain),
)


def risk(ask: Ask, got: Got, note: Note) -> None:
    """Give the risk at a glance."""
    data, whose = got.data, who(ask, got)
    value = data.get("volatility")
    if value is None:
        note.say(_absent(ask, got, "volatility", "risk measures"))
        return
    note.say(
        f"The volatility of {whose.name} is {fmt.percent(value)} a year.",
        f"The maximum drawdown is {fmt.percent(data['max_drawdown'])}." if data.get("max_drawdown") is not None else None,
        f"The daily value at risk is {fmt.percent(data['var_historical'])} at {_level(data)} confidence."
        if data.get("var_historical") is not None
        else None,
    )
    note.say(
        f"The Sharpe ratio is {fmt.plain(data['sharpe'])}." if data.get("sharpe") is not None else None,
        _quality(data["sharpe"], "Sharpe ratio") if data.get("sharpe") is not None else None,
        _basis(got).replace("It rests", "All of this rests"),
    )
    note.table(("Measure", "Value"), [(name, write(data[key])) for name, key, write in _LINES if data.get(key) is not None])


def _each(state: Any) -> Any:
    def answer(ask: Ask, results: Sequence[Got], note: Note) -> None:
        for got in results:
            if got.tool == "risk_report":
                state(ask, got, note)

    return answer


def _sharpe_or_calmar(ask: Ask, got: Got, note: Note) -> None:
    (calmar if "calmar" in ask.slots.words.metrics and "sharpe" not in ask.slots.words.metrics else sharpe)(ask, got, note)


ANSWERS = {
    "risk": _each(risk),
    "volatility": _each(volatility),
    "sharpe": _each(_sharpe_or_calmar),
    "sortino": _each(sortino),
    "drawdown": _each(drawdown),
    "var": _each(var),
    "shortfall": _each(shortfall),
    "beta": _each(beta),
    "alpha": _each(alpha),
    "distribution": _each(distribution),
}
