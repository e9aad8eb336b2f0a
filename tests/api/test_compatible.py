"""The OpenAI-compatible door, with the official client over a real socket."""

from typing import Any

import openai
import pytest

from tests.fixtures_service import Service

pytestmark = pytest.mark.timeout(600)
WORTH = "What is my portfolio worth?"


def client_of(service: Service) -> openai.OpenAI:
    """Give the official client with a personal access token as its key."""
    with service.signed_in() as person:
        made = {"name": "openai", "doors": ["api"], "scopes": ["chat", "portfolio:read"]}
        token = person.post("/api/v1/tokens", json=made).raise_for_status().json()["token"]
    return openai.OpenAI(base_url=f"{service.url}/v1", api_key=token, max_retries=0)


def test_the_coach_is_listed_as_a_model(service: Service) -> None:
    with client_of(service) as client:
        assert [model.id for model in client.models.list()] == ["portfolio-coach"]


def test_streaming_and_not_streaming_say_the_same(service: Service) -> None:
    asked: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": WORTH}]}]
    with client_of(service) as client:
        whole: Any = client.chat.completions.create(model="portfolio-coach", messages=asked)
        chunks: list[Any] = list(client.chat.completions.create(model="portfolio-coach", messages=asked, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices[0].finish_reason] == ["stop"]
    assert whole.coach["text"] in text
    assert chunks[-1].coach["facts"][0]["unit"] == "money"
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens


def test_events_come_as_they_happen(service: Service) -> None:
    with service.signed_in() as person, person.stream("POST", "/api/v1/chat", json={"message": WORTH}) as answer:
        pieces = list(answer.iter_text())
    assert "turn.start" in pieces[0]
    assert "event: done" not in pieces[0]
    assert "event: done" in pieces[-1]


def test_citations_are_footnotes(service: Service) -> None:
    with client_of(service) as client:
        asked = client.chat.completions.create(model="any", messages=[{"role": "user", "content": "What is a Sharpe ratio?"}])
    text = asked.choices[0].message.content or ""
    assert "[1]" in text
    assert "[^1]: " in text


def test_errors_are_those_of_the_client(service: Service) -> None:
    with client_of(service) as client, pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="any", messages=[{"role": "system", "content": "no question"}])
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=f"{service.url}/v1", api_key="wrong", max_retries=0).models.list()
