"""Stage 2: a card file becomes drafts, a snippet file a snippet, each with the place of everything in it.

front_matter  the YAML at the head of a card file
notes         where notes begin and end, their attributes, front and back
kinds         what each kind of note demands
tokens        the CommonMark structure of a file (owns markdown-it-py)
blocks        the blocks of a note's body
admonitions   quotes that are a note, a tip, a warning
strays        lines of text that were meant for something else
prose         running text: in `.cloze` notes with deletions
inline        running text with its code, values, claims, math, links and images
values        code between backticks, and what is computed there
formulas      what a formula may not say
deletions     `{{c1::…}}` in code and formulas, and what is wrong with a deletion
brackets      where such a deletion ends
cloze         the sides of a `.cloze` note
lists         the sides of a `.list` note, and the numbers of its items
images        the images in it
tables        the cells of a table's row
html          blocks of raw HTML
fences        which fences run, and their options
languages     which language a fence's first line names
options       what stands after a fence's language
patterns      expected texts with gaps, and regular expressions
examples      what is typed at the prompts of a `pycon` fence, and what must come out
attributes    what stands in braces after a heading, and in a fence's first line
annotations   claims and regions in Python code
expressions   whether Python can be parsed and can come out differently
style         what a deck's own stylesheet may not say
names         what a name may be
scope         where text stands in the file, and what is wrong with it
"""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from verideck.model import Diagnostic, Draft, Snippet, Source, Tolerance
from verideck.parse.annotations import annotate
from verideck.parse.html import FENCE_LINE, visible_html
from verideck.parse.names import is_deck, is_tag
from verideck.parse.notes import count_notes, parse_notes, slug
from verideck.parse.style import parse_style
from verideck.parse.tokens import MAX_DEPTH, tokenize

__all__ = [
    "FENCE_LINE",
    "MAX_DEPTH",
    "Token",
    "count_notes",
    "is_deck",
    "is_tag",
    "parse",
    "parse_snippet",
    "parse_style",
    "slug",
    "tokenize",
    "visible_html",
]


def parse(source: Source, tolerance: Tolerance | None = None) -> Iterator[Draft | Diagnostic]:
    """The notes of a card file in order, and every mistake in it. `tolerance` holds where the file names none."""
    yield from parse_notes(source, tolerance or Tolerance())


def parse_snippet(source: Source) -> Iterator[Snippet | Diagnostic]:
    """The snippet that a Python file is, or what is wrong with it."""
    annotated = annotate(source.path, source.text, source.text.split("\n"))
    yield from annotated.diagnostics
    if not any(found.code == "syntax-error" for found in annotated.diagnostics):
        name = source.path.rsplit("/", 1)[-1].removesuffix(".py")
        yield Snippet(name, source.path, source.text, annotated.regions, annotated.claims)
