"""The shape of the package, as rules over its syntax trees. Each rule is also tried on sources that break it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator" / "verideck"

PIPELINE = ("read", "parse", "resolve", "execute", "verify", "render", "pack", "report")
"""The stages in the order of the package docstring's table."""

LAYERS = (
    ("model", "errors", "files", "media", "schema", "seal", "walk", "answer", "asked", "sides", "tally", "locate"),
    (*PIPELINE, "project", "identify", "rewrite", "lock", "stamp", "exclusive", "sandbox", "starter", "choose"),
    ("ship", "checked"),
    ("build",),
    ("accept", "cache", "repeat", "watch", "new", "reports", "doctor", "importer"),
    ("preview",),
    ("cli", "__main__", "pytest_plugin"),
)
"""The parts of the package, lowest layer first. A part imports from itself and from below; neighbours are strangers."""

SIDEWAYS = {
    ("walk", "model"),
    ("media", "model"),
    ("answer", "model"),
    ("asked", "model"),
    ("asked", "walk"),
    ("sides", "model"),
    ("tally", "model"),
    ("locate", "errors"),
    ("execute", "sandbox"),
    ("stamp", "sandbox"),
    ("__main__", "cli"),
}
"""(importer, imported): the only neighbours that know each other."""

LISTED = {part for layer in LAYERS for part in layer} - {*PIPELINE, "__main__"}
"""The parts that the package docstring lists around its table."""

STANDARD_LIBRARY_ONLY = ("model", "errors", "files", "seal", "sandbox")
"""What every part stands on, and what the deck's interpreter starts by path, where verideck may not be installed."""

LIBRARIES = {
    "click": ("click", "cli"),
    "genanki": ("genanki", "pack"),
    "markdown": ("Markdown", "render"),
    "markdown_it": ("markdown-it-py", "parse"),
    "math_core": ("math-core", "preview"),
    "msgspec": ("msgspec", "schema"),
    "nbformat": ("nbformat", "importer"),
    "pygments": ("Pygments", "render"),
    "pymdownx": ("pymdown-extensions", "render"),
    "pytest": ("pytest", "pytest_plugin"),
    "rich": ("rich", "report"),
    "starlette": ("starlette", "preview"),
    "uvicorn": ("uvicorn", "preview"),
    "watchfiles": ("watchfiles", "watch"),
    "yaml": ("PyYAML", "parse"),
    "zstandard": ("zstandard", "importer"),
}
"""Import name of each third-party library: (distribution, the part that owns it)."""

BROUGHT = {"pytest"}
"""Distributions that are no dependencies: whoever loads the part that owns them has them."""

VAGUE = {"common", "helpers", "misc", "util", "utils"}


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the package: its path relative to the package, and what follows `verideck` in its dotted name."""

    path: str
    names: tuple[str, ...]
    tree: ast.Module

    @property
    def part(self) -> str:
        """The top-level module or package that it belongs to; empty for the package's own `__init__`."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement's or call's line and absolute target; `relative` as it was written."""

    line: int
    target: tuple[str, ...]
    relative: bool = False

    @property
    def part(self) -> str | None:
        """The part of verideck that it names; None for other libraries and for the bare package."""
        return self.target[1] if self.target[0] == "verideck" and len(self.target) > 1 else None


def module(path: str, source: str) -> Module:
    """A module from its path, relative to the package, and its source."""
    names = tuple(path.removesuffix(".py").split("/"))
    return Module(path, names[:-1] if names[-1] == "__init__" else names, ast.parse(source))


def modules() -> list[Module]:
    """Every file of the package."""
    return [module(p.relative_to(PACKAGE).as_posix(), p.read_text("utf-8")) for p in sorted(PACKAGE.rglob("*.py"))]


def imports(of: Module) -> Iterator[Import]:
    """Everything that a module imports, wherever in it: also in functions, for type checkers, and by name."""
    for node in ast.walk(of.tree):
        match node:
            case ast.Import(names=aliases):
                yield from (Import(node.lineno, tuple(alias.name.split("."))) for alias in aliases)
            case ast.ImportFrom(module=name, names=aliases, level=level):
                stem = (*package_above(of, level), *(name.split(".") if name else ()))
                yield from (Import(node.lineno, (*stem, alias.name), level > 0) for alias in aliases)
            case ast.Call(
                func=ast.Name("__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(str(name)), *_],
            ):
                yield Import(node.lineno, tuple(name.split(".")))


def package_above(of: Module, level: int) -> tuple[str, ...]:
    """What the dots of a relative import stand for."""
    if level == 0:
        return ()
    package = ("verideck", *of.names) if of.path.endswith("__init__.py") else ("verideck", *of.names[:-1])
    return package[: len(package) - level + 1]


# ── The rules: each yields `path:line: what is wrong` ────────────────────────────────────────────────────────────

Rule: TypeAlias = Callable[[Sequence[Module]], Iterator[str]]


def every_part_has_a_layer(package: Sequence[Module]) -> Iterator[str]:
    known = {"", *(part for layer in LAYERS for part in layer)}
    yield from (f"{m.path}:1: `{m.part}` stands in no layer" for m in package if m.part not in known)


def imports_point_down(package: Sequence[Module]) -> Iterator[str]:
    layer = {part: number for number, parts in enumerate(LAYERS) for part in parts}
    for m in package:
        for i in imports(m):
            if i.part not in layer or i.part == m.part or (m.part, i.part) in SIDEWAYS:
                continue
            if layer[i.part] >= layer.get(m.part, 0):
                yield f"{m.path}:{i.line}: `{m.part}` imports `{i.part}`, which does not stand below it"


def libraries_have_one_owner(package: Sequence[Module]) -> Iterator[str]:
    for m in package:
        for i in imports(m):
            library = i.target[0]
            if library == "verideck" or library in sys.stdlib_module_names:
                continue
            if library not in LIBRARIES:
                yield f"{m.path}:{i.line}: `{library}` has no owner"
            elif m.part != LIBRARIES[library][1]:
                yield f"{m.path}:{i.line}: `{library}` belongs to `{LIBRARIES[library][1]}`"


def some_parts_need_only_the_standard_library(package: Sequence[Module]) -> Iterator[str]:
    for m in package:
        for i in imports(m):
            own = i.part == m.part and (i.relative or m.part != "sandbox")  # it is loaded under another name
            if m.part in STANDARD_LIBRARY_ONLY and not own and i.target[0] not in sys.stdlib_module_names:
                yield f"{m.path}:{i.line}: `{m.part}` imports `{'.'.join(i.target)}`"


def only_verify_makes_verified(package: Sequence[Module]) -> Iterator[str]:
    for m in package:
        for node in ast.walk(m.tree) if m.part != "verify" else ():
            match node:
                case ast.Call(func=ast.Name("Verified") | ast.Attribute(attr="Verified")):
                    yield f"{m.path}:{node.lineno}: makes a `Verified`"
                case ast.alias(name="Verified", asname=str()):
                    yield f"{m.path}:{node.lineno}: hides `Verified` behind another name"


def what_ships_knows_no_sketches(package: Sequence[Module]) -> Iterator[str]:
    """`PreviewHtml` is what was not proven: neither its name nor who makes it stands where packages are made."""
    for m in package:
        for node in ast.walk(m.tree) if m.part in ("pack", "ship") else ():
            match node:
                case ast.alias(name=str(name)) | ast.Name(id=name) | ast.Attribute(attr=name):
                    if name in ("PreviewHtml", "sketch") or name.startswith("verideck.render.sketch"):
                        yield f"{m.path}:{node.lineno}: mentions `{name}`"
                case ast.ImportFrom(module="verideck.render.sketch"):
                    yield f"{m.path}:{node.lineno}: imports `sketch`"


def groups_that_give_nothing_back_are_atomic(package: Sequence[Module]) -> Iterator[str]:
    """Python before 3.11.5, as Debian 12 has it, takes a possessive group such as `(?:ab?)*+` wrongly, not `(?>…)`."""
    for m in package:
        for node in ast.walk(m.tree):
            match node:
                case ast.Constant(str() | bytes() as text) if re.search(r"(?<!\()\)[?*+]\+", str(text)):
                    yield f"{m.path}:{node.lineno}: has a possessive group"


def files_say_what_they_are_for(package: Sequence[Module]) -> Iterator[str]:
    for m in package:
        if not ast.get_docstring(m.tree):
            yield f"{m.path}:1: has no docstring"
        if m.names and m.names[-1] in VAGUE:
            yield f"{m.path}:1: `{m.names[-1]}` says nothing"


def the_package_docstring_is_the_pipeline(package: Sequence[Module]) -> Iterator[str]:
    """The stages are the numbered rows of its table: a number, then the module."""
    for m in package:
        rows = re.findall(r"^\W*\d+\W+(\w+)", ast.get_docstring(m.tree) or "", re.MULTILINE)
        if m.path == "__init__.py" and tuple(rows) != PIPELINE:
            yield f"{m.path}:1: the table's stages are {rows}, not {list(PIPELINE)}"


def the_package_docstring_names_every_part(package: Sequence[Module]) -> Iterator[str]:
    """The parts that are no stages stand in its lists: an indented name, then what it is for."""
    for m in package:
        if m.path == "__init__.py" and (differing := listed_parts(m) ^ LISTED):
            yield f"{m.path}:1: its lists and the layers differ in {sorted(differing)}"


def listed_parts(of: Module) -> set[str]:
    return set(re.findall(r"^    (\w+)  ", ast.get_docstring(of.tree) or "", re.MULTILINE))


RULES: dict[Rule, dict[str, tuple[str, str]]] = {
    every_part_has_a_layer: {
        "module": ("sidecar.py", ""),
        "package": ("sidecar/inner.py", ""),
    },
    imports_point_down: {
        "neighbour": ("parse/blocks.py", "from verideck.render import render"),
        "neighbour by name": ("parse/blocks.py", "from verideck import render"),
        "neighbour's inside": ("parse/blocks.py", "import verideck.render.prose"),
        "neighbour, relative": ("parse/blocks.py", "from ..render import render"),
        "neighbour, relative in the package": ("parse/__init__.py", "from .. import render"),
        "up": ("read.py", "from verideck.build import build"),
        "up from below": ("model.py", "from verideck.read import read"),
        "up to a door": ("build.py", "import verideck.cli"),
        "in a function": ("read.py", "def read():\n    from verideck.build import build"),
        "for the type checker": ("read.py", "if TYPE_CHECKING:\n    from verideck.parse import parse"),
        "as a string": ("read.py", "importlib.import_module('verideck.parse')"),
        "from the package itself": ("__init__.py", "from verideck.build import build"),
        "companion, backwards": ("sandbox/server.py", "from verideck.execute import execute"),
    },
    libraries_have_one_owner: {
        "another's": ("cli.py", "import msgspec"),
        "another's, lazily": ("build.py", "def build():\n    from genanki.model import Model"),
        "a stage's, in the doors": ("cli.py", "from pygments.lexers import PythonLexer"),
        "nobody's": ("parse/blocks.py", "import requests"),
        "the deck's": ("verify/compare.py", "import numpy as np"),
    },
    some_parts_need_only_the_standard_library: {
        "library": ("model.py", "import msgspec"),
        "verideck": ("files.py", "from verideck.errors import PackError"),
        "verideck in the sandbox": ("sandbox/server.py", "from verideck.model import Unit"),
        "verideck's name in the sandbox": ("sandbox/server.py", "from verideck.sandbox import wire"),
        "out of the sandbox": ("sandbox/server.py", "from ..model import Unit"),
        "what is preloaded": ("sandbox/server.py", "import tensorflow"),
    },
    only_verify_makes_verified: {
        "call": ("build.py", "Verified(note, (), ())"),
        "call through the module": ("build.py", "model.Verified(note, (), ())"),
        "other name": ("render/note.py", "from verideck.model import Verified as V"),
    },
    what_ships_knows_no_sketches: {
        "type": ("pack/package.py", "def add(note: model.PreviewHtml): ..."),
        "import": ("ship.py", "from verideck.model import PreviewHtml"),
        "maker": ("ship.py", "from verideck.render import sketch"),
        "maker's module": ("pack/package.py", "from verideck.render.sketch import MISSING"),
    },
    groups_that_give_nothing_back_are_atomic: {
        "text": ("parse/blocks.py", "re.compile(r'(?:ab?)*+c')"),
        "bytes": ("identify.py", "re.compile(rb'(?:ab?)++c')"),
        "with a part from elsewhere": ("verify/tokens.py", "rf'(?:e{DIGITS})?+'"),
    },
    files_say_what_they_are_for: {
        "no docstring": ("parse/blocks.py", "import ast"),
        "utils": ("parse/utils.py", '"""Small things."""'),
        "package of helpers": ("helpers/__init__.py", '"""Small things."""'),
    },
    the_package_docstring_is_the_pipeline: {
        "no table": ("__init__.py", '"""Compiles decks."""'),
        "stage left out": ("__init__.py", '"""1 read\n2 parse\n3 resolve\n4 execute\n5 verify\n6 render\n7 pack"""'),
        "order": (
            "__init__.py",
            '"""1 read\n2 parse\n3 resolve\n4 verify\n5 execute\n6 render\n7 pack\n8 report"""',
        ),
    },
    the_package_docstring_names_every_part: {
        "no list": ("__init__.py", '"""Compiles decks."""'),
        "part left out": (
            "__init__.py",
            '"""Compiles decks.\n\n    model  the nouns\n    errors  what can be broken\n"""',
        ),
    },
}
"""Each rule with sources that break it."""

BREACHES = [
    pytest.param(rule, path, source, id=f"{rule.__name__}-{name}".replace(" ", "-"))
    for rule, breaches in RULES.items()
    for name, (path, source) in breaches.items()
]

TABLE = "| 1 | `read` | | 2.\n\n2. parse\n 3 resolve\n4 execute\n5 verify\n6 render\n7 pack\n8 report\n\n"

KEPT: Mapping[str, str] = {
    "__init__.py": f'"""{TABLE}{"".join(f"    {part}  is for this" + chr(10) for part in sorted(LISTED))}"""',
    "__main__.py": '"""Door."""\nfrom verideck.cli import main',
    "build.py": '"""Order."""\nfrom verideck import parse, schema\ndef done(o):\n    return isinstance(o, Verified)',
    "execute/__init__.py": '"""Runs."""\nfrom verideck.sandbox import wire',
    "parse/blocks.py": '"""Blocks."""\nimport re, yaml\nfrom . import inline\nfrom .scope import Scope',
    "parse/inline.py": '"""Runs."""\nPUNCTUATION = "()*+"\nWORD = r"(?>(?:ab?)*)[a-z]++"',
    "parse/notes.py": '"""Notes."""\nfrom ..walk import elements\nimport verideck.parse.blocks',
    "preview/deck.py": '"""Shows."""\nfrom verideck.model import PreviewHtml\nfrom verideck.render import sketch',
    "sandbox/server.py": '"""Forks."""\nfrom . import wire\nimport importlib\nimportlib.import_module(name)',
    "verify/outcome.py": '"""Judges."""\nfrom verideck.model import Verified\nVerified(note, (), ())',
}
"""A package that breaks no rule, by what comes close to breaking one."""


@pytest.mark.parametrize("rule", RULES)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    """Reading one stage is enough to understand it, as long as the shape holds."""
    assert list(rule(modules())) == []


@pytest.mark.parametrize(("rule", "path", "source"), BREACHES)
def test_the_rule_finds_what_breaks_it(rule: Rule, path: str, source: str) -> None:
    """A rule that cannot fail protects nothing."""
    assert [message.split(":")[0] for message in rule([module(path, source)])] == [path]


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_allows_what_is_right(rule: Rule) -> None:
    """A rule that cries wolf is soon switched off."""
    assert list(rule([module(path, source) for path, source in KEPT.items()])) == []


def test_every_dependency_is_used_by_its_owner() -> None:
    """A dependency that nobody imports costs every user an installation for nothing."""
    used = {(i.target[0], m.part) for m in modules() for i in imports(m)}
    assert {(library, owner) for library, (_, owner) in LIBRARIES.items()} - used == set()


def test_the_dependencies_are_the_owned_libraries() -> None:
    """The table above is the whole list, so a new dependency needs an owner."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[<>=~! ;\[]", requirement)[0] for requirement in project["dependencies"]}
    assert declared == {distribution for distribution, _ in LIBRARIES.values()} - BROUGHT


@pytest.mark.parametrize("part", sorted({m.part for m in modules()} - {"", "__main__"}))
def test_every_part_has_its_tests(part: str) -> None:
    """Who changes a part finds its tests by its name: test_<part>.py, or several test_<part>_….py."""
    files = [*(ROOT / "tests").rglob(f"test_{part}.py"), *(ROOT / "tests").rglob(f"test_{part}_*.py")]
    mention = re.compile(rf"\bverideck(\.| import (.*, )?){part}\b")
    assert [file for file in files if mention.search(file.read_text("utf-8"))], f"no test of verideck.{part}"
