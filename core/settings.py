"""The settings, read from the environment once and passed in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from core.errors import BadInput
from core.spending import Budget, Prices

ROOT = Path(__file__).resolve().parents[1]
LAST_PORT = 65535
LONGEST_WAIT = 600
TOOL_MODES = ("auto", "native", "json_schema")
# A turn that lasts longer is ended.
TURN_SECONDS = 60.0
TURN = Budget(calls=12, tokens=200_000, seconds=TURN_SECONDS)
DAY = Budget(calls=3_000, tokens=20_000_000, seconds=36_000)
CONTEXT = 48_000
_TRUE = {"1", "true", "yes", "on"}
OFF = "off"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one person or address may ask for."""

    chat_per_minute: int = 240
    requests_per_minute: int = 1200
    registrations_per_minute: int = 60
    failed_logins: int = 10
    failed_login_minutes: int = 15
    body_bytes: int = 1_000_000
    import_bytes: int = 20_000_000
    import_rows: int = 250_000


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which language model answers; without a key or an address it is the built-in one.

    `turn` and `day` are the most that one turn, and one person's turns of a day, may spend on it; `context` is the most tokens
    that one request should hold.
    """

    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    tool_mode: str = "auto"
    timeout: float = 30.0
    prices: Prices = field(default_factory=Prices)
    turn: Budget = TURN
    day: Budget = DAY
    context: int = CONTEXT

    @property
    def outside(self) -> bool:
        """Tell whether a language model outside this process is configured."""
        return bool(self.api_key or self.base_url or (self.name and ":" in self.name))


@dataclass(frozen=True, slots=True)
class UpstoxSettings:
    """The application registered at Upstox, its addresses, and a token of the installation's own for prices."""

    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    redirect: str = "http://127.0.0.1:9854/"
    token: str | None = field(default=None, repr=False)
    api: str = "https://api.upstox.com"
    assets: str = "https://assets.upstox.com"


@dataclass(frozen=True, slots=True)
class SendSettings:
    """Where reviews are sent when a person wants it: an address that gets JSON, and a mail server."""

    webhook: str | None = field(default=None, repr=False)
    smtp: str | None = field(default=None, repr=False)
    mail_from: str = "coach@localhost"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `home` is where everything of this installation is kept."""

    home: Path
    port: int = 9854
    db_port: int = 9853
    database_url: str | None = field(default=None, repr=False)
    database_replica_url: str | None = field(default=None, repr=False)
    redis_url: str | None = field(default=None, repr=False)
    model: ModelSettings = field(default_factory=ModelSettings)
    embeddings: str = "minilm"
    embeddings_price: Decimal | None = None
    market: str = "sample"
    sample_dir: Path = ROOT / "data" / "sample"
    demo: bool = True
    token: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    upstox: UpstoxSettings = field(default_factory=UpstoxSettings)
    send: SendSettings = field(default_factory=SendSettings)

    @property
    def embedded(self) -> bool:
        """Tell whether the database is our own embedded server."""
        return self.database_url is None


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise BadInput(f"{name} must be a port number between 1 and 65535; it is {text!r}.")
    return int(text)


def _database_url(env: Mapping[str, str]) -> str | None:
    url = env.get("COACH_DATABASE_URL") or None
    secret = env.get("COACH_DATABASE_PASSWORD_FILE")
    if url is None or not secret:
        return url
    try:
        password = Path(secret).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(f"The password file {secret} can not be read.") from error
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(parts.username or 'postgres')}:{quote(password, safe='')}@{host}"))


def _model(env: Mapping[str, str]) -> ModelSettings:
    mode, seconds = env.get("COACH_TOOL_MODE") or "auto", env.get("COACH_MODEL_TIMEOUT") or "30"
    if mode not in TOOL_MODES:
        raise BadInput(f"COACH_TOOL_MODE must be {', '.join(TOOL_MODES)}; it is {mode!r}.")
    if not seconds.isdecimal() or not 1 <= int(seconds) <= LONGEST_WAIT:
        raise BadInput(f"COACH_MODEL_TIMEOUT must be whole seconds between 1 and {LONGEST_WAIT}; it is {seconds!r}.")
    return ModelSettings(
        name=env.get("COACH_MODEL") or None,
        api_key=env.get("OPENAI_API_KEY") or None,
        base_url=env.get("OPENAI_BASE_URL") or None,
        tool_mode=mode,
        timeout=float(seconds),
        **_spending(env),
    )


def _amount(env: Mapping[str, str], name: str) -> Decimal | None:
    """Read an amount that is not negative, or None."""
    text = env.get(name)
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found < 0:
        raise BadInput(f"{name} must be a number of at least 0; it is {text!r}.")
    return found


def _budget(env: Mapping[str, str], prefix: str, plain: Budget) -> Budget:
    """Read the limits of one budget; `off` takes a limit away."""
    found: dict[str, Any] = {}
    for name, kind in (("calls", int), ("tokens", int), ("seconds", float), ("money", Decimal)):
        text = (env.get(variable := f"{prefix}_{name.upper()}") or "").lower()
        given = None if text == OFF else _amount(env, variable)
        if kind is int and given is not None and given % 1:
            raise BadInput(f"{variable} must be a whole number; it is {text!r}.")
        found[name] = getattr(plain, name) if not text else None if given is None else kind(given)
    return Budget(**found)


def _spending(env: Mapping[str, str]) -> dict[str, Any]:
    prices = Prices(_amount(env, "COACH_MODEL_PRICE_IN"), _amount(env, "COACH_MODEL_PRICE_OUT"))
    turn, day = _budget(env, "COACH_MODEL_TURN", TURN), _budget(env, "COACH_MODEL_DAY", DAY)
    if turn.seconds is None or turn.seconds > TURN_SECONDS:
        raise BadInput(f"COACH_MODEL_TURN_SECONDS must be at most {TURN_SECONDS:.0f}: a turn that lasts longer is ended.")
    if (turn.money is not None or day.money is not None) and not prices.known:
        raise BadInput("A budget of money needs the prices COACH_MODEL_PRICE_IN and COACH_MODEL_PRICE_OUT.")
    context = _amount(env, "COACH_MODEL_CONTEXT")
    return {"prices": prices, "turn": turn, "day": day, "context": CONTEXT if context is None else int(context)}


def _upstox(env: Mapping[str, str]) -> UpstoxSettings:
    plain = UpstoxSettings()
    return UpstoxSettings(
        client_id=env.get("COACH_UPSTOX_CLIENT_ID") or None,
        client_secret=env.get("COACH_UPSTOX_CLIENT_SECRET") or None,
        redirect=env.get("COACH_UPSTOX_REDIRECT") or f"http://127.0.0.1:{_port(env, 'COACH_PORT', 9854)}/",
        token=env.get("COACH_UPSTOX_TOKEN") or None,
        api=env.get("COACH_UPSTOX_URL") or plain.api,
        assets=env.get("COACH_UPSTOX_FILES_URL") or plain.assets,
    )


def _send(env: Mapping[str, str]) -> SendSettings:
    sender = env.get("COACH_MAIL_FROM") or SendSettings().mail_from
    return SendSettings(env.get("COACH_WEBHOOK_URL") or None, env.get("COACH_SMTP_URL") or None, sender)


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment."""
    env = os.environ if env is None else env
    url = _database_url(env)
    demo = env.get("COACH_DEMO")
    return Settings(
        home=Path(env.get("COACH_HOME") or ROOT / ".coach").expanduser().absolute(),
        port=_port(env, "COACH_PORT", 9854),
        db_port=_port(env, "COACH_DB_PORT", 9853),
        database_url=url,
        database_replica_url=env.get("COACH_DATABASE_REPLICA_URL") or None,
        redis_url=env.get("COACH_REDIS_URL") or None,
        model=_model(env),
        embeddings=env.get("COACH_EMBEDDINGS") or "minilm",
        embeddings_price=_amount(env, "COACH_EMBEDDINGS_PRICE"),
        market=env.get("COACH_MARKET") or "sample",
        sample_dir=Path(env.get("COACH_SAMPLE_DIR") or ROOT / "data" / "sample").expanduser().absolute(),
        demo=demo.lower() in _TRUE if demo else url is None,
        token=env.get("COACH_TOKEN") or None,
        host=env.get("COACH_HOST") or "127.0.0.1",
        upstox=_upstox(env),
        send=_send(env),
        allowed_hosts=tuple(host.strip() for host in env.get("COACH_ALLOWED_HOSTS", "").split(",") if host.strip()),
    )


def child_environment() -> dict[str, str]:
    """Give the environment for a program we start, without Postgres client variables."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
