"""Notes as their author keeps them, and edits of those whose cards have numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

TEXTS = ("red", "green", "x[1::2]", "{1: {2}}")
PLACES = ("prose", "code", "math")


@dataclass(frozen=True)
class Headed:
    """Its heading names `born`, the first id, so that no two notes share one."""

    id: str
    born: str
    file: str
    tags: tuple[str, ...] = ()
    deck: str = "Test"
    guid: str = ""
    kind: str = "basic"

    @property
    def heading(self) -> str:
        guid = f' guid="{self.guid}"' if self.guid else ""
        attributes = f'#{self.id} .{self.kind} deck="{self.deck}" tags="{" ".join(self.tags)}"{guid}'
        return f"# What is {self.born}? {{{attributes}}}\n"


@dataclass(frozen=True)
class Written(Headed):
    """A note of the regular kinds."""

    word: str = "red"
    shows: bool = False
    code: int = 0

    def text(self) -> str:
        region = "\n```python show=make\n```\n" if self.shows else ""
        fence = f"\n```python\nx = {self.code}\n```\n" if self.code else ""
        return f"{self.heading}\n[Two](claim:two)\n\n{self.word}: `{{python sums}} total`.\n{region}{fence}"

    def asks(self) -> dict[int, str]:
        """Its cards have no numbers."""
        return {}


@dataclass(frozen=True)
class Part:
    """What is hidden at one place: a deletion, or an item, which has no number where a build is to write one."""

    word: str
    numbers: tuple[int, ...] = ()
    place: str = "prose"

    @property
    def prose(self) -> str:
        return self.word if self.word.isalpha() else f"`{self.word}`"

    def deletion(self) -> str:
        opening = f"{{{{c{','.join(map(str, self.numbers))}::"
        match self.place:
            case "code":
                return f"```python\nprint({opening}{self.word}}}}})\n```\n"
            case "math":
                return f"[$y = {opening}{self.word}}}}}$](claim:two)\n"
            case _:
                return f"[It is {opening}{self.prose}}}}}.](claim:two)\n"

    def item(self) -> str:
        return f"- [{self.prose}](claim:two){''.join(f' {{c{number}}}' for number in self.numbers)}\n"


@dataclass(frozen=True)
class Numbered(Headed):
    """A `.cloze` or `.list` note, which has a card for each number."""

    parts: tuple[Part, ...] = ()

    def text(self) -> str:
        is_list = self.kind == "list"
        parts = (part.item() if is_list else f"\n{part.deletion()}" for part in self.parts)
        return f"{self.heading}\n{''.join(parts)}"

    def asks(self) -> dict[int, str]:
        """What each card asks for, by its number."""
        found: dict[int, list[str]] = {}
        for part in self.parts:
            for number in part.numbers:
                found.setdefault(number, []).append(part.word)
        return {number: "\n".join(words) for number, words in found.items()}

    # ── Edits ──

    def having(self, parts: Iterable[Part], kind: str = "") -> Numbered:
        """With these parts, numbered as its kind demands: each item once at most, and each deletion at least once."""
        kind, fit, used = kind or self.kind, [], set[int]()
        for part in parts:
            numbers = tuple(number for number in part.numbers if number not in used)[:1]
            fit.append(replace(part, numbers=numbers) if kind == "list" else part)
            used.update(numbers)
        free = max((number for part in fit for number in part.numbers), default=0) + 1
        if kind == "cloze":
            fit = [part if part.numbers else replace(part, numbers=(free,)) for part in fit]
        return replace(self, parts=tuple(fit), kind=kind)

    def more(self, part: Part, at: int) -> Numbered:
        at %= len(self.parts) + 1
        return self.having([*self.parts[:at], part, *self.parts[at:]])

    def less(self, at: int) -> Numbered:
        at %= len(self.parts)
        return self.having([*self.parts[:at], *self.parts[at + 1 :]] or self.parts)

    def reworded(self, at: int, word: str) -> Numbered:
        return self.put(at, replace(self.parts[at % len(self.parts)], word=word))

    def renumbered(self, at: int, numbers: tuple[int, ...]) -> Numbered:
        return self.put(at, replace(self.parts[at % len(self.parts)], numbers=numbers))

    def moved(self, at: int, place: str) -> Numbered:
        return self.put(at, replace(self.parts[at % len(self.parts)], place=place))

    def put(self, at: int, part: Part) -> Numbered:
        at %= len(self.parts)
        return self.having([*self.parts[:at], part, *self.parts[at + 1 :]])

    def reordered(self, random: Random) -> Numbered:
        return self.having(random.sample(self.parts, len(self.parts)))

    def counted_anew(self) -> Numbered:
        return self.having(replace(part, numbers=(place,)) for place, part in enumerate(self.parts, 1))

    def of_kind(self, kind: str) -> Numbered:
        return self.having(self.parts, kind)

    def rotated(self) -> Numbered:
        """Each part has the number of its neighbour."""
        numbers = [part.numbers for part in self.parts]
        return self.numbered([*numbers[1:], numbers[0]])

    def given(self, source: str) -> Numbered:
        """With the numbers that stand at the ends of its items in a file, from its heading on."""
        found = re.findall(r"^- .*\{c(\d+)\}$", source, re.MULTILINE)
        return self.numbered((int(number),) for number in found[: len(self.parts)])

    def numbered(self, numbers: Iterable[tuple[int, ...]]) -> Numbered:
        pairs = zip(self.parts, numbers, strict=True)
        return self.having(replace(part, numbers=given) for part, given in pairs)


Edit: TypeAlias = Callable[[Numbered], Numbered]

AT = st.integers(0, 5)
NUMBERS = st.lists(st.integers(1, 6), max_size=2, unique=True).map(sorted).map(tuple)
PARTS: st.SearchStrategy[Part] = st.builds(Part, st.sampled_from(TEXTS), NUMBERS, st.sampled_from(PLACES))


def edit(does: Callable[..., Numbered], **drawn: st.SearchStrategy[object]) -> st.SearchStrategy[Edit]:
    return st.fixed_dictionaries(drawn).map(lambda given: partial(does, **given))


EDITS: st.SearchStrategy[Edit] = st.one_of(
    edit(Numbered.more, part=PARTS, at=AT),
    edit(Numbered.less, at=AT),
    edit(Numbered.reworded, at=AT, word=st.sampled_from(TEXTS)),
    edit(Numbered.renumbered, at=AT, numbers=NUMBERS),
    edit(Numbered.moved, at=AT, place=st.sampled_from(PLACES)),
    edit(Numbered.reordered, random=st.randoms(use_true_random=False)),
    edit(Numbered.counted_anew),
    edit(Numbered.rotated),
    edit(Numbered.having, parts=st.lists(PARTS, min_size=1, max_size=4)),
    edit(Numbered.of_kind, kind=st.sampled_from(["cloze", "list"])),
)
