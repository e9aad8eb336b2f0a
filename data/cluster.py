"""One Postgres cluster on disk: made by initdb, started and stopped by pg_ctl."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import psycopg
from psycopg.conninfo import make_conninfo

from core.errors import Unavailable
from core.settings import child_environment
from data.place import RunAs
from data.queries import sql

HOST = "127.0.0.1"
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "shared_buffers": "256MB",
        "jit": "off",
        "max_connections": "60",
        "listen_addresses": HOST,
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "idle_in_transaction_session_timeout": "60s",
    }
)
PID_LINES = 8
WAIT = 90
FULL = "No space left on device"
LEAST_FREE = 4 * 1024 * 1024


def port_is_free(port: int) -> bool:
    """Tell whether we could listen on a port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folder of a cluster, the programs that run it, and as whom."""

    root: Path
    programs: Path
    user: RunAs
    password: str = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)

    @property
    def data(self) -> Path:
        """Give the data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """Give the server's log file."""
        return self.root / "log" / "server.log"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as its user."""
        return subprocess.run(  # noqa: S603 - a program of the wheel with our own paths
            [str(self.programs / command[0]), *command[1:]],
            cwd="/",
            env={**child_environment(), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if command[0] == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL if command[0] == "pg_ctl" else subprocess.STDOUT,
            text=True,
            timeout=2 * WAIT,
            check=False,
            **self.user.options,
        )

    def own(self, path: Path) -> None:
        """Hand a file or folder of ours to the server's user."""
        if os.geteuid() == 0:
            os.chown(path, self.user.uid, self.user.gid)

    def create(self) -> None:
        """Make the cluster, unless it is there; an interrupted first start leaves nothing behind."""
        if (self.data / "PG_VERSION").exists():
            return
        draft, secret = self.root / "data.new", self.root / ".password"
        shutil.rmtree(draft, ignore_errors=True)
        secret.unlink(missing_ok=True)
        draft.mkdir(mode=0o700)
        self.own(draft)
        try:
            with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"{self.password}\n")
            self.own(secret)
            self._initdb(draft, secret)
        finally:
            secret.unlink(missing_ok=True)
        draft.rename(self.data)

    def _initdb(self, draft: Path, secret: Path) -> None:
        locale = ("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        login = ("-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}")
        done = self.run("initdb", "-D", str(draft), *login, *locale, "--no-instructions")
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            self._complain(done.stdout)
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude_if_exists = 'coach.conf'\n")

    def _complain(self, text: str) -> None:
        if FULL in text or shutil.disk_usage(self.root).free < LEAST_FREE:
            raise Unavailable(f"The disk that holds {self.root} is full; free some space and start again.")
        lines = [line for line in text.splitlines() if "FATAL" in line or "error" in line.lower()]
        raise Unavailable(f"The embedded database did not start: {(lines or ['see ' + str(self.log)])[-1].strip()}")

    def url(self, port: int, database: str = "postgres") -> str:
        """Give the superuser's connection string."""
        server = make_conninfo("", host=HOST, port=port, connect_timeout=5, sslmode="disable", gssencmode="disable")
        return make_conninfo(server, user="postgres", password=self.password, dbname=database)

    def running_port(self) -> int | None:
        """Give the port of this very cluster when it is up and answers."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < PID_LINES or lines[7].strip() != "ready":
            return None
        return int(lines[3]) if self._is_ours(int(lines[3])) else None

    def _is_ours(self, port: int) -> bool:
        try:
            with psycopg.connect(self.url(port)) as conn:
                row = conn.execute(sql("roles.data_directory")).fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]).resolve() == self.data.resolve()

    def start(self, port: int) -> int:
        """Start the server and give its port; one that runs already keeps its own."""
        deadline = time.monotonic() + WAIT
        while True:
            running = self.running_port()
            if running is not None:
                return running
            if self._launch(port):
                continue
            if time.monotonic() > deadline or not (self.data / "postmaster.pid").exists():
                break
            time.sleep(0.5)
        self._check_port(port)
        self._complain(self._last_words())
        raise Unavailable

    @staticmethod
    def _check_port(port: int) -> None:
        if not port_is_free(port):
            raise Unavailable(f"Port {port} is in use by another program; set COACH_DB_PORT to a free port.")

    def _launch(self, port: int) -> bool:
        if not (self.data / "postmaster.pid").exists():
            self._check_port(port)
            self._configure()
        arguments = ("-w", "-t", str(WAIT), "-l", str(self.log), "-o", f"-p {port}")
        return self.run("pg_ctl", "-D", str(self.data), *arguments, "start").returncode == 0

    def _configure(self) -> None:
        def quoted(value: str) -> str:
            return "'" + value.replace("'", "''") + "'"

        conf = self.data / "coach.conf"
        conf.write_text("".join(f"{name} = {quoted(value)}\n" for name, value in self.settings.items()), encoding="utf-8")
        self.own(conf)
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        self.own(self.log.parent)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".old"))

    def _last_words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:] if self.log.exists() else ""

    def stop(self) -> None:
        """Stop the server and wait for it."""
        done = self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", str(WAIT), "stop")
        if done.returncode != 0 and self.running_port() is not None:
            raise Unavailable(f"The embedded database in {self.root} did not stop.")
