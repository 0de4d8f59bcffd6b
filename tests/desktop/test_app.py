"""The real Anki desktop app, without a screen: on demand, by `make desktop`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verideck.build import build
from verideck.execute import open_sandbox
from verideck.model import Project
from verideck.project import load_project

pytestmark = pytest.mark.desktop

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "build/screenshots/desktop"


def test_the_app_imports_the_package_and_shows_a_card(tmp_path: Path) -> None:
    """Through its own dialog, as it stands in a fresh profile; the card is shown by day and by night, and answered."""
    shutil.copytree(HERE.parent / "browser/looks", tmp_path / "deck")
    project = load_project(tmp_path / "deck")
    assert isinstance(project, Project), project
    with open_sandbox(project) as sandbox:
        built = build(project, sandbox, 1_750_000_000)
    assert built.package, built.checked.diagnostics
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    subprocess.run(
        [sys.executable, HERE / "driver.py", tmp_path, built.package], env=environment, check=True, timeout=180
    )
    seen = json.loads((tmp_path / "seen.json").read_text())
    assert f"{built.notes} new notes imported" in re.sub("[\u2068\u2069]", "", seen["log"])
    assert (len(seen["note types"]), seen["reviews"]) == (2, 1)
    assert "np.arange(3) * 0.5" in seen["question"]
    assert "Verified with NumPy" in seen["answer"]
    assert "Verified" not in seen["question"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in tmp_path.glob("*.png"):
        shutil.copy(picture, PICTURES)
