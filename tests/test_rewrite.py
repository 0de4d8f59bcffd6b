"""Expectations are put into a file and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from verideck.rewrite import Edit, edited, rewrite


def output(text: str, *, opening: int = 1, lines: int = 1) -> Edit:
    """The new text of an `output` fence that has so many lines of text."""
    return Edit(opening, opening + lines + 1, opening + 1, opening + lines + 1, text)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("```output\na\n```\nend", "b\nc", "```output\nb\nc\n```\nend"),
        ("```output\na\n```\nend", "", "```output\n```\nend"),
        ("> ```output\n> a\n> ```\n", "b\n\nc", "> ```output\n> b\n>\n> c\n> ```\n"),
        ("- ```output\n  a\n  ```\n", "b\n\n c", "- ```output\n  b\n\n   c\n  ```\n"),
        ("10. ~~~output\n    a\n    ~~~\n", "b", "10. ~~~output\n    b\n    ~~~\n"),
        ("> - ```output\n>   a\n>   ```\n", "b", "> - ```output\n>   b\n>   ```\n"),
        ("-\t```output\n\ta\n\t```\n", "b", "-\t```output\n \tb\n\t```\n"),
        ("```output\r\na\r\n```\r\n", "b\nc", "```output\r\nb\r\nc\r\n```\r\n"),
        ("```output\ra\r```\r", "b\nc", "```output\rb\rc\r```\r"),
        ("```output match=exact\na\n```\n", "```", "````output match=exact\n```\n````\n"),
        ("```output\na\n`````\n", "  ````` x", "``````output\n  ````` x\n``````\n"),
        ("~~~output\na\n~~~\n", "```", "~~~output\n```\n~~~\n"),
        ("```output\na\n```\n", "a ``` b", "```output\na ``` b\n```\n"),
    ],
    ids=[
        "plain", "empty", "quote", "list", "numbered", "list in a quote", "tab", "crlf", "cr", "longer fence",
        "much longer fence", "other fence", "no fence",
    ],
)  # fmt: skip
def test_a_fence_gets_another_text(before: str, text: str, after: str) -> None:
    """With the line ends, the quotes and the indentation of the file, and a fence that still ends where it should."""
    assert edited(before, [output(text)]) == after


def test_an_empty_fence_gets_a_text() -> None:
    """There is no line whose indentation it could take."""
    assert edited("> ```output\n> ```\n", [output("b", lines=0)]) == "> ```output\n> b\n> ```\n"


def test_prompts_of_one_fence_are_edited_together() -> None:
    """From the bottom up, so that the lines of those above stay right; the fence grows once."""
    before = "> ```pycon\n>   >>> x\n>   1\n>   >>> y\n>   >>> z\n>   3\n> ```\n"
    edits = [
        Edit(1, 7, 3, 4, "a\n<BLANKLINE>\nb", 2),
        Edit(1, 7, 5, 5, "```", 4),
        Edit(1, 7, 6, 7, "", 5),
    ]

    assert edited(before, edits) == (
        "> ````pycon\n>   >>> x\n>   a\n>   <BLANKLINE>\n>   b\n>   >>> y\n>   ```\n>   >>> z\n> ````\n"
    )


def test_fences_are_edited_in_any_order() -> None:
    """Their lines count in the file as it is."""
    before = "```output\na\n```\n\n```output\nb\n```\n"

    assert edited(before, [output("1\n2"), output("3", opening=5)]) == "```output\n1\n2\n```\n\n```output\n3\n```\n"


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    """And whatever else stands around the fence."""
    file = tmp_path / "card.md"
    file.write_bytes(b"\xef\xbb\xbf```output\r\na \r\n```\r\n\xc3\xa9\n")

    assert rewrite(tmp_path, "card.md", "```output\na \n```\né\n", [output("b")])
    assert file.read_bytes() == b"\xef\xbb\xbf```output\r\nb\r\n```\r\n\xc3\xa9\n"


@pytest.mark.parametrize("data", [b"```output\nc\n```\n", b"\xff"], ids=["edited", "no text"])
def test_a_file_that_changed_is_left_alone(tmp_path: Path, data: bytes) -> None:
    """What its author wrote meanwhile would be lost."""
    (tmp_path / "card.md").write_bytes(data)

    assert not rewrite(tmp_path, "card.md", "```output\na\n```\n", [output("b")])
    assert (tmp_path / "card.md").read_bytes() == data
