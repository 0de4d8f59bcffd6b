"""Packages from anybody: what is wrong with them is said, and nothing of it reaches the disk or runs."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from packages import BASIC, database, package, packed
from verideck.importer import archive, collection
from verideck.importer.entry import Found, RefusedError
from verideck.importer.package import read_package
from verideck.importer.pictures import Pictures

PNG = b"\x89PNG\r\n\x1a\none"


def read(path: Path) -> Found:
    return read_package(path, Pictures("media/deck"))


def refusal(path: Path) -> str:
    """Why a package is refused, in words."""
    with pytest.raises(RefusedError) as refused:
        read(path)
    assert refused.value.diagnostic.code == "import-refused"
    assert refused.value.diagnostic.span.path == path.name
    return refused.value.diagnostic.message


def test_a_package_is_read(tmp_path: Path) -> None:
    """What the others would be, were nothing wrong with them."""
    (entry,) = read(package(tmp_path)).entries
    assert (entry.heading, entry.back, entry.guid, entry.deck) == ("a", "b", "g1", "Deck")


# ── Zips ──


def of_zeros(size: int) -> dict[str, bytes]:
    return {"collection.anki2": bytes(size)}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "it holds no collection of notes"),
        ({"collection.anki2": b"no database"}, "its collection is broken: file is not a database"),
        ({"collection.anki21b": b"no zstd"}, "`collection.anki21b` in it is broken"),
        ({"collection.anki2": bytes(20 * archive.MIB)}, "zip bomb"),
    ],
)
def test_a_package_that_is_none_is_refused(tmp_path: Path, members: dict[str, bytes], message: str) -> None:
    """Whatever carries the ending."""
    assert message in refusal(packed(tmp_path / "deck.apkg", members))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"\0" * 100])
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    """A download that broke off, for one."""
    path = tmp_path / "deck.apkg"
    path.write_bytes(data)
    assert "it is not a zip that can be read" in refusal(path)


def test_a_bomb_within_zstd_is_refused_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The zip cannot tell what zstd makes of its members, so what comes out is counted."""
    monkeypatch.setattr(archive, "SMALL", archive.MIB)
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(64 * archive.MIB))
    seen = list[int]()
    path = packed(tmp_path / "deck.apkg", {"collection.anki21b": bomb})

    def counted(size: int, _: int) -> bool:
        seen.append(size)
        return size > archive.SMALL

    monkeypatch.setattr(archive, "is_bomb", counted)
    assert "zip bomb" in refusal(path)
    assert max(seen) <= 2 * archive.MIB


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The size that it states is only where one begins to doubt."""
    path = packed(tmp_path / "deck.apkg", {"collection.anki2": bytes(1_234_567)})
    data = bytearray(path.read_bytes())
    true = (1_234_567).to_bytes(4, "little")
    while (at := data.find(true)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert "broken" in refusal(path)


def test_an_encrypted_package_is_refused(tmp_path: Path) -> None:
    """Nobody is asked for a password."""
    path = package(tmp_path)
    data = bytearray(path.read_bytes())
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(header)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(header, at + 4)
    path.write_bytes(data)
    assert "is encrypted" in refusal(path)


def test_a_way_of_compression_that_anki_does_not_know_is_refused(tmp_path: Path) -> None:
    """Each has exceptions of its own for what may be broken, and LZMA takes gigabytes where it is told to."""
    with zipfile.ZipFile(tmp_path / "deck.apkg", "w", zipfile.ZIP_LZMA) as made:
        made.writestr("collection.anki2", "a")
    assert "compressed in a way that Anki does not know" in refusal(tmp_path / "deck.apkg")


def test_all_images_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each within its own limit, they could be more than the machine has memory."""
    images = {f"{number}.png": PNG + bytes(100_000) for number in range(9)}
    path = package(tmp_path, images, notes=[("".join(f'<img src="{name}">' for name in images), "b")])
    assert len(read(path).entries) == 1
    monkeypatch.setattr(archive, "MOST_PACKAGE", 500_000)
    assert "the images of its notes would unpack to more than" in refusal(path)


def test_a_link_in_a_package_is_refused(tmp_path: Path) -> None:
    """It would lead to a file of the importer's machine."""
    info = zipfile.ZipInfo("collection.anki2")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "deck.apkg", "w") as made:
        made.writestr(info, "/etc/passwd")
    assert "is a link, not a file" in refusal(tmp_path / "deck.apkg")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them is meant depends on who reads."""
    with zipfile.ZipFile(tmp_path / "deck.apkg", "w") as made:
        made.writestr("collection.anki2", "a")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("collection.anki2", "b")
    assert "two files in it have one name" in refusal(tmp_path / "deck.apkg")


def test_a_package_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even empty ones take their time."""
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    assert "more than 2 files" in refusal(packed(tmp_path / "deck.apkg", dict.fromkeys("abc", b"")))


@pytest.mark.parametrize("listed", [b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_broken_list_of_media_is_refused(tmp_path: Path, listed: bytes) -> None:
    """Without it nobody knows which image is which."""
    data = database(tmp_path / "collection")
    path = packed(tmp_path / "deck.apkg", {"collection.anki2": data, "media": listed})
    assert "its list of media is broken" in refusal(path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../up.png", "media/deck/up.png"),
        ("/etc/x.png", "media/deck/etc-x.png"),
        ("..\\up.png", "media/deck/up.png"),
        ("a b\N{LATIN SMALL LETTER E WITH ACUTE}.PNG", "media/deck/a-b.png"),
        (".hidden.png", "media/deck/hidden.png"),
        ("x" * 300 + ".png", f"media/deck/{'x' * 80}.png"),
        ("picture.jpg", "media/deck/picture.png"),
        ("-.png", "media/deck/image.png"),
    ],
)
def test_names_of_media_stay_in_their_folder(tmp_path: Path, name: str, path: str) -> None:
    """A name is a suggestion; the ending is that of what the file is."""
    pictures = Pictures("media/deck")
    made = package(tmp_path, {name: PNG}, notes=[("q", f'<img src="{name}">')])
    (entry,) = read_package(made, pictures).entries
    assert f'<img src="{path}">' in entry.back
    assert pictures.files == {path.removeprefix("media/deck/"): PNG}


def test_two_images_of_one_name_are_two_files(tmp_path: Path) -> None:
    """Names that differ in what no file name can hold come out the same."""
    pictures = Pictures("media/deck")
    media = {"a b.png": PNG, "a-b.png": PNG + b"2", "A b.png": PNG + b"3"}
    notes = [("q", "".join(f'<img src="{name}">' for name in media))]
    read_package(package(tmp_path, media, notes=notes), pictures)
    assert pictures.files == {"a-b.png": PNG, "a-b-2.png": PNG + b"2", "A-b-3.png": PNG + b"3"}


@pytest.mark.parametrize(
    ("media", "html"),
    [
        ({}, '<img src="gone.png">'),
        ({"a.mp3": b"ID3"}, "[sound:a.mp3]"),
        ({"a.svg": b"<svg><script/></svg>"}, '<img src="a.svg">'),
        ({"a.png": b"no image"}, '<img src="a.png">'),
    ],
)
def test_media_that_no_card_can_show_are_reported(tmp_path: Path, media: dict[str, bytes], html: str) -> None:
    """The note stays, with the text that names them."""
    found = read(package(tmp_path, media, notes=[("q", html)]))
    assert [(each.code, each.span.path) for each in found.diagnostics] == [("media", "deck.apkg[g1]")]
    assert html in found.entries[0].back


# ── Databases ──


def without(table: str) -> str:
    return f"ALTER TABLE {table} RENAME TO real_{table};"


VIEW = f"{without('notes')} CREATE VIEW notes AS SELECT * FROM real_notes;"
RECURSIVE = f"""{without("notes")} CREATE VIEW notes AS
WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, '', 1, '', '' FROM n;"""
GENERATED = """DROP TABLE notes; CREATE TABLE notes (id integer, guid text, mid integer, tags text,
flds text GENERATED ALWAYS AS (hex(zeroblob(1000000))));"""
VIRTUAL = f"{without('notes')} CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, tags, flds);"


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (VIEW, "`notes` in its collection is not a plain table"),
        (RECURSIVE, "`notes` in its collection is not a plain table"),
        (GENERATED, "`notes` in its collection is not a plain table"),
        (VIRTUAL, "`notes` in its collection is not a plain table"),
        (without("cards"), "its collection has no table `cards`"),
        ("UPDATE col SET models = 'x';", "its collection is broken: Expecting value"),
        ("UPDATE col SET models = '[]';", "its collection has no models"),
        ("""UPDATE col SET models = '{"1": {}}';""", "its collection is broken: 'flds'"),
        ("UPDATE col SET decks = NULL;", "its collection is broken"),
        ("DELETE FROM col;", "its collection has no models"),
        ("UPDATE cards SET ord = 'x';", "its collection is broken: invalid literal"),
        ("UPDATE notes SET flds = zeroblob(40000000);", "its collection is broken: string or blob too big"),
    ],
)
def test_a_hostile_database_is_refused(tmp_path: Path, sql: str, message: str) -> None:
    """What a database says under a name of Anki's may be made to run, to grow, or to be something else."""
    assert message in refusal(package(tmp_path, sql=sql))


def test_a_trigger_in_a_database_does_nothing(tmp_path: Path) -> None:
    """Nothing is ever written, so none is ever fired."""
    sql = "CREATE TRIGGER t AFTER UPDATE ON notes BEGIN SELECT load_extension('x'); END;"
    assert len(read(package(tmp_path, sql=sql)).entries) == 1


def test_a_query_that_takes_too_long_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is a limit of its own: a small file may keep a database busy for long."""
    monkeypatch.setattr(collection, "MOST_SECONDS", -1)
    monkeypatch.setattr(collection, "STEPS", 1)
    assert "interrupted" in refusal(package(tmp_path, notes=[("q", "a")] * 50))


def test_a_page_that_is_broken_is_refused(tmp_path: Path) -> None:
    """A file that was damaged on its way."""
    data = bytearray(database(tmp_path / "collection", notes=[("q", "a" * 5000)] * 50))
    data[4096 * 3 :] = b"\xff" * (len(data) - 4096 * 3)
    path = packed(tmp_path / "deck.apkg", {"collection.anki2": bytes(data)})
    assert "its collection is broken" in refusal(path)


def test_a_note_that_does_not_fit_its_type_is_reported(tmp_path: Path) -> None:
    """The others come in."""
    found = read(package(tmp_path, notes=[("q", "a"), ("q", "a", "b"), ("r", "c")]))
    assert [entry.guid for entry in found.entries] == ["g1", "g3"]
    assert [(each.code, each.severity, each.span.path) for each in found.diagnostics] == [
        ("not-placed", "error", "deck.apkg[g2]")
    ]


def test_text_that_is_no_utf8_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    """One byte must not cost a deck."""
    sql = "UPDATE notes SET flds = CAST(x'61ff1f62' AS TEXT);"
    (entry,) = read(package(tmp_path, sql=sql)).entries
    assert (entry.heading, entry.back) == ("a\N{REPLACEMENT CHARACTER}", "b")


def test_names_that_no_card_file_can_hold_are_cleaned(tmp_path: Path) -> None:
    """The card file would be refused as a whole, or could not even be written."""
    deck = r"""UPDATE col SET decks = '{"1": {"name": "a\ud800\u0007b"}}';"""
    sql = f"{deck} UPDATE notes SET tags = char(120, 7) || ' y';"
    found = read(package(tmp_path, sql=sql))
    assert [(entry.deck, entry.tags) for entry in found.entries] == [("ab", ("y",))]
    assert [(each.code, each.message) for each in found.diagnostics] == [("tag", "the tag `x` was left out")]


def test_a_guid_that_no_card_file_can_hold_is_reported(tmp_path: Path) -> None:
    """Under another one the note would be a stranger to the original."""
    found = read(package(tmp_path, sql="UPDATE notes SET guid = 'g' || char(7);"))
    assert (found.entries, [(each.code, each.span.path) for each in found.diagnostics]) == (
        (),
        [("not-placed", "deck.apkg[g]")],
    )


# ── Note types ──


def typed(*templates: tuple[str, str], fields: tuple[str, ...] = ("Front", "Back")) -> dict[str, Any]:
    made = [{"name": f"Card {n}", "qfmt": q, "afmt": a} for n, (q, a) in enumerate(templates, 1)]
    return {**BASIC, "flds": [{"name": name} for name in fields], "tmpls": made}


@pytest.mark.parametrize(
    ("model", "lost"),
    [
        (typed(("{{Front}}", "{{FrontSide}}{{Back}}")), None),
        (typed(("{{ Front }}", "{{Back}}")), None),
        (typed(("{{Front}}", "{{Back}}"), ("{{Back}}", "{{Front}}")), None),
        (typed(("{{Front}}", "{{Back}}"), ("{{#Back}}x{{/Back}}", "{{Front}}")), "the card `Card 2`"),
        (typed(("{{Front}}{{type:Back}}", "{{type:Back}}")), None),
        (typed(("{{Front}}{{type:No}}", "{{Back}}")), "the box to type the answer in"),
        (typed(("<p>Say</p> {{Front}}", "{{Back}}")), "the words of its template (Say)"),
        (typed(("{{Front}}", "{{Front}}")), "the field `Back` (1 filled)"),
        (typed(), "its templates"),
    ],
)
def test_what_a_note_type_does_beyond_ours_is_named(tmp_path: Path, model: object, lost: str | None) -> None:
    """Once for all of its notes, as they all lose the same."""
    found = read(package(tmp_path, models={"1": model}))
    assert len(found.entries) == 1
    messages = [each.message for each in found.diagnostics if each.code == "partly-placed"]
    assert [message.partition("without ")[2] for message in messages] == ([lost] if lost else [])


def test_an_optional_reverse_card_is_one_where_the_note_has_it(tmp_path: Path) -> None:
    """The cards that are there decide, not the template's conditions."""
    model = typed(("{{Front}}", "{{Back}}"), ("{{#Add}}{{Back}}{{/Add}}", "{{Front}}"), fields=("Front", "Back", "Add"))
    sql = "INSERT INTO cards VALUES (9, 2, 1, 1, 0);"
    found = read(package(tmp_path, notes=[("a", "b", ""), ("c", "d", "y")], models={"1": model}, sql=sql))
    assert [entry.kind for entry in found.entries] == ["basic", "reversed"]


def test_a_deck_that_is_filtered_is_not_a_notes_home(tmp_path: Path) -> None:
    """It goes back to where it came from."""
    sql = """UPDATE col SET decks = '{"1": {"name": "Cram"}, "2": {"name": "A::B"}}'; UPDATE cards SET odid = 2;"""
    assert read(package(tmp_path, sql=sql)).entries[0].deck == "A::B"


@pytest.mark.parametrize("html", ["<script>x</script>", "<img src=x onerror='x'>", '<a href="javascript:x">'])
def test_active_html_is_reported(tmp_path: Path, html: str) -> None:
    """The author decides, for every card that shows it runs it."""
    assert "active-html" in [each.code for each in read(package(tmp_path, notes=[("q", html)])).diagnostics]


def test_an_image_within_the_html_becomes_a_file(tmp_path: Path) -> None:
    """A line of a card file has its limits, and base64 has none."""
    pictures = Pictures("media/deck")
    html = '<img src="data:image/png;base64,iVBORw0KGgpvbmU=">'
    (entry,) = read_package(package(tmp_path, notes=[("q", html)]), pictures).entries
    assert pictures.files == {"image.png": PNG}
    assert '<img src="media/deck/image.png">' in entry.back


def test_models_that_nest_deeply_are_refused(tmp_path: Path) -> None:
    """Python gives up on them, and says so by an exception of its own."""
    assert "broken" in refusal(package(tmp_path, sql=f"UPDATE col SET models = '{'[' * 100_000}';"))


# ── What is listed ──


def test_a_sound_is_listed_once_a_note(tmp_path: Path) -> None:
    """In however many fields; the text that names it stays."""
    found = read(package(tmp_path, notes=[("[sound:a.mp3] q", "[sound:a.mp3][sound:b.mp3]"), ("q", "[sound:a.mp3]")]))
    assert [(each.span.path, each.message.split("`")[1]) for each in found.diagnostics] == [
        ("deck.apkg[g1]", "a.mp3"),
        ("deck.apkg[g1]", "b.mp3"),
        ("deck.apkg[g2]", "a.mp3"),
    ]
    assert "[sound:a.mp3][sound:b.mp3]" in found.entries[0].back


def test_a_script_is_listed_once_a_note(tmp_path: Path) -> None:
    """It is one thing to look at."""
    found = read(package(tmp_path, notes=[("<script></script>", "<script></script>")]))
    assert [each.code for each in found.diagnostics] == ["active-html"]


# ── Type-in notes ──

BOX = ("{{Front}} {{type:Back}}", "{{Front}}{{type:Back}}")


def typing(folder: Path, answer: str) -> Found:
    return read(package(folder, notes=[("q", answer)], models={"1": typed(BOX)}))


@pytest.mark.parametrize(
    ("answer", "back"), [("tf.range", "`tf.range`"), ("a &lt; b", "`a < b`"), ("&nbsp;a`b ", "``a`b``")]
)
def test_an_answer_to_type_is_typed(tmp_path: Path, answer: str, back: str) -> None:
    """Where it is one line of plain text: cited notes need no evidence for it."""
    found = typing(tmp_path, answer)
    assert [(entry.kind, entry.back) for entry in found.entries] == [("typed", back)]
    assert found.diagnostics == ()


@pytest.mark.parametrize("answer", ["<b>a</b>", "a<br>b", "", "[sound:a.mp3]", "\\(x\\)", "{python} x", "a &lt;b"])
def test_an_answer_that_nobody_can_type_is_shown(tmp_path: Path, answer: str) -> None:
    """As a basic note, and the report says what is lost."""
    found = typing(tmp_path, answer)
    assert [entry.kind for entry in found.entries] == ["basic"]
    assert "without the box to type the answer in (1 note)" in found.diagnostics[-1].message


def test_the_other_fields_of_a_typed_note_explain_it(tmp_path: Path) -> None:
    """Below the answer, which `.typed` notes begin with."""
    model = typed(("{{Front}}{{type:Back}}", "{{FrontSide}}{{More}}"), fields=("Front", "More", "Back"))
    found = read(package(tmp_path, notes=[("q", "m", "a")], models={"1": model}))
    assert [(entry.kind, entry.back) for entry in found.entries] == [("typed", "`a`\n\nm")]


def test_a_reversed_note_stays_one(tmp_path: Path) -> None:
    """Its second card is worth more than a box to type in."""
    model = typed(BOX, ("{{Back}}", "{{Back}}{{Front}}"))
    sql = "INSERT INTO cards VALUES (9, 1, 1, 1, 0);"
    found = read(package(tmp_path, notes=[("q", "a")], models={"1": model}, sql=sql))
    assert [entry.kind for entry in found.entries] == ["reversed"]
    assert "the box to type the answer in" in found.diagnostics[-1].message
