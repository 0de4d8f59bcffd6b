"""Ids are written into headings and nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from verideck.identify import write_ids, write_renames
from verideck.model import Draft, Source
from verideck.parse import parse
from verideck.resolve import assign_ids


def written(folder: Path, data: bytes) -> bytes:
    """The file after its ids were written, read as `read` decodes it."""
    path = folder / "card.md"
    path.write_bytes(data)
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    drafts = [draft for draft in parse(Source("card.md", text, "card")) if isinstance(draft, Draft)]
    named = [new for old, new in zip(drafts, assign_ids(drafts), strict=True) if old.id is None]
    assert write_ids(folder, "card.md", text, named)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# Why?\n\ntext\n", b"# Why? {#why}\n\ntext\n"),
        (b"# Why? \n\ntext\n", b"# Why? {#why} \n\ntext\n"),
        (b"# Why? #\n\ntext\n", b"# Why? {#why} #\n\ntext\n"),
        (b"# Why? {.predict}\n\n```python\nx\n```\n", b"# Why? {#why .predict}\n\n```python\nx\n```\n"),
        (b"# Why {1, 2}?\n\ntext\n", b"# Why {1, 2}? {#why-1-2}\n\ntext\n"),
        (b"# Why {1, 2}\n\ntext\n", b"# Why {1, 2} {#why-1-2}\n\ntext\n"),
        (b"# Why?\r\n\r\ntext\r\n", b"# Why? {#why}\r\n\r\ntext\r\n"),
        (b"\xef\xbb\xbf# Why?\n\ntext\n", b"\xef\xbb\xbf# Why? {#why}\n\ntext\n"),
        (b"# Why?\n\na\n\n## Why?\n\nb", b"# Why? {#why}\n\na\n\n## Why? {#why-2}\n\nb"),
        (b"# A {#why}\n\na\n\n## Why?\n\nb\n", b"# A {#why}\n\na\n\n## Why? {#why-2}\n\nb\n"),
    ],
    ids=["plain", "space", "closed", "braces", "set", "set at the end", "crlf", "bom", "same heading", "taken id"],
)
def test_the_id_stands_at_the_end_of_its_heading(tmp_path: Path, before: bytes, after: bytes) -> None:
    """In every style of heading, with every kind of line end."""
    assert written(tmp_path, before) == after


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """An author who saved during the build must not lose what was saved."""
    path = tmp_path / "card.md"
    path.write_bytes(b"# Why, then?\n\ntext\n")
    drafts = [draft for draft in parse(Source("card.md", "# Why?\n\ntext\n", "card")) if isinstance(draft, Draft)]
    assert not write_ids(tmp_path, "card.md", "# Why?\n\ntext\n", assign_ids(drafts))
    assert path.read_bytes() == b"# Why, then?\n\ntext\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# Why? {#old}\n\ntext\n", b'# Why? {#new guid="g"}\n\ntext\n'),
        (b"# Why? {#new}\n\ntext\n", b'# Why? {#new guid="g"}\n\ntext\n'),
        (b"# Why? {.basic #old} #\r\n\r\ntext\r\n", b'# Why? {.basic #new guid="g"} #\r\n\r\ntext\r\n'),
        (b'# Why {1}? {#old guid="h"}\n\ntext\n', b'# Why {1}? {#new guid="h"}\n\ntext\n'),
        (b'# Why? {deck="A #b" #old }\n\ntext\n', b'# Why? {deck="A #b" #new guid="g"}\n\ntext\n'),
    ],
    ids=["old id", "new id", "closed", "has a guid", "quotes"],
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
