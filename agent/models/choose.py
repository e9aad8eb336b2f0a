"""Choose the model of a turn: the one that is configured while it answers, else the built-in one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel

from agent.models.breaker import Breaker
from agent.models.openai import MOST_WRITTEN, OutsideModel, Variant
from agent.models.speaker import Speaker
from core.errors import BadInput
from core.protocols import Spending
from core.settings import CONTEXT, TURN, ModelSettings
from core.spending import Budget, Prices

DEFAULT_NAME = "gpt-5-mini"
ANY_KEY = "none"
RETRIES = 1
FINE_TUNED = "ft:"


def _never(message: str) -> bool:  # noqa: ARG001
    return False


@dataclass
class Models:
    """The models of this process.

    `builtin` gives the built-in model for the directory of one turn; `orders` tells messages that ask to trade, which no
    model outside gets to see. `spending`, `turn`, `prices` and `context`, the most tokens of one request, are about the
    model outside alone.
    """

    builtin: Callable[[Any], Speaker]
    outside: Speaker | None = None
    breaker: Breaker = field(default_factory=Breaker)
    orders: Callable[[str], bool] = _never
    spending: Spending | None = None
    turn: Budget = TURN
    prices: Prices = field(default_factory=Prices)
    context: int = CONTEXT

    @property
    def ready(self) -> bool:
        """Tell whether a turn should ask the model outside."""
        return self.outside is not None and self.breaker.closed

    @property
    def requests(self) -> int:
        """Give how many requests one reply of the model outside may take."""
        return self.outside.requests if isinstance(self.outside, OutsideModel) else 1

    def asked(self, message: str) -> bool:
        """Tell whether the model outside is to answer a message: orders and transfers are refused in code, before any model."""
        return self.ready and not self.orders(message)


def _compatible(settings: ModelSettings, variant: Variant, client: Any) -> BaseChatModel:
    """Make the client of an OpenAI-compatible endpoint over a connection pool of ours."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    from agent.models.json_tools import JsonToolChat

    kind = JsonToolChat if variant.tool_mode == "json_schema" else ChatOpenAI
    return kind(
        model=settings.name or DEFAULT_NAME,
        api_key=SecretStr(settings.api_key or ANY_KEY),
        base_url=settings.base_url,
        http_async_client=client,
        timeout=settings.timeout,
        max_retries=RETRIES,
        stream_usage=variant.usage,
        max_tokens=MOST_WRITTEN if variant.usage else None,
        stream_chunk_timeout=settings.timeout,
    )


def _vendor(settings: ModelSettings) -> BaseChatModel:
    """Make the client of a vendor that LangChain names, from vendor:name; its package is an extra."""
    from langchain.chat_models import init_chat_model

    try:
        made = init_chat_model(settings.name or "", timeout=settings.timeout, max_retries=RETRIES)
    except (ImportError, ValueError) as error:
        raise BadInput(f"COACH_MODEL={settings.name} can not be used: {error}") from error
    return made


def outside(settings: ModelSettings) -> Speaker | None:
    """Give the model outside this process that the settings name, or None."""
    if not settings.outside:
        return None
    name = settings.name or DEFAULT_NAME
    half = settings.timeout / 2
    if ":" in name and not settings.base_url and not name.startswith(FINE_TUNED):
        chat = _vendor(settings)
        return OutsideModel(name, lambda _: chat, adaptive=False, first=half, between=half)
    variant = Variant("json_schema" if settings.tool_mode == "json_schema" else "native")
    import httpx2

    client = httpx2.AsyncClient(timeout=settings.timeout)
    made: dict[Variant, BaseChatModel] = {}

    def make(wanted: Variant) -> BaseChatModel:
        if wanted not in made:
            made[wanted] = _compatible(settings, wanted, client)
        return made[wanted]

    return OutsideModel(name, make, variant, settings.tool_mode == "auto", half, half, close=client.aclose)
