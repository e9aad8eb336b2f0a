"""What is decided by rule before any model: orders, small talk, definitions, advice, forecasts, plain arithmetic."""

import re

from agent.models.builtin import bounds
from agent.models.builtin.slots import Slots
from agent.models.builtin.slots.words import AT_LOSS
from agent.models.builtin.words import pattern

_TALK = ("greeting", "thanks", "bye", "help")
OF_METRIC = {
    "var": "var", "es": "shortfall", "sharpe": "sharpe", "calmar": "sharpe", "sortino": "sortino", "drawdown": "drawdown",
    "ulcer": "drawdown", "volatility": "volatility", "downside": "volatility", "beta": "beta", "rsquared": "beta", "alpha": "alpha",
    "tracking": "alpha", "information": "alpha", "skew": "distribution", "correlation": "correlation", "cagr": "performance",
    "twr": "performance", "xirr": "xirr", "yield": "yield", "yield_on_cost": "yield", "hhi": "diversification",
}  # fmt: skip


def rule(name: str, text: str) -> re.Match[str] | None:
    """Look for a rule's wording in a text."""
    return pattern("rules", name).search(text)


def owned(text: str) -> bool:
    """Tell whether a text speaks of the person's own things."""
    return rule("own", text) is not None


def is_order(text: str) -> bool:
    """Tell whether a message asks to trade or to move money."""
    return rule("order", text) is not None and rule("not_order", text) is None


def _definition(slots: Slots) -> bool:
    concrete = slots.instruments or slots.amounts or slots.timed or slots.currencies or (slots.unknown and rule("versus", slots.text))
    return bool(rule("define", slots.text)) and not concrete and not owned(slots.text) and not rule("measured_subject", slots.text)


def _sum(text: str) -> bool:
    return rule("sum", text) is not None and (rule("operator", text) is not None or rule("root", text) is not None)


def _absent(slots: Slots) -> bool:
    """Tell whether a question asks for figures that are not kept: company accounts, inflation."""
    named = bool(slots.instruments or slots.unknown or owned(slots.text))
    return (owned(slots.text) and rule("inflation", slots.text) is not None) or (named and rule("fundamentals", slots.text) is not None)


def _worded(slots: Slots) -> str | None:
    """Decide what wording and slots decide together."""
    text, named = slots.text, bool(slots.instruments or slots.unknown)
    words = slots.words
    plain = not (named or words.scenarios or words.metrics)
    drawn = rule("drawn", text) and rule("of_growth", text) and not (words.scenarios or words.metrics or words.grouping or words.types)
    checks = (
        ("out_of_scope", _absent(slots)),
        ("search", not slots.instruments and rule("known", text)),
        ("value", rule("part_of", text) and slots.amount("percent") and not named),
        ("drawdown", not named and rule("recovered", text)),
        ("performance", plain and slots.amount("percent", "money") and owned(text) and rule("claims", text) and rule("confirmed", text)),
        ("position", slots.instruments and rule("unrealised_one", text)),
        ("profit", slots.instruments and not slots.amounts and rule("earned_on", text)),
        ("flows", plain and not slots.words.grouping and set(slots.words.types) <= {"deposit"} and rule("invested", text)),
        ("by_period", plain and rule("by_period", text)),
        ("profit", plain and not (slots.amounts or words.grouping or words.types or words.order) and rule("asked_gain", text)),
        ("attribution", plain and rule("why_moved", text)),
        ("attribution", not (named or words.metrics or words.scenarios) and words.grouping and rule("contributed", text)),
        ("drawdown", not named and (owned(text) or slots.portfolios) and rule("below_peak", text)),
        ("correlation", not named and rule("alike", text)),
        ("benchmark", plain and rule("hindi_versus", text)),
        ("transactions", rule("all_bought", text)),
        ("performance", not named and (rule("which_portfolio", text) or (rule("after_tax", text) and rule("returned", text)))),
        ("compare", len(slots.instruments) > 1 and not owned(text) and not words.metrics and rule("better_of", text)),
        ("stress", slots.amount("percent") and not (words.sides or slots.horizon) and rule("supposed", text)),
        *_of_currency(slots),
        (_grown(slots), drawn and (not named or (slots.indexed and owned(text)))),
        ("definition", rule("tax_rate", text) is not None and not slots.timed and not named),
        ("position", named and not slots.timed and (rule("own_one", text) or rule("since_bought", text))),
        (
            "performance",
            slots.timed and not (named or words.metrics or words.grouping or words.types or words.scenarios) and rule("performed", text),
        ),
    )
    return next((name for name, hit in checks if hit), None)


def _grown(slots: Slots) -> str:
    """Give what a drawing of the portfolio over time is about."""
    if slots.indexed or rule("versus", slots.text) or rule("to_index", slots.text):
        return "benchmark"
    return "value" if rule("of_value", slots.text) else "performance"


def _of_currency(slots: Slots) -> tuple[tuple[str, object], ...]:
    """Decide what a question about the whole portfolio means by the currencies that it names."""
    if slots.amounts or slots.instruments or not slots.currencies:
        return ()
    several = len(set(slots.currencies)) > 1 and owned(slots.text) and rule("currencies_of", slots.text)
    return (("allocation", several), ("value", rule("worth_in", slots.text)))


def _fixed(slots: Slots) -> str | None:
    """Decide by wording that leaves no doubt."""
    text = slots.text
    checks = (
        *((name, rule(name, text)) for name in _TALK),
        ("out_of_scope", rule("injection", text) or bounds.others(slots) or bounds.lucky(slots)),
        ("prediction", bounds.promised(slots)),
        ("record", rule("record", text)),
        ("notes", rule("own_document", text) and not rule("not_document", text)),
        ("order", is_order(text)),
        ("calculate", _sum(text)),
        ("compare", rule("compare_only", text)),
        ("summary", rule("summary", text)),
        ("goal", rule("may_save", text) if slots.timed or slots.amounts else None),
        ("definition", rule("define_first", text) if not slots.instruments else None),
        ("goal", slots.horizon and not (slots.instruments or slots.words.scenarios) and owned(text) and rule("own_future", text)),
        ("prediction", bounds.future(slots)),
        ("advice", rule("advice", text) if not slots.words.metrics and bounds.of_field(slots) else None),
    )
    return next((name for name, hit in checks if hit), None)


def _and_mine(slots: Slots) -> bool:
    """Tell whether a question for a meaning asks for the person's own figure too, or may mean either."""
    return not owned(slots.text) or rule("also_mine", slots.text) is not None


def _losses(slots: Slots) -> str | None:
    """Decide that a question asks for the holdings that stand below their cost."""
    hit = AT_LOSS.search(slots.text) and rule("at_loss", slots.text) and not slots.instruments and not slots.timed
    return "movers" if hit else None


def _one_measure(slots: Slots, named: tuple[str, ...]) -> bool:
    """Tell whether a question asks for one of the person's own measures and nothing else."""
    if slots.instruments or slots.unknown or len(named) != 1:
        return False
    return "cagr" in slots.words.metrics or rule("my_measure", slots.text) is not None


def decide(slots: Slots) -> tuple[str, ...]:
    """Give the intents that rules alone decide, or none."""
    certain = _fixed(slots) or _worded(slots) or ("definition" if _definition(slots) else None) or _losses(slots)
    if certain:
        return (certain,)
    named = tuple(dict.fromkeys(OF_METRIC[metric] for metric in slots.words.metrics if metric in OF_METRIC))
    if (len(slots.portfolios) > 1 and rule("versus", slots.text)) or rule("portfolios_compared", slots.text):
        return named or ("performance",)
    if _one_measure(slots, named):
        return named
    if named and not slots.instruments and rule("define", slots.text) and _and_mine(slots):
        return ("definition", *named)
    if named and owned(slots.text) and rule("means", slots.text):
        return (*named, "definition")
    return ()
