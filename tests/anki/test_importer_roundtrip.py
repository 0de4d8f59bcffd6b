"""Packages of the real backend and of genanki on their way through card files back into the real backend."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import genanki  # type: ignore[import-untyped]  # ships no types
import pytest
from anki.collection import Collection, DeckIdLimit, ExportAnkiPackageOptions

from foreign import normal, unwrapped
from learner import Learner, Log
from projects import FakeSandbox, make_project
from verideck.build import build
from verideck.importer import Imported, import_file, write

pytestmark = pytest.mark.anki

PNG = b"\x89PNG\r\n\x1a\none"
SETTINGS = 'namespace = "5e6f-test"\nname = "Test"\ndeck = "Test"\nallow-cited = true\nallow-html = true\n'
NOTES = (
    ("Basic", ("What is <b>it</b>?", "A <i>tensor</i>, 2 * 3 &amp; more")),
    (
        "Basic",
        ("<div>Look</div><pre>a\n\n\n  b\n```\n# c\n---\n</pre>", "<ul><li>$x$ {{Front}}</li></ul>\n\n\\(y_1\\)"),
    ),
    ("Basic", ('A picture: <img src="a b.png" width="30">', "<table><tr><td>1</td></tr></table>")),
    ("Basic (and reversed card)", ("front", "<b>back</b>")),
    ("Basic (type in the answer)", ("Type `it` [a](claim:b)", "tf.int32")),
    ("Cloze", ("<div>The {{c1::<b>sky</b>}} is {{c2::blue::a colour}}</div> {{c3::\\(x^2\\)}}", "<p>More</p>")),
    ("Cloze", ("Nested {{c1::a {{c2::b}}}} and *stars* _here_", "")),
)
"""(note type, fields) of a foreign collection."""


@dataclass(frozen=True)
class Original:
    """A foreign note as Anki has it."""

    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    cards: int


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    folder = tmp_path / "foreign"
    folder.mkdir()
    opened = Collection(str(folder / "collection.anki2"))
    deck = opened.decks.id("Science::Tensors")
    (folder / "a b.png").write_bytes(PNG)
    opened.media.add_file(str(folder / "a b.png"))
    for number, (model, fields) in enumerate(NOTES):
        note_type = opened.models.by_name(model)
        assert note_type is not None
        note = opened.new_note(note_type)
        note.fields = list(fields)
        note.tags = ["all", f"n::{number}"]
        assert deck is not None
        opened.add_note(note, deck)
    yield opened
    opened.close()


def originals(collection: Collection) -> dict[str, Original]:
    """All notes by their GUIDs."""
    found = {}
    for id in collection.find_notes(""):
        note = collection.get_note(id)
        deck = collection.decks.name(note.cards()[0].did)
        found[note.guid] = Original(tuple(note.fields), tuple(sorted(note.tags)), deck, len(note.cards()))
    return found


def exported(collection: Collection, path: Path, legacy: bool) -> Path:
    options = ExportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False, with_media=True, legacy=legacy)
    deck = collection.decks.id("Science")
    assert deck is not None
    collection.export_anki_package(out_path=str(path), options=options, limit=DeckIdLimit(deck))
    return path


def modern(collection: Collection, folder: Path) -> Path:
    return exported(collection, folder / "deck.apkg", legacy=False)


def legacy(collection: Collection, folder: Path) -> Path:
    return exported(collection, folder / "deck.apkg", legacy=True)


def oldest(collection: Collection, folder: Path) -> Path:
    """As Ankis before 2.1 wrote it: what newer ones call `.anki21` is what these called `.anki2`."""
    with zipfile.ZipFile(legacy(collection, folder)) as package, zipfile.ZipFile(folder / "old.apkg", "w") as old:
        for name in package.namelist():
            if name not in ("meta", "collection.anki2"):
                old.writestr(name.replace("anki21", "anki2"), package.read(name))
    return folder / "old.apkg"


def whole(collection: Collection, folder: Path) -> Path:
    """A collection package, which holds everything."""
    path = folder / "all.colpkg"
    collection.export_collection_package(str(path), include_media=True, legacy=False)
    collection.reopen()
    return path


Export = Callable[[Collection, Path], Path]
EXPORTS: Mapping[str, Export] = {"modern": modern, "legacy": legacy, "oldest": oldest, "colpkg": whole}


def through(package: Path, root: Path) -> tuple[Imported, bytes]:
    """What an import makes of a package, and the package that is built of that."""
    project = make_project(root, {"cards/sums.md": "", "snippets/sums.py": ""}, SETTINGS)
    (root / "cards/sums.md").unlink()
    (root / "snippets/sums.py").unlink()
    imported = import_file(project, package)
    assert isinstance(imported, Imported)
    assert list(write(project, imported)) == []
    built = build(project, FakeSandbox(), 1_750_000_000.0)
    assert [found for found in built.checked.diagnostics if found.severity == "error"] == []
    assert built.package is not None
    return imported, built.package.read_bytes()


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_notes_come_back_the_same(tmp_path: Path, collection: Collection, export: Export) -> None:
    """GUID, fields, tags, deck and number of cards, whatever version of Anki wrote the package.

    What "the same" means for a field stands in `foreign`.
    """
    before = originals(collection)
    imported, package = through(export(collection, tmp_path), tmp_path / "project")
    assert (imported.found, len(imported.entries)) == (len(NOTES), len(NOTES))
    assert not imported.failed
    with Learner(tmp_path) as learner:
        assert learner.imports(package) == Log(new=len(NOTES))
        after = originals(learner.collection)
        assert after.keys() == before.keys()
        for guid, note in before.items():
            assert (after[guid].tags, after[guid].deck, after[guid].cards) == (note.tags, note.deck, note.cards)
            ours = [without_names(normal(unwrapped(field))) for field in after[guid].fields[:2]]
            assert ours == [without_names(normal(field)) for field in shown(note.fields)]
        assert not learner.collection.media.check().missing
        assert not learner.collection.get_empty_cards().notes


def shown(fields: tuple[str, ...]) -> list[str]:
    """The fields of a note; what is to be typed is set as code, as in every `.typed` note."""
    front, back = fields
    return [front, f"<code>{back}</code>" if front.startswith("Type") else back]


def test_an_answer_to_type_is_compared_as_it_was(tmp_path: Path, collection: Collection) -> None:
    """The field that Anki compares with what was typed holds the text alone."""
    _, package = through(modern(collection, tmp_path), tmp_path / "project")
    (guid,) = (guid for guid, note in originals(collection).items() if note.fields[0].startswith("Type"))
    with Learner(tmp_path) as learner:
        learner.imports(package)
        assert learner.by_guid(guid)["Answer"] == "tf.int32"


def without_names(events: list[object]) -> list[object]:
    """The events, in which images have no names: those in Anki are ours."""
    return [
        (event[0], tuple(pair for pair in event[1] if pair[0] != "src")) if isinstance(event, tuple) else event
        for event in events
    ]


def test_images_come_along(tmp_path: Path, collection: Collection) -> None:
    """The file that a field names is beside the cards, under a name that every system can have, and in the package."""
    imported, package = through(modern(collection, tmp_path), tmp_path / "project")
    assert imported.files == {"cards/media/deck/a-b.png": PNG}
    with Learner(tmp_path) as learner:
        learner.imports(package)
        folder = Path(learner.collection.media.dir())
        assert [path.read_bytes() for path in folder.iterdir()] == [PNG]


def test_a_package_of_genanki_comes_in(tmp_path: Path) -> None:
    """Most shared decks that programs made are written by it."""
    model = genanki.Model(
        1607392319,
        "Vocabulary",
        fields=[{"name": name} for name in ("Word", "Meaning", "Example", "Audio")],
        templates=[
            {"name": "Card 1", "qfmt": "{{Word}}", "afmt": "{{FrontSide}}<hr>{{Meaning}}<br>{{Example}}"},
            {"name": "Card 2", "qfmt": "{{Meaning}}", "afmt": "{{Word}}"},
        ],
    )
    deck = genanki.Deck(2059400110, "Spanish")
    deck.add_note(
        genanki.Note(model, ["el <b>mar</b>", "the sea", "<i>El mar es azul.</i>", "[sound:mar.mp3]"], guid="g1")
    )
    deck.add_note(genanki.Note(model, ["la luz", "the light", "", ""], guid="g2"))
    genanki.Package(deck).write_to_file(str(tmp_path / "spanish.apkg"))
    imported, package = through(tmp_path / "spanish.apkg", tmp_path / "project")
    found = {diagnostic.code: diagnostic.message for diagnostic in imported.diagnostics}
    assert found["partly-placed"] == (
        "the first card of 2 `Vocabulary` notes was taken over, without the card `Card 2`, the field `Audio` (1 filled)"
    )
    assert "mar.mp3" in found["media"]
    with Learner(tmp_path) as learner:
        assert learner.imports(package) == Log(new=2)
        first, second = (learner.by_guid(guid) for guid in ("g1", "g2"))
        assert normal(unwrapped(first["Front"])) == normal("el <b>mar</b>")
        assert normal(unwrapped(first["Back"])) == normal("<div>the sea</div>\n<div><i>El mar es azul.</i></div>")
        assert normal(unwrapped(second["Back"])) == normal("the light")
        assert learner.collection.decks.name(first.cards()[0].did) == "Spanish"


def test_an_import_twice_says_so(tmp_path: Path, collection: Collection) -> None:
    """A note with the GUID of another cannot be built, so it is not written."""
    package = modern(collection, tmp_path)
    through(package, tmp_path / "project")
    again = import_file(make_project(tmp_path / "project", {}, SETTINGS), package, "cards/again.md")
    assert isinstance(again, Imported)
    assert again.entries == ()
    assert [found.code for found in again.diagnostics].count("already-here") == len(NOTES)
