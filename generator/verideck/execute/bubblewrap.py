"""The command line of bubblewrap: what a program can see. Everything that is not named here does not exist for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from verideck.execute import launch
from verideck.model import Project
from verideck.sandbox.wire import NOBODY

NAMESPACES = (
    "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
    "--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "verideck", "--new-session", "--cap-drop", "ALL",
)  # fmt: skip
"""It does not have to die with its parent: that would be the thread which starts it. The guard in it does."""

SYSTEM = (
    "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr", "/opt", "/nix/store", "/gnu/store",
    "/etc/alternatives", "/etc/fonts", "/etc/group", "/etc/hosts", "/etc/ld.so.cache", "/etc/ld.so.conf",
    "/etc/ld.so.conf.d", "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf", "/etc/os-release", "/etc/passwd",
    "/etc/protocols", "/etc/services", "/etc/ssl/certs", "/sys/devices/system",
)  # fmt: skip
"""What libraries need of the machine. None of it is a secret, nor a way to other processes."""

WRITABLE_BY_ROOT = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
"""What belongs to root stays writable for it without any capability."""

SECRETS = (".git", ".verideck", ".env", ".env.*")
"""What is hidden in the project, whatever is declared."""

TMP, SHARED_MEMORY = Path("/tmp"), Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The command in front of the interpreter's, the folder for scratch folders, and those that each run has empty."""

    command: tuple[str, ...]
    scratch: Path
    covered: tuple[Path, ...]


def enclose(bwrap: str, project: Project, python: Path, claimed: Iterable[str]) -> Enclosure:
    """Programs run in one folder with the same name everywhere, so that it can be shown.

    `claimed` are the folders that the interpreter says it needs. It may be a stranger's: where it is not the one that
    runs verideck, its word counts within the project only.
    """
    mounts = Mounts(project.root.resolve())
    mounts.show(SYSTEM)
    mounts.hide([Path.home(), "/root", "/home", mounts.root])
    mounts.show([*links(python), *installation(python, mounts.root), launch.SERVER])
    mounts.show(path for path in claimed if project.settings.python is None or mounts.is_ours(path))
    mounts.show(mounts.root / path for path in (project.settings.snippets, *project.settings.data))
    mounts.bar(secret for pattern in SECRETS for secret in mounts.root.glob(pattern))
    free = not mounts.shows_in(TMP)
    scratch = (TMP if free else Path("/run")) / "verideck-programs"
    covered = (TMP if free else scratch, *(() if mounts.shows_in(SHARED_MEMORY) else (SHARED_MEMORY,)))
    options = [
        *NAMESPACES, "--proc", "/proc", "--dev", "/dev", *read_only(WRITABLE_BY_ROOT if os.geteuid() == 0 else ()),
        *(option for folder in covered for option in ("--tmpfs", str(folder))), "--dir", str(scratch),
        *mounts.options(), "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(scratch),
    ]  # fmt: skip
    return Enclosure((bwrap, *options, "--"), scratch, covered)


def links(python: Path) -> Iterator[Path]:
    """The interpreter's path, and those that it leads to link by link."""
    yield python
    while python.is_symlink():
        python = python.parent / python.readlink()
        yield python


def installation(python: Path, root: Path) -> Iterator[Path]:
    """The folders in which the interpreter is installed, found without asking it. `root` is the project's folder."""
    for place in (*links(python), python.resolve()):
        folder = place.parent.parent
        if (folder / "pyvenv.cfg").is_file():
            yield folder
            yield from (base for base in based_on(folder / "pyvenv.cfg") if holds_python(base, root))
        elif holds_python(folder, root):
            yield folder


def based_on(environment: Path) -> Iterator[Path]:
    """The folder of the installation that a virtual environment says it was made from."""
    for line in environment.read_text("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        if key.strip().lower() == "home":
            yield Path(value.strip()).parent


def holds_python(folder: Path, root: Path) -> bool:
    """Whether Python's own library lies there, and so no secrets. What is around a project may only look like that."""
    return not root.is_relative_to(folder.resolve()) and any(folder.glob("lib*/py*/os.py*"))


def read_only(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield from ("--ro-bind-try", path, path)


class Mounts:
    """Paths that are shown read-only or hidden; the deepest one that holds a path decides about it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = Path.home().resolve()
        self.entries: dict[Path, bool] = {}

    @property
    def shown(self) -> list[Path]:
        return [path for path, visible in self.entries.items() if visible]

    def show(self, paths: Iterable[Path | str]) -> None:
        """Each of them, and what it leads to, where there is such a path; never everything, nor the whole home."""
        for path in map(Path, paths):
            if path.is_absolute() and path.exists():
                places = {path, path.resolve()} - {Path("/"), self.home}
                self.entries.update((place, True) for place in places)

    def shows_in(self, folder: Path) -> bool:
        return any(folder in path.parents for path in self.shown)

    def is_ours(self, path: str) -> bool:
        return Path(path).resolve().is_relative_to(self.root)

    def bar(self, paths: Iterable[Path]) -> None:
        """Hide them with all that was shown in them."""
        for path in map(Path.resolve, paths):
            for inner in [shown for shown in self.entries if path in shown.parents]:
                del self.entries[inner]
            self.entries[path] = False

    def hide(self, paths: Iterable[Path | str]) -> None:
        self.entries.update((Path(path).resolve(), False) for path in paths)

    def options(self) -> Iterator[str]:
        """Folders come before what they hold. What an earlier option did already is left out."""
        hidden = []
        for path in sorted(self.entries, key=lambda path: len(path.parts)):
            if self.entries[path] == self.above(path):
                continue
            if self.entries[path]:
                yield from self.showing(path)
            elif path.is_dir():
                hidden.append(str(path))
                yield from ("--tmpfs", str(path))
            else:
                yield from ("--ro-bind", os.devnull, str(path))
        for folder in hidden:
            yield from ("--remount-ro", folder)

    def above(self, path: Path) -> bool:
        """Whether the path is shown without an entry of its own: a file system begins empty."""
        return next((self.entries[folder] for folder in path.parents if folder in self.entries), False)

    def showing(self, path: Path) -> Iterator[str]:
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        else:
            yield from ("--ro-bind", str(path), str(path))
