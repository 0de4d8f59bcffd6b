"""Which file has the settings that hold in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from verideck.errors import ProjectError
from verideck.locate import locate


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"verideck.toml": ""}, "verideck.toml"),
        ({"pyproject.toml": "[tool.verideck]\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool . verideck.options]\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool.verideck]\n", "verideck.toml": ""}, "verideck.toml"),
        ({"pyproject.toml": "[tool.verideck]\n", "cards/pyproject.toml": "[tool.black]\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool.verideck]\n", "cards/verideck.toml": ""}, "cards/verideck.toml"),
    ],
)
def test_the_nearest_settings_hold(tmp_path: Path, files: dict[str, str], found: str) -> None:
    """A file for verideck alone goes before one that other tools share, and those of others do not count."""
    (tmp_path / "cards/more").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert locate(tmp_path / "cards/more") == tmp_path / found


def test_there_may_be_none(tmp_path: Path) -> None:
    """As with most folders of this world."""
    (tmp_path / "pyproject.toml").write_text("[tool.verideckx]\n# [tool.verideck]\n")
    assert locate(tmp_path) is None


def test_settings_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They may be the ones, so that to go on would be a guess."""

    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ProjectError, match=r"pyproject\.toml cannot be read: Permission denied"):
        locate(tmp_path)
