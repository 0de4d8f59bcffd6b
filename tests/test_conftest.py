"""The rule that nothing is skipped where REQUIRE_ALL=1 is set, tried on pytest itself."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SKIPPED = """
    import pytest

    def test_passes():
        pass

    @pytest.mark.skip(reason="no browser here")
    def test_skipped():
        pass
    """
SKIPPED_INSIDE = """
    import pytest

    def test_skipped():
        pytest.skip("not root")
    """
SKIPPED_MODULE = """
    import pytest

    pytest.importorskip("there_is_no_such_module")

    def test_never_collected():
        pass
    """
EXPECTED_FAILURE = """
    import pytest

    @pytest.mark.xfail(reason="known bug")
    def test_fails():
        assert False
    """


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project that has the conftest of these tests."""
    pytester.makeini("[pytest]\naddopts = -p no:hypothesispytest")  # which every run would import anew
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    return pytester


@pytest.mark.parametrize(
    ("source", "named", "reason"),
    [
        (SKIPPED, "::test_skipped", "no browser here"),
        (SKIPPED_INSIDE, "::test_skipped", "not root"),
        (SKIPPED_MODULE, "_module.py", "there_is_no_such_module"),
        (EXPECTED_FAILURE, "::test_fails", "expected to fail: known bug"),
    ],
    ids=["mark", "call", "module", "expected-failure"],
)
def test_whatever_is_skipped_fails_the_run_where_all_is_required(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, source: str, named: str, reason: str
) -> None:
    """A gate that skips is no gate, so the run fails and says which test did not pass and why."""
    monkeypatch.setenv("REQUIRE_ALL", "1")
    project.makepyfile(test_module=source)
    result = project.runpytest_inprocess()
    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(f"*REQUIRE_ALL=1, and *{named}* did not pass: *{reason}*")


def test_skips_stay_skips_where_not_everything_is_required(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contributor without root or a browser can still run the suite."""
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    project.makepyfile(SKIPPED)
    result = project.runpytest_inprocess("-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines("*no browser here*")


def test_passing_tests_pass_where_all_is_required(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule touches nothing else."""
    monkeypatch.setenv("REQUIRE_ALL", "1")
    project.makepyfile("def test_passes(): pass")
    project.runpytest_inprocess().assert_outcomes(passed=1)


def test_tests_do_not_see_that_they_run_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that builds a deck means the same on every machine."""
    monkeypatch.setenv("CI", "true")
    project.makepyfile("import os\ndef test_environment(): assert 'CI' not in os.environ")
    project.runpytest_inprocess().assert_outcomes(passed=1)
