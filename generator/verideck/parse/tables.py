"""The cells of a table's row with their places: the block parser tells only the line."""

from __future__ import annotations

import itertools

from verideck.parse.scope import Leaf, content_start


def cell_leaves(path: str, source: str, line: int) -> list[Leaf]:
    """The cells of a table's row, as the block parser splits it: at every pipe that no backslash stands before."""
    row_start, row_end = content_start(source), len(source.rstrip(" \t"))
    edges = [at for at in range(row_start, row_end) if source[at] == "|" and source[at - 1 : at] != "\\"]
    starts = [row_start, *(at + 1 for at in edges)]
    ends = [*edges, row_end]
    cells = list(zip(starts, ends, strict=True))
    if edges and edges[0] == row_start:
        del cells[0]
    if edges and edges[-1] == row_end - 1:
        del cells[-1]
    return [cell_leaf(path, source, line, start, end) for start, end in cells]


def cell_leaf(path: str, source: str, line: int, start: int, end: int) -> Leaf:
    raw = source[start:end]
    column = start + len(raw) - len(raw.lstrip(" \t")) + 1
    parts = raw.strip(" \t").split("\\|")
    dropped = tuple(itertools.accumulate((len(part) + 1 for part in parts[:-1]), initial=-1))[1:]
    return Leaf(path, "|".join(parts), (0,), ((line, column),), dropped)
