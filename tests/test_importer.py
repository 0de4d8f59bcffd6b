"""`verideck import`: what it writes, what it refuses to write over, and what it says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import verideck.importer
from packages import BASIC, package
from projects import CARD, SETTINGS, FakeSandbox, make_project
from verideck import cli
from verideck.build import check
from verideck.files import write_atomically
from verideck.importer import Imported, import_file, write
from verideck.model import Diagnostic, Project

QUESTIONS = '#1. What is one and one?\n"""It is two. It was two."""\n\n#2. Why?\n"""It has to be."""\n'
TABLE = "front,back\na,b\nc,d\n"


def verideck_import(project: Path, *arguments: str | Path) -> Result:
    given = ["import", "-C", str(project), *map(str, arguments)]
    return CliRunner().invoke(cli.main, given, catch_exceptions=False)


def foreign(folder: Path, text: str | bytes = QUESTIONS, name: str = "My Notes.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def imported(project: Project, file: Path, into: str | None = None, **options: str) -> Imported:
    found = import_file(project, file, into, **options)
    assert isinstance(found, Imported), found
    return found


def refusal(project: Project, file: Path, into: str | None = None, **options: str) -> Diagnostic:
    found = import_file(project, file, into, **options)
    assert isinstance(found, Diagnostic)
    assert found.code == "import-refused"
    return found


# ── What is written ──


def test_an_import_writes_a_card_file(tmp_path: Path) -> None:
    """Called like the file, and said in counts."""
    make_project(tmp_path / "deck")
    result = verideck_import(tmp_path / "deck", foreign(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "cards/my-notes.md: written, 2 of 2 notes: 2 basic\n"
        "3 statements still to be proven: `verideck check` lists them\n"
    )
    assert (tmp_path / "deck/cards/my-notes.md").read_text().startswith("# What is one and one? {#what-is-one-and-one}")


def test_what_is_to_be_proven_cannot_ship(tmp_path: Path) -> None:
    """The build says it once a note, at its first statement."""
    project = make_project(tmp_path / "deck")
    assert not list(write(project, imported(project, foreign(tmp_path))))
    found = [(each.code, each.span.line) for each in check(project, FakeSandbox()).diagnostics]
    assert found == [("unproven", 3), ("unproven", 8)]


def test_ids_are_the_projects_alone(tmp_path: Path) -> None:
    """Two notes of one id would be a mistake that the author did not make."""
    project = make_project(tmp_path / "deck", {"cards/sums.md": CARD.replace("#one-and-one", "#why")})
    text = imported(project, foreign(tmp_path, QUESTIONS + '#3. Why?\n"""Just so."""\n')).text
    assert "{#why-2}" in text
    assert "{#why-3}" in text


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """It says what would be."""
    make_project(tmp_path / "deck")
    result = verideck_import(tmp_path / "deck", "--dry-run", foreign(tmp_path))
    assert result.stdout.startswith("cards/my-notes.md: would be written, 2 of 2 notes")
    assert [path.name for path in (tmp_path / "deck/cards").iterdir()] == ["sums.md"]


def test_what_was_not_placed_exits_with_1(tmp_path: Path) -> None:
    """And is shown with its line, so that nobody misses it in a script."""
    make_project(tmp_path / "deck")
    result = verideck_import(tmp_path / "deck", foreign(tmp_path, "x = 1\n" + QUESTIONS))
    assert result.exit_code == 1
    assert "My Notes.txt:1:1: error[not-placed]: this stands above the first question" in result.stderr
    assert "1 | x = 1" in result.stderr
    assert "1 × not-placed, see above" in result.stdout


def test_a_package_needs_settings(tmp_path: Path) -> None:
    """Its notes are cited and hold raw HTML: said at once, and not by the build."""
    project = make_project(tmp_path / "deck")
    (found,) = imported(project, package(tmp_path)).diagnostics
    assert (found.code, found.severity) == ("settings", "warning")
    assert "`allow-cited = true` and `allow-html = true`" in found.message


def test_a_typed_note_of_a_package_is_cited(tmp_path: Path) -> None:
    """Its answer needs no evidence, as no cited note does, and builds."""
    project = make_project(tmp_path / "deck", settings=SETTINGS + "allow-cited = true\nallow-html = true\n")
    card = {"name": "Card 1", "qfmt": "{{Front}}{{type:Back}}", "afmt": "{{Front}}{{type:Back}}"}
    found = imported(project, package(tmp_path, models={"1": {**BASIC, "tmpls": [card]}}))
    assert [entry.kind for entry in found.entries] == ["typed"]
    assert not list(write(project, found))
    assert check(project, FakeSandbox()).diagnostics == ()


def test_a_source_can_be_named(tmp_path: Path) -> None:
    """A cited note says where it comes from: an address is more use than a file's name."""
    project = make_project(tmp_path / "deck")
    assert "source: 'deck.apkg'" in imported(project, package(tmp_path)).text
    assert "source: 'https://x.y'" in imported(project, tmp_path / "deck.apkg", source="https://x.y").text


def test_a_file_of_any_name_is_cited(tmp_path: Path) -> None:
    """On Linux a name may hold the end of a line, or bytes that are no text."""
    project = make_project(tmp_path / "deck")
    path = package(tmp_path).rename(tmp_path / os.fsdecode(b"a\n---\n\xff.apkg"))
    assert "source: 'a --- .apkg'" in imported(project, path).text


def test_nothing_is_written_where_nothing_is_placed(tmp_path: Path) -> None:
    """An empty card file would be a mistake of its own."""
    make_project(tmp_path / "deck")
    result = verideck_import(tmp_path / "deck", package(tmp_path, notes=[("a",)]))
    assert result.exit_code == 1
    assert result.stdout.startswith("cards/deck.md: not written; none of 0 notes could be placed")
    assert not (tmp_path / "deck/cards/deck.md").exists()


# ── What is refused ──


@pytest.mark.parametrize(
    "into", ["../x.md", "x.md", "cards/../x.md", "cards/x.txt", "cards/.x.md", "cards/.git/x.md", "/tmp/x.md", "cards"]
)
def test_only_card_files_are_written(tmp_path: Path, into: str) -> None:
    """Elsewhere nothing would read it, or much would be lost."""
    project = make_project(tmp_path / "deck")
    assert "is not a card file" in refusal(project, foreign(tmp_path), into).message


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    """What looks like a folder of cards may lie elsewhere."""
    project = make_project(tmp_path / "deck")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "deck/cards/out").symlink_to(tmp_path / "elsewhere")
    assert "is not a card file" in refusal(project, foreign(tmp_path), "cards/out/x.md").message


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """Also one that only a link names, and one that came while the import read."""
    project = make_project(tmp_path / "deck")
    assert "is there already" in refusal(project, foreign(tmp_path), "cards/sums.md").message
    found = imported(project, foreign(tmp_path))
    (tmp_path / "deck/cards/my-notes.md").symlink_to("nowhere")
    assert "is there already" in refusal(project, foreign(tmp_path)).message
    assert [each.code for each in write(project, found)] == ["import-refused"]


def test_an_image_that_is_there_is_kept(tmp_path: Path) -> None:
    """The same one serves; another one refuses the import as a whole."""
    data = b"\x89PNG\r\n\x1a\none"
    project = make_project(tmp_path / "deck")
    found = imported(project, package(tmp_path, {"a.png": data}, notes=[("q", '<img src="a.png">')]))
    image = tmp_path / "deck/cards/media/deck/a.png"
    image.parent.mkdir(parents=True)
    image.write_bytes(b"another")
    (problem,) = write(project, found)
    assert "cards/media/deck/a.png" in problem.message
    assert (image.read_bytes(), (tmp_path / "deck/cards/deck.md").exists()) == (b"another", False)
    image.write_bytes(data)
    assert list(write(project, found)) == []


@pytest.mark.parametrize("at", ["b.png", "deck.md"])
def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Whoever stops an import imports again, and finds no images of the first attempt; what was there before stays."""
    project = make_project(tmp_path / "deck")
    images = {f"{name}.png": b"\x89PNG\r\n\x1a\n" + name.encode() for name in "ab"}
    found = imported(project, package(tmp_path, images, notes=[("q", '<img src="a.png"><img src="b.png">')]))
    before = sorted((tmp_path / "deck").rglob("*"))

    def interrupted(path: Path, data: bytes) -> None:
        if path.name == at:
            raise KeyboardInterrupt
        write_atomically(path, data)

    monkeypatch.setattr(verideck.importer, "write_atomically", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(write(project, found))
    assert sorted((tmp_path / "deck").rglob("*")) == before


def test_an_interrupt_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An image that another card shows already."""
    project = make_project(tmp_path / "deck")
    data = b"\x89PNG\r\n\x1a\none"
    found = imported(project, package(tmp_path, {"a.png": data}, notes=[("q", '<img src="a.png">')]))
    image = tmp_path / "deck/cards/media/deck/a.png"
    image.parent.mkdir(parents=True)
    image.write_bytes(data)

    def interrupted(_path: Path, _data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verideck.importer, "write_atomically", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(write(project, found))
    assert image.read_bytes() == data


def test_media_are_not_written_through_a_link(tmp_path: Path) -> None:
    """It may lead out of the project."""
    project = make_project(tmp_path / "deck")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "deck/cards/media").symlink_to(tmp_path / "elsewhere")
    html = '<img src="a.png">'
    found = imported(project, package(tmp_path, {"a.png": b"\x89PNG\r\n\x1a\none"}, notes=[("q", html)]))
    assert [each.code for each in write(project, found)] == ["import-refused"]
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("name", ["notes.ipynb", "notes.csv", "notes.txt"])
def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Before it is read whole."""
    monkeypatch.setattr(verideck.importer, "MOST_TEXT", 100)
    project = make_project(tmp_path / "deck")
    assert "has more than" in refusal(project, foreign(tmp_path, "x" * 101, name)).message


def test_a_package_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """It is not even opened; a file with holes stands for a large one."""
    project = make_project(tmp_path / "deck")
    with (tmp_path / "deck.apkg").open("wb") as file:
        file.truncate(3 * 2**30)
    assert "has more than 2,048 MiB" in refusal(project, tmp_path / "deck.apkg").message


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    """With those that are known."""
    project = make_project(tmp_path / "deck")
    found = refusal(project, foreign(tmp_path, "x", "notes.pdf"))
    assert (found.message, ".ipynb" in str(found.help)) == ("`.pdf` is not a kind of file that can be imported", True)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """It might never end."""
    project = make_project(tmp_path / "deck")
    os.mkfifo(tmp_path / "notes.csv")
    assert refusal(project, tmp_path / "notes.csv").message == "this is not a file"


# ── Encodings ──


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    """Spreadsheets write any of them."""
    project = make_project(tmp_path / "deck")
    data = "front,back\r\né,ü\r\n".encode(encoding)
    assert imported(project, foreign(tmp_path, data, "notes.csv")).entries[0].title == "é"


def test_another_encoding_can_be_named(tmp_path: Path) -> None:
    """Nothing in the file tells it, so it is not guessed."""
    project = make_project(tmp_path / "deck")
    file = foreign(tmp_path, "a,b\n\u00e9,c\n".encode("latin-1"), "notes.csv")
    found = refusal(project, file)
    assert (found.message, found.span.line, found.span.column) == ("byte 0xe9 is not UTF-8", 2, 1)
    assert imported(project, file, encoding="latin-1").entries[1].title == "é"


def test_utf_16_without_a_mark_is_refused(tmp_path: Path) -> None:
    """It is valid UTF-8 with a NUL at every other place."""
    project = make_project(tmp_path / "deck")
    found = refusal(project, foreign(tmp_path, "a,b\n".encode("utf-16-le"), "notes.csv"))
    assert (found.message, found.span.column) == ("U+0000 is a character that no card can show", 2)
    assert "--encoding utf-16-le" in str(found.help)


def test_an_unknown_encoding_is_a_usage_error(tmp_path: Path) -> None:
    """As any option's value that is none; `base64` is a codec of Python's and no encoding of text."""
    make_project(tmp_path / "deck")
    for name in ("klingon", "base64"):
        result = verideck_import(tmp_path / "deck", "--encoding", name, foreign(tmp_path))
        assert (result.exit_code, f"`{name}` is not an encoding" in result.stderr) == (2, True)


def test_a_refused_file_exits_with_1(tmp_path: Path) -> None:
    """Its diagnostic stands where all others do."""
    make_project(tmp_path / "deck")
    result = verideck_import(tmp_path / "deck", foreign(tmp_path, b"\xff", "notes.csv"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "notes.csv:1:1: error[import-refused]: byte 0xff is not UTF-8" in result.stderr
