"""The author's files: their source where `inspect` looks for it, and exceptions told by their lines alone."""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType

from .wire import Json

MESSAGE = 4000
"""How many characters of an exception's message are kept."""

FRAMES = 20
"""How many frames are kept, at either end: a recursion error has a thousand."""


def clip(text: str, limit: int) -> str:
    """Text that can be sent: within the limit, and without lone surrogates."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return shown.encode(errors="replace").decode()


def offer_sources(units: list[Json]) -> None:
    """Put the units' code, and nothing else of their files, where tracebacks and AutoGraph look for it.

    In a card file the prose around a fence would make `inspect` read past the end of a function. The modification
    time None says that there is nothing on disk to compare with.
    """
    for path in {unit["path"] for unit in units}:
        text = padded(unit for unit in units if unit["path"] == path)
        linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)


def padded(units: Iterable[Json]) -> str:
    """The units of one file at their lines, with empty lines for everything else."""
    lines: list[str] = []
    for unit in units:
        first = unit["line"] - 1
        code = unit["code"].splitlines()
        lines += [""] * (first + len(code) - len(lines))
        lines[first : first + len(code)] = code
    return "".join(f"{line}\n" for line in lines)


class Authors:
    """Tells the author's files from those of libraries and of the runner."""

    def __init__(self, root: str, units: list[Json]) -> None:
        self.root = f"{root}/"
        self.units = {unit["path"] for unit in units}
        self.foreign = (f"{sys.prefix}/", f"{sys.base_prefix}/", f"{root}/.verideck/")

    def path(self, filename: str) -> str | None:
        """The path relative to the project's root, None where the file is not the author's."""
        if filename in self.units:
            return filename
        if not filename.startswith(self.root) or filename.startswith(self.foreign):
            return None
        return filename.removeprefix(self.root)

    def raised(self, error: BaseException) -> Json:
        """The exception as `Raised`."""
        return {
            "type": names(type(error))[0],
            "bases": [name for base in type(error).__mro__[:-1] for name in names(base)],
            "message": clip(message(error), MESSAGE),
            "frames": ends(self.frames(error.__traceback__) + self.syntax(error)),
        }

    def frames(self, trace: TracebackType | None) -> list[Json]:
        found = []
        for frame, line in traceback.walk_tb(trace):
            path = self.path(frame.f_code.co_filename)
            if path is not None:
                found.append({"path": path, "line": line, "function": frame.f_code.co_name})
        return found

    def syntax(self, error: BaseException) -> list[Json]:
        """The line that does not parse, which no frame stands for."""
        if not isinstance(error, SyntaxError):
            return []
        path = self.path(error.filename or "")
        return [] if path is None else [{"path": path, "line": error.lineno or 1, "function": "<module>"}]


def names(kind: type[BaseException]) -> list[str]:
    """The name as Python prints it, and the bare name where that is another."""
    bare = kind.__qualname__
    return [bare] if kind.__module__ in ("builtins", "__main__") else [f"{kind.__module__}.{bare}", bare]


def message(error: BaseException) -> str:
    try:
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception as broken:
        return f"<{type(broken).__name__} while making the message>"


def ends(frames: list[Json]) -> list[Json]:
    return frames if len(frames) <= 2 * FRAMES else frames[:FRAMES] + frames[-FRAMES:]
