"""Foreign data become our types here: settings, front matter, lock lines, cache entries. Owns msgspec."""

from __future__ import annotations

import dataclasses
import difflib
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast, get_type_hints

import msgspec

T = TypeVar("T")


class MalformedError(ValueError):
    """Data that is not what its type says, with msgspec's sentence on where and why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A key of a mapping that cannot be taken over, and why; `help` says what to do."""

    key: str
    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Converted(Generic[T]):
    """`value` is None where a problem stands in the way of making one."""

    value: T | None
    problems: tuple[Problem, ...]


def encode(value: object) -> bytes:
    """JSON of a dataclass and what it holds. Equal values give equal bytes."""
    return msgspec.json.encode(value)


def decode(data: bytes | str, into: type[T]) -> T:
    """The dataclass that `encode` wrote. Raises MalformedError."""
    try:
        return cast(T, decoder_of(into).decode(data))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(str(error)) from None


DECODERS: dict[object, msgspec.json.Decoder[Any]] = {}
MAKING = threading.Lock()


def decoder_of(into: type[object]) -> msgspec.json.Decoder[Any]:
    """Made by one thread at a time: where two look into one type at once, msgspec crashes the process."""
    with MAKING:
        if into not in DECODERS:
            DECODERS[into] = msgspec.json.Decoder(into)
        return DECODERS[into]


def convert(data: Mapping[Any, object], into: type[T]) -> Converted[T]:
    """A dataclass from a mapping whose keys are the field names with hyphens for underscores.

    Every key is judged by itself, so that one reading finds every mistake.
    """
    fields = {spoken(field.name): field for field in dataclasses.fields(cast(Any, into))}
    hints = get_type_hints(into)
    taken: dict[str, object] = {}
    problems: list[Problem] = []
    for key, value in data.items():
        if key not in fields:
            problems.append(Problem(str(key), f"unknown key `{key}`", suggestion(str(key), fields)))
            continue
        name = fields[key].name
        if isinstance(value, Mapping) and dataclasses.is_dataclass(hints[name]):
            inner = convert(value, cast(type[Any], hints[name]))
            problems += [Problem(f"{key}.{p.key}", p.message, p.help) for p in inner.problems]
            taken[name] = inner.value
            continue
        try:
            taken[name] = msgspec.convert(value, hints[name])
        except msgspec.ValidationError as error:
            problems.append(Problem(str(key), reworded(str(key), str(error))))
    for key, field in fields.items():
        required = field.default is field.default_factory is dataclasses.MISSING
        if required and key not in data:
            problems.append(Problem(key, f"`{key}` is missing", f"add `{key}`"))
    return Converted(None if problems else into(**taken), tuple(problems))


def spoken(name: str) -> str:
    """The key that people write for a field."""
    return name.replace("_", "-")


SHOWN = 10
"""How many names a suggestion lists."""
LEAST_PART = 3
"""Letters that tell one name from others."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """ "did you mean", or the list of what there is. Of a long name a part is enough."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    longer = [name for name in names if len(word) >= LEAST_PART and word in name]
    if longer:
        return f"did you mean {'one of ' if len(longer) > 1 else ''}{some(longer)}?"
    return f"choose from {some(names)}" if names else "there are none"


def some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown


MISMATCH = re.compile(r"Expected `([^`]+)`, got `(\w+)`(?: - at `\$\[(\d+)\]`)?")
TYPES = {
    "array": "a list",
    "bool": "`true` or `false`",
    "date": "a date",
    "datetime": "a date and time",
    "float": "a number",
    "int": "a whole number",
    "null": "nothing",
    "object": "a table",
    "str": "text",
    "time": "a time",
}


def reworded(key: str, message: str) -> str:
    """msgspec's sentence about a value of the wrong type, in the words of those who write settings."""
    found = MISMATCH.fullmatch(message)
    if not found:
        return f"`{key}`: {message[:1].lower()}{message[1:]}"
    wanted = " or ".join(TYPES.get(name, name) for name in found[1].split(" | ") if name != "null")
    what = f"entry {int(found[3]) + 1} of `{key}`" if found[3] else f"`{key}`"
    return f"{what} must be {wanted}, not {TYPES.get(found[2], found[2])}"
