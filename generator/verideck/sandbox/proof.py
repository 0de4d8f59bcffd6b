"""The proof before every fork that a child can do everything: one thread, and no TensorFlow context.

After a single operation in the parent TensorFlow has threads of its own, which a fork does not copy: children then
work until their first `fit`, and hang there. So it is not enough that small programs run.
"""

from __future__ import annotations

import sys
from pathlib import Path


def why_unsafe() -> str | None:
    """Half a sentence on what makes a fork unsafe now, None where it is safe."""
    if tensorflow_started():
        return "ran a TensorFlow operation"
    names = threads()
    return None if len(names) == 1 else f"started a thread ({', '.join(names[1:])})"


def tensorflow_started() -> bool:
    """Whether the eager context is initialised, found out without making one."""
    module = sys.modules.get("tensorflow.python.eager.context")
    context = getattr(module, "_context", None)
    return bool(getattr(context, "_initialized", False))


def threads() -> list[str]:
    """The kernel's names of this process's threads, those of C libraries too; the main thread comes first."""
    tasks = sorted(Path("/proc/self/task").iterdir(), key=lambda task: int(task.name))
    return [(task / "comm").read_text().strip() for task in tasks]
