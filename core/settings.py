"""The settings, read from the environment once and passed in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from core.errors import BadInput

ROOT = Path(__file__).resolve().parents[1]
LAST_PORT = 65535
_TRUE = {"1", "true", "yes", "on"}


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
    """Which language model answers; without a key or an address it is the built-in one."""

    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    tool_mode: str = "auto"
    timeout: float = 30.0

    @property
    def outside(self) -> bool:
        """Tell whether a language model outside this process is configured."""
        return bool(self.api_key or self.base_url or (self.name and ":" in self.name))


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
    market: str = "sample"
    sample_dir: Path = ROOT / "data" / "sample"
    demo: bool = True
    token: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

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
        model=ModelSettings(
            name=env.get("COACH_MODEL") or None,
            api_key=env.get("OPENAI_API_KEY") or None,
            base_url=env.get("OPENAI_BASE_URL") or None,
            tool_mode=env.get("COACH_TOOL_MODE") or "auto",
        ),
        embeddings=env.get("COACH_EMBEDDINGS") or "minilm",
        market=env.get("COACH_MARKET") or "sample",
        sample_dir=Path(env.get("COACH_SAMPLE_DIR") or ROOT / "data" / "sample").expanduser().absolute(),
        demo=demo.lower() in _TRUE if demo else url is None,
        token=env.get("COACH_TOKEN") or None,
        host=env.get("COACH_HOST") or "127.0.0.1",
        allowed_hosts=tuple(host.strip() for host in env.get("COACH_ALLOWED_HOSTS", "").split(",") if host.strip()),
    )


def child_environment() -> dict[str, str]:
    """Give the environment for a program we start, without Postgres client variables."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
