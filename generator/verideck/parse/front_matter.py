"""Cuts the front matter off a card file, keeping the line numbers, and checks it. PyYAML is used here alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from verideck.model import Diagnostic, Span
from verideck.schema import convert

FENCE = re.compile(r"---[ \t]*")
END = re.compile(r"(?:---|\.\.\.)[ \t]*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What holds for every note of the file."""

    deck: str | None = None
    tags: tuple[str, ...] = ()
    snippet: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The front matter, where its keys stand, and the number of lines that it takes up."""

    matter: FrontMatter
    keys: dict[str, Span]
    length: int
    diagnostics: tuple[Diagnostic, ...]


def cut_front_matter(path: str, lines: list[str]) -> Cut:
    """Front matter stands between a first line `---` and the next `---`; a file may have none."""
    if not lines or not FENCE.fullmatch(lines[0]):
        return Cut(FrontMatter(), {}, 0, ())
    end = next((i for i, line in enumerate(lines[1:], 1) if END.fullmatch(line)), None)
    if end is None:
        message = "the front matter that begins here has no closing `---`"
        span = Span(path, 1, 1, 1, len(lines[0]) + 1)
        found = Diagnostic("front-matter-unclosed", message, span, help="add a line `---` after its last key")
        return Cut(FrontMatter(), {}, len(lines), (found,))
    return read_yaml(path, lines[1:end], end + 1)


def read_yaml(path: str, lines: list[str], length: int) -> Cut:
    text = "\n".join(lines)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return Cut(FrontMatter(), {}, length, (yaml_error(path, error),))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        found = Diagnostic("yaml", f"the front matter cannot be read: {error}", Span(path, 1), help="mend the YAML")
        return Cut(FrontMatter(), {}, length, (found,))
    if data is None:
        return Cut(FrontMatter(), {}, length, ())
    if not isinstance(node, yaml.MappingNode) or not isinstance(data, dict):
        found = Diagnostic("yaml", "the front matter is not a mapping", Span(path, 2), help="write `key: value` lines")
        return Cut(FrontMatter(), {}, length, (found,))
    return check(path, node, data, length)


def check(path: str, node: yaml.MappingNode, data: dict[object, object], length: int) -> Cut:
    """Takes the keys over; the file's first line is the fence, so YAML's line 0 is line 2."""
    keys: dict[str, Span] = {}
    found = []
    for key, value in node.value:
        span = mark_span(path, key.start_mark, value.end_mark)
        if key.value in keys:
            found.append(Diagnostic("front-matter", f"`{key.value}` stands here twice", span, help="keep one of them"))
        keys[key.value] = span
    converted = convert(data, FrontMatter)
    for problem in converted.problems:
        span = keys.get(problem.key, Span(path, 1))
        found.append(Diagnostic("front-matter", problem.message, span, help=problem.help or "mend the value"))
    return Cut(converted.value or FrontMatter(), keys, length, tuple(found))


def mark_span(path: str, start: yaml.Mark, end: yaml.Mark) -> Span:
    last = end if end.column else start
    return Span(path, start.line + 2, start.column + 1, last.line + 2, last.column + 1)


def yaml_error(path: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
    message = f"the front matter is not valid YAML: {error.problem or error.context}"
    span = Span(path, line, column, line, column + 1)
    return Diagnostic("yaml", message, span, help="mend the YAML; put values with `:` or `#` in quotes")
