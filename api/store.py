"""Where the database is: our own embedded server, or the one that COACH_DATABASE_URL names."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.build import update_schema
from core.settings import Settings
from data.embedded import Embedded
from data.roles import ServerUrls, prepare, server_urls
from data.secrets import Secrets, load_or_create


@contextmanager
def server(settings: Settings) -> Iterator[tuple[ServerUrls, Secrets]]:
    """Bring the database up as it is; gives its connection strings and the secrets of the installation."""
    secrets = load_or_create(settings.home)
    if settings.database_url is not None:
        yield server_urls(settings.database_url, secrets), secrets
        return
    embedded = Embedded(settings.home, settings.db_port)
    try:
        urls = embedded.start()
        with embedded.watched():
            yield urls, secrets
    finally:
        embedded.stop()


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """Bring the database up and to the newest schema; gives the application's connection string."""
    with server(settings) as (urls, secrets):
        if not settings.embedded:
            prepare(urls.admin_url, secrets.owner, secrets.app)
        update_schema(urls.owner_url, secrets.identity_key)
        yield urls.app_url
