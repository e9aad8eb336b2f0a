"""The embedded Postgres of this installation: the first process in starts it, the last one out stops it."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from core.errors import Unavailable
from data.cluster import SETTINGS, Cluster, port_is_free
from data.place import cluster_root, locked, programs, reachable, run_as
from data.roles import DATABASE, ServerUrls, can_connect, create_database, prepare, server_urls
from data.secrets import Secrets, load_or_create, plainly


class Embedded:
    """The embedded server of one COACH_HOME, shared between processes."""

    def __init__(self, home: Path, port: int, settings: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.port = port
        self._settings = {**SETTINGS, **(settings or {})}
        self._cluster: Cluster | None = None
        self._use: int | None = None
        self._port_in_use = port

    @property
    def cluster(self) -> Cluster:
        """Give the cluster; it is known once the server was started."""
        if self._cluster is None:
            raise Unavailable("The embedded database is not started.")
        return self._cluster

    def start(self) -> ServerUrls:
        """Start the server, or join the one that runs, and give the connection strings."""
        secrets = load_or_create(self.home)
        with plainly(self.home), locked(self.home / "database.lock"):
            cluster = self._find(secrets)
            self._cluster = cluster
            cluster.create()
            port = self._port_in_use = cluster.start(self.port)
            urls = server_urls(cluster.url(port, DATABASE), secrets)
            if not can_connect(urls.app_url):
                create_database(cluster.url(port), DATABASE)
                prepare(urls.admin_url, secrets.owner, secrets.app)
            self._join()
        return urls

    def _find(self, secrets: Secrets) -> Cluster:
        root = cluster_root(self.home)
        user = run_as(root / "data")
        if root.exists() and not reachable(root, user):
            raise Unavailable(f"The database's own user can no longer enter {root}; give back access to its parent folders.")
        if (root / "data").exists() and (root / "data").stat().st_uid != user.uid:
            raise Unavailable(f"The database in {root} belongs to another user; start as that user or set another COACH_HOME.")
        return Cluster(root, programs(user), user, secrets.superuser, self._settings)

    def _join(self) -> None:
        # A shared lock for as long as this process lives; the kernel frees it however the process ends.
        if self._use is None:
            self._use = os.open(self.home / "database.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def ensure(self) -> None:
        """Start the server again when it died."""
        if port_is_free(self._port_in_use):
            with plainly(self.home), locked(self.home / "database.lock"):
                self.cluster.start(self._port_in_use)

    @contextmanager
    def watched(self, every: float = 1.0) -> Iterator[None]:
        """Bring the server back whenever it dies, for as long as the block runs."""
        ended = Event()

        def watch() -> None:
            while not ended.wait(every):
                with suppress(Unavailable):
                    self.ensure()

        thread = Thread(target=watch, name="embedded-database", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def stop(self) -> None:
        """Leave; stop the server when nobody else uses it."""
        if self._use is None:
            return
        with plainly(self.home), locked(self.home / "database.lock"):
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                self.cluster.stop()
            finally:
                os.close(self._use)
                self._use = None
