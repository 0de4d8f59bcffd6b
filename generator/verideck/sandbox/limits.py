"""What the kernel lets a program use; wall time and output are the supervisor's."""

from __future__ import annotations

import resource

from .wire import Json


def impose(limits: Json) -> None:
    """Lower this process's own limits, which its descendants inherit.

    Memory is that of private writable mappings. The address space is no measure: TensorFlow maps gigabytes of its
    libraries. Processes are counted for the whole user, and not at all for root.
    """
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_CPU, limits["cpu_seconds"], grace=1)  # without it the signal would be that of any killer
    lower(resource.RLIMIT_DATA, limits["memory"])
    lower(resource.RLIMIT_FSIZE, limits["file"])
    lower(resource.RLIMIT_NPROC, limits["processes"])


def lower(kind: int, limit: int, grace: int = 0) -> None:
    """Set the limit, but never above what this process may have; the kernel acts for good `grace` units later."""
    _, most = resource.getrlimit(kind)
    hard = limit + grace if most == resource.RLIM_INFINITY else min(limit + grace, most)
    resource.setrlimit(kind, (min(limit, hard), hard))


def too_much_output(limits: Json) -> str:
    """The sentence for a program that writes more than it may."""
    return f"wrote more than {limits['output']:,} bytes"
