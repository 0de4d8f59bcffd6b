"""Pictures on their way into a learner's collection, and what becomes of them when they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from decks import NOON, Author, basic
from learner import Learner, Log
from outcomes import HERE, note, paragraph, python, verified
from projects import Drawing, make_project
from verideck.build import build
from verideck.checked import Built
from verideck.media import media_of
from verideck.model import Image, Media, NoteFields, Shown, ShownFigure
from verideck.render import render

pytestmark = pytest.mark.anki

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M 0 0 L {} 9"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n..."


def figure(end: int) -> Media:
    return media_of(SVG.format(end).encode(), "svg")


def plotted(id: str, file: Media, image: Media | None = None) -> NoteFields:
    """A rendered note with a figure in it, and an image."""
    shown = Shown(figure=ShownFigure(file, 'A "line"', 9, 9))
    text = [paragraph("{0}", Image("cards/a.png", "A line", HERE))] if image else []
    of = note(python("plot()"), *text)
    fields = render(verified(replace(of, images=(("cards/a.png", image),) if image else ()), shown=(shown,)))
    return replace(basic(id), fields=(*fields.fields[:-1], ("Id", id)), media=fields.media)


ASKS = """\
---
snippet: sums
---
# What does this picture say? {{#asks}}

Look:

```python output=only alt="A line."
plot()
```
{}
It is [two](claim:two).
"""


def drawn(root: Path, above: str, now: float = NOON) -> Built:
    """A deck whose picture stands above what is given, on the front where that is a break."""
    project = make_project(root, {"cards/sums.md": ASKS.format(above)})
    built = build(project, Drawing(SVG.format(1).encode()), now)
    assert built.package, built.checked.diagnostics
    return built


def sides(learner: Learner) -> tuple[str, str]:
    """The front of the one card, and what its back adds."""
    (card,) = learner.cards()
    return card.question(), card.answer().removeprefix(card.question())


def test_a_picture_that_the_build_drew_can_be_the_question(tmp_path: Path) -> None:
    """The learner sees it before the answer; built again, it is the same package."""
    with Learner(tmp_path) as learner:
        built = drawn(tmp_path / "deck", "\n---\n")
        assert built.package
        learner.imports(built.package.read_bytes())
        image = f'<img class="vd-figure" src="{figure(1).name}" alt="A line." width="480" height="288">'
        (card,) = learner.cards()
        assert card.question().count(image) == 1
        assert f'src="{figure(1).name}"' not in learner.note("asks")["Back"]
        assert "two" not in card.question()
        assert not learner.collection.media.check().missing
        before = built.package.read_bytes()
        again = drawn(tmp_path / "deck", "\n---\n", NOON + 60)
        assert again.package
        assert again.package.read_bytes() == before


def test_a_picture_that_moves_to_the_front_keeps_the_history(tmp_path: Path) -> None:
    """The note is updated, and asks as before for what the learner knows of it."""
    with Learner(tmp_path) as learner:
        for place, (above, log) in enumerate([("", Log(new=1)), ("\n---\n", Log(updated=1))]):
            built = drawn(tmp_path / "deck", above, NOON + place * 60)
            assert built.package
            before = learner.history()
            assert learner.imports(built.package.read_bytes()) == log
            assert place == 0 or learner.history() == before
            learner.reviews(1)
        assert "<img" in learner.note("asks")["Front"]


def package(author: Author, notes: Sequence[NoteFields], now: float = NOON) -> bytes:
    files = {(file.name, file.data) for each in notes for file in each.media}
    return author.build(notes, now=now, media=tuple(sorted(files)))


def collected(learner: Learner) -> dict[str, bytes]:
    """The files of the collection by their names."""
    return {path.name: path.read_bytes() for path in Path(learner.collection.media.dir()).iterdir()}


def test_pictures_arrive_and_anki_misses_none(tmp_path: Path) -> None:
    """Under the names that the fields have, each of them once, though two notes show it."""
    photo = media_of(PNG, "png")
    notes = [plotted("one", figure(1), photo), plotted("two", figure(2), photo)]
    with Learner(tmp_path) as learner:
        assert learner.imports(package(Author(), notes)) == Log(new=2)
        assert collected(learner) == {file.name: file.data for file in (photo, figure(1), figure(2))}
        report = learner.collection.media.check()
        assert (list(report.missing), list(report.unused)) == ([], [])
        for card in learner.cards():
            assert f'src="{photo.name}"' in card.answer()


def test_a_changed_figure_arrives(tmp_path: Path) -> None:
    """Anki keeps a file of the same name as it is, so the name changes, and with it the note."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(package(author, [plotted("one", figure(1)), plotted("two", figure(2))]))
        learner.reviews(2)
        before = learner.history()
        later = package(author, [plotted("one", figure(3)), plotted("two", figure(2))], NOON + 60)
        assert learner.imports(later) == Log(updated=1, untouched=1)
        assert f'src="{figure(3).name}"' in learner.note("one")["Back"]
        assert collected(learner)[figure(3).name] == figure(3).data
        assert not learner.collection.media.check().missing
        assert learner.history() == before


def test_an_unchanged_figure_changes_nothing(tmp_path: Path) -> None:
    """An import of the same deck leaves the collection as it is."""
    author = Author()
    notes = [plotted("one", figure(1))]
    with Learner(tmp_path) as learner:
        learner.imports(package(author, notes))
        assert learner.imports(package(author, notes, NOON + 60)) == Log(untouched=1)
        assert list(collected(learner)) == [figure(1).name]
