"""The questions offered after an answer: three that these tools can answer."""

from collections.abc import Iterator, Sequence

from agent.models.builtin.answers.note import Note
from agent.models.builtin.plans.ask import Ask
from agent.models.builtin.rules import OF_METRIC, owned
from agent.models.builtin.slots.words import metrics
from agent.models.builtin.words import data

THREE = 3


def _stock(asks: Sequence[Ask], note: Note) -> str | None:
    named = next((ask.called(symbol) for ask in asks for symbol in ask.slots.instruments), None)
    return named or note.holding


def _pool(asks: Sequence[Ask]) -> Iterator[str]:
    """Give questions that could follow, best first."""
    ready = data("suggestions")
    for ask in asks:
        if ask.intent == "definition":
            yield from (ready["of_metric"][metric] for metric in ask.slots.words.metrics if metric in ready["of_metric"])
    for ask in reversed(asks):
        yield from ready["after"].get(ask.intent, ())
    yield from ready["always"]


def _answered(text: str, asks: Sequence[Ask]) -> bool:
    """Tell whether a question has just been answered."""
    plain = text.lower().strip(" ?.!")
    if any(ask.text.lower().strip(" ?.!") == plain for ask in asks):
        return True
    intents = {ask.intent for ask in asks}
    asked = {metric for ask in asks for metric in ask.slots.words.metrics}
    named = set(metrics(text))
    if not named or not named <= asked:
        return False
    return bool(intents & {OF_METRIC.get(metric) for metric in named}) if owned(text) else "definition" in intents


def suggest(asks: Sequence[Ask], note: Note) -> list[str]:
    """Give three questions to ask next, none of them just answered."""
    stock = _stock(asks, note)
    portfolio = asks[-1].portfolio if asks[-1].slots.portfolios else None
    found: list[str] = []
    for text in _pool(asks):
        if ("{stock}" in text and not stock) or _answered(text, asks):
            continue
        written = text.replace("{stock}", stock or "")
        if portfolio and "portfolio's" not in written:
            written = written.replace("my portfolio", f"the {portfolio.name} portfolio")
        if written not in found:
            found.append(written)
    return found[:THREE]
