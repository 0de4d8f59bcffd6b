"""The author's files: their source where `inspect` looks for it, and exceptions told by their lines alone."""

from __future__ import annotations

import linecache
import sys
import traceback
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


class Loader:
    """Gives the source of the program's files: the units' code alone.

    In a card file the prose around a fence would make `inspect` read past the end of a function.
    """

    def __init__(self, units: list[Json]) -> None:
        self.texts = {path: padded(units, path) for path in {unit["path"] for unit in units}}
        self.main = units[-1]["path"]

    def offer(self) -> None:
        """Put the sources where tracebacks and AutoGraph look; the time None says that no file is behind them."""
        for path, text in self.texts.items():
            linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)

    def get_source(self, _name: str) -> str:
        """The source of `__main__`, as loaders give it: AutoGraph has it read again."""
        return self.texts[self.main]


def padded(units: list[Json], path: str) -> str:
    """The units of one file at their lines, with empty lines for everything else."""
    lines: list[str] = []
    for unit in (unit for unit in units if unit["path"] == path):
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
        inside = [prefix for prefix in (sys.prefix, sys.base_prefix) if prefix.startswith(self.root)]
        self.foreign = tuple(f"{folder}/" for folder in (*inside, f"{root}/.verideck"))

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
