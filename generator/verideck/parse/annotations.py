"""Comments in Python code that mean something: `# claim: NAME` above an assert, `# region NAME` … `# endregion`."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from dataclasses import dataclass

from verideck.model import Claim, Diagnostic, Region, Related, Span

CLAIM = re.compile(r"#\s*claim\b\s*:?\s*(.*)", re.IGNORECASE)
REGION = re.compile(r"#\s*region\b\s*:?\s*(.*)", re.IGNORECASE)
END_REGION = re.compile(r"#\s*endregion\b.*", re.IGNORECASE)
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
CONSTANTS = frozenset({"True", "False", "None", "__debug__"})


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with a line of its own, at its line and column in the code (both 1-based)."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """What a piece of code annotates. `line` of a claim counts in the file."""

    claims: tuple[Claim, ...]
    regions: tuple[Region, ...]
    diagnostics: tuple[Diagnostic, ...]


def annotate(path: str, code: str, first_line: int = 1, column: int = 1) -> Annotated:
    """The claims and regions of a piece of code whose first line is `first_line` of the file.

    `column` is the file's column of the code's first column, for code that stands indented in a list.
    """
    try:
        tree = ast.parse(code)
        comments = own_line_comments(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Annotated((), (), (syntax_error(path, error, first_line, column),))
    annotator = Annotator(path, code, first_line, column, tree)
    claims = annotator.claims(comments)
    regions = annotator.regions(comments)
    return Annotated(claims, regions, tuple(annotator.found))


def own_line_comments(code: str) -> list[Comment]:
    lines = code.splitlines()
    found = []
    for token in tokenize.generate_tokens(io.StringIO(code + "\n").readline):
        line, column = token.start
        if token.type == tokenize.COMMENT and not lines[line - 1][:column].strip():
            found.append(Comment(token.string, line, column + 1))
    return found


def syntax_error(path: str, error: Exception, first_line: int, column: int) -> Diagnostic:
    line, at = (error.lineno or 1, error.offset or 1) if isinstance(error, SyntaxError) else (1, 1)
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    place = first_line + line - 1
    span = Span(path, place, at + column - 1, place, at + column)
    return Diagnostic("syntax-error", f"this is not valid Python: {message}", span, help="mend the code")


class Annotator:
    def __init__(self, path: str, code: str, first_line: int, column: int, tree: ast.Module) -> None:
        self.path, self.code, self.first_line, self.column = path, code, first_line, column
        self.lines = code.splitlines()
        self.asserts = {node.lineno: node for node in ast.walk(tree) if isinstance(node, ast.Assert)}
        self.found: list[Diagnostic] = []

    def span(self, comment: Comment) -> Span:
        line, start = self.first_line + comment.line - 1, comment.column + self.column - 1
        return Span(self.path, line, start, line, start + len(comment.text))

    def error(self, code: str, message: str, comment: Comment, help: str, first: Span | None = None) -> None:
        related = (Related(first, "the first one is here"),) if first else ()
        self.found.append(Diagnostic(code, message, self.span(comment), related=related, help=help))

    def named(self, comment: Comment, rest: str, what: str) -> str | None:
        """The name after `claim:` or `region`, if it is one."""
        if NAME.fullmatch(rest.strip()):
            return rest.strip()
        self.error(f"{what}-name", f"this {what} has no name of letters, digits, `-`, `_` and `.`", comment, "name it")
        return None

    # ── Claims ──

    def claims(self, comments: list[Comment]) -> tuple[Claim, ...]:
        claims: dict[str, Claim] = {}
        for comment in comments:
            if (match := CLAIM.fullmatch(comment.text)) and (name := self.named(comment, match[1], "claim")):
                claim = self.claim(name, comment)
                if claim and name in claims:
                    first = claims[name].span
                    self.error("duplicate-claim", f"claim `{name}` stands here twice", comment, "rename one", first)
                elif claim:
                    claims[name] = claim
        return tuple(claims.values())

    def claim(self, name: str, comment: Comment) -> Claim | None:
        node = self.asserts.get(comment.line + 1)
        if node is None:
            help = "put it on the line right above the assert that proves it"
            self.error("claim-without-assert", f"claim `{name}` asserts nothing", comment, help)
            return None
        if not reads_a_name(node.test):
            help = "assert something about what the code computed"
            self.error("vacuous-claim", f"claim `{name}` cannot fail: its assert reads no name", comment, help)
            return None
        source = ast.get_source_segment(self.code, node, padded=True) or ""
        line = self.first_line + node.lineno - 1
        return Claim(name, line, textwrap.dedent(source), self.span(comment))

    # ── Regions ──

    def regions(self, comments: list[Comment]) -> tuple[Region, ...]:
        regions: dict[str, Region] = {}
        open_regions: list[tuple[str, Comment]] = []
        for comment in comments:
            if (match := REGION.fullmatch(comment.text)) and (name := self.named(comment, match[1], "region")):
                if name in regions or name in (other for other, _ in open_regions):
                    self.error("duplicate-region", f"region `{name}` stands here twice", comment, "rename one of them")
                open_regions.append((name, comment))
            elif END_REGION.fullmatch(comment.text):
                if not open_regions:
                    self.error("region-not-open", "no region is open here", comment, "remove this line")
                else:
                    name, start = open_regions.pop()
                    regions[name] = self.region(name, start, comment)
        for name, comment in open_regions:
            self.error("region-unclosed", f"region `{name}` has no end", comment, "add a line `# endregion` after it")
        return tuple(regions.values())

    def region(self, name: str, start: Comment, end: Comment) -> Region:
        inside = self.lines[start.line : end.line - 1]
        shown = [line for line in inside if not is_marker(line.strip())]
        code = textwrap.dedent("\n".join(shown)).strip("\n")
        offset = self.first_line - 1
        if not code.strip():
            self.error("empty-region", f"region `{name}` is empty", start, "put code between the two lines")
        return Region(name, offset + start.line + 1, offset + end.line - 1, code, self.span(start))


def is_marker(line: str) -> bool:
    """A comment that is for verideck and not for readers."""
    return any(pattern.fullmatch(line) for pattern in (CLAIM, REGION, END_REGION))


def reads_a_name(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id not in CONSTANTS for node in ast.walk(test))
