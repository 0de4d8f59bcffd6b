"""Fences: which are run, which are expected output, and which are only shown."""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from verideck.model import Claim, Expected, Listing, PythonFence, RegionFence, Span
from verideck.parse.annotations import annotate
from verideck.parse.attributes import Attributes, split_info
from verideck.parse.scope import Scope
from verideck.schema import suggestion

PYTHON = frozenset({"python", "py", "python3"})
OPTIONS = ("show", "hide", "raises", "output")
OUTPUT_OPTIONS = ("match", "rtol", "atol", "stream")
CHOICES = {
    "output": ("hide", "only"),
    "match": ("exact", "ellipsis", "regex"),
    "stream": ("stdout", "stderr"),
    "rtol": (),
    "atol": (),
}
NEARLY_PYTHON = re.compile(r"(?:i?python|py)(?:3(?:\.\d+)?)?(?:\W.*)?")
OTHER_LANGUAGES = frozenset({"cython", "jython", "python2", "rpython"})
"""Languages of their own, though their names look like misspellings."""

SYNTAX_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@dataclass(frozen=True, slots=True)
class RawFence:
    """A fence as the block parser found it. `line` is that of its first line of code; `span` its first line."""

    info: str
    code: str
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class ReadFence:
    """A fence that became a block, with the claims in its code."""

    block: PythonFence | RegionFence | Listing
    claims: tuple[Claim, ...] = ()


def is_output(fence: RawFence) -> bool:
    return split_info(fence.info)[0] == "output"


def is_python(fence: RawFence) -> bool:
    return split_info(fence.info)[0] in PYTHON


def read_fence(fence: RawFence, expected: Expected | None, scope: Scope) -> ReadFence | None:
    """The block that a fence is, with the `output` fence that follows it. None where it is refused."""
    language, options = split_info(fence.info)
    if language == "pycon":
        scope.error("pycon", "`pycon` fences are not supported yet", fence.span, "use a `python` and an `output` fence")
        return None
    if not is_python(fence):
        return listing(fence, language, options, scope)
    values = read_options(options, OPTIONS, fence, scope)
    if values is None:
        return None
    if "show" in values:
        return region_fence(fence, values, expected, scope)
    return python_fence(fence, values, expected, scope)


def listing(fence: RawFence, language: str, options: Attributes, scope: Scope) -> ReadFence | None:
    """Code in another language. What only looks like another language is refused, since it would not be run."""
    meant = meant_language(language)
    if meant:
        message = f"`{language}` is no language that is run or checked"
        scope.error("language", message, fence.span, f"write `{meant}`, or another language to only show this")
        return None
    keys = [*(key for key, _ in options.pairs), *options.words]
    if misplaced := next((key for key in keys if key in (*OPTIONS, *OUTPUT_OPTIONS)), None):
        message = f"`{misplaced}` has a meaning only for Python and its output"
        scope.error("fence-option", message, fence.span, "begin the fence with `python`, or remove the option")
        return None
    return ReadFence(Listing(language, fence.code.rstrip("\n"), fence.span))


def meant_language(language: str) -> str | None:
    """`python` or `output` where a fence's language is nearly that."""
    if NEARLY_PYTHON.fullmatch(language):
        return "python"
    if language in OTHER_LANGUAGES:
        return None
    return next(iter(difflib.get_close_matches(language, ("python", "output"), n=1, cutoff=0.8)), None)


def region_fence(fence: RawFence, values: dict[str, str], expected: Expected | None, scope: Scope) -> ReadFence | None:
    if fence.code.strip():
        scope.error("region-with-body", "a fence with `show=` has no body", fence.span, "remove the body or `show=`")
        return None
    if misplaced := sorted({"hide", "raises"} & values.keys()):
        message = f"`{misplaced[0]}` has no meaning for a region"
        scope.error("fence-option", message, fence.span, "remove it")
        return None
    return ReadFence(RegionFence(values["show"], shown(values), expected, scope.next_fence(), fence.span))


def python_fence(fence: RawFence, values: dict[str, str], expected: Expected | None, scope: Scope) -> ReadFence | None:
    if not fence.code.strip():
        help = "write code in it, or show a region of the snippet with `show=REGION`"
        scope.error("empty-fence", "this fence has no code", fence.span, help)
        return None
    code = fence.code.rstrip("\n")
    annotated = annotate(scope.path, code, scope.lines, fence.line)
    raises = values.get("raises")
    for found in annotated.diagnostics:
        if found.code != "syntax-error" or raises not in SYNTAX_ERRORS:
            scope.found.append(found)
    block = PythonFence(
        code, fence.line, "hide" in values, shown(values), raises, expected, scope.next_fence(), fence.span
    )
    return ReadFence(block, annotated.claims)


def shown(values: dict[str, str]) -> Literal["show", "hide", "only"]:
    match values.get("output"):
        case "hide":
            return "hide"
        case "only":
            return "only"
    return "show"


def read_expected(fence: RawFence, scope: Scope) -> Expected | None:
    """What an `output` fence expects. None where it is refused."""
    values = read_options(split_info(fence.info)[1], OUTPUT_OPTIONS, fence, scope)
    if values is None:
        return None
    text = fence.code.rstrip("\n")
    mode = values.get("match", "exact")
    if mode == "regex" and (problem := regex_problem(text)):
        scope.error("regex", f"not a regular expression: {problem}", fence.span, "mend it, or escape what is literal")
        return None
    return Expected(
        text,
        "stderr" if values.get("stream") == "stderr" else "stdout",
        "regex" if mode == "regex" else "ellipsis" if mode == "ellipsis" else "exact",
        float(values.get("rtol", 1e-5)),
        float(values.get("atol", 1e-8)),
        fence.line,
        fence.span,
    )


def regex_problem(text: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return None


def read_options(options: Attributes, known: tuple[str, ...], fence: RawFence, scope: Scope) -> dict[str, str] | None:
    """The options as a mapping; every mistake in them goes to the scope."""
    pairs = [*options.pairs, *((word, "") for word in options.words)]
    problems = [problem for key, value in pairs for problem in option_problems(key, value, known)]
    if len({key for key, _ in pairs}) < len(pairs):
        problems.append(("fence-option", "an option stands here twice", "keep one of them"))
    for code, message, help in problems:
        scope.error(code, message, fence.span, help)
    return None if problems else dict(pairs)


def option_problems(key: str, value: str, known: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if key not in known:
        yield "unknown-fence-option", f"unknown fence option `{key}`", suggestion(key, known)
    elif key == "hide" and value:
        yield "fence-option", "`hide` takes no value", "write `hide` alone, or `output=hide`"
    elif key == "raises" and not DOTTED.fullmatch(value):
        yield "fence-option", f"`raises={value}` names no exception", "write `raises=ValueError`"
    elif key == "show" and not value:
        yield "fence-option", "`show` names no region", "write `show=REGION`"
    elif key in ("rtol", "atol") and not is_tolerance(value):
        yield "fence-option", f"`{key}={value}` is no tolerance", f"write a number of at least 0, such as `{key}=1e-3`"
    elif CHOICES.get(key) and value not in CHOICES[key]:
        yield "fence-option", f"`{key}={value}` is unknown", suggestion(value, CHOICES[key])


def is_tolerance(value: str) -> bool:
    try:
        return 0 <= float(value) < float("inf")
    except ValueError:
        return False
