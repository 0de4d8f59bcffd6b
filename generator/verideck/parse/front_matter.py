"""Cuts the front matter off a card file, keeping the line numbers, and checks it. PyYAML is used here alone.

YAML is read as a flat run of events: so nothing nests deeply, no alias multiplies, and every entry has its place.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from verideck.model import CEILINGS, IN_BYTES, UNBOUND, Diagnostic, FileLimits, Span, Tolerance
from verideck.parse.names import is_deck, is_tag
from verideck.schema import convert, spoken

FENCE = re.compile(r"---[ \t]*")
END = re.compile(r"(?:---|\.\.\.)[ \t]*")
KEY = re.compile(r"[a-z]+[ \t]*:(?:\s|$)")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RESOLVER = yaml.resolver.Resolver()
YAML_TAG = "tag:yaml.org,2002:"
OTHER_TYPES = {"int": 0, "float": 0.0, "bool": False, "timestamp": datetime.date.min, "null": None}
"""What stands for a scalar that YAML takes for something else than text: no key wants any, only the type counts."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What holds for every note of the file."""

    deck: str | None = None
    tags: tuple[str, ...] = ()
    snippet: str | None = None
    source: str | None = None
    rtol: float | None = None
    atol: float | None = None
    limits: FileLimits = field(default_factory=FileLimits)

    def tolerance(self, project: Tolerance) -> Tolerance:
        """The file's, and where it names none the project's."""
        rtol = project.rtol if self.rtol is None else self.rtol
        return Tolerance(rtol, project.atol if self.atol is None else self.atol)


NUMBERS, LIMITS = ("rtol", "atol"), "limits"


@dataclass(frozen=True, slots=True)
class Cut:
    """The front matter, where its keys stand, and the number of lines that it takes up."""

    matter: FrontMatter
    keys: dict[str, Span]
    length: int
    diagnostics: tuple[Diagnostic, ...]


def cut_front_matter(path: str, lines: list[str]) -> Cut:
    """Front matter stands between a first line `---` and the next `---`; a file may have none."""
    if not FENCE.fullmatch(lines[0]):
        return misplaced(path, lines)
    end = next((i for i, line in enumerate(lines[1:], 1) if END.fullmatch(line)), None)
    if end is None:
        message = "the front matter that begins here has no closing `---`"
        span = Span(path, 1, 1, 1, len(lines[0]) + 1)
        found = Diagnostic("front-matter-unclosed", message, span, help="add a line `---` after its last key")
        return Cut(FrontMatter(), {}, len(lines), (found,))
    return read_yaml(path, "\n".join(lines[1:end]), end + 1)


def misplaced(path: str, lines: list[str]) -> Cut:
    """Nothing to cut off, unless front matter stands below blank lines: then its keys would be read as a note's."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    rest = lines[first + 1 :]
    end = next((i for i, line in enumerate(rest) if END.fullmatch(line)), None)
    if not first or not end or not FENCE.fullmatch(lines[first]) or not KEY.match(rest[0]):
        return Cut(FrontMatter(), {}, 0, ())
    span = Span(path, first + 1, 1, first + 1, len(lines[first]) + 1)
    help = "remove the blank lines above it"
    found = Diagnostic("front-matter", "front matter begins on the first line", span, help=help)
    return Cut(FrontMatter(), {}, first + end + 2, (found,))


def read_yaml(path: str, text: str, length: int) -> Cut:
    reader = Reader(path)
    try:
        reader.read(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        reader.found = [marked_error(path, error)]
    except yaml.reader.ReaderError as error:
        reader.found = [unprintable(path, text, error)]
    converted = convert(reader.data, FrontMatter)
    for problem in converted.problems:
        help = problem.help or IN_BYTES.get(problem.key) or wanted(problem.key)
        reader.error("front-matter", problem.message, reader.keys[problem.key], help)
    matter = converted.value or FrontMatter()
    reader.check(matter)
    return Cut(matter, reader.keys, length, tuple(reader.found))


TEXT = "write one text, in quotes where it looks like something else"
TAGS = 'write a list of texts: `tags: [tensors, "2024"]`'
NUMBER = "write a number of at least 0, and for `rtol` below 1, such as `1e-3`"
LIMIT = "write limits as in `limits: {seconds: 60}`"


def wanted(key: str) -> str:
    """What to write for a key whose value is of another type."""
    if key in NUMBERS:
        return NUMBER
    return LIMIT if key.startswith(LIMITS) else TAGS if key == "tags" else TEXT


def marked_error(path: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    span = span_between(path, mark, mark) if mark else Span(path, 1)
    message = f"the front matter is not valid YAML: {error.problem or error.context}"
    help = "mend the YAML: indent with spaces, and put values with `:` or `#` in quotes"
    return Diagnostic("yaml", message, span, help=help)


def unprintable(path: str, text: str, error: yaml.reader.ReaderError) -> Diagnostic:
    at = text.index(chr(error.character))  # its `position` counts bytes or characters, as the loader pleases
    line, column = text.count("\n", 0, at) + 2, at - text.rfind("\n", 0, at)
    message = f"U+{ord(text[at]):04X} is a character that YAML does not allow"
    return Diagnostic("yaml", message, Span(path, line, column, line, column + 1), help="remove it")


class Mark(Protocol):
    """A place as YAML counts it: line and column from 0."""

    line: int
    column: int


def span_of(path: str, event: yaml.Event) -> Span:
    return span_between(path, start_of(event), end_of(event))


def start_of(event: yaml.Event) -> Mark:
    assert event.start_mark is not None
    return event.start_mark


def end_of(event: yaml.Event) -> Mark:
    assert event.end_mark is not None
    return event.end_mark


def span_between(path: str, start: Mark, end: Mark) -> Span:
    """The file's first line is the fence, so YAML's line 0 is line 2."""
    if end.column == 0 or end.line < start.line:  # a block that ends where the next line begins
        end = start
    column = max(end.column, start.column + 1) if end.line == start.line else end.column
    return Span(path, start.line + 2, start.column + 1, end.line + 2, column + 1)


@dataclass(slots=True)
class Reader:
    """Takes the entries of a YAML mapping of texts and lists of texts out of the parser's events."""

    path: str
    data: dict[str, object] = field(default_factory=dict)
    keys: dict[str, Span] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, message: str, span: Span, help: str) -> None:
        self.found.append(Diagnostic(code, message, span, help=help))

    def read(self, events: Iterator[yaml.Event]) -> None:
        root = next(each for each in events if not isinstance(each, yaml.StreamStartEvent | yaml.DocumentStartEvent))
        if isinstance(root, yaml.StreamEndEvent):
            return
        if not isinstance(root, yaml.MappingStartEvent):
            span = span_of(self.path, root)
            self.error("yaml", "the front matter is not a mapping", span, "write `key: value` lines")
            return
        for key in events:
            if isinstance(key, yaml.MappingEndEvent) or not self.entry(key, events):
                return

    def entry(self, key: yaml.Event, events: Iterator[yaml.Event]) -> bool:
        """Takes one key and its value; False where what follows cannot be told any more."""
        if not self.is_plain(key):
            return False
        if not isinstance(key, yaml.ScalarEvent):
            span = span_of(self.path, key)
            self.error("front-matter", "a key is a word", span, "write `key: value` lines")
            return False
        value = next(events)
        nested = key.value == LIMITS and isinstance(value, yaml.MappingStartEvent)
        read = self.limits(value, events) if nested else self.value(value, events)
        if read is None:
            return False
        if key.value in NUMBERS and isinstance(value, yaml.ScalarEvent):
            read = Value(number(value), read.end)
        span = span_between(self.path, start_of(key), read.end)
        if key.value in self.keys:
            self.error("front-matter", f"`{key.value}` appears twice here", span, "keep one of them")
        else:
            self.keys[key.value], self.data[key.value] = span, read.value
        return True

    def limits(self, start: yaml.Event, events: Iterator[yaml.Event]) -> Value | None:
        """The one mapping that a value can be: of names and numbers."""
        if not self.is_plain(start):
            return None
        found: dict[str, object] = {}
        for key in events:
            if isinstance(key, yaml.MappingEndEvent):
                return Value(found, end_of(key))
            value = next(events)
            if not (isinstance(key, yaml.ScalarEvent) and isinstance(value, yaml.ScalarEvent)):
                break
            if not (self.is_plain(key) and self.is_plain(value)):
                return None
            self.keys[f"{LIMITS}.{key.value}"] = span_between(self.path, start_of(key), end_of(value))
            found[key.value] = whole(number(value))
        self.error("front-matter", f"a value of `{LIMITS}` is a number", span_of(self.path, start), LIMIT)
        return None

    def value(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Value | None:
        if not self.is_plain(event):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return Value(scalar(event), end_of(event))
        items: list[object] = []
        for item in events if isinstance(event, yaml.SequenceStartEvent) else ():
            if isinstance(item, yaml.SequenceEndEvent):
                return Value(items, end_of(item))
            if not self.is_plain(item):
                return None
            if not isinstance(item, yaml.ScalarEvent):
                break
            items.append(scalar(item))
        span = span_of(self.path, event)
        self.error("front-matter", "a value is a text or a list of texts", span, "write it as one text or as a list")
        return None

    def is_plain(self, event: yaml.Event) -> bool:
        tag = getattr(event, "tag", None)
        if not (isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or tag):
            return True
        span = span_of(self.path, event)
        self.error("yaml", "anchors, aliases and tags have no meaning here", span, "write the value out, or in quotes")
        return False

    def check(self, matter: FrontMatter) -> None:
        """What has the right type and cannot be right."""
        for tag in matter.tags:
            if not is_tag(tag):
                message = f"`{tag}` is not a tag that Anki can keep"
                self.error("tag", message, self.keys["tags"], "write tags without spaces; `a::b` nests them")
        for key in NUMBERS:
            if not 0 <= (getattr(matter, key) or 0) < UNBOUND[key]:
                self.error("front-matter", f"`{key}` is not a tolerance", self.keys[key], NUMBER)
        for name, value in matter.limits.given().items():
            key, most = f"{LIMITS}.{spoken(name)}", CEILINGS.get(name, float("inf"))
            if not 0 < value < float("inf"):
                message, help = f"`{key}` must be more than 0", "leave it out for the default"
                self.error("front-matter", message, self.keys[key], help)
            elif value > most:
                message, help = f"`{key}` can be {most:,} at most", "lower it: no program may use more"
                self.error("front-matter", message, self.keys[key], help)
        if matter.deck is not None and not is_deck(matter.deck):
            message, help = f"`{matter.deck}` is not a deck's name", "write a name; `A::B` nests decks"
            self.error("deck", message, self.keys["deck"], help)


@dataclass(frozen=True, slots=True)
class Value:
    value: object
    end: Mark


def number(event: yaml.ScalarEvent) -> object:
    """A number as Python writes it: `1e-3`, which YAML takes for a text, but not YAML's own `.inf` and `1:30`."""
    try:
        return float(event.value)
    except ValueError:
        other = scalar(event)
        return float("nan") if type(other) in (int, float) else other


def whole(value: object) -> object:
    """A number as an integer where it is one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def scalar(event: yaml.ScalarEvent) -> object:
    """The text, or something of the type that YAML takes an unquoted scalar for."""
    resolve: Callable[..., str] = RESOLVER.resolve
    kind = resolve(yaml.ScalarNode, event.value, event.implicit).removeprefix(YAML_TAG)
    return OTHER_TYPES.get(kind, event.value)
