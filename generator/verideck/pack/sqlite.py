"""Makes the bytes of an SQLite file a function of its contents alone (https://sqlite.org/fileformat2.html)."""

from __future__ import annotations

HEADER = 100
INTERIOR, LEAF = (2, 5), (10, 13)
VERSION = 3_040_001


def normalised(database: bytes) -> bytes:
    """The same database without what tells the version of the library that wrote it, or how often it wrote.

    Expects a vacuumed file: no free pages, and no free blocks inside a page.
    """
    data = bytearray(database)
    size = int.from_bytes(data[16:18])
    for start in range(0, len(data), size):
        clear_gap(data, start)
    data[24:28] = data[92:96] = (1).to_bytes(4)  # change counter, and the one that the version below is valid for
    data[96:100] = VERSION.to_bytes(4)
    return bytes(data)


def clear_gap(data: bytearray, start: int) -> None:
    """Zero what lies between a B-tree page's cell pointers and its cells, where SQLite leaves old cells behind.

    Other pages begin with a page number and thus, below 2^25 pages, with a 0 or a 1.
    """
    header = start + (HEADER if start == 0 else 0)
    kind = data[header]
    if kind not in (*INTERIOR, *LEAF):
        return
    cells = int.from_bytes(data[header + 3 : header + 5])
    content = int.from_bytes(data[header + 5 : header + 7]) or 65_536
    pointers = header + (12 if kind in INTERIOR else 8)
    gap = slice(pointers + 2 * cells, start + content)
    data[gap] = bytes(gap.stop - gap.start)
