"""Lines of text that were meant for something else, and would be shown as they stand."""

from __future__ import annotations

import re

from verideck.parse.attributes import split_heading
from verideck.parse.scope import Scope

GLUED = re.compile(r" {0,3}(?:#{2,6}[^ \t#]|#[^ \t#].*\?$)")
"""A heading without the space that makes it one: `##Why`, or `#Why?`, for `#why` may be a hashtag and `#1` a number."""

NO_SPACE = re.compile(r" {0,3}#{1,6}[^\S \t\n]")
"""What looks like a heading and has another character for its space, such as one that breaks no line."""

REFERENCE = re.compile(r"\[[^\[\]\n]+\]:\s*\S")

NOTE_HELP = "a note begins with `#` or `##`, a space and its question, at the beginning of a line"
SPACE_HELP = "put a space after the `#`; to show the line as it stands, write `\\#`"
NO_SPACE_HELP = "what follows the `#` looks like a space but is not one: write a space there"


def refuse_strays(text: str, first: int, scope: Scope) -> None:
    """Refuses them in a paragraph, which begins on a line of the file."""
    if REFERENCE.match(text):
        help = "write `[text](https://…)`"
        scope.error("reference-link", "link definitions are not supported", scope.line_span(first), help)
    refuse_glued(text, first, scope)
    refuse_ids(text, first, scope)


def refuse_glued(text: str, first: int, scope: Scope) -> None:
    """A question would become a part of the answer above it."""
    for number, line in enumerate(text.split("\n"), first):
        if GLUED.match(line) and "{#" not in line:
            help = NO_SPACE_HELP if NO_SPACE.match(line) else SPACE_HELP
            scope.error("heading-space", "this looks like a heading but is not one", scope.line_span(number), help)


def refuse_ids(text: str, first: int, scope: Scope) -> None:
    """A line that was meant to begin a note must not become a part of the note above it."""
    for number, line in enumerate(text.split("\n"), first):
        if "{#" in line and split_heading(line).attributes.ids:
            help = NO_SPACE_HELP if NO_SPACE.match(line) else NOTE_HELP
            scope.error("stray-id", "this has an id but is not a heading", scope.line_span(number), help)
