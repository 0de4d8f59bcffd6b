"""The locks in requirements/ say what pyproject.toml asks for, and fit together into one environment."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
    versions: dict[str, set[str]] = defaultdict(set)
    for group in ASKED:
        for pin in locked(group):
            versions[pin.name].add(str(pin.specifier))
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").iterdir()), ids=lambda path: path.name)
def test_the_lock_names_no_address(path: Path) -> None:
    """Whoever installs chooses where from; the hashes see to it that it is the same."""
    assert re.findall(r"--(?:extra-)?index-url|--find-links|\w+://", path.read_text("utf-8")) == []


def test_the_build_backend_is_the_locked_uv() -> None:
    """Then verideck itself is installed without a network: uv builds for backends of its own version only."""
    (backend,) = map(Requirement, PROJECT["build-system"]["requires"])
    (uv,) = (pin for pin in locked("setup") if pin.name == "uv")
    assert next(iter(uv.specifier)).version in backend.specifier
