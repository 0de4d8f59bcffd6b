"""Card files and snippets are found and decoded, or refused at their place."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from processes import as_nobody
from sources import of_type
from verideck.model import Diagnostic, Project, Settings, Source
from verideck.read import MAX_LINE, read
from verideck.read.sources import MAX_STYLE


def project(root: Path, **files: bytes) -> Project:
    """A project whose files are named by keyword, `__` for `/` and `_` for `.`."""
    (root / "cards").mkdir(exist_ok=True)
    for name, data in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Project(root, "pyproject.toml", Settings("n", "N", "D"))


def sources(found: Project) -> list[Source]:
    return of_type(read(found), Source)


def mistakes(found: Project) -> list[str]:
    diagnostics = of_type(read(found), Diagnostic)
    return [f"{each.span.path}:{each.span.line}:{each.span.column} {each.code}" for each in diagnostics]


def test_cards_come_before_snippets_in_order(tmp_path: Path) -> None:
    """Each kind sorted by path and counted; other files are none."""
    found = sources(
        project(
            tmp_path,
            cards__b_md=b"b",
            cards__a__c_MD=b"c",
            cards__d_markdown=b"d",
            cards__README_md=b"x",
            cards__e_png=b"\xff",
            cards___hidden_md=b"x",
            snippets__z_py=b"",
            snippets____pycache____z_pyc=b"x",
            elsewhere_md=b"x",
        )
    )

    assert [(each.path, each.kind, each.order) for each in found] == [
        ("cards/a/c.MD", "card", 0),
        ("cards/b.md", "card", 1),
        ("cards/d.markdown", "card", 2),
        ("snippets/z.py", "snippet", 0),
    ]


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfa\r\nb\r"])
def test_line_ends_and_marks_are_made_equal(tmp_path: Path, data: bytes) -> None:
    """A card is the same on every machine."""
    assert sources(project(tmp_path, cards__a_md=data))[0].text == "a\nb\n"


def test_tabs_and_other_scripts_are_kept(tmp_path: Path) -> None:
    """All that a card can show."""
    text = "\tä\u3000𝔘\u200b\ufeff\n"

    assert sources(project(tmp_path, cards__a_md=text.encode()))[0].text == text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "cards/a.md:1:1 empty-file"),
        (b" \n\t\n", "cards/a.md:1:1 empty-file"),
        (b"\xef\xbb\xbf", "cards/a.md:1:1 empty-file"),
        (b"a\n\xc3\xa4b\xff", "cards/a.md:2:3 not-utf8"),
        (b"\xef\xbb\xbf\xc3\xa4\xff", "cards/a.md:1:2 not-utf8"),
        (b"a\rb\r\nc\rd\xe4", "cards/a.md:4:2 not-utf8"),
        ("Bär".encode("utf-16"), "cards/a.md:1:1 not-utf8"),
        (b"\xed\xa0\x80", "cards/a.md:1:1 not-utf8"),
        (b"a\nb\x00", "cards/a.md:2:2 control-character"),
        (b"a\x1b[31m", "cards/a.md:1:2 control-character"),
        (b"\x0c", "cards/a.md:1:1 empty-file"),
        (b"a\xc2\x85", "cards/a.md:1:2 control-character"),
        ("a\ufdd0".encode(), "cards/a.md:1:2 control-character"),
        (b"a\n" + b"b" * (MAX_LINE + 1) + b"\nc", f"cards/a.md:2:{MAX_LINE + 1} line-too-long"),
    ],
)
def test_what_no_card_can_hold_is_refused(tmp_path: Path, data: bytes, expected: str) -> None:
    """At its place, in characters."""
    assert mistakes(project(tmp_path, cards__a_md=data)) == [expected]


def test_an_empty_snippet_is_one(tmp_path: Path) -> None:
    """Python allows it, and `__init__.py` often is."""
    assert sources(project(tmp_path, snippets__a_py=b""))[0].text == ""


def test_a_line_may_be_long(tmp_path: Path) -> None:
    """Up to the limit."""
    assert sources(project(tmp_path, cards__a_md=b"b" * MAX_LINE))


@pytest.mark.parametrize("piece", [b"x", b"\n", b"x\n", "ä".encode(), b"\r"])
def test_large_files_take_no_time(tmp_path: Path, piece: bytes) -> None:
    """Ten million bytes, on one line or on many."""
    found = project(tmp_path, cards__a_md=b"# Q\n" + piece * (10_000_000 // len(piece)))
    started = time.process_time()
    list(read(found))

    assert time.process_time() - started < 2


def test_a_project_needs_a_cards_folder(tmp_path: Path) -> None:
    """An empty deck would be no answer to a misspelt setting; a snippets folder may be missing."""
    found = Project(tmp_path, "verideck.toml", Settings("n", "N", "D", cards="crads"))

    assert mistakes(found) == ["verideck.toml:1:1 no-cards"]


def test_a_folder_may_be_called_like_a_file(tmp_path: Path) -> None:
    """It is read as a folder."""
    assert [each.path for each in sources(project(tmp_path, cards__x_md__y_md=b"y"))] == ["cards/x.md/y.md"]


def test_links_are_followed_within_the_project(tmp_path: Path) -> None:
    """To files and to folders."""
    found = project(tmp_path, more__a_md=b"a", one_md=b"b")
    (tmp_path / "cards" / "folder").symlink_to("../more")
    (tmp_path / "cards" / "link.md").symlink_to(tmp_path / "one.md")

    assert [each.path for each in sources(found)] == ["cards/folder/a.md", "cards/link.md"]


@pytest.mark.parametrize(
    ("link", "target", "code"),
    [
        ("loop", ".", "symlink-loop"),
        ("up", "..", "symlink-loop"),
        ("self.md", "self.md", "symlink-loop"),
        ("gone.md", "nowhere.md", "unreadable"),
        ("out", "../../outside", "outside-project"),
        ("out.md", "../../outside/a.md", "outside-project"),
    ],
)
def test_bad_links_are_refused(tmp_path: Path, link: str, target: str, code: str) -> None:
    """Each at its place, and the rest is read."""
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.md").write_bytes(b"a")
    found = project(root, cards__sub__a_md=b"a")
    (root / "cards" / "sub" / link).symlink_to(target if code != "outside-project" else f"../{target}")

    assert mistakes(found) == [f"cards/sub/{link}:1:1 {code}"]
    assert [each.path for each in sources(found)] == ["cards/sub/a.md"]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    found = project(tmp_path)
    os.mkfifo(tmp_path / "cards" / "pipe.md")

    assert mistakes(found) == ["cards/pipe.md:1:1 unreadable"]


@pytest.mark.parametrize("name", ["cards/a.md", "cards/b"])
def test_what_may_not_be_read_is_refused(name: str) -> None:
    """A file as well as a folder."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        found = project(root, cards__a_md=b"a", cards__b__c_md=b"c")
        (root / name).chmod(0)
        with as_nobody():
            assert mistakes(found) == [f"{name}:1:1 unreadable"]


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """No report and no lock could name it."""
    found = project(tmp_path)
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/cards/\xff.md")).write_bytes(b"a")
    except OSError:
        pytest.skip("this file system allows only UTF-8")

    assert mistakes(found) == ["cards/?.md:1:1 file-name"]


def test_a_name_that_would_control_a_terminal_is_refused(tmp_path: Path) -> None:
    """Every command names files."""
    found = project(tmp_path)
    (tmp_path / "cards/\x1b[31mred.md").write_text("# A")
    assert mistakes(found) == ["cards/\x1b[31mred.md:1:1 file-name"]


# ── The deck's own stylesheet ────────────────────────────────────────────────────────────────────────────────────


def styled(root: Path, css: str, data: bytes) -> Project:
    made = project(root, cards__a_md=b"# A", deck_css=data)
    return replace(made, settings=replace(made.settings, css=css))


def test_the_stylesheet_is_read_last(tmp_path: Path) -> None:
    """As a source among the others: a change of it is noticed, and what is wrong in it is shown."""
    assert sources(styled(tmp_path, "deck.css", b".a {\r\n}"))[-1] == Source("deck.css", ".a {\n}", "style")


def test_a_stylesheet_is_small_and_utf8(tmp_path: Path) -> None:
    """Each card is shown with all of it."""
    assert mistakes(styled(tmp_path, "deck.css", b"." * (MAX_STYLE + 1))) == ["deck.css:1:1 style"]
    assert mistakes(styled(tmp_path, "deck.css", b"/* \xff */")) == ["deck.css:1:4 not-utf8"]
    assert mistakes(styled(tmp_path, "cards", b"")) == ["cards:1:1 unreadable"]
