"""Where two values differ that should be equal, where their texts are too long to see it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

SHORT = 60
"""Characters of a text that can be compared by eye."""
AROUND = 20
ENTRIES = 3
"""How many entries of a mapping or a set are told."""


def contrast(left: object, right: object, printed: Callable[[Callable[[object], str], object], str]) -> str:
    """A sentence or two; "" where the texts of both say enough, or nothing can be said. `printed` bounds a text."""

    def shown(value: object) -> str:
        text = printed(repr, value)
        return text if len(text) <= SHORT else text[: SHORT - 1] + "…"

    try:
        if is_array(left) or is_array(right):
            return of_arrays(left, right)
        if max(len(printed(repr, left)), len(printed(repr, right))) <= SHORT:
            return ""
        match left, right:
            case str(), str():
                return of_texts(left, right)
            case Mapping(), Mapping():
                return of_mappings(left, right, shown)
            case Set(), Set():
                return of_sets(left, right, shown)
            case ((list() | tuple()), (list() | tuple())):
                return of_sequences(left, right, shown)
    except Exception:  # a foreign class may do anything; the operands stand there all the same
        pass
    return ""


def is_array(value: object) -> bool:
    return all(hasattr(value, name) for name in ("shape", "dtype", "__array__"))


def of_arrays(left: Any, right: Any) -> str:
    """Shapes, dtypes, and how many elements differ, with the first and the largest difference."""
    numpy = sys.modules["numpy"]
    one, other = numpy.asarray(left), numpy.asarray(right)
    if one.shape != other.shape:
        return f"the shapes are {one.shape} and {other.shape}"
    if one.ndim == 0:
        return ""
    unequal = one != other
    if one.dtype.kind in "fc" and other.dtype.kind in "fc":
        unequal &= ~(numpy.isnan(one) & numpy.isnan(other))
    places = numpy.argwhere(unequal)
    if not len(places):
        return "" if one.dtype == other.dtype else f"the values agree, the dtypes are {one.dtype} and {other.dtype}"
    first = tuple(int(index) for index in places[0])
    text = f"{len(places)} of {one.size} elements differ, the first at {list(first)}: {one[first]} and {other[first]}"
    if one.dtype.kind in "iufc" and other.dtype.kind in "iufc" and one.size > 1:
        wide = numpy.complex128 if "c" in one.dtype.kind + other.dtype.kind else numpy.float64
        with numpy.errstate(all="ignore"):
            text += f"; the largest difference is {numpy.nanmax(numpy.abs(one.astype(wide) - other.astype(wide))):.3g}"
    return text


def of_texts(left: str, right: str) -> str:
    at = first_difference(left, right)
    start = max(0, at - AROUND)
    one, other = left[start : at + AROUND], right[start : at + AROUND]
    return f"they differ from character {at} on: {one!r} and {other!r}"


def of_sequences(left: Sequence[object], right: Sequence[object], shown: Callable[[object], str]) -> str:
    at = first_difference(left, right)
    if at == min(len(left), len(right)):
        return f"{len(left)} and {len(right)} entries, of which the first {at} are equal"
    return f"they differ from entry {at} on: {shown(left[at])} and {shown(right[at])}"


def of_mappings(left: Mapping[Any, Any], right: Mapping[Any, Any], shown: Callable[[object], str]) -> str:
    told = [f"{shown(key)} only in the first" for key in left if key not in right]
    told += [f"{shown(key)} only in the second" for key in right if key not in left]
    told += [
        f"{shown(key)}: {shown(left[key])} and {shown(right[key])}"
        for key in left
        if key in right and left[key] != right[key]
    ]
    return listed(told)


def of_sets(left: Set[Any], right: Set[Any], shown: Callable[[object], str]) -> str:
    told = [f"{text} only in the first" for text in sorted(map(shown, left - right))]
    return listed(told + [f"{text} only in the second" for text in sorted(map(shown, right - left))])


def listed(told: Sequence[str]) -> str:
    more = f", and {len(told) - ENTRIES} more" if len(told) > ENTRIES else ""
    return "; ".join(told[:ENTRIES]) + more


def first_difference(left: Sequence[object], right: Sequence[object]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one is not other and one != other), min(len(left), len(right)))
