"""Plain text and code as Markdown that says the same, every statement of it marked as still to be proven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from verideck.importer.code import code_spans
from verideck.importer.passages import Code, Passage, Running, passages
from verideck.importer.sentences import sentences, states_something
from verideck.model import HOLE, HOLE_CLOSE, HOLE_OPEN

MARKUP = re.compile(r"[\\`*~$<{]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w]+;)|\((?=<?claim:)|\](?=[(\[:])")
ENTITY = frozenset("()[]&")
"""What is no longer literal after a backslash: `\\(` and `\\[` begin formulas."""

LINE_START = re.compile(r"(?=[#>+=|:~-])|(\d{1,9})(?=[.)](?:\s|$))")
CODE = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)")
"""Code, and what looks like its beginning but is not."""

NO_BREAK = "\N{NO-BREAK SPACE}"


def marked_markdown(text: str) -> str:
    """Blocks of Markdown that say what a plain text says."""
    return joined(passages(text))


def joined(blocks: Iterator[Passage]) -> str:
    """Items of one list stand close together, everything else a blank line apart."""
    written, before = "", None
    for block in blocks:
        close = isinstance(block, Running) and bool(block.marker) and isinstance(before, Running) and before.depth > 0
        written += ("\n" if close else "\n\n") if before else ""
        written += block_markdown(block)
        before = block
    return written


def block_markdown(block: Passage) -> str:
    match block:
        case Code(language, code, depth):
            return indented(fence(language, code), "    " * depth)
        case Running(text, depth, marker):
            lines = "\n".join(marked(text))
            if not marker:
                return indented(lines, "    " * depth)
            bullet = marker.replace(")", ".") if marker[0].isdigit() else "-"
            body = indented(lines, "    " * depth)
            return "    " * (depth - 1) + bullet.ljust(max(4, len(bullet) + 1)) + body.removeprefix("    " * depth)
        case _:
            assert_never(block)


def indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


def fence(language: str, code: str, options: str = "") -> str:
    """A fence that is longer than any in the code."""
    longest = max((len(run) for run in re.findall(r"^[ \t]*(`{3,})", code, re.MULTILINE)), default=2)
    marker = "`" * (longest + 1)
    return f"{marker}{language}{options}\n{code.rstrip()}\n{marker}"


def marked(text: str) -> Iterator[str]:
    """The sentences of a paragraph, a line each; those that state something are claims without a name."""
    hidden, codes = hide_code(" ".join(text.split()))
    for sentence in sentences(hidden):
        written = show_code(escaped(sentence), codes)
        if states_something(sentence):
            yield f"[{balanced(written)}](claim:?)"
        else:
            yield LINE_START.sub(literal_start, written, count=1) if LINE_START.match(written) else written


def literal_start(found: re.Match[str]) -> str:
    """A backslash before what would begin a block at the start of a line."""
    return f"{found[1]}\\" if found[1] else "\\"


def running(text: str) -> str:
    """One line of Markdown for a text, without marks: a heading."""
    hidden, codes = hide_code(" ".join(text.split()))
    return show_code(escaped(hidden), codes)


def hide_code(text: str) -> tuple[str, list[str]]:
    """The text with a hole for each piece of code in it, and these."""
    pieces, codes, at = "", list[str](), 0
    for start, end, code in code_spans(text):
        pieces += f"{text[at:start]}{HOLE_OPEN}{len(codes)}{HOLE_CLOSE}"
        codes.append(code)
        at = end
    return pieces + text[at:], codes


def show_code(text: str, codes: list[str]) -> str:
    return HOLE.sub(lambda hole: code_span(codes[int(hole[1])]), text)


def code_span(code: str) -> str:
    """Code between as many backticks as it takes. What would be a value of ours stays text."""
    if not code.strip() or re.match(r"\s*\{\s*py", code):
        return escaped(code)
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    marker, pad = "`" * (longest + 1), " " if code[0] in " `" or code[-1] in " `" else ""
    return f"{marker}{pad}{code}{pad}{marker}"


def escaped(text: str) -> str:
    """The text with everything literal that Markdown would read as markup."""
    return MARKUP.sub(lambda found: entity(found[0]) if found[0] in ENTITY else f"\\{found[0]}", text).replace(
        NO_BREAK, "&nbsp;"
    )


def entity(character: str) -> str:
    return "&amp;" if character == "&" else f"&#{ord(character)};"


def balanced(written: str) -> str:
    """Text that stands between brackets: those in it that have no partner are made literal."""
    opened, loose = list[int](), list[int]()
    for at, character in enumerate(CODE.sub(lambda code: " " * len(code[0]), written)):
        if character == "[":
            opened.append(at)
        elif character == "]" and opened:
            opened.pop()
        elif character == "]":
            loose.append(at)
    lone = {*opened, *loose}
    return "".join(entity(character) if at in lone else character for at, character in enumerate(written))
