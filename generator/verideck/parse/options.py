"""The options in a fence's first line, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verideck.model import UNBOUND, Span
from verideck.parse.attributes import Attributes
from verideck.parse.scope import Scope
from verideck.schema import suggestion

CHOICES = {
    "output": ("hide", "only"),
    "figure": ("svg", "png"),
    "match": ("exact", "ellipsis", "regex"),
    "stream": ("stdout", "stderr", "warnings"),
    "rtol": (),
    "atol": (),
}
RAISES = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?::\s*(\S.*))?")


def read_options(options: Attributes, known: tuple[str, ...], span: Span, scope: Scope) -> dict[str, str] | None:
    """The options as a mapping; every mistake in them goes to the scope."""
    pairs = [*options.pairs, *((word, "") for word in options.words)]
    problems = [problem for key, value in pairs for problem in option_problems(key, value, known)]
    if len({key for key, _ in pairs}) < len(pairs):
        problems.append(("fence-option", "an option is given twice", "keep one of them"))
    for code, message, help in problems:
        scope.error(code, message, span, help)
    return None if problems else dict(pairs)


def option_problems(key: str, value: str, known: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if key not in known:
        yield "unknown-fence-option", f"unknown fence option `{key}`", suggestion(key, known)
    elif key == "hide" and value:
        yield "fence-option", "`hide` takes no value", "write `hide` alone, or `output=hide`"
    elif key == "raises" and not RAISES.fullmatch(value):
        help = 'write `raises=ValueError` or `raises="ValueError: what it says"`'
        yield "fence-option", f"`raises={value}` names no exception", help
    elif key == "alt" and not value.strip():
        yield "fence-option", "`alt` says nothing", 'write what the figure shows: `alt="A line that falls to 0.1"`'
    elif key == "show" and not value:
        yield "fence-option", "`show` names no region", "write `show=REGION`"
    elif key in UNBOUND and not is_tolerance(value, UNBOUND[key]):
        yield (
            "fence-option",
            f"`{key}={value}` is not a tolerance",
            f"write a number of at least 0, and for `rtol` below 1, such as `{key}=1e-3`",
        )
    elif CHOICES.get(key) and value not in CHOICES[key]:
        yield "fence-option", f"`{key}={value}` is unknown", suggestion(value, CHOICES[key])


def is_tolerance(value: str, unbound: float) -> bool:
    try:
        return 0 <= float(value) < unbound
    except ValueError:
        return False
