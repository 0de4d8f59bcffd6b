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
    lower(resource.RLIMIT_CPU, limits["cpu_seconds"])
    lower(resource.RLIMIT_DATA, limits["memory"])
    lower(resource.RLIMIT_FSIZE, limits["file"])
    lower(resource.RLIMIT_NPROC, limits["processes"])


def lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (allowed, allowed))


def too_much_output(limits: Json) -> str:
    """The sentence for a program that writes more than it may."""
    return f"wrote more than {limits['output']:,} bytes"
