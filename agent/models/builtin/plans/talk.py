"""What is said without any tool: greetings, help, limits, questions back."""

from agent.models.builtin import bounds
from agent.models.builtin.plans.ask import Ask, Plan, Say
from agent.models.builtin.rules import rule
from agent.models.builtin.words import data


def ready(name: str, **filled: str) -> Say:
    """Give a ready text with the questions offered beside it."""
    entry = data("talk")[name]
    return Say(str(entry["say"]).format(**filled).strip() if filled else str(entry["say"]).strip(), tuple(entry.get("ask") or ()))


def _plain(name: str) -> Plan:
    return lambda _: ready(name)


def _order(ask: Ask) -> Say:
    name = ask.called(ask.symbol)
    text = ready("order").text
    if not name:
        return Say(text, ("What are my largest holdings?", "Which of my lots become long-term soon?", "How risky is my portfolio?"))
    return Say(
        text,
        (f"What would change if I sold half of my {name}?", f"What should I consider before selling {name}?", f"How volatile is {name}?"),
    )


def _prediction(ask: Ask) -> Say:
    name = ask.called(ask.symbol)
    if bounds.promised(ask.slots):
        return ready("no_promise")
    text = ready("prediction", what=name or "the market").text
    chart = f"Show the price chart of {name} over 5 years." if name else "What would another 2008 do to my portfolio?"
    return Say(text, (chart, "How risky is my portfolio?", "What are my chances of having 1 million by 2040?"))


def _outside(ask: Ask) -> Say:
    """Name what is not kept, where that is what was asked for."""
    if bounds.others(ask.slots):
        return ready("no_others")
    return ready(next((f"no_{name}" for name in ("fundamentals", "inflation") if rule(name, ask.text)), "out_of_scope"))


PLANS: dict[str, Plan] = {
    **{name: _plain(name) for name in ("greeting", "thanks", "bye", "help", "identity", "privacy", "importing")},
    "out_of_scope": _outside,
    "order": _order,
    "prediction": _prediction,
}
