"""Fences: which are run, which are expected output, and which are only shown."""

from __future__ import annotations

import re
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
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@dataclass(frozen=True, slots=True)
class RawFence:
    """A fence as the block parser found it. `line` and `column` are those of its first line of code."""

    info: str
    code: str
    line: int
    column: int
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
        return ReadFence(Listing(language, fence.code.rstrip("\n"), fence.span))
    values = read_options(options, OPTIONS, fence, scope)
    if values is None:
        return None
    if "show" in values:
        return region_fence(fence, values, expected, scope)
    return python_fence(fence, values, expected, scope)


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
    annotated = annotate(scope.path, code, fence.line, fence.column)
    raises = values.get("raises")
    if not (raises == "SyntaxError" and annotated.diagnostics):
        scope.found += annotated.diagnostics
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
