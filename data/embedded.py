"""The embedded Postgres of this installation: the first process in starts it, the last one out stops it."""

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Unavailable
from data.cluster import SETTINGS, Cluster
from data.place import cluster_root, locked, programs, reachable, run_as
from data.roles import APP, DATABASE, OWNER, as_role, can_connect, create_database, prepare
from data.secrets import Secrets, load_or_create, plainly


@dataclass(frozen=True, slots=True)
class ServerUrls:
    """Connection strings by role; `admin_url` is for roles and backups only."""

    admin_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)


class Embedded:
    """The embedded server of one COACH_HOME, shared between processes."""

    def __init__(self, home: Path, port: int, settings: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.port = port
        self._settings = {**SETTINGS, **(settings or {})}
        self._cluster: Cluster | None = None
        self._use: int | None = None

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
            port = cluster.start(self.port)
            urls = self._urls(cluster, port, secrets)
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

    @staticmethod
    def _urls(cluster: Cluster, port: int, secrets: Secrets) -> ServerUrls:
        admin = cluster.url(port, DATABASE)
        return ServerUrls(admin, as_role(admin, OWNER, secrets.owner), as_role(admin, APP, secrets.app))

    def _join(self) -> None:
        # A shared lock for as long as this process lives; the kernel frees it however the process ends.
        if self._use is None:
            self._use = os.open(self.home / "database.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._use, fcntl.LOCK_SH)

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
