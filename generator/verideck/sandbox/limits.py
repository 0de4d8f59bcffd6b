"""What the kernel lets a program use; the rest is watched from outside (`ending`)."""

from __future__ import annotations

import sys

from .wire import Json

THREADS = 1000
"""How many threads a program may have besides its processes: a backstop, since processes are watched."""

if sys.platform != "win32":
    import resource

    def impose(limits: Json) -> None:
        """Lower this process's own limits, which its descendants inherit.

        Memory is that of private writable mappings. The address space is no measure: TensorFlow maps gigabytes of its
        libraries. The kernel counts processes for the whole user, and not at all for root, so they are watched.
        """
        lower(resource.RLIMIT_CORE, 0)
        # Without the grace the signal would be that of any killer.
        lower(resource.RLIMIT_CPU, limits["cpu_seconds"], grace=1)
        lower(resource.RLIMIT_DATA, limits["memory"])
        lower(resource.RLIMIT_FSIZE, limits["file"])

    def bound_tasks(limits: Json) -> None:
        """Limit processes and threads in a user namespace, where no others count. Root has no such limit."""
        lower(resource.RLIMIT_NPROC, limits["processes"] + THREADS)

    def lower(kind: int, limit: int, grace: int = 0) -> None:
        """Set the limit, but never above what this process may have; the kernel acts `grace` units later for good."""
        _, most = resource.getrlimit(kind)
        hard = limit + grace if most == resource.RLIM_INFINITY else min(limit + grace, most)
        resource.setrlimit(kind, (min(limit, hard), hard))
else:

    def impose(limits: Json) -> None:
        """Windows has no limits that a process could set for itself."""


def too_much_output(limits: Json) -> str:
    """The sentence for a program that writes more than it may."""
    return f"wrote more than {limits['output']:,} bytes"
