"""Progress of indexing and importing, as a bar on a terminal and as a few plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from core.progress import listener

ROWS = 25_000
LABEL = "Indexing the library"
STEP = 0.25


class RowsBar:
    """Shows the rows of an import as they are read and written."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}"),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self.tasks: dict[str, TaskID] = {}
        self.told = 0

    def __call__(self, label: str, done: int, total: int | None) -> None:
        """Show `done` rows, of `total` if that is known."""
        if not self.console.is_terminal:
            self._plainly(label, done)
            return
        if label not in self.tasks:
            self.tasks[label] = self.bar.add_task(label, total=total)
        self.bar.update(self.tasks[label], completed=done, total=total)

    def _plainly(self, label: str, done: int) -> None:
        if done < self.told:
            self.told = 0
        if done >= self.told + ROWS:
            self.told = done
            sys.stderr.write(f"{label}: {done:,}\n")

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Listen for as long as a file is imported."""
        token = listener.set(self)
        try:
            with self.bar:
                yield
        finally:
            listener.reset(token)


class IndexBar:
    """Shows how many chunks have their vector; nothing is shown when none is missing."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.bar: Progress | None = None
        self.shown = -1.0

    def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total` chunks."""
        if self.shown < 0 and done >= total:
            return
        if self.console.is_terminal:
            self._drawn(done, total)
        elif done >= total or done / total >= self.shown + STEP:
            sys.stderr.write(f"{LABEL}: {done} of {total}\n")
        self.shown = max(self.shown, done / total if done < total else 0.0)

    def _drawn(self, done: int, total: int) -> None:
        if self.bar is None:
            self.bar = Progress(console=self.console)
            self.bar.add_task(LABEL, total=total)
            self.bar.start()
        self.bar.update(self.bar.task_ids[0], completed=done, total=total)
        if done >= total:
            self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
