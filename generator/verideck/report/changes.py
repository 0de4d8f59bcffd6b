"""Shows what would change in a file, as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator

from verideck.report.terminal import Paint, visible


def changes(path: str, before: str, after: str, *, color: bool) -> str:
    """The lines that differ with three lines around them; "" where none does."""
    import difflib  # most runs do without

    names = (f"{path} (as it is)", f"{path} (as it ran)")
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), *names, lineterm="")
    return "".join(f"{line}\n" for line in painted(lines, Paint(color)))


def painted(lines: Iterator[str], paint: Paint) -> Iterator[str]:
    for number, line in enumerate(lines):
        style = "bold" if number < 2 else STYLES.get(line[:1])
        yield paint(style, visible(line)) if style else visible(line)


STYLES = {"-": "minus", "+": "plus", "@": "dim"}
