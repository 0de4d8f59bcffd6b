"""What holds for any text: parsing ends, quickly, loses nothing and tells true places."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sources import CARD, cut, every_block, every_hole, parse_card, parse_code
from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    ClaimLink,
    CodeSpan,
    Draft,
    Listing,
    Math,
    PythonFence,
    RawHtml,
    RegionFence,
    Source,
    Value,
)
from verideck.parse import parse
from verideck.read import FORBIDDEN

FRAGMENTS = [
    *("# Q {#a}\n", "## R {#b .predict}\n", "### S\n", "# T ##\n", "#\n", "Text\n---\n", "---\n", "***\n", "\n"),
    *("```python\n", "```\n", "~~~py\n", "~~~\n", "````\n", "```output\n", "```python show=r\n"),
    *("``` {.python hide}\n", "\n\n"),
    *("print(1)\n", "x = 1\n", "# claim: c\nassert x\n", "    indented\n", "\tTab\n", "text\n", "é𝔘 \u3000"),
    *("`{python} x`", "``{python s} `x` ``", "`code`", "`", "``", "[a](claim:c)", "[a [b] c](claim:s/c)", "[a](#b)"),
    *("[", "]", "(", ")", "![", "\\", "\\[", "$x$", "$", "$$", "\\(x\\)", "*em*", "**", "_", "~~", "<b>", "<", "<!--"),
    *("-->", "<div>\n", "</div>\n", "<pre>\n", "| a | b |\n", "|---|---|\n", "| `{python} x` | a \\| b |\n", "&amp;"),
    *("https://x.y", "[a](https://x.y \"t\")", "<https://x.y>", "[a]: b\n", "{#c}", "{python} x"),
    *(" ", "  \n", "---\nx: 1\n"),
]  # fmt: skip
INLINE = [
    *(
        "`code`",
        "`` a`b ``",
        "`{python} x`",
        "`` {python} f'`{x}' ``",
        "`{python s} x!r`",
        "[a `c`](claim:c)",
        "[b](claim:s/d)",
    ),
    *(
        "$x$",
        "\\(y\\)",
        "\\`",
        "\\[",
        "&amp;",
        "<b>",
        "<https://x.y>",
        "[w](https://x.y)",
        "[n](#q)",
        "*em*",
        "**",
        "a",
        "x",
        "é",
        "𝔘",
        "$5",
        "]",
        "[",
        "(",
        ", ",
        " ",
        " ",
        " ",
        "\u3000",
    ),
]
BLOCKS = [
    "@0\n", "@0\n@1\n", "### @0 ##\n", "| @0 | @1 |\n|---|:-:|\n| \\| @2 | @0 |\n|@1|\n", "@0 | @1\n--|--\n@2|@2\n",
    "```python\nprint(1)\n```\n", "~~~~ Py hide\nx = '''\n~~~\n'''\n~~~~\n",
    "``` {.python show=r}\n```\n\n```output\n1\n```\n",
    "   ```python {output=hide}\n   # claim: c\n   assert x\n   ```\n",
    "```js\na\n```\n", "```\na\n```\n", "    a\n", "<!-- ```python -->\n",
    "***\n", "<div>\n\n```python\nx\n```\n\n</div>\n", "```python raises=ValueError\nint('x')\n```\n",
]  # fmt: skip
PREFIXES = ["", "", "", "> ", "- ", "  ", "1. ", "   ", ">> ", "> - "]


def is_source(text: str) -> bool:
    return not FORBIDDEN.search(text) and "\r" not in text


@st.composite
def markdownish(draw: st.DrawFn) -> str:
    """Text with everything in it that means something, in any order, and in quotes and lists."""
    text = "".join(draw(st.lists(st.sampled_from(FRAGMENTS), max_size=25)))
    prefixes = draw(st.lists(st.sampled_from(PREFIXES), min_size=1, max_size=6))
    lines = text.split("\n")
    prefixed = "\n".join(prefixes[index % len(prefixes)] + line for index, line in enumerate(lines))
    return draw(st.sampled_from(["", "# Q {#q}\n\n", "---\ntags: [a]\n---\n# Q {#q}\n"])) + prefixed


@st.composite
def sound(draw: st.DrawFn) -> str:
    """Notes as authors write them: running text of all kinds in blocks of all kinds, some in quotes and lists."""
    text = draw(st.sampled_from(["", "---\ntags: [a]\n---\n\n"]))
    running = st.lists(st.sampled_from(INLINE), min_size=1, max_size=6).map("".join)
    for number in range(draw(st.integers(1, 3))):
        text += f"## {draw(running)} {{#q{number}}}\n\n"
        for block in draw(st.lists(st.sampled_from(BLOCKS), max_size=4)):
            first, rest = draw(st.sampled_from([("", ""), ("", ""), ("> ", "> "), ("- ", "  "), ("> 1. ", ">    ")]))
            lines = re.sub("@[0-2]", lambda _: draw(running), block).removesuffix("\n").split("\n")
            text += "\n".join((rest if index else first) + line for index, line in enumerate(lines)) + "\n\n"
    return text


any_text = st.text(st.characters(exclude_categories=["Cs"])).filter(is_source)


@settings(max_examples=150)
@given(any_text | markdownish())
def test_any_text_parses(text: str) -> None:
    """An author's mistake is never a traceback, whatever stands in the file."""
    drafts, found = parse_card(text)

    assert drafts or found


@settings(max_examples=100)
@given(any_text)
def test_any_code_parses(text: str) -> None:
    """So it is with snippets."""
    snippet, found = parse_code(text)

    assert snippet or found


@settings(max_examples=150)
@given(any_text | markdownish())
@example("\u3000\n`{python} 1` {#q}\n==\n")
def test_places_lie_in_the_file(text: str) -> None:
    """A report shows the line that a diagnostic names, so it must exist."""
    lines = text.split("\n")
    for diagnostic in parse_card(text)[1]:
        span = diagnostic.span

        assert span.path == CARD
        assert 1 <= span.line <= max(span.end_line, span.line) <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert span.end_column <= len(lines[max(span.end_line, 1) - 1]) + 1


@settings(max_examples=150)
@given(any_text | markdownish())
def test_diagnostics_stand_in_the_order_of_the_file(text: str) -> None:
    """An author mends a file from top to bottom."""
    places = [(each.span.line, each.span.column) for each in parse_card(text)[1]]

    assert places == sorted(places)


@settings(max_examples=300)
@given(sound() | markdownish())
@example("# Q {#q}\n\n> | `x` | `x` |\n> |---|---|\n> | a `b \\| c` | \\|`{python} x`\n")
@example("# `a` a {#q}\n\n- ## `b` b ##\n\n  text `c`\n")
@example("# Q {#q}\n\n\u3000\n`a`\n\n> \u3000\n> \u3000\n> [!NOTE]\n> `b`\n")
def test_spans_are_what_stands_there(text: str) -> None:
    """A caret under the wrong word is worse than none: each span, cut out of the file, is the thing itself."""
    for draft in parse_card(text)[0]:
        for hole in every_hole(draft):
            if hole.span.line == hole.span.end_line:
                assert is_written_as(hole, cut(text, hole.span))


def is_written_as(hole: object, written: str) -> bool:
    match hole:
        case CodeSpan(text=text):
            inner = written.replace("\\|", "|")
            marks = len(inner) - len(inner.lstrip("`")) or 1
            return text in (inner[marks:-marks], inner[marks:-marks][1:-1])
        case Value(expression=expression):
            return (
                "{python" in written and expression in written.replace("\\|", "|") and written[0] == written[-1] == "`"
            )
        case ClaimLink(name=name):
            return written.startswith("[") and written.endswith(")") and f"{name}" in written.rpartition("claim:")[2]
        case Math(text=text):
            return text in written.replace("\\|", "|") and written[0] in "$\\" and written[-1] in "$)]"
        case RawHtml(text=text):
            return text == written.replace("\\|", "|")
        case _:
            return written[0] in "[<" and written[-1] in ")>"


@settings(max_examples=300)
@given(sound() | markdownish())
def test_every_fence_is_accounted_for(text: str) -> None:
    """Nothing is skipped in silence: each fence that CommonMark sees is in a draft, or its note is refused."""
    drafts, found = parse_card(text)
    tokens = [token for token in commonmark(text) if token.map]
    headings = [
        line_of(token) for token in tokens if token.type == "heading_open" and token.level == 0 and token.tag < "h3"
    ]
    refused = {section(headings, each.span.line) for each in found}
    file_is_refused = any(each.code.startswith(("front", "yaml", "tag", "deck")) for each in found)
    accounted = {line for draft in drafts for line in fence_lines(draft)}
    for token in tokens:
        if token.type == "fence":
            assert line_of(token) in accounted or section(headings, line_of(token)) in refused or file_is_refused


def commonmark(text: str) -> list[Token]:
    """CommonMark's own view of a file, below the front matter."""
    lines = text.split("\n")
    end = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
    return MarkdownIt("commonmark").enable("table").parse("\n" * end + "\n".join(lines[end:]))


def line_of(token: Token) -> int:
    assert token.map
    return token.map[0] + 1


def section(headings: list[int], line: int) -> int:
    return max((heading for heading in headings if heading <= line), default=0)


def fence_lines(draft: Draft) -> Iterator[int]:
    for block in every_block((*draft.front, *draft.back)):
        if isinstance(block, PythonFence | RegionFence | Listing):
            yield block.span.line
        if isinstance(block, PythonFence | RegionFence) and block.expected:
            yield block.expected.span.line


@settings(max_examples=150)
@given(sound() | markdownish())
def test_holes_are_numbered(text: str) -> None:
    """The renderer puts hole number N where the text says N."""
    for draft in parse_card(text)[0]:
        for prose in [draft.heading, *(hole.text for hole in every_hole(draft) if isinstance(hole, ClaimLink))]:
            expected = [f"{HOLE_OPEN}{index}{HOLE_CLOSE}" for index in range(len(prose.holes))]

            assert [hole for hole in expected if hole in prose.text] == expected
            assert prose.text.count(HOLE_OPEN) == len(expected)


HOSTILE = [
    *("[", "]", "![", "[a](", "](", "](<", "](a \"", "[]()", "[a](claim:b) ", "[[a](claim:b)", "(claim:"),
    *("`", "`` ", "` `` ", "`a", "\\", "\\(", "\\[", "\\) \\(", "\\(` ", "\\``", "$", "$$", "$a", "$a$1", "$a` "),
    *("<", "<a ", "<a b=", "<a b='", "<!--", "<!-- -->", "<https://", "</", "*", "**a", "_", "~~", "|", "&", "{#a"),
    *("> ", "- ", "1. ", ">", "#", "# ", "{", "}", "{python} ", "`{python} 1:` ", " ", "\t", "é"),
    *("\n> a", "\n- a", "\n```", "\n```\n", "\n<!--", "\n<div>", "\n[a]: b", "\n|a|\n|-|", "\n# Q {#a}"),
    *("\n---", "\n<pre>"),
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """A file of one thing over and over must not stop the build: eight times the text, some eight times the time.

    The machine may stumble in one try; what takes 64 times as long takes it in every one.
    """
    assert any(seconds_for(piece, 40_000) < 24 * seconds_for(piece, 5_000) + 0.2 for _ in range(5))


def seconds_for(piece: str, size: int) -> float:
    text = "# Q {#q}\n\n" + piece * (size // len(piece)) + "\n"
    started = time.process_time()
    list(parse(Source(CARD, text, "card")))
    return time.process_time() - started
