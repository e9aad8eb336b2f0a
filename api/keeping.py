"""`coach backup` and `coach restore`: everything of this installation into one file, and back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from api.progress import RowsBar
from api.serve import alone
from api.store import server
from core.errors import NotFound
from core.settings import Settings
from data import backup as backups
from data import restore as restoring

Out = Callable[[str], None]


def backup(settings: Settings, file: Path | None, out: Out, *, force: bool) -> None:
    """Write everything to one file, while the service runs or not."""
    if not (settings.home / "secrets").is_dir():
        raise NotFound(f"There is nothing to back up in {settings.home}.")
    target = (file or Path(f"portfolio-coach-{datetime.now(UTC):%Y-%m-%d}.backup")).absolute()
    with server(settings) as (urls, _), RowsBar().shown():
        made = backups.write(urls.admin_url, settings.home, target, force=force)
    out(f"{target}: {_people(made)}, {target.stat().st_size / 1_000_000:.1f} MB. It opens everything: keep it as you keep a password.")


def restore(settings: Settings, file: Path, out: Out, *, force: bool) -> None:
    """Put a backup in the place of what is here; the service must not run."""
    with RowsBar().shown():
        manifest = backups.check(file)
        with alone(settings), server(settings) as (urls, secrets):
            restoring.refuse(urls.admin_url, manifest, _samples(settings), force=force)
            restoring.restore(urls.admin_url, secrets, settings.home, file)
    out(f"Restored {_people(manifest)} as of {manifest.made_at:%Y-%m-%d %H:%M} UTC.")


def _samples(settings: Settings) -> list[bytes]:
    return [path.read_bytes() for path in sorted((settings.sample_dir / "portfolios").glob("*")) if path.is_file()]


def _people(manifest: backups.Manifest) -> str:
    return "1 person" if manifest.people == 1 else f"{manifest.people} people"
