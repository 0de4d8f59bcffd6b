"""Linux namespaces: a process that is nobody and alone, as far as the kernel lets an ordinary user have it.

The server lives in a user namespace of its own, where it may give every program a process namespace, whose end is the
end of all that is in it, and folders of its own. A program then enters a user namespace below the server's and keeps
no capability: it can neither signal nor trace what is above it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from .wire import NOBODY

CLONE_NEWNS, CLONE_NEWIPC = 0x00020000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
CAPABILITY_VERSION_3 = 0x20080522
SIOCSIFFLAGS, IFF_UP = 0x8914, 1

libc = ctypes.CDLL(None, use_errno=True)


def enter(flags: int = 0) -> bool:
    """Move this process, which has one thread, into new namespaces; whether the kernel allowed it.

    A new process namespace holds only the children that it forks from then on.
    """
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | flags):
        return False
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1")
    return True


def allowed(flags: int) -> bool:
    """Whether `enter` works, as a child tries it: there is no way back from namespaces that grant no rights."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(not enter(flags))
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def open_loopback() -> None:
    """Make 127.0.0.1 of a new network namespace reach itself."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


@contextlib.contextmanager
def of_next_child() -> Iterator[None]:
    """Make the next child that is forked the first process of a namespace. Raises OSError."""
    ours = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        check(libc.unshare(CLONE_NEWPID))
        yield
        check(libc.setns(ours, CLONE_NEWPID))
    finally:
        os.close(ours)


def cover(folders: list[str], size: int) -> bool:
    """Put an empty file system in memory over each of the folders, for this process and what it forks.

    `size` is what each of them holds, in bytes. Where it is possible `/proc` becomes that of the process namespace.
    """
    if libc.unshare(CLONE_NEWNS) or mount("none", "/", None, MS_REC | MS_PRIVATE, None):
        return False
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)  # refused where parts of it are hidden
    return not any(mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},mode=700") for folder in folders)


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None) -> int:
    """mount(2): 0 where it worked."""
    arguments = [None if text is None else text.encode() for text in (source, target, kind)]
    result: int = libc.mount(*arguments, ctypes.c_ulong(flags), options and options.encode())
    return result


def leave(supervisor: int) -> bool:
    """Keep no privilege; whether this process is in a user namespace of its own now, if the supervisor has one."""
    entered = supervisor == 1 and enter()
    drop_capabilities()
    return entered


def drop_capabilities() -> None:
    """Give up every privilege, also that of programs which are executed later."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.capset(struct.pack("Ii", CAPABILITY_VERSION_3, 0), bytes(24))


def check(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
