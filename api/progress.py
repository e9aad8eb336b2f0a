"""Progress of indexing, as a bar on a terminal and as a few plain lines elsewhere."""

import sys

from rich.console import Console
from rich.progress import Progress

LABEL = "Indexing the library"
STEP = 0.25


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
