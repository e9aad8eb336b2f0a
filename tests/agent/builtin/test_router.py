"""Intents: how often a question is understood, and that every question offered is one that can be answered."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from agent.models.builtin import BuiltInChat
from agent.models.builtin.intents import FOLDER as EXEMPLARS
from agent.models.builtin.intents import intents
from agent.models.builtin.plans.plan import PLANS
from agent.models.builtin.understand import Understanding
from agent.models.builtin.words import data
from core.notation import read_yaml
from evals.golden.questions import golden
from tests.agent.builtin.names import ONE, TWO

FOLDER = Path(__file__).parent
OFFERED = sorted({text for texts in data("suggestions")["after"].values() for text in texts} | set(data("suggestions")["always"]))


async def intents_of(chat: BuiltInChat, text: str) -> list[str]:
    reading = await Understanding(chat.router, ONE).thread([text])
    return [part.intent for part in reading.parts]


@pytest.mark.parametrize(
    ("file", "floor"), [("questions_tuned", 0.97), ("questions_unseen", 0.87), ("questions_last", 0.9), ("questions_fresh", 0.9)]
)
async def test_questions_are_understood(chat: BuiltInChat, file: str, floor: float) -> None:
    asked = [(intent, text) for intent, texts in yaml.safe_load((FOLDER / f"{file}.yaml").read_text("utf-8")).items() for text in texts]
    wrong = [(text, intent, found) for intent, text in asked if intent not in (found := await intents_of(chat, text))]
    assert 1 - len(wrong) / len(asked) >= floor, wrong


def sorted_words(text: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"\w+", text.lower())))


def written(node: object) -> Iterator[str]:
    """Give every text below a node of a list of questions."""
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from [each] if isinstance(each, str) else written(each)


@pytest.mark.filterwarnings("ignore:Sorting by default")
@pytest.mark.parametrize("file", ["unseen", "last", "fresh", "bounds", "golden"])
def test_no_question_that_measures_is_an_example(file: str) -> None:
    if file == "golden":
        asked = [each.question.question for each in golden()]
    else:
        asked = list(written(yaml.safe_load((FOLDER / f"questions_{file}.yaml").read_text("utf-8"))))
    intents_raw = [raw for path in EXEMPLARS.glob("*.yaml") for raw in read_yaml(path.read_text("utf-8")).values()]
    examples = {sorted_words(text) for raw in intents_raw for text in raw["exemplars"]}
    assert asked
    assert [text for text in asked if sorted_words(text) in examples] == []


async def test_orders_are_never_taken_for_questions(chat: BuiltInChat) -> None:
    for text in (
        "buy 10 Apple",
        "Sell all my MSFT now!",
        "please purchase 5 shares of Coca-Cola",
        "execute the trade",
        "transfer 5000 to my bank",
        "start a SIP of 5000",
    ):
        assert await intents_of(chat, text) == ["order"], text


@pytest.mark.parametrize(
    "text", ["what if I buy 10 Apple", "should I sell Apple", "when did I sell Apple", "record that I bought 10 Apple at 130 on 2022-12-01"]
)
async def test_questions_about_trades_are_no_orders(chat: BuiltInChat, text: str) -> None:
    assert "order" not in await intents_of(chat, text)


@pytest.mark.parametrize("name", sorted(intents()))
async def test_an_intent_has_a_plan_and_examples_and_is_reached_by_its_own_question(chat: BuiltInChat, name: str) -> None:
    intent = intents()[name]
    assert name in PLANS
    assert len(intent.exemplars) >= 15
    if name not in {"replay", "prediction", "order", "out_of_scope"}:
        assert name in await intents_of(chat, intent.ask)


@pytest.mark.parametrize("text", OFFERED)
async def test_a_question_that_is_offered_is_understood(chat: BuiltInChat, text: str) -> None:
    found = await intents_of(chat, text.replace("{stock}", "Apple"))
    assert found
    assert not {"out_of_scope", "order", "prediction"} & set(found)


async def test_the_vectors_are_kept_and_read_again(chat: BuiltInChat, tmp_path: Path) -> None:
    class Counting:
        model, dimensions, texts = chat.embedder.model, 384, 0

        async def encode(self, texts: list[str]) -> object:
            self.texts += len(texts)
            return await chat.embedder.encode(texts)

    first, second = Counting(), Counting()
    for counting in (first, second):
        await BuiltInChat(embedder=counting, vectors=tmp_path / "kept.npz").warm()
    assert first.texts > 1000
    assert second.texts == 0


async def test_nonsense_is_answered_with_what_can_be_asked(chat: BuiltInChat) -> None:
    reading = await Understanding(chat.router, TWO).thread(["asdf qwer zxcv"])
    assert reading.parts == ()
    assert reading.sure is False
