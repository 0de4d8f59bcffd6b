"""What holds for every test: the same environment everywhere, and no silent skip where REQUIRE_ALL=1 is set."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.CollectReport, pytest.TestReport)


@pytest.fixture(autouse=True, scope="session")
def without_ci() -> Iterator[None]:
    """`CI` makes `--locked` the default of a build; a test that is about this sets it itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        yield


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
