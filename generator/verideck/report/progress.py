"""Says what runs while it runs: a bar on a terminal, a line now and then elsewhere, nothing if it is over at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from types import TracebackType
from typing import TextIO

from verideck.report.terminal import visible

MOMENT, LONG, EVERY = 0.3, 3.0, 10.0
"""Seconds until the bar stands there, until the first line is written, and from line to line."""
QUICK = 0.02
"""Seconds of a program that the cache knew: they do not tell how long others will run."""


class Progress:
    """Hears of programs as an `Observer` does, and tells within a `with` block.

    A thread of its own tells, so that a program which hangs is named, and imports what draws the bar only once there is
    something to draw.
    """

    def __init__(self, stream: TextIO, *, animated: bool, patience: float | None = None) -> None:
        self.stream = stream
        self.animated = animated
        self.patience = patience if patience is not None else MOMENT if animated else LONG
        self.total = self.done = self.slow = 0
        self.busy = 0.0
        self.running: dict[str, float] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._teller = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        if self._teller.is_alive():
            self._teller.join()

    # ── What it hears ──

    def planned(self, programs: Collection[str]) -> None:
        with self._lock:
            self.total += len(programs)
            if programs and not self._teller.ident:
                self._teller.start()

    def began(self, program: str) -> None:
        with self._lock:
            self.running[program] = time.monotonic()

    def ended(self, program: str) -> None:
        with self._lock:
            seconds = time.monotonic() - self.running.pop(program)
            self.done += 1
            self.slow += seconds > QUICK
            self.busy += seconds

    # ── What it tells ──

    def _tell(self) -> None:
        if self._over.wait(self.patience):
            return
        if self.animated:
            self._draw()
            return
        self._write_line()
        while not self._over.wait(EVERY):
            self._write_line()

    def _write_line(self) -> None:
        with self._lock:
            text = ", ".join(part for part in (f"{self.done} of {self.total} programs done", self.left()) if part)
            names = self.names()
        print(f"verideck: {text}{'; running ' if names else ''}{names}", file=self.stream, flush=True)

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar
        from rich.table import Column

        cut = Column(no_wrap=True, overflow="ellipsis", ratio=1)
        columns = (
            TextColumn("{task.completed:.0f}/{task.total:.0f} programs"),
            BarColumn(20, complete_style="cyan", finished_style="cyan"),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[names]}", markup=False, style="dim", table_column=cut),
        )
        console = Console(file=self.stream, force_terminal=True)
        with Bar(*columns, console=console, transient=True, auto_refresh=False, expand=True) as bar:
            task = bar.add_task("", total=self.total, left="", names="")
            while True:
                with self._lock:
                    bar.update(
                        task, completed=self.done, total=self.total, left=self.left(), names=self.names(), refresh=True
                    )
                if self._over.wait(0.1):
                    return

    def left(self) -> str:
        """About how long it will take; empty as long as nothing is known of how long a program runs."""
        if not self.slow:
            return ""
        now, usual = time.monotonic(), self.busy / self.slow
        started = sum(max(0.0, usual - (now - began)) for began in self.running.values())
        queued = (self.total - self.done - len(self.running)) * self.busy / self.done
        return f"about {duration((started + queued) / max(1, len(self.running)))} left"

    def names(self) -> str:
        """What runs longest comes first."""
        return visible(", ".join(sorted(self.running, key=self.running.__getitem__)))


def duration(seconds: float) -> str:
    """Rounded as people say it."""
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 100 else f"{round(whole / 60)} min"
