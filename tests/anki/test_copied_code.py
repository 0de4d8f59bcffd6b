"""Code that a learner copies from a card of the built package is the code that was executed, and runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from learner import Learner
from outcomes import codes
from projects import make_project
from verideck.build import build
from verideck.checked import Checked
from verideck.execute import open_sandbox
from verideck.model import Outcome, PythonFence, Verified
from verideck.walk import elements

pytestmark = pytest.mark.anki

SETTINGS = 'namespace = "c0de-test"\nname = "Code"\ndeck = "Code"\nprelude = "import json\\nONE = 1"\n'

CODES = {
    "slices": "x = list(range(9))\nprint(x[::2], x[1::2], x[::-1], {'a': {'b': {1}}})",
    "f-strings": "d = {'a': {'b': 1}}\nprint(f\"{d['a']['b']:>{ONE + 2}} {{}} {{{ONE}}} {ONE!r:^5}\")",
    "anki": "print('{{c1::x}} {{Front}} {{#a}} }} [sound:a.mp3] [anki:tts lang=en]x[/anki:tts] [latex]y[/latex] [$]')",
    "boxes": "print('[[type:Front]]', '[[', ']]', [[1], [[2]]][1:][0][0])",
    "html": "print('<script>window.R = 1</script>', '&lt;', '&amp;#91;', 1 < 2 > 0, '<!-- -->', '</code></pre>')",
    "formulas": "print(r'\\(x\\) \\[y\\] $z$ $$w$$', '\\\\(', '\\\\begin{a}')",
    "markdown": "# not a heading\nprint('*a* _b_ `c` ~~d~~ [e](f) ![g](h) > i', 50 % 7, '--- *** ___')\n# ---\n# - a",
    "fences": "print('''\n```python\nx\n```\n````\n''')",
    "white space": "if ONE:\n\tprint('tab')  \n\n\n\tprint('blank lines above')   \n",
    "blank first": "\n\nprint('late')",
    "text": "print('''\n    indented\n\ttab\n\n  # no comment\n''')",
    "unicode": "größe = 'λ → 🙂 日本語 e\u0301 \u202e'\nprint(größe, '\\u00a0'.isspace(), '\u00a0')",
    "long": f"print('{'x' * 3000}'[:3])",
    "continued": "print(1 + \\\n      2)\nprint(\"a\" 'b')\nx = (\n    1,\n)",
    "decorated": "from dataclasses import dataclass\n\n\n@dataclass\nclass A:\n    b: int = 1\n\n\nprint(A())",
    "last value": "{'a': [1, 2]}",
}

DELETIONS = {
    "slice": ("x = list(range(9))\nprint(x[{{c1::::2}}], x[{{c2::1:{{c3:::}}2}}])", "x[::2], x[1::2]"),
    "braces": ("d = {{c1::{'a': {'b': {1}}}}}\nprint(d)", "d = {'a': {'b': {1}}}"),
    "f-string": ('n = 3\nprint(f"{{c1::{n:>{n}}}} {{{{c2::n}}}}")', 'f"{n:>{n}} {{n}}"'),
    "string": ('print({{c1::"{{Front}} [sound:x] ::"}}, {{c2::1 < 2}})', '"{{Front}} [sound:x] ::", 1 < 2'),
}


@dataclass
class Package:
    """What was built, and whoever imported it."""

    checked: Checked
    learner: Learner


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root = tmp_path_factory.mktemp("code")
    notes = [f"# Q {{#plain-{place}}}\n\n{fence(code)}" for place, code in enumerate(CODES.values())]
    notes += [f"# Q {{#gaps-{place} .cloze}}\n\n{fence(code)}" for place, (code, _) in enumerate(DELETIONS.values())]
    notes += ["# Q {#lines}\r\n\r\n```python\r\nfor i in range(2):\r\n    print(i)\r\n```\r\n"]
    notes += ["# Q {#prompt}\n\n```pycon\n>>> for i in range(2):\n...     print(i)\n...\n0\n1\n>>> ONE + 1\n2\n```\n"]
    project = make_project(root, {"cards/sums.md": "\n".join(notes)}, SETTINGS)
    (root / "snippets/sums.py").unlink()
    with open_sandbox(project) as sandbox, Learner(root) as learner:
        built = build(project, sandbox, 1_750_000_000)
        assert built.package, built.checked.diagnostics
        learner.imports(built.package.read_bytes())
        yield Package(built.checked, learner)


def fence(code: str) -> str:
    return f"~~~~python\n{code}\n~~~~\n"


def cards(package: Package) -> Iterator[tuple[Outcome, list[str]]]:
    """Each outcome with the code on the answer of each of its cards."""
    for outcome in package.checked.outcomes:
        for card in package.learner.note(outcome.note.id).cards():
            yield outcome, codes(card.answer())


def executed(outcome: Outcome) -> list[str]:
    """The code of its fences as the interpreter got it."""
    return [unit.code for program in outcome.note.programs for unit in program.units if unit.role == "fence"]


def test_code_on_a_card_is_the_code_that_was_executed(package: Package) -> None:
    """Character for character, in notes of every kind, after Anki has rendered them."""
    assert len({outcome.note.id for outcome, _ in cards(package)}) == len(CODES) + len(DELETIONS) + 2
    for outcome, shown in cards(package):
        assert isinstance(outcome, Verified)
        for code in executed(outcome):
            assert code in shown, (outcome.note.id, code, shown)


def test_code_that_was_executed_is_the_code_that_was_written(package: Package) -> None:
    """But for the markers of deletions, and for line ends."""
    written = {f"plain-{place}": code.rstrip("\n") for place, code in enumerate(CODES.values())}
    for outcome in package.checked.outcomes:
        for element in elements(outcome.note.draft):
            if isinstance(element, PythonFence):
                assert element.code == (code := executed(outcome)[0])
                assert code == written.get(outcome.note.id, code)
    for place, (_, expected) in enumerate(DELETIONS.values()):
        (outcome,) = (each for each in package.checked.outcomes if each.note.id == f"gaps-{place}")
        assert expected in executed(outcome)[0]


def test_what_ran_can_be_copied_and_runs(package: Package) -> None:
    """The box under the evidence holds the whole program, with what the project runs before it."""
    programs = {shown[-1] for _, shown in cards(package)}
    assert all(program.startswith("import json\nONE = 1\n") for program in programs)
    for program in programs:
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
