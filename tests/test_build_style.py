"""The deck's own stylesheet on its way into the package."""

from __future__ import annotations

from pathlib import Path

from projects import SETTINGS, FakeSandbox, make_project
from verideck.build import build
from verideck.checked import Built
from verideck.model import Shipped
from verideck.pack import read_package
from verideck.render import stylesheet

NOON = 1_750_000_000.0
STYLED = SETTINGS + 'css = "deck.css"\n'


def built(root: Path, css: str, *, partial: bool = False, now: float = NOON) -> Built:
    project = make_project(root, {"deck.css": css}, STYLED)
    return build(project, FakeSandbox(), now, partial=partial)


def shipped(root: Path) -> Shipped:
    package = read_package(root / "dist/deck.apkg", "5e6f-test")
    assert package
    return package


def test_a_deck_has_the_last_word_on_its_looks(tmp_path: Path) -> None:
    """It stands after the rules that it may want to overrule."""
    built(tmp_path, ".card.card { color: red }\n")
    ((design, _),) = shipped(tmp_path).note_types
    assert design.css == f"{stylesheet()}\n/* The deck's own. */\n\n.card.card {{ color: red }}\n"


def test_a_changed_stylesheet_changes_the_note_types_alone(tmp_path: Path) -> None:
    """Learners get the new look, and no note is sent anew."""
    built(tmp_path, ".a {}")
    before = shipped(tmp_path)
    result = built(tmp_path, ".b {}", now=NOON + 60)
    assert (result.written, result.plan.changes) == (True, ())
    assert [change.name for change in result.plan.note_types] == ["regular", "cloze"]
    assert [mod for _, mod in shipped(tmp_path).note_types] == [int(NOON) + 60]
    assert shipped(tmp_path).notes == before.notes


def test_an_unchanged_stylesheet_changes_nothing(tmp_path: Path) -> None:
    """The second build is the first one."""
    built(tmp_path, ".a {}")
    assert not built(tmp_path, ".a {}", now=NOON + 60).written


def test_a_stylesheet_with_a_mistake_does_not_ship(tmp_path: Path) -> None:
    """Nor with `--partial`, which ships the notes without it."""
    result = built(tmp_path, "@import 'x.css';")
    assert [(found.code, found.span.path) for found in result.checked.diagnostics] == [("style", "deck.css")]
    assert result.package is None
    assert built(tmp_path, "@import 'x.css';", partial=True).package
    assert [design.css for design, _ in shipped(tmp_path).note_types] == [stylesheet()]
