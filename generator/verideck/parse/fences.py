"""Fences: which are run, which are expected output, and which are only shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, cast

from verideck.model import (
    Claim,
    Diagnostic,
    Expected,
    FigureFormat,
    Kind,
    Listing,
    Match,
    PyconFence,
    PythonFence,
    RegionFence,
    Span,
    Stream,
    Tolerance,
)
from verideck.parse.annotations import annotate, untypable
from verideck.parse.attributes import Attributes, split_heading, split_info
from verideck.parse.brackets import OPENING
from verideck.parse.deletions import FORGOTTEN, Bare, bare_code, refuse_deletions, refuse_place
from verideck.parse.examples import PROMPT, Raw, Session, read_session
from verideck.parse.languages import PYTHON, is_python, meant_language
from verideck.parse.options import RAISES, read_options
from verideck.parse.patterns import accepts_anything, regex_problem
from verideck.parse.scope import Scope

OPTIONS = ("show", "hide", "raises", "output", "alt", "figure")
TOO_BROAD = ("Exception", "BaseException")
OUTPUT_OPTIONS = ("match", "rtol", "atol", "stream")
PYCON_OPTIONS = ("hide", "match", "rtol", "atol")
NOTE_LINE = re.compile(r"##?[ \t]")
FENCE_WITH_LANGUAGE = re.compile(r" {0,3}(?:`{3,}|~{3,})[ \t]*\{?\.?[A-Za-z][^`]*$")

SYNTAX_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})


@dataclass(frozen=True, slots=True)
class RawFence:
    """A fence as the block parser found it. `line` is that of its first line of code; `span` its first line.

    `end_line` is the line that closes it.
    """

    info: str
    code: str
    line: int
    span: Span
    end_line: int


@dataclass(frozen=True, slots=True)
class ReadFence:
    """A fence that became a block, with the claims in its code."""

    block: PythonFence | RegionFence | PyconFence | Listing
    claims: tuple[Claim, ...] = ()


def swallowed_heading(fence: RawFence) -> int | None:
    """The line in a fence that is run or compared which would begin a note, were the fence closed above it."""
    if "{#" not in fence.code or split_info(fence.info)[0] not in (*PYTHON, "pycon", "output"):
        return None
    for number, line in enumerate(fence.code.split("\n"), fence.line):
        if NOTE_LINE.match(line) and split_heading(line.rstrip()).attributes.ids:
            return number
    return None


def swallowed_fence(fence: RawFence) -> int | None:
    """The line in a fence that begins another, with a language, as its last line cannot."""
    lines = enumerate(fence.code.split("\n"), fence.line)
    return next((number for number, line in lines if FENCE_WITH_LANGUAGE.match(line)), None)


def refuse_swallowed(what: str, line: int, fence: RawFence, scope: Scope) -> None:
    """What follows in the file may come of this; so the scope takes it for lost."""
    message = f"this fence seems not to be closed: {what} begins in it, on line {line}"
    scope.error("unclosed-fence", message, fence.span, "close it after the last line of its code")
    scope.lost = scope.lost or fence.span.line


def read_fence(fence: RawFence, expected: Expected | None, scope: Scope) -> ReadFence | None:
    """The block that a fence is, with the `output` fence that follows it. None where it is refused."""
    language, options = split_info(fence.info)
    if language == "pycon":
        values = read_options(options, PYCON_OPTIONS, fence.span, scope)
        return None if values is None else pycon_fence(fence, values, scope)
    if not is_python(fence.info):
        return listing(fence, language, options, scope)
    values = read_options(options, OPTIONS, fence.span, scope)
    if values is None or refuse_figure(values, fence, scope):
        return None
    if "show" in values:
        return region_fence(fence, values, expected, scope)
    return python_fence(fence, values, expected, scope)


def refuse_figure(values: dict[str, str], fence: RawFence, scope: Scope) -> bool:
    """Whether the options speak of a figure that the card would not show."""
    if "figure" in values and "alt" not in values:
        help = 'write what the figure shows, too: `alt="…"`'
        scope.error("fence-option", "`figure` has no meaning without `alt`", fence.span, help)
    elif "alt" in values and ("hide" in values or shown(values) == "hide"):
        scope.error("fence-option", "`alt` describes a figure that is hidden", fence.span, "remove one of them")
    else:
        return False
    return True


def listing(fence: RawFence, language: str, options: Attributes, scope: Scope) -> ReadFence | None:
    """Code in another language. What only looks like another language is refused, since it would not be run."""
    meant = meant_language(language)
    if meant:
        message = f"`{language}` is not a language that is run or checked"
        scope.error("language", message, fence.span, f"write `{meant}`, or another language to only show this")
        return None
    keys = [*(key for key, _ in options.pairs), *options.words]
    if misplaced := next((key for key in keys if key in (*OPTIONS, *OUTPUT_OPTIONS)), None):
        message = f"`{misplaced}` has a meaning only for Python and its output"
        scope.error("fence-option", message, fence.span, "begin the fence with `python`, or remove the option")
        return None
    refuse_deletions(fence.code, fence.line, scope)
    return ReadFence(Listing(language, fence.code.rstrip("\n"), fence.span))


def region_fence(fence: RawFence, values: dict[str, str], expected: Expected | None, scope: Scope) -> ReadFence | None:
    if fence.code.strip():
        scope.error("region-with-body", "a fence with `show=` has no body", fence.span, "remove the body or `show=`")
        return None
    if misplaced := sorted({"hide", "raises"} & values.keys()):
        message = f"`{misplaced[0]}` has no meaning for a region"
        scope.error("fence-option", message, fence.span, "remove it")
        return None
    snippet, _, region = values["show"].rpartition("/")
    block = RegionFence(
        region, shown(values), expected, scope.next_fence(), fence.span, values.get("alt"), format_of(values),
        snippet or None,
    )  # fmt: skip
    return ReadFence(block)


def python_fence(fence: RawFence, values: dict[str, str], expected: Expected | None, scope: Scope) -> ReadFence | None:
    if not fence.code.strip():
        help = "write code in it, or show a region of the snippet with `show=REGION`"
        scope.error("empty-fence", "this fence has no code", fence.span, help)
        return None
    bare = bare_fence(fence.code.rstrip("\n"), fence.line, "hide" in values or shown(values) == "only", scope)
    annotated = annotate(scope.path, bare.text, scope.lines, fence.line, bare.marks)
    raises, message = read_raises(values.get("raises"), fence, scope)
    swallowed = swallowed_fence(fence)
    if swallowed and any(found.code == "syntax-error" for found in annotated.diagnostics):
        refuse_swallowed("another", swallowed, fence, scope)
        return None
    for found in annotated.diagnostics if bare.whole else ():
        if found.code != "syntax-error" or raises not in SYNTAX_ERRORS:
            scope.found.append(with_help(found, bare.text))
    block = PythonFence(
        bare.text, fence.line, "hide" in values, shown(values), raises, expected, scope.next_fence(), fence.span,
        message, values.get("alt"), format_of(values), bare.blanks,
    )  # fmt: skip
    return ReadFence(block, annotated.claims)


def bare_fence(code: str, line: int, unseen: bool, scope: Scope) -> Bare:
    """The code without the markers of deletions, which only a `.cloze` note has."""
    if scope.kind is not Kind.CLOZE:
        return Bare(code)
    bare = bare_code(code, line, scope)
    for blank in bare.blanks if unseen else ():
        refuse_place("nobody sees this deletion: its fence shows no code", blank.span, scope)
    return bare


def with_help(found: Diagnostic, code: str) -> Diagnostic:
    if found.code != "syntax-error":
        return found
    if code.lstrip().startswith(PROMPT):
        return replace(found, help="begin the fence with `pycon` where it shows prompts")
    return replace(found, help=FORGOTTEN) if OPENING.search(code) else found


def read_raises(written: str | None, fence: RawFence, scope: Scope) -> tuple[str | None, Expected | None]:
    """The type and the message in `raises="TYPE: message"`; the message may be left out, and have `...` in it."""
    found = RAISES.fullmatch(written) if written else None
    if (
        found
        and found[1].rpartition(".")[2] in TOO_BROAD
        and (found[2] is None or accepts_anything(found[2], "ellipsis"))
    ):
        help = "name the exception that the code raises, or add its message"
        scope.error("fence-option", f"`raises={found[1]}` holds for any mistake in the code", fence.span, help)
    if found is None or found[2] is None:
        return found and found[1], None
    rtol, atol = scope.tolerance.rtol, scope.tolerance.atol
    return found[1], Expected(found[2], "stderr", "ellipsis", rtol, atol, fence.span.line, fence.span)


def pycon_fence(fence: RawFence, values: dict[str, str], scope: Scope) -> ReadFence | None:
    if values.get("match") == "regex":
        help = "use `match=ellipsis`, or a `python` fence with an `output` fence"
        scope.error("fence-option", "a card shows what stands here, so it cannot be a pattern", fence.span, help)
        return None
    match: Match = "ellipsis" if values.get("match") == "ellipsis" else "exact"
    marked = refuse_deletions(fence.code, fence.line, scope)
    found = len(scope.found)
    session = read_session(fence.code.rstrip("\n"), fence.line, match, tolerance(values, scope), scope)
    if not session.examples and len(scope.found) == found:
        help = "write what is typed after `>>> `, and below what comes out"
        scope.error("empty-fence", "nothing is typed in this fence", fence.span, help)
        return None
    for raw, example in zip(session.raws, session.examples, strict=True):
        if example.raises not in SYNTAX_ERRORS and not marked:
            refuse_syntax(raw, scope)
    annotated = annotate(scope.path, parsable(session, fence.line), scope.lines, fence.line)
    scope.found += (found for found in annotated.diagnostics if found.code != "syntax-error")
    block = PyconFence(
        session.shown, session.code, fence.line, session.examples, "hide" in values, scope.next_fence(), fence.span,
        fence.end_line,
    )  # fmt: skip
    return ReadFence(block, annotated.claims)


def refuse_syntax(raw: Raw, scope: Scope) -> None:
    """Refuses what could not be typed at a prompt, which takes one statement at a time."""
    if found := untypable(scope.path, raw.source, scope.lines, raw.line):
        several = "multiple statements" in found.message
        scope.found.append(replace(found, help="give each statement a prompt of its own") if several else found)


def parsable(session: Session, line: int) -> str:
    """The code without what is typed to show a SyntaxError."""
    lines = session.code.split("\n")
    for example in session.examples:
        if example.raises in SYNTAX_ERRORS:
            length = example.end_line - example.line + 1
            lines[example.line - line : example.end_line - line + 1] = [""] * length
    return "\n".join(lines)


def format_of(values: dict[str, str]) -> FigureFormat:
    return "png" if values.get("figure") == "png" else "svg"


def shown(values: dict[str, str]) -> Literal["show", "hide", "only"]:
    match values.get("output"):
        case "hide":
            return "hide"
        case "only":
            return "only"
    return "show"


def read_expected(fence: RawFence, scope: Scope) -> Expected | None:
    """What an `output` fence expects. None where it is refused."""
    values = read_options(split_info(fence.info)[1], OUTPUT_OPTIONS, fence.span, scope)
    if values is None:
        return None
    text = fence.code.rstrip("\n")
    mode = values.get("match", "exact")
    if mode == "regex" and (problem := regex_problem(text)):
        scope.error("regex", f"not a regular expression: {problem}", fence.span, "mend it, or escape what is literal")
        return None
    if accepts_anything(text, mode):
        help = "write what the answer depends on"
        scope.error("vacuous-output", "this accepts nearly anything that the code may write", fence.span, help)
        return None
    within = tolerance(values, scope)
    return Expected(
        text,
        cast(Stream, values.get("stream", "stdout")),
        cast(Match, mode),
        within.rtol,
        within.atol,
        fence.line,
        fence.span,
        end_line=fence.end_line,
    )


def tolerance(values: dict[str, str], scope: Scope) -> Tolerance:
    """What the fence says, else the file, else the project."""
    rtol, atol = values.get("rtol", scope.tolerance.rtol), values.get("atol", scope.tolerance.atol)
    return Tolerance(float(rtol), float(atol))
