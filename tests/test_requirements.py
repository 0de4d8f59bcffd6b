"""The locks in requirements/ say what pyproject.toml asks for, and fit together into one environment."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ankis import versions
from verideck.doctor import GET_ANKI, OLDEST

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ASKED: dict[str, list[str]] = {"tool": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}


def locked(group: str) -> list[Requirement]:
    """The pinned requirements of a group's file."""
    lines = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8").splitlines()
    return [Requirement(line.removesuffix("\\")) for line in lines if re.match(r"\w", line)]


@pytest.mark.parametrize("group", ASKED)
def test_the_lock_has_what_the_project_asks_for(group: str) -> None:
    """A dependency changed without `make lock` would be installed in its old version, or not at all."""
    pins = {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in locked(group)}
    asked = [Requirement(text) for text in ASKED[group]]
    assert [str(r) for r in asked if pins.get(canonicalize_name(r.name), "") not in r.specifier] == []


def test_one_version_serves_every_group_and_interpreter() -> None:
    """Groups are installed into one .venv, and a deck must not depend on the interpreter that it was built with."""
    pinned: dict[str, set[str]] = defaultdict(set)
    for group in ASKED:
        for pin in locked(group):
            pinned[pin.name].add(str(pin.specifier))
    assert {name: found for name, found in pinned.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").rglob("*.txt")), ids=lambda path: path.name)
def test_the_lock_names_no_address(path: Path) -> None:
    """Whoever installs chooses where from; the hashes see to it that it is the same."""
    assert re.findall(r"--(?:extra-)?index-url|--find-links|\w+://", path.read_text("utf-8")) == []


def test_the_build_backend_is_the_locked_uv() -> None:
    """Then verideck itself is installed without a network: uv builds for backends of its own version only."""
    (backend,) = map(Requirement, PROJECT["build-system"]["requires"])
    (uv,) = (pin for pin in locked("setup") if pin.name == "uv")
    assert next(iter(uv.specifier)).version in backend.specifier


# ── The Ankis that packages are tried on ─────────────────────────────────────────────────────────────────────────


def test_the_docs_name_each_anki_that_is_tried() -> None:
    """A reader takes the list for what `make ankis` ran, and reads it nowhere else."""
    (named,) = re.findall(r"tried on Anki ([^:]+):", (ROOT / "docs/anki.md").read_text("utf-8"))
    assert re.findall(r"[0-9][0-9.]*[0-9]", named) == versions()


def test_each_anki_that_is_tried_is_locked() -> None:
    """A version added without `make lock` would have no folder, and one taken away would be tried still."""
    (asked,) = re.findall(r"^ANKIS := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert asked.split() == versions()[:-1]


def test_the_oldest_anki_that_is_supported_is_tried() -> None:
    """Wherever the name of it stands."""
    oldest = versions()[0]
    assert tuple(map(int, oldest.split("."))) == OLDEST
    for told in (GET_ANKI, *((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/anki.md"))):
        assert re.findall(r"Anki\s+([0-9.]+)\s+or\s+later", told) == [oldest]
