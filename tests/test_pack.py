"""A package's bytes depend on its contents alone, and nothing leaves that Anki would drop, bend or choke on."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks import NAMESPACE, NOON, NOTES, Author, basic, cloze
from verideck.errors import PackError
from verideck.lock import dump_lock
from verideck.model import NoteFields
from verideck.pack import note_types, pack, publish, stamp, unsafe_name
from verideck.pack.sqlite import normalised


def rows(package: bytes, query: str, folder: Path) -> list[Any]:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return rows_of(file.read("collection.anki2"), query, folder)


def rows_of(database: bytes, query: str, folder: Path) -> list[Any]:
    path = folder / "collection.anki2"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


# ── Reproducible bytes ───────────────────────────────────────────────────────────────────────────────────────────

BUILD = """\
import hashlib
from decks import NOTES, Author
print(hashlib.sha256(Author().build(NOTES)).hexdigest())
"""


def test_two_machines_make_the_same_bytes(tmp_path: Path) -> None:
    """Other folders, other hash seeds, other time zones: whoever builds a deck can check who published it."""
    digests = {hashlib.sha256(Author().build(NOTES)).hexdigest()}
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        folder = tmp_path / seed
        folder.mkdir()
        paths = os.pathsep.join(path for path in sys.path if path)
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths, "TMPDIR": str(folder), "TZ": zone}
        run = subprocess.run([sys.executable, "-c", BUILD], cwd=folder, env=env, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_the_archive_tells_nothing_of_the_machine() -> None:
    """Dates, modes and systems are fixed, and the database is compressed."""
    with zipfile.ZipFile(io.BytesIO(Author().build(NOTES, media=(("b.png", b"B"), ("a.png", b"A"))))) as file:
        assert file.namelist() == ["collection.anki2", "media", "0", "1"]
        assert json.loads(file.read("media")) == {"0": "a.png", "1": "b.png"}
        assert file.read("0") == b"A"
        for info in file.infolist():
            assert (info.date_time, info.create_system, info.compress_type) == ((1980, 1, 1, 0, 0, 0), 3, 8)


def test_the_database_is_sound(tmp_path: Path) -> None:
    """Its bytes were rewritten after SQLite was done with them."""
    notes = [basic(f"note-{number}", f"<p>{'long ' * (number * 20)}</p>") for number in range(1, 300)]
    package = Author().build(notes)
    assert rows(package, "PRAGMA integrity_check", tmp_path) == [("ok",)]
    assert rows(package, "SELECT count(*) FROM notes", tmp_path) == [(299,)]


def vacuumed(folder: Path, rows: Sequence[str], detour: Sequence[str] = ()) -> bytes:
    """A database with these rows, after others came and went."""
    path = folder / "scratch.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE note (text)")
        connection.execute("CREATE INDEX by_text ON note (text)")
        connection.executemany("INSERT INTO note VALUES (?)", [(text,) for text in detour])
        connection.commit()
        connection.execute("DELETE FROM note")
        connection.executemany("INSERT INTO note VALUES (?)", [(text,) for text in rows])
        connection.commit()
        connection.execute("VACUUM")
    return path.read_bytes()


TEXTS = st.lists(st.text(st.characters(categories=["L"]), max_size=2_000), max_size=30)


@given(rows=TEXTS, detour=TEXTS)
def test_a_database_forgets_how_it_came_about(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], detour: list[str]
) -> None:
    """Equal contents are equal bytes, and remain readable."""
    folder = tmp_path_factory.mktemp("sqlite")
    straight = normalised(vacuumed(folder, rows))
    assert normalised(vacuumed(folder, rows, detour)) == straight
    assert rows_of(straight, "PRAGMA integrity_check", folder) == [("ok",)]
    assert [text for (text,) in rows_of(straight, "SELECT text FROM note ORDER BY rowid", folder)] == rows


def test_what_lies_between_the_cells_is_cleared(tmp_path: Path) -> None:
    """There SQLite leaves parts of old cells, and every version of it others."""
    clean = normalised(vacuumed(tmp_path, ["some", "text"]))
    gap = clean.rindex(bytes(1_000)) + 500
    assert normalised(clean[:gap] + b"garbage" + clean[gap + 7 :]) == clean


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """genanki alone leaves a database in the temporary folder with every package."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    Author().build(NOTES)
    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_a_temporary_folder_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full or missing disk is no bug of ours."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(PackError, match="the package cannot be made in the folder for temporary files"):
        Author().build(NOTES)


# ── What the database says ───────────────────────────────────────────────────────────────────────────────────────


def test_times_and_ids_are_those_of_the_lock(tmp_path: Path) -> None:
    """One time for all notes would hide every edit from Anki."""
    author = Author()
    author.build(NOTES)
    package = author.build((basic("one", "<p>Edited?</p>", reverse="1"), *NOTES[1:]), now=NOON + 60)
    notes = rows(package, "SELECT guid, id, mod FROM notes ORDER BY id", tmp_path)
    assert notes == [
        ("guid of one", (NOON - 3) * 1_000, NOON + 60),
        ("guid of two", (NOON - 2) * 1_000, NOON),
        ("guid of three", (NOON - 1) * 1_000, NOON),
    ]


def test_cards_are_those_of_the_notes(tmp_path: Path) -> None:
    """A card's id follows its note's, by ordinal; its place is that of its note in the sources."""
    package = Author().build(NOTES)
    cards = rows(package, "SELECT nid, id - nid, ord, due FROM cards ORDER BY id", tmp_path)
    one, two, three = (second * 1_000 for second in (NOON - 3, NOON - 2, NOON - 1))
    assert cards == [(one, 1, 0, 1), (one, 2, 1, 1), (two, 1, 0, 2), (three, 2, 1, 3)]


def test_every_field_is_written_and_tags_are_sorted(tmp_path: Path) -> None:
    """Fields that are left out are empty, never shifted."""
    package = Author().build([basic("one", tags=("b", "a", "b"))])
    ((fields, tags),) = rows(package, "SELECT flds, tags FROM notes", tmp_path)
    assert fields.split("\x1f") == [
        "<p>What is it?</p>",
        "<p>A tensor.</p>",
        "<p>1 claim</p>",
        "",
        "",
        "one",
        *3 * [""],
    ]
    assert tags == " a b "


def test_each_note_type_is_written_once(tmp_path: Path) -> None:
    """Also with several decks, which genanki would repeat it for; one that no note uses stays out."""
    ((models,),) = rows(Author().build(NOTES[:2]), "SELECT models FROM col", tmp_path)
    ((_, model),) = json.loads(models, object_pairs_hook=list)
    assert dict(model)["name"] == f"verideck regular ({NAMESPACE})"


def test_a_note_type_does_not_tell_the_order_of_the_decks(tmp_path: Path) -> None:
    """It has a time of its own, and is equal as long as that is."""
    author = Author()
    one, other = author.build(NOTES[:2]), author.build(NOTES[1::-1])
    query = "SELECT models FROM col"
    assert rows(one, query, tmp_path) == rows(other, query, tmp_path)


@pytest.mark.parametrize("text", ["<p>a < b, b > c</p>", "<details\nopen>x</details>", "<https://example.org>"])
def test_markup_is_taken_as_it_is(text: str) -> None:
    """genanki warns of all of these, and warnings fail this test."""
    Author().build([basic("one", text)])


def test_a_tombstone_has_a_text_for_each_of_its_cards(tmp_path: Path) -> None:
    """A card without a question would be blank in front of the learner."""
    author = Author()
    author.build(NOTES)
    package = author.build(())
    cards = "(SELECT count(*) FROM cards WHERE nid = notes.id)"
    found = rows(package, f"SELECT guid, tags, flds, {cards} FROM notes ORDER BY id", tmp_path)
    assert [(guid, tags, count) for guid, tags, _, count in found] == [
        ("guid of one", " retired ", 2),
        ("guid of two", " retired ", 1),
        ("guid of three", " retired ", 1),
    ]
    assert all("This question has left the deck." in fields for _, _, fields, _ in found)
    assert "{{c2::retired}}" in found[2][2]


# ── Note types ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_note_types_are_the_ones_that_were_shipped() -> None:
    """Change this expectation and every learner's notes stop being updated."""
    regular, cloze = note_types(NAMESPACE, (), "")
    assert (regular.schema, cloze.schema) == ("ab270a01136ed4bf039436dbf077e410", "b96c5a48a980bb7f961025d02951cef6")


def test_style_and_versions_are_no_part_of_the_schema() -> None:
    """They change with every release, and arrive in place."""
    plain, styled = note_types(NAMESPACE, (), ""), note_types(NAMESPACE, [("Keras", "3.15.1")], ".card {}")
    assert [design.schema for design in plain] == [design.schema for design in styled]
    assert all(one.hash != other.hash for one, other in zip(plain, styled, strict=True))


def test_note_types_of_two_projects_are_strangers() -> None:
    """Anki adds a plus to a name that it knows under another id."""
    ours, theirs = note_types(NAMESPACE, (), ""), note_types("5a6b7c8d-other", (), "")
    assert len({design.id for design in (*ours, *theirs)}) == 4
    assert len({design.name for design in (*ours, *theirs)}) == 4


def test_the_stamp_is_text() -> None:
    """A version never becomes markup."""
    versions = [("TensorFlow", "2.21.0"), ("A<b>", "1")]
    assert stamp(versions) == "TensorFlow 2.21.0 · A<b> 1"
    assert all("A&lt;b&gt; 1" in t.back for design in note_types(NAMESPACE, versions, "") for t in design.templates)


# ── The last look ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (basic("a", "<p>one\x1ftwo</p>"), "`a`: Front contains U+001F"),
        (basic("a", back="\r"), "`a`: Back contains U+000D"),
        (basic("a", back="\ud800"), "`a`: Back contains U+D800"),
        (basic("a", back="\ufdd00\ufdd1"), "`a`: Back contains U+FDD0"),
        (basic("a", " <br><div></div>"), "`a`: its Front is empty"),
        (basic("a", "", reverse="1"), "`a`: its Front is empty"),
        (basic("a", tags=("two words",)), "`a`: Anki would change the tag `two words`"),
        (basic("a", tags=("ideographic\u3000space",)), "Anki would change the tag"),
        (basic("a", tags=("a::::b",)), "Anki would change the tag"),
        (basic("a", tags=("",)), "Anki would change the tag"),
        (basic("a", deck="A:: ::B"), "`a`: a part of its deck `A:: ::B` is empty"),
        (replace(basic("a"), cards=()), "`a`: () are not ordinals of cards"),
        (replace(basic("a"), cards=(1, 0)), "`a`: (1, 0) are not ordinals of cards"),
        (replace(basic("a"), cards=(0, 1)), "`a`: its fields do not make the cards (0, 1)"),
        (replace(basic("a", reverse="1"), cards=(0,)), "`a`: its fields do not make the cards (0,)"),
        (basic("a", back="<br>", reverse="1"), "`a`: its fields do not make the cards (0, 1)"),
        (cloze("a", "<br>", (0,)), "`a`: its Text is empty"),
        (cloze("a", "{{c501::x}}", (500,)), "`a`: Anki numbers deletions from 1 to 500"),
    ],
)
def test_a_note_that_anki_would_spoil_is_refused(note: NoteFields, message: str) -> None:
    """Each of these was seen to lose a card, a text or a whole import."""
    contents = Author().contents([basic("a")])
    with pytest.raises(PackError) as refused:
        pack(replace(contents, notes=(note,)))
    assert message in str(refused.value)
    assert str(refused.value).encode()


def test_two_notes_with_one_guid_are_refused() -> None:
    """Anki imports both and updates one."""
    with pytest.raises(PackError, match="`a`, `b`: 2 notes have the GUID `same`"):
        Author().build([basic("a", guid="same"), basic("b", guid="same")])


@pytest.mark.parametrize("name", ["Upper.png", "a b.png", "../a.png", "", "é.png", "a" * 101])
def test_a_file_name_that_anki_would_change_is_refused(name: str) -> None:
    """The field that refers to it would keep the old name."""
    with pytest.raises(PackError, match="Anki would change the file name"):
        Author().build(NOTES, media=((name, b""),))


def test_two_files_with_one_name_are_refused() -> None:
    """One would silently stand for both."""
    with pytest.raises(PackError, match=r"2 files are called `a\.png`"):
        Author().build(NOTES, media=(("a.png", b"1"), ("a.png", b"2")))


def test_a_note_without_a_line_is_refused() -> None:
    """It would have no time."""
    contents = Author().contents(NOTES)
    with pytest.raises(PackError, match="`four`: the lock has no line for it"):
        pack(replace(contents, notes=(*contents.notes, basic("four"))))


@pytest.mark.parametrize("note_id", [-1_000, 2**53])
def test_a_note_id_that_anki_cannot_store_is_refused(note_id: int) -> None:
    """A clock that stands at 1970 leaves no room for notes before now."""
    contents = Author().contents([basic("a")])
    (line,) = contents.lock.notes
    lock = replace(contents.lock, notes=(replace(line, note_id=note_id),))
    with pytest.raises(PackError, match=f"`a`: {note_id} is not a note id"):
        pack(replace(contents, lock=lock))


def test_all_faults_are_named_at_once() -> None:
    """One run is enough to mend them."""
    with pytest.raises(PackError) as refused:
        Author().build([basic("a", " "), basic("b", tags=(" ",))])
    assert len(str(refused.value).splitlines()) == 3


# ── On the disk ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_package_and_lock_are_replaced_together(tmp_path: Path) -> None:
    """In folders that need not exist."""
    publish(b"package", tmp_path / "dist" / "deck.apkg", {tmp_path / "deck.lock": b"lock"})
    assert (tmp_path / "dist" / "deck.apkg").read_bytes() == b"package"
    assert (tmp_path / "deck.lock").read_bytes() == b"lock"
    assert len(list(tmp_path.rglob("*"))) == 3


def test_where_the_lock_cannot_be_written_the_package_stays(tmp_path: Path) -> None:
    """A package that the lock does not know would make the next build forget its times."""
    package, lock = tmp_path / "deck.apkg", tmp_path / "deck.lock"
    package.write_bytes(b"old")
    lock.mkdir()
    with pytest.raises(PackError, match=r"deck\.lock: cannot be written \(Is a directory\)"):
        publish(b"new", package, {lock: b"lock"})
    assert package.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [package, lock]


@pytest.mark.parametrize("name", ["collection.apkg", "Collection.APKG", "backup-2026.apkg", "deck.zip", "deck"])
def test_a_dangerous_file_name_is_refused(tmp_path: Path, name: str) -> None:
    """Anki's desktop replaces the whole collection by files of some names."""
    with pytest.raises(PackError, match=name):
        publish(b"package", tmp_path / name, {tmp_path / "deck.lock": b"lock"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["deck.apkg", "my-collection.apkg", "backup.apkg", "Deck.APKG"])
def test_other_file_names_are_safe(name: str) -> None:
    """Only what Anki takes for a backup is refused."""
    assert unsafe_name(Path(name)) is None


def test_genanki_is_loaded_for_packing_only() -> None:
    """It takes a tenth of a second, which a build that changes nothing does not have."""
    code = "import sys, verideck.pack, verideck.lock; print({'genanki', 'sqlite3', 'zipfile'} & set(sys.modules))"
    paths = os.pathsep.join(path for path in sys.path if path)
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True
    )
    assert run.stdout == "set()\n", run.stderr


def test_a_lock_rebuilds_the_package_that_a_crash_lost() -> None:
    """The lock is replaced first, and says everything that a second build needs."""
    author = Author()
    package = author.build(NOTES)
    lock = dump_lock(author.lock)
    assert author.build(NOTES, now=NOON + 60) == package
    assert dump_lock(author.lock) == lock
