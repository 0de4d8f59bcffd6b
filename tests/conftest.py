"""What holds for every test: the same environment everywhere, and no silent skip where REQUIRE_ALL=1 is set."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

collect_ignore = ["browser/looks"]
"""A deck that tests build. To the plugin for pytest it is one like any other, whose notes would be tests of ours."""

pytest.register_assert_rewrite("years")  # what they assert is told with its values, as in a test

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A slow machine is no reason to fail."""
settings.load_profile("patient")

Report = TypeVar("Report", pytest.CollectReport, pytest.TestReport)


@pytest.fixture(autouse=True, scope="session")
def without_ci() -> Iterator[None]:
    """`CI` makes `--locked` the default of a build; a test that is about this sets it itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        yield


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120_000
"""Milliseconds in which a page must come to what is expected of it. Only a test that fails takes that long."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, started once."""
    from playwright.sync_api import expect, sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"], timeout=PATIENCE)
        started.on("context", lambda context: context.set_default_timeout(PATIENCE))
        expect.set_options(timeout=PATIENCE)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, as wide as Anki's window when it opens."""
    opened = browser.new_page(viewport={"width": 800, "height": 900})
    yield opened
    opened.close()


@pytest.fixture(autouse=True, scope="session")
def without_sandbox() -> Iterator[None]:
    """Builds by a door go the same way on every machine; a test that is about the sandbox asks for one itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VERIDECK_SANDBOX", "off")
        yield


@pytest.fixture(autouse=True, scope="session")
def without_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept for a user is kept for the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True, scope="session")
def with_a_terminal_like_all() -> Iterator[None]:
    """What a terminal is and how its user wants it is told by the environment, and differently by each machine's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm")
        for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def without_a_proxy() -> Iterator[None]:
    """What serves here is asked itself: where a proxy leads to the internet, it need not lead back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "*")
        yield


@pytest.fixture(autouse=True, scope="session")
def without_progress() -> Iterator[None]:
    """What a build says of programs that take long, it says on slow machines only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("verideck.report.progress.LONG", threading.TIMEOUT_MAX)
        yield


@pytest.fixture(autouse=True, scope="session")
def with_ctrl_c() -> Iterator[None]:
    """What shells start in the background ignores it, and so would all that these tests start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def with_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds by a door confine programs as they do for people who say nothing."""
    monkeypatch.delenv("VERIDECK_SANDBOX")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what runs on demand only."""
    if "desktop" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("desktop")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Modules that are skipped as a whole."""
    return required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tests. A conftest's wrapper is the outermost, so the report says already what became of an expected failure."""
    return required((yield))


def required(report: Report) -> Report:
    """The report, failed if it was skipped (as an expected failure is, too) where every test is required."""
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, and {report.nodeid} did not pass: {reason(report)}"
        vars(report).pop("wasxfail", None)
    return report


def reason(report: pytest.CollectReport | pytest.TestReport) -> str:
    """Why a report was skipped, in the words of who skipped it."""
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail}"
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
