"""Python's warnings, kept apart from what a program writes to stderr."""

from __future__ import annotations

import os
import warnings
from typing import TextIO


class Warned:
    """Takes the place of `warnings.showwarning`. Which warnings are shown at all is left to Python's own filters.

    A process that the program forks writes its warnings to stderr, as Python does: this one would never see them.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.texts: list[str] = []
        self.size = 0
        self.process = os.getpid()
        self.default = warnings.showwarning
        warnings.showwarning = self.show

    def show(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Keep it, up to a character more than the limit, which is enough to see that it was passed."""
        if file is not None or os.getpid() != self.process:
            self.default(message, category, filename, lineno, file, line)
        elif self.size <= self.limit:
            self.texts.append(f"{category.__name__}: {message}\n"[: self.limit + 1])
            self.size += len(self.texts[-1])

    def taken(self) -> str:
        """What was kept since the last call: `Category: message`, a line each."""
        texts, self.texts = self.texts, []
        return "".join(texts)
