"""What is told while programs run. Nothing here waits for a time to pass: the teller's patience is none, or endless."""

from __future__ import annotations

import io
import re
import threading
from pathlib import Path

import pytest

from projects import FakeSandbox, make_project
from verideck.build import check
from verideck.execute import Observer
from verideck.report import Progress
from verideck.report.progress import duration

DEADLINE = 60
"""Seconds until a test that waits for a text gives up."""


class Written(io.StringIO):
    """Text that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def write(self, text: str) -> int:
        with self.changed:
            count = super().write(text)
            self.changed.notify_all()
        return count

    def shows(self, text: str) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: text in self.getvalue(), DEADLINE)


def started(stream: io.StringIO, *, animated: bool, patience: float = 0) -> Progress:
    progress = Progress(stream, animated=animated, patience=patience)
    with progress._lock:  # so that the first thing which it tells is all of this
        progress._lock.release()
        progress.began("cards/a.md#one")
        progress.ended("cards/a.md#one")
        progress.began("snippets/slow.py")
        progress.planned(["cards/a.md#one", "snippets/slow.py", "snippets/[x].py"])
        progress._lock.acquire()
    return progress


def test_a_terminal_shows_a_bar_with_the_running_programs() -> None:
    """How far it is, and which program it waits for; the bar leaves nothing behind."""
    stream = Written()
    with started(stream, animated=True) as progress:
        assert stream.shows("1/3 programs")
        assert stream.shows("snippets/slow.py")
        progress.ended("snippets/slow.py")
        progress.began("snippets/[x].py")
        assert stream.shows("snippets/[x].py"), "a name is no markup"
    assert stream.getvalue().endswith("\x1b[2K"), "the line is erased at the end"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar moves, but in the terminal's own colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Written()
    with started(stream, animated=True):
        assert stream.shows("1/3 programs")
    assert not re.search(r"\x1b\[[0-9;]*3[0-8]", stream.getvalue())


def test_elsewhere_lines_are_written() -> None:
    """A log has no use for a bar, but a build that hangs must say where."""
    stream = Written()
    with started(stream, animated=False):
        assert stream.shows("verideck: 1 of 3 programs done; running snippets/slow.py\n")
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize("animated", [True, False])
def test_what_is_over_in_a_moment_is_not_told(animated: bool) -> None:
    """An unchanged build writes nothing, and imports nothing to write it with."""
    stream = Written()
    with started(stream, animated=animated, patience=DEADLINE):
        pass
    assert stream.getvalue() == ""


def test_names_cannot_control_the_terminal() -> None:
    """A file may be called anything."""
    stream = Written()
    with Progress(stream, animated=False, patience=0) as progress:
        progress.began("\x1b[2Jevil")
        progress.planned(["\x1b[2Jevil"])
        assert stream.shows("␛[2Jevil")
    assert "\x1b" not in stream.getvalue()


def test_the_time_left_goes_by_what_ran_and_not_by_what_the_cache_knew() -> None:
    """A thousand recordings found in a second say nothing about the program that runs now."""
    progress = Progress(io.StringIO(), animated=False)
    progress.total, progress.done = 12, 10
    assert progress.left() == ""
    progress.slow, progress.busy = 1, 30.0
    assert progress.left() == "about 6 s left"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0, "1 s"), (1.4, "1 s"), (99.0, "99 s"), (130.0, "2 min"), (3600.0, "60 min")]
)
def test_times_are_rounded(seconds: float, words: str) -> None:
    """More would be guessed."""
    assert duration(seconds) == words


def test_a_build_tells_its_observer_of_every_program(tmp_path: Path) -> None:
    """All are known before the first begins, and each that began ends."""
    heard: list[str] = []

    class Listener(Observer):
        def planned(self, programs: object) -> None:
            heard.append(f"planned {list(programs)}")  # type: ignore[call-overload]  # of strings, as Observer says

        def began(self, program: str) -> None:
            heard.append(f"began {program}")

        def ended(self, program: str) -> None:
            heard.append(f"ended {program}")

    check(make_project(tmp_path), FakeSandbox(), observer=Listener())
    assert heard == ["planned ['snippets/sums.py']", "began snippets/sums.py", "ended snippets/sums.py"]
