"""Ids are written into headings and nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from verideck.identify import missing_numbers, write_missing, write_renames
from verideck.model import Draft, Source
from verideck.parse import parse
from verideck.resolve import assign_ids


def written(folder: Path, data: bytes) -> bytes:
    """The file after its ids were written, read as `read` decodes it."""
    path = folder / "card.md"
    path.write_bytes(data)
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    source = Source("card.md", text, "card")
    drafts = [draft for draft in parse(source) if isinstance(draft, Draft)]
    said = list(write_missing(folder, [source], drafts, assign_ids(drafts)))
    assert all(found.severity == "warning" for found in said)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# Why?\n\ntext\n", b"# Why? {#why}\n\ntext\n"),
        (b"# Why? \n\ntext\n", b"# Why? {#why} \n\ntext\n"),
        (b"# Why? #\n\ntext\n", b"# Why? {#why} #\n\ntext\n"),
        (b"# Why? {.predict}\n\n```python\nx\n```\n", b"# Why? {#why .predict}\n\n```python\nx\n```\n"),
        (b"# Why? {source='{x}'}\n\ntext\n", b"# Why? {#why source='{x}'}\n\ntext\n"),
        (b"# Why {1, 2}?\n\ntext\n", b"# Why {1, 2}? {#why-1-2}\n\ntext\n"),
        (b"# Why {1, 2}\n\ntext\n", b"# Why {1, 2} {#why-1-2}\n\ntext\n"),
        (b"# Why?\r\n\r\ntext\r\n", b"# Why? {#why}\r\n\r\ntext\r\n"),
        (b"\xef\xbb\xbf# Why?\n\ntext\n", b"\xef\xbb\xbf# Why? {#why}\n\ntext\n"),
        (b"# Why?\n\na\n\n## Why?\n\nb", b"# Why? {#why}\n\na\n\n## Why? {#why-2}\n\nb"),
        (b"# A {#why}\n\na\n\n## Why?\n\nb\n", b"# A {#why}\n\na\n\n## Why? {#why-2}\n\nb\n"),
    ],
    ids=[
        "plain",
        "space",
        "closed",
        "braces",
        "quoted",
        "set",
        "set at the end",
        "crlf",
        "bom",
        "same heading",
        "taken id",
    ],
)
def test_the_id_stands_at_the_end_of_its_heading(tmp_path: Path, before: bytes, after: bytes) -> None:
    """In every style of heading, with every kind of line end."""
    assert written(tmp_path, before) == after


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """An author who saved during the build must not lose what was saved."""
    path = tmp_path / "card.md"
    path.write_bytes(b"# Why, then?\n\ntext\n")
    source = Source("card.md", "# Why?\n\ntext\n", "card")
    drafts = [draft for draft in parse(source) if isinstance(draft, Draft)]
    assert [said.code for said in write_missing(tmp_path, [source], drafts, assign_ids(drafts))] == ["file-changed"]
    assert path.read_bytes() == b"# Why, then?\n\ntext\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# Why? {#old}\n\ntext\n", b'# Why? {#new guid="g"}\n\ntext\n'),
        (b"# Why? {#new}\n\ntext\n", b'# Why? {#new guid="g"}\n\ntext\n'),
        (b"# Why? {.basic #old} #\r\n\r\ntext\r\n", b'# Why? {.basic #new guid="g"} #\r\n\r\ntext\r\n'),
        (b"# Why? {#old deck='{#a}'}\n\ntext\n", b"# Why? {#new deck='{#a}' guid=\"g\"}\n\ntext\n"),
        (b'# Why {1}? {#old guid="h"}\n\ntext\n', b'# Why {1}? {#new guid="h"}\n\ntext\n'),
        (b'# Why? {deck="A #b" #old }\n\ntext\n', b'# Why? {deck="A #b" #new guid="g"}\n\ntext\n'),
    ],
    ids=["old id", "new id", "closed", "braces in quotes", "has a guid", "quotes"],
)
def test_a_renamed_note_gets_its_guid(tmp_path: Path, before: bytes, after: bytes) -> None:
    """The id changes, the GUID that was shipped stands beside it, and nothing else of the file changes."""
    path = tmp_path / "card.md"
    path.write_bytes(before)
    text = before.decode().replace("\r\n", "\n")
    source = Source("card.md", text, "card")
    drafts = [draft for draft in parse(source) if isinstance(draft, Draft)]
    (said,) = write_renames(tmp_path, [source], drafts, {"old": "g"}, {"old": "new"})
    assert said.code == "id-renamed"
    assert path.read_bytes() == after


def test_a_file_that_changed_is_not_renamed_in(tmp_path: Path) -> None:
    """What was saved during the build stays."""
    (tmp_path / "card.md").write_bytes(b"# Why, then? {#old}\n\ntext\n")
    source = Source("card.md", "# Why? {#old}\n\ntext\n", "card")
    drafts = [draft for draft in parse(source) if isinstance(draft, Draft)]
    found = list(write_renames(tmp_path, [source], drafts, {"old": "g"}, {"old": "new"}))
    assert "file-changed" in [each.code for each in found]
    assert (tmp_path / "card.md").read_bytes() == b"# Why, then? {#old}\n\ntext\n"


# ── Numbers of items ─────────────────────────────────────────────────────────────────────────────────────────────

LIST = b"# Why? {#why .list}\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"- a\n- b\n", b"- a {c1}\n- b {c2}\n"),
        (b"- a {c4}\n- b\n- c {c2}\n- d", b"- a {c4}\n- b {c5}\n- c {c2}\n- d {c6}"),
        (b"1. a\n   b  \n\n   ```\n\n   ```\n2. d\r\n", b"1. a\n   b {c1}  \n\n   ```\n\n   ```\n2. d {c2}\r\n"),
        (b"- a\nlazy\n  - nested\n- `b`\n", b"- a\nlazy {c1}\n  - nested\n- `b` {c2}\n"),
        (b"text\n\n- a\n\ntext\n\n- no\n", b"text\n\n- a {c1}\n\ntext\n\n- no\n"),
        (b"- a {c499}\n- b\n- c\n- d\n", b"- a {c499}\n- b {c500}\n- c {c1}\n- d {c2}\n"),
    ],
    ids=["new", "added", "several lines", "lazy line", "one list", "after the last"],
)  # fmt: skip
def test_the_number_stands_at_the_end_of_the_items_first_paragraph(tmp_path: Path, before: bytes, after: bytes) -> None:
    """New items get numbers above all others, wherever they stand, so that none is given twice."""
    assert written(tmp_path, LIST + before) == LIST + after


def test_numbers_and_ids_are_written_at_once(tmp_path: Path) -> None:
    """The file is replaced as a whole, or not at all."""
    before = b"# Why? {.list}\n\n- a\n\n# How? {.list}\n\n- b\n"
    assert written(tmp_path, before) == b"# Why? {#why .list}\n\n- a {c1}\n\n# How? {#how .list}\n\n- b {c1}\n"


def test_what_was_written_is_read_as_written(tmp_path: Path) -> None:
    """Else every build would write once more."""
    once = written(tmp_path, LIST + b"- a\n- b `c\n- d \\\n- $e$\n- f <!-- g -->\n- h &\n")
    assert written(tmp_path, once) == once


def test_missing_numbers_are_said_once_a_list() -> None:
    """A check proposes and writes nothing."""
    text = (LIST + b"- a\n- b {c7}\n- c\n").decode()
    drafts = [draft for draft in parse(Source("card.md", text, "card")) if isinstance(draft, Draft)]
    (found,) = missing_numbers(drafts, required=True)
    assert (found.code, found.severity, found.span.line) == ("missing-number", "error", 3)
    assert found.help
    assert "`{c8}`, `{c9}`" in found.help
