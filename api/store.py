"""Where the database is: our own embedded server, or the one that COACH_DATABASE_URL names."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.build import update_schema
from core.settings import Settings
from data.embedded import Embedded
from data.roles import APP, OWNER, as_role, prepare
from data.secrets import load_or_create


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """Bring the database up and to the newest schema; gives the application's connection string."""
    secrets = load_or_create(settings.home)
    if settings.database_url is not None:
        prepare(settings.database_url, secrets.owner, secrets.app)
        update_schema(as_role(settings.database_url, OWNER, secrets.owner), secrets.identity_key)
        yield as_role(settings.database_url, APP, secrets.app)
        return
    embedded = Embedded(settings.home, settings.db_port)
    try:
        urls = embedded.start()
        update_schema(urls.owner_url, secrets.identity_key)
        with embedded.watched():
            yield urls.app_url
    finally:
        embedded.stop()
