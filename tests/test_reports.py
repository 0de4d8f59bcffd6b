"""The report on the disk: it is there after every build, tells of failures, and costs an unchanged build nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import SETTINGS, SNIPPET, make_project
from verideck.build import build
from verideck.errors import PackError
from verideck.execute import open_sandbox
from verideck.model import Project
from verideck.reports import write_report


def reported(project: Project) -> bool:
    with open_sandbox(project) as sandbox:
        built = build(project, sandbox, 1.7e9)
        return write_report(built, sandbox.ran)


def entries(root: Path) -> dict[str, object]:
    found = json.loads((root / "dist/report.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_a_build_leaves_a_page_and_a_document(tmp_path: Path) -> None:
    """Beside the package; the document says what came of it."""
    assert reported(make_project(tmp_path))
    assert "1 of 1 note verified" in (tmp_path / "dist/report.html").read_text("utf-8")
    assert entries(tmp_path)["package"] == {"file": "dist/deck.apkg", "written": True, "notes": 1}


def test_an_unchanged_build_leaves_the_report_alone(tmp_path: Path) -> None:
    """It says still what is true, and what is not written costs nothing."""
    project = make_project(tmp_path)
    reported(project)
    before = (tmp_path / "dist/report.html").stat().st_mtime_ns
    assert not reported(project)
    assert (tmp_path / "dist/report.html").stat().st_mtime_ns == before


@pytest.mark.parametrize("lost", ["dist/report.html", "dist/report.json"])
def test_a_lost_report_is_written_again(tmp_path: Path, lost: str) -> None:
    """Somebody cleaned up."""
    project = make_project(tmp_path)
    reported(project)
    (tmp_path / lost).unlink()
    assert reported(project)
    assert (tmp_path / lost).exists()


def test_a_failed_build_reports_what_failed_and_a_mended_one_that_it_holds(tmp_path: Path) -> None:
    """Also where mending brings back what the package was made of, and the package stays as it is."""
    project = make_project(tmp_path)
    reported(project)
    (tmp_path / "snippets/sums.py").write_text(SNIPPET.replace("1 + 1", "1 + 2"))
    assert reported(project)
    page = (tmp_path / "dist/report.html").read_text("utf-8")
    assert "error[claim-failed]" in page
    assert "no package was written" in page
    (tmp_path / "snippets/sums.py").write_text(SNIPPET)
    assert reported(project)
    assert "1 of 1 note verified" in (tmp_path / "dist/report.html").read_text("utf-8")


def test_a_changed_sentence_changes_the_report(tmp_path: Path) -> None:
    """Although nothing runs again."""
    project = make_project(tmp_path)
    reported(project)
    card = tmp_path / "cards/sums.md"
    card.write_text(card.read_text() + "\nNobody showed this.\n")
    assert reported(project)
    assert '<span class="bare">Nobody showed this.</span>' in (tmp_path / "dist/report.html").read_text("utf-8")


def test_the_settings_name_the_report(tmp_path: Path) -> None:
    """It stands beside the package unless they do."""
    assert (
        make_project(tmp_path, settings=SETTINGS + 'package = "out/x.apkg"\n').settings.report_path == "out/report.html"
    )
    reported(make_project(tmp_path, settings=SETTINGS + 'report = "site/index.html"\n'))
    assert (tmp_path / "site/index.html").exists()
    assert (tmp_path / "site/index.json").exists()


def test_a_report_that_cannot_be_written_is_a_broken_environment(tmp_path: Path) -> None:
    """With the file's name."""
    project = make_project(tmp_path)
    (tmp_path / "dist/report.html").mkdir(parents=True)
    with pytest.raises(PackError, match=r"report\.html.*: cannot be written"):
        reported(project)
