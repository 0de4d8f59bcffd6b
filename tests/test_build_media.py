"""Images and figures on their way into the package."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from projects import CARD, Drawing, FakeSandbox, make_project
from verideck.build import build
from verideck.checked import Built
from verideck.model import Project

NOON = 1_750_000_000.0
PNG, OTHER = b"\x89PNG\r\n\x1a\none", b"\x89PNG\r\n\x1a\nother"
SHOWS = f"{CARD}\n![A line](a.png)\n"
TWICE = f"{SHOWS}\n# And again? {{#again}}\n\n`{{python}} total` ![The same line](../cards/a.png)\n"
PLOT = '# What does it draw? {#plot}\n\n```python alt="A line"\nplot()\n```\n'


def project(root: Path, card: str = SHOWS, image: bytes | None = PNG) -> Project:
    made = make_project(root, {"cards/sums.md": card})
    if image is not None:
        (root / "cards/a.png").write_bytes(image)
    return made


def built(of: Project, sandbox: FakeSandbox | None = None, now: float = NOON) -> Built:
    return build(of, sandbox or FakeSandbox(), now)


def media(root: Path) -> dict[str, bytes]:
    """The media of the package by their names."""
    with zipfile.ZipFile(root / "dist/deck.apkg") as archive:
        names: dict[str, str] = json.loads(archive.read("media"))
        return {name: archive.read(number) for number, name in names.items()}


def fields(root: Path) -> str:
    """The fields of all notes of the package."""
    with zipfile.ZipFile(root / "dist/deck.apkg") as archive:
        (root / "collection").write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(root / "collection")) as connection:
        return "".join(row[0] for row in connection.execute("SELECT flds FROM notes"))


def test_an_image_ships_once(tmp_path: Path) -> None:
    """However many notes show it, and however they write its path."""
    result = built(project(tmp_path, TWICE))
    assert result.notes == 2
    assert list(media(tmp_path).values()) == [PNG]


def test_a_changed_image_makes_another_package(tmp_path: Path) -> None:
    """The note's text is the same, and an import must update the note all the same."""
    of = project(tmp_path)
    built(of)
    before = (tmp_path / "deck.lock").read_bytes()
    (tmp_path / "cards/a.png").write_bytes(OTHER)
    assert built(of, now=NOON + 60).written
    assert (tmp_path / "deck.lock").read_bytes() != before
    assert list(media(tmp_path).values()) == [OTHER]


def test_an_unchanged_image_makes_the_same_package(tmp_path: Path) -> None:
    """Nothing is packed again."""
    of = project(tmp_path)
    assert built(of).written
    assert not built(of, now=NOON + 60).written


def test_a_missing_image_stops_the_build(tmp_path: Path) -> None:
    """At the image, with the path that was looked for."""
    (found,) = built(project(tmp_path, image=None)).checked.diagnostics
    assert (found.code, found.message) == ("image", "there is no file `cards/a.png`")
    assert (found.span.line, found.span.column) == (SHOWS.count("\n"), 1)
    assert not (tmp_path / "dist").exists()


def test_an_image_is_no_evidence(tmp_path: Path) -> None:
    """Nothing ran for it."""
    card = "# What is it? {#it}\n\n![A line](a.png)\n"
    assert [each.code for each in built(project(tmp_path, card)).checked.diagnostics][:1] == ["no-evidence"]


def test_a_figure_ships(tmp_path: Path) -> None:
    """From the process that drew it to the package."""
    assert built(project(tmp_path, PLOT), Drawing()).notes == 1
    assert list(media(tmp_path).values()) == [b"<svg/>"]


def test_a_figure_that_changed_updates_its_note(tmp_path: Path) -> None:
    """Its code is the same where a library draws it otherwise."""
    of = project(tmp_path, PLOT)
    built(of, Drawing())
    before = (tmp_path / "deck.lock").read_bytes()
    assert built(of, Drawing(b"<svg> </svg>"), now=NOON + 60).written
    assert (tmp_path / "deck.lock").read_bytes() != before


@pytest.mark.parametrize("html", ['<div><img src="a.png" width="3"></div>', 'See <img width="3" src=a.png> it.'])
def test_an_image_in_raw_html_ships(tmp_path: Path, html: str) -> None:
    """Under the name that its contents give it; everything else of the tag stays."""
    made = project(tmp_path, f"{CARD}\n{html}\n")
    allowed = replace(made, settings=replace(made.settings, allow_html=True))
    assert built(allowed).notes == 1
    ((name, data),) = media(tmp_path).items()
    assert (data, fields(tmp_path).count(f'src="{name}"')) == (PNG, 1)
    assert 'width="3"' in fields(tmp_path)


def test_a_missing_image_in_raw_html_is_located(tmp_path: Path) -> None:
    """Where raw HTML is allowed; elsewhere the tag is shown as text and needs no file."""
    made = project(tmp_path, f"{CARD}\n<img src='b.png'>\n")
    allowed = replace(made, settings=replace(made.settings, allow_html=True))
    (found,) = built(allowed).checked.diagnostics
    assert (found.code, found.span.line) == ("image", 9)
    assert built(made).notes == 1
    assert media(tmp_path) == {}
