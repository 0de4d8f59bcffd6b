"""The examples in a `pycon` fence, as doctest reads them: what is typed at each prompt, and what must come out.

Two things are stricter: nothing is skipped, and text that belongs to no prompt is refused.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from verideck.model import Example, Expected, Match, Span, Tolerance
from verideck.parse.scope import Scope
from verideck.schema import suggestion

PROMPT, MORE, BLANK_LINE = ">>>", "...", "<BLANKLINE>"
BLANK_OR_COMMENT = re.compile(r"\s*(?:#[^\n]*)?(?:\n|\Z)")
MARKED_BLANK = re.compile(rf"^{BLANK_LINE}[ \t]*$", re.MULTILINE)
DIRECTIVE = re.compile(r"#\s*doctest:\s*([^\n'\"]*)$")
TRACEBACK = re.compile(r"Traceback \((?:most recent call last|innermost last)\):\s*")
EXCEPTION = re.compile(r"([A-Za-z_][\w.]*)(?:$|:$|:[ \t]*(.*))", re.DOTALL)

ALWAYS = frozenset({"DONT_ACCEPT_TRUE_FOR_1"})
"""What holds here whether a directive says so or not."""

FLAGS = (
    "DONT_ACCEPT_BLANKLINE",
    "DONT_ACCEPT_TRUE_FOR_1",
    "ELLIPSIS",
    "IGNORE_EXCEPTION_DETAIL",
    "NORMALIZE_WHITESPACE",
)
WITHOUT_MEANING = frozenset({"FAIL_FAST", "REPORT_CDIFF", "REPORT_NDIFF", "REPORT_ONLY_FIRST_FAILURE", "REPORT_UDIFF"})


@dataclass(slots=True)
class Raw:
    """A prompt and what stands below it. `line` is the file's line of the prompt, `column` the prompt's (from 0)."""

    line: int
    column: int
    typed: list[str] = field(default_factory=list)
    want: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        return "\n".join(self.typed) + "\n"

    @property
    def end_line(self) -> int:
        return self.line + len(self.typed) - 1

    def place(self, scope: Scope, index: int) -> Span:
        """The span of one of its lines, counted from 0, without its prompt."""
        return place(scope, self.line + index, (self.typed + self.want)[index])

    @property
    def is_empty(self) -> bool:
        """Whether nothing that runs is typed, such as a comment alone."""
        return all(BLANK_OR_COMMENT.fullmatch(line) for line in self.typed)


@dataclass(frozen=True, slots=True)
class Session:
    """All that is typed in a fence, with empty lines for the rest, and what of it runs. `shown` is for the card."""

    code: str
    raws: tuple[Raw, ...]
    examples: tuple[Example, ...]
    shown: str


def read_session(code: str, line: int, match: Match, tolerance: Tolerance, scope: Scope) -> Session:
    """The examples in a fence whose first line of text is `line`. What is wrong with them goes to the scope."""
    lines = code.split("\n")
    every = list(split(lines, line, scope))
    typed = [""] * len(lines)
    for raw in every:
        typed[raw.line - line : raw.end_line - line + 1] = raw.typed
    raws = [raw for raw in every if runs(raw, scope)]
    reader = Reader(match, tolerance, scope)
    examples = tuple(reader.example(raw) for raw in raws)
    return Session("\n".join(typed), tuple(raws), examples, textwrap.dedent("\n".join(shown(lines))))


def split(lines: list[str], first: int, scope: Scope) -> Iterator[Raw]:
    """Every prompt with the lines that go on from it and those that stand below, up to a blank line or a prompt."""
    raw: Raw | None = None
    for number, line in enumerate(lines, first):
        text = line.lstrip(" \t")
        if text.startswith(PROMPT):
            if raw:
                yield raw
            raw = Raw(number, len(line) - len(text), [typed(text, number, scope)])
        elif not text:
            if raw:
                yield raw
            raw = None
        elif raw is None:
            help = f"write `{BLANK_LINE}` for a blank line of the output, or begin the line with `{PROMPT}`"
            scope.error("pycon", "this belongs to no prompt", place(scope, number, line), help)
        elif text.startswith(MORE) and not raw.want:
            refuse_indentation(len(line) - len(text) != raw.column, number, line, scope)
            raw.typed.append(typed(text, number, scope))
        else:
            refuse_indentation(len(line) - len(text) < raw.column, number, line, scope)
            raw.want.append(line[raw.column :])
    if raw:
        yield raw


def place(scope: Scope, number: int, line: str) -> Span:
    """The span of a fence's line, without white space at its ends. What stands in it may look like a quote's prefix."""
    end = len(scope.lines[number - 1].rstrip()) + 1
    return Span(scope.path, number, end - len(line.strip()), number, end)


def refuse_indentation(wrong: bool, number: int, line: str, scope: Scope) -> None:
    if wrong:
        help = "begin it below the first character of the prompt"
        scope.error("pycon", "this is not indented as its prompt is", place(scope, number, line), help)


def typed(text: str, number: int, scope: Scope) -> str:
    """What stands after a prompt."""
    if text[3:4].strip():
        scope.error("pycon", f"a space is missing after `{text[:3]}`", place(scope, number, text), "write one")
    return text[4:]


def runs(raw: Raw, scope: Scope) -> bool:
    if raw.is_empty and raw.want:
        below = raw.place(scope, len(raw.typed))
        scope.error("pycon", "nothing is typed that could write this", below, "remove it")
    if raw.is_empty and any(map(DIRECTIVE.search, raw.typed)):
        help = "put it after the code that it applies to"
        scope.error("doctest-directive", "this directive applies to nothing", raw.place(scope, 0), help)
    return not raw.is_empty


def shown(lines: list[str]) -> Iterator[str]:
    """The lines as a prompt would show them: doctest's notation means nothing to a learner."""
    for line in lines:
        text = line.strip()
        if text.startswith((PROMPT, MORE)) and DIRECTIVE.search(text):
            line = DIRECTIVE.sub("", line).rstrip()
            if line.strip() == MORE:
                continue
        yield "" if text == BLANK_LINE else line.rstrip()


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes examples, of the options that hold for their fence."""

    match: Match
    tolerance: Tolerance
    scope: Scope

    def example(self, raw: Raw) -> Example:
        flags = self.flags(raw)
        begin = next((at for at, line in enumerate(raw.want) if TRACEBACK.fullmatch(line)), len(raw.want))
        expected = self.expected(raw, 0, begin, flags)
        raises, message = self.exception(raw, begin, flags) if begin < len(raw.want) else (None, None)
        want = unescaped("\n".join(raw.want), flags)
        return Example(raw.line, raw.end_line, expected, raises, message, want)

    def expected(self, raw: Raw, begin: int, end: int, flags: dict[str, bool], text: str | None = None) -> Expected:
        """Lines of what stands below a prompt; `text` where these are not all of it."""
        line = raw.end_line + 1 + begin
        text = unescaped("\n".join(raw.want[begin:end]) if text is None else text, flags)
        span = raw.place(self.scope, len(raw.typed) + begin if begin < end else 0)
        match = self.match
        if "ELLIPSIS" in flags:
            match = "ellipsis" if flags["ELLIPSIS"] else "exact"
        loose = flags.get("NORMALIZE_WHITESPACE", False)
        rtol, atol = self.tolerance.rtol, self.tolerance.atol
        return Expected(text, "stdout", match, rtol, atol, line, span, loose, raw.end_line + 1 + end)

    def exception(self, raw: Raw, begin: int, flags: dict[str, bool]) -> tuple[str, Expected | None]:
        """The type and what it must say, of a traceback whose frames do not count, as in doctest."""
        at = next((at for at in range(begin + 1, len(raw.want)) if re.match(r"\w", raw.want[at])), None)
        found = None if at is None else EXCEPTION.match("\n".join(raw.want[at:]))
        if at is None or found is None:
            help = "end it with a line such as `ValueError: what it says`"
            header = raw.place(self.scope, len(raw.typed) + begin)
            self.scope.error("pycon", "this traceback names no exception", header, help)
            return "", None
        message = None
        if not flags.get("IGNORE_EXCEPTION_DETAIL"):
            message = self.expected(raw, at, len(raw.want), flags, found[2] or "")
        return found[1], message

    def flags(self, raw: Raw) -> dict[str, bool]:
        flags = {}
        for index, line in enumerate(raw.typed):
            if found := DIRECTIVE.search(line):
                for word in found[1].replace(",", " ").split():
                    if problem := directive_problem(word):
                        self.scope.error("doctest-directive", problem[0], raw.place(self.scope, index), problem[1])
                    else:
                        flags[word[1:]] = word[0] == "+"
        return flags


def unescaped(text: str, flags: dict[str, bool]) -> str:
    return text if flags.get("DONT_ACCEPT_BLANKLINE") else MARKED_BLANK.sub("", text)


def directive_problem(word: str) -> tuple[str, str] | None:
    """What is wrong with a word of a directive, and what to do."""
    sign, name = word[:1], word[1:]
    if sign not in ("+", "-"):
        return f"`{word}` is not a directive", "write `+NAME` or `-NAME`"
    if name == "SKIP":
        return "code on a card is never skipped", "remove the directive, or show the code as another language"
    if name in WITHOUT_MEANING:
        return f"`{name}` has no meaning here", "remove it"
    if name not in FLAGS:
        return f"unknown directive `{name}`", suggestion(name, FLAGS)
    if sign == "-" and name in ALWAYS:
        return f"`{word}` is not possible: 1 is never taken for True", "remove it"
    return None
