"""Comments in Python code that mean something: `# claim: NAME` above an assert, `# region NAME` … `# endregion`."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verideck.model import Claim, Diagnostic, Region, Related, Span
from verideck.parse.expressions import UNPARSABLE, check_typed, nodes_in, parse_code, reason
from verideck.parse.names import NAME
from verideck.parse.scope import Mark
from verideck.parse.vacuous import Names, names_in, why_vacuous

CLAIM = re.compile(r"#\s*claim\s*:\s*(.*?)\s*", re.IGNORECASE)
NEARLY_CLAIM = re.compile(rf"#\s*claim\s+{NAME}\s*", re.IGNORECASE)
REGION = re.compile(r"#\s*region\b\s*:?\s*(.*?)\s*", re.IGNORECASE)
END_REGION = re.compile(r"#\s*endregion\b\s*:?\s*(.*?)\s*", re.IGNORECASE)
ANY = re.compile(r"#\s*(?:claim|region|endregion)\b", re.IGNORECASE)
STRINGS = frozenset({"Constant", "JoinedStr", "TemplateStr"})
"""The nodes that may be strings, by name: the last one is new in Python 3.14."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at its line and column (0-based) in the code. `alone` is whether it has a line of its own."""

    text: str
    line: int
    column: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Annotated:
    """What a piece of code annotates. `line` of a claim counts in the file."""

    claims: tuple[Claim, ...]
    regions: tuple[Region, ...]
    diagnostics: tuple[Diagnostic, ...]


def annotate(path: str, code: str, source: Sequence[str], first_line: int = 1, marks: Sequence[Mark] = ()) -> Annotated:
    """The claims and regions of a piece of code that begins on `first_line` of the file, whose lines are `source`.

    `marks` are what the file has besides.
    """
    annotator = Annotator(path, code, source, first_line, marks)
    try:
        tree = parse_code(code)
        nodes = nodes_in(tree) if ANY.search(code) else []
        comments = list(marking_comments(code, nodes))
    except UNPARSABLE as error:
        return Annotated((), (), (annotator.syntax_error(error),))
    claims = annotator.claims(comments, nodes)
    regions = annotator.regions(comments)
    return Annotated(claims, regions, tuple(annotator.found))


def untypable(path: str, code: str, source: Sequence[str], first_line: int) -> Diagnostic | None:
    """Why Python's prompt would not take a piece of code, with the arguments of `annotate`."""
    try:
        check_typed(code)
    except UNPARSABLE as error:
        return Annotator(path, code, source, first_line).syntax_error(error)
    return None


def marking_comments(code: str, nodes: Sequence[ast.AST]) -> Iterator[Comment]:
    """The comments that could mean something; `nodes` are all of the code's tree, or none where ANY is not in it.

    A line that begins with `#` is a comment, unless a string goes on there. Splitting code into tokens is slow, and is
    left to code in which that does not tell.
    """
    lines = code.split("\n")
    marked = [number for number, line in enumerate(lines, 1) if ANY.search(line)]
    inside = strings_go_on(nodes) if marked else frozenset[int]()
    if "\r" in code or any(number in inside or not lines[number - 1].lstrip().startswith("#") for number in marked):
        yield from marking_tokens(code, lines)
        return
    for number in marked:
        text = lines[number - 1].strip()
        if ANY.match(text):
            yield Comment(text, number, lines[number - 1].index("#"), True)


def strings_go_on(nodes: Sequence[ast.AST]) -> frozenset[int]:
    """The lines on which a string that began above goes on, or ends."""
    strings = (node for node in nodes if type(node).__name__ in STRINGS and isinstance(node, ast.expr))
    return frozenset(line for node in strings for line in range(node.lineno + 1, (node.end_lineno or 0) + 1))


def marking_tokens(code: str, lines: Sequence[str]) -> Iterator[Comment]:
    """The same, by splitting the code, whose lines these are, into tokens."""
    for token in tokenize.generate_tokens(io.StringIO(code + "\n").readline):
        if token.type == tokenize.COMMENT and ANY.match(token.string):
            line, column = token.start
            yield Comment(token.string.rstrip(), line, column, not lines[line - 1][:column].strip())


class Annotator:
    """Collects what is wrong with the annotations of one piece of code."""

    def __init__(
        self, path: str, code: str, source: Sequence[str], first_line: int, marks: Sequence[Mark] = ()
    ) -> None:
        self.path, self.source, self.first_line, self.marks = path, source, first_line, marks
        self.lines = code.split("\n")
        self.found: list[Diagnostic] = []

    def span(self, line: int, column: int, length: int) -> Span:
        """A stretch of the code's line (1-based), from its column (0-based), in the file: there it may be indented."""
        place = self.first_line + line - 1
        end = column + length
        indent = len(self.source[place - 1]) - len(self.lines[line - 1]) - self.marked(line, len(self.lines[line - 1]))
        before, within = self.marked(line, column), self.marked(line, end - 1)
        return Span(self.path, place, max(indent, 0) + before + column + 1, place, max(indent, 0) + within + end + 1)

    def marked(self, line: int, column: int) -> int:
        return sum(mark.length for mark in self.marks if mark.line == line and mark.column <= column)

    def span_of(self, comment: Comment) -> Span:
        return self.span(comment.line, comment.column, len(comment.text))

    def syntax_error(self, error: Exception) -> Diagnostic:
        line, column = 1, 0
        if isinstance(error, SyntaxError):
            line, column = error.lineno or 1, (error.offset or 1) - 1
        line = min(line, len(self.lines))
        span = self.span(line, max(min(column, len(self.lines[line - 1])), 0), 1)
        return Diagnostic("syntax-error", f"this is not valid Python: {reason(error)}", span, help="mend the code")

    def error(self, code: str, message: str, comment: Comment, help: str, first: Span | None = None) -> None:
        related = (Related(first, "the first one is here"),) if first else ()
        self.found.append(Diagnostic(code, message, self.span_of(comment), related=related, help=help))

    def name(self, comment: Comment, name: str, what: str) -> str | None:
        """The name after `claim:` or `region`, if it is one."""
        if re.fullmatch(NAME, name):
            return name
        message = f"`{name}` is not a name" if name else "a name is missing"
        help = f"name it with letters, digits, `-`, `_` and `.`, without spaces: `# {what} NAME`"
        self.error(f"{what.rstrip(':')}-name", message, comment, help)
        return None

    # ── Claims ──

    def claims(self, comments: list[Comment], nodes: Sequence[ast.AST]) -> tuple[Claim, ...]:
        if not comments:
            return ()
        asserts = {node.lineno: node for node in nodes if isinstance(node, ast.Assert)}
        names = names_in(nodes)
        claims: dict[str, Claim] = {}
        for comment in comments:
            name = self.claim_name(comment)
            claim = self.claim(name, comment, asserts, names) if name else None
            if claim and claim.name in claims:
                first = claims[claim.name].span
                self.error("duplicate-claim", f"claim `{name}` appears twice here", comment, "rename one", first)
            elif claim:
                claims[claim.name] = claim
        return tuple(claims.values())

    def claim_name(self, comment: Comment) -> str | None:
        if match := CLAIM.fullmatch(comment.text):
            return self.name(comment, match[1], "claim:")
        if NEARLY_CLAIM.fullmatch(comment.text):
            self.error("claim-name", "this looks like a claim but is not one", comment, "write `# claim: NAME`")
        return None

    def claim(self, name: str, comment: Comment, asserts: dict[int, ast.Assert], names: Names) -> Claim | None:
        node = asserts.get(comment.line + 1) if comment.alone else None
        if node is None:
            help = "put it on a line of its own, right above the assert that proves it"
            self.error("claim-without-assert", f"claim `{name}` asserts nothing", comment, help)
            return None
        if problem := why_vacuous(node.test, names):
            help = "assert something about what the code computed"
            self.error("vacuous-claim", f"claim `{name}` {problem}", comment, help)
            return None
        code = "\n".join(self.lines[node.lineno - 1 : node.end_lineno])
        return Claim(name, self.first_line + node.lineno - 1, textwrap.dedent(code), self.span_of(comment))

    # ── Regions ──

    def regions(self, comments: list[Comment]) -> tuple[Region, ...]:
        hidden = frozenset(comment.line for comment in comments if comment.alone and is_marker(comment))
        regions: dict[str, Region] = {}
        opened: list[tuple[str, Comment]] = []
        first: dict[str, Span] = {}
        for comment in comments:
            if (match := REGION.fullmatch(comment.text)) and (name := self.name(comment, match[1], "region")):
                if name in first:
                    message = f"region `{name}` appears twice here"
                    self.error("duplicate-region", message, comment, "rename one", first[name])
                first.setdefault(name, self.span_of(comment))
                opened.append((name, comment))
            elif (match := END_REGION.fullmatch(comment.text)) and self.may_end(comment, match[1], opened):
                name, start = opened.pop()
                regions.setdefault(name, self.region(name, start, comment, hidden))
        for name, comment in opened:
            self.error("region-unclosed", f"region `{name}` has no end", comment, "add a line `# endregion` after it")
        return tuple(regions.values())

    def may_end(self, comment: Comment, name: str, opened: list[tuple[str, Comment]]) -> bool:
        """Whether a region ends here. It is the one that was opened last, whether the comment names it or not."""
        if not opened:
            self.error("region-not-open", "no region is open here", comment, "remove this line")
        elif name not in ("", opened[-1][0]):
            message = f"`{name}` cannot end here, where region `{opened[-1][0]}` is open"
            self.error("region-overlap", message, comment, "end the inner region first; regions nest")
        return bool(opened)

    def region(self, name: str, start: Comment, end: Comment, hidden: frozenset[int]) -> Region:
        inside = range(start.line + 1, end.line)
        shown = "\n".join(self.lines[line - 1] for line in inside if line not in hidden)
        code = textwrap.dedent(shown).strip("\n")
        if not code.strip():
            self.error("empty-region", f"region `{name}` is empty", start, "put code between the two lines")
        offset = self.first_line - 1
        return Region(name, offset + start.line + 1, offset + end.line - 1, code, self.span_of(start))


def is_marker(comment: Comment) -> bool:
    """A comment that is for verideck and not for readers."""
    return any(pattern.fullmatch(comment.text) for pattern in (CLAIM, REGION, END_REGION))
