"""Compares the inputs of a program with those of an earlier run, by their names: why a recording does not serve."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import zip_longest

from verideck.execute.key import CacheKey
from verideck.execute.seam import Trace
from verideck.execute.store import Entry
from verideck.model import Limits, Unit
from verideck.schema import spoken

ALIKE = 0.3
"""How much of its code a program must share with another one to be compared with it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An input that is not what it was: `now` and `then` are as people read them, "" where there is none."""

    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run's own inputs are now: the digest of a file of the project, and the versions that are installed."""

    digest: Callable[[str], str | None]
    distributions: Mapping[str, str]

    def fit(self, trace: Trace) -> bool:
        """Whether they are what they were in that run."""
        return not any(trace_differences(self, trace))


def differences(key: CacheKey, now: Surroundings, entry: Entry) -> Iterator[Difference]:
    """Every input of the entry that is another one now; none where the entry serves."""
    old = entry.key
    yield from unit_differences(key.units, old.units)
    yield from named("value", {text: text for text in key.values}, {text: text for text in old.values})
    if set(key.values) == set(old.values) and key.values != old.values:
        yield Difference("order of the values", ", ".join(key.values), ", ".join(old.values))
    yield from named("", limits(key.limits), limits(old.limits))
    for name, label in PLAIN.items():
        yield from differing(label, str(getattr(key, name)), str(getattr(old, name)))
    yield from differing("preload", ", ".join(key.preload), ", ".join(old.preload))
    yield from named("environment variable", dict(key.environment), dict(old.environment))
    yield from named("data", contents(key.data), contents(old.data))
    yield from trace_differences(now, entry.trace)


PLAIN = {
    "path_entry": "folder of imports",
    "runner": "verideck's own code that runs programs",
    "rules": "verideck's rules for what says nothing",
    "sandbox": "sandbox",
    "interpreter": "interpreter",
    "version": "Python",
    "platform": "platform",
}
"""Inputs that are one text, and what people call them."""


def nearest(key: CacheKey, now: Surroundings, entries: Iterable[Entry]) -> tuple[Difference, ...] | None:
    """How the program differs from the run that is most like it; None where there is none like it."""
    alike = [entry for entry in entries if similarity(key, entry.key) >= ALIKE]
    compared = [(similarity(key, entry.key), tuple(differences(key, now, entry))) for entry in alike]
    return max(compared, key=lambda pair: (pair[0], -len(pair[1])), default=(0.0, None))[1]


def similarity(one: CacheKey, other: CacheKey) -> float:
    """The share of lines that both programs have in common, from 0 to 1; those of different files have none."""
    if one.units[-1].path != other.units[-1].path:
        return 0.0
    return difflib.SequenceMatcher(None, own_lines(one), own_lines(other), autojunk=False).ratio()


def own_lines(key: CacheKey) -> list[str]:
    return [line for unit in key.units if unit.role != "prelude" for line in unit.code.split("\n")]


def unit_differences(now: tuple[Unit, ...], then: tuple[Unit, ...]) -> Iterator[Difference]:
    for new, old in zip_longest(now, then):
        if new is None or old is None:
            yield Difference(place(new or old), "code" if new else "", "code" if old else "")
        elif new.code != old.code:
            yield line_difference(new, old)
        elif place(new) != place(old):
            yield Difference("place of the code", place(new), place(old))
        elif new != old:
            yield Difference(f"claims or kind of {place(new)}", described(new), described(old))


def line_difference(new: Unit, old: Unit) -> Difference:
    """The first line of a unit that is another."""
    pairs = list(zip_longest(new.code.split("\n"), old.code.split("\n"), fillvalue=""))
    index = next(index for index, (now, then) in enumerate(pairs) if now != then)
    name = f"prelude:{index + 1}" if new.role == "prelude" else f"{new.path}:{new.line + index}"
    return Difference(name, pairs[index][0].strip(), pairs[index][1].strip())


def place(unit: Unit) -> str:
    return "prelude" if unit.role == "prelude" else f"{unit.path}:{unit.line}"


def described(unit: Unit) -> str:
    """All but the code and its place."""
    told = (field.name for field in fields(Unit) if field.name not in ("path", "line", "code"))
    return ", ".join(f"{name} {getattr(unit, name)}" for name in told if getattr(unit, name))


def limits(of: Limits) -> dict[str, str]:
    """The limits by the keys that settings have for them."""
    return {f"limits.{spoken(field.name)}": grouped(getattr(of, field.name)) for field in fields(Limits)}


def grouped(number: float) -> str:
    return f"{number:,}".removesuffix(".0")


def trace_differences(now: Surroundings, trace: Trace) -> Iterator[Difference]:
    """What the run read and imported."""
    for path, then in trace.files:
        yield from named("", contents([(path, now.digest(path))]), contents([(path, then)]))
    for name, version in trace.recording.distributions:
        yield from differing(name, now.distributions.get(name, ""), version)


def contents(files: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Files by a name for what is in them; those that are not there are left out."""
    return {path: f"content {digest[:8]}" for path, digest in files if digest is not None}


def named(prefix: str, now: Mapping[str, str], then: Mapping[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*now, *then)):
        yield from differing(f"{prefix} {name}".strip(), now.get(name, ""), then.get(name, ""))


def differing(name: str, now: str, then: str) -> Iterator[Difference]:
    if now != then:
        yield Difference(name, now, then)
