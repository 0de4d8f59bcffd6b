"""What is fixed for every program, so that its outcome depends on its inputs only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import environment, fences, project, recorded, snippet
from verideck.execute import ForkServer, open_fresh
from verideck.execute.spawn import Spawner


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deck")


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer]:
    with ForkServer(project(root)) as server:
        yield server


def value(server: ForkServer, code: str, expression: str) -> str | None:
    return recorded(server.run(fences(code, values=(expression,)))).values[0].text


def test_python_is_seeded(server: ForkServer) -> None:
    """With the same seed for every program, whatever ran before, and again for every value."""
    expression = "[random.random(), random.sample(range(99), 5)]"
    runs = [
        recorded(server.run(fences(f"import random\nx = {n}\n{expression}", values=(expression,)))) for n in range(2)
    ]
    assert len({run.units[0].result for run in runs}) == 1
    assert {run.values[0].text for run in runs} == {runs[0].units[0].result}


def test_hashes_of_strings_are_fixed(root: Path) -> None:
    """The order of a set of strings hangs on them; another server has the same, unless it is asked for others."""
    program = fences("hash('a')")
    deck = project(root)
    results = []
    for seed in (0, 0, 1, 2):
        with open_fresh(deck, seed) as sandbox:
            results.append(recorded(sandbox.run(program)).units[0].result)
    assert results[0] == results[1]
    assert len(set(results)) == 3


@pytest.mark.parametrize("kind", [ForkServer, Spawner])
def test_another_seed_reaches_every_draw(root: Path, kind: type[ForkServer | Spawner]) -> None:
    """What comes out otherwise then was never settled by the program; a seed of its own settles it."""
    program = fences("import random\nx = random.random()\nrandom.seed(1)\ny = random.random()", values=VALUES)
    runs = []
    for seed in (0, 1, 1):
        with kind(project(root), seed=seed) as server:
            runs.append([run.text for run in recorded(server.run(program)).values])
    assert runs[1] == runs[2]
    assert [first == again for first, again in zip(*runs[:2], strict=True)] == [False, True, False]


VALUES = ("x", "y", "random.random()")


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("import locale", "locale.setlocale(locale.LC_ALL, '')", "C.UTF-8"),
        ("import locale", "locale.getpreferredencoding()", "UTF-8"),
        ("import sys", "sys.getfilesystemencoding()", "utf-8"),
        ("import time", "time.localtime(0)[:5]", "(1970, 1, 1, 0, 0)"),
        ("import time", "time.tzname", "('UTC', 'UTC')"),
        ("import datetime", "datetime.datetime.fromtimestamp(0).hour", "0"),
        ("import os", "os.environ['OMP_NUM_THREADS'] + os.environ['OPENBLAS_NUM_THREADS']", "11"),
        ("import os", "os.environ['TF_NUM_INTRAOP_THREADS'] + os.environ['TF_NUM_INTEROP_THREADS']", "22"),
        ("import os", "os.environ.get('TF_DETERMINISTIC_OPS')", "None"),
    ],
)
def test_surroundings_are_fixed(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch, code: str, expression: str, expected: str
) -> None:
    """Locale, time zone and thread counts are those of no user."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert value(server, code, expression) == expected


def test_operations_are_deterministic_where_the_settings_say_so(root: Path) -> None:
    """TensorFlow and Keras read this variable before their first operation."""
    deck = project(root)
    on = replace(deck, settings=replace(deck.settings, op_determinism=True))
    with ForkServer(on) as server:
        assert value(server, "import os", "os.environ['TF_DETERMINISTIC_OPS']") == "1"


# ── Libraries that are imported later ────────────────────────────────────────────────────────────────────────────

NUMPY = "import random\nstate = random.random()\n\n\ndef seed(number):\n    global state\n    state = number\n"
TENSORFLOW = """
class random:
    seed = "entropy"

    @classmethod
    def set_seed(cls, number):
        cls.seed = number
"""


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """A deck in whose environment libraries with NumPy's and TensorFlow's names only remember their seed."""
    root = tmp_path_factory.mktemp("libraries")
    folder = environment(root)
    (folder / "numpy").mkdir()
    (folder / "numpy" / "__init__.py").write_text("", "utf-8")
    (folder / "numpy" / "random.py").write_text(NUMPY, "utf-8")
    (folder / "tensorflow.py").write_text(TENSORFLOW, "utf-8")
    (folder / "helper.py").write_text("import numpy.random\nnumpy.random.seed(7)\n", "utf-8")
    with ForkServer(project(root, python=".venv/bin/python")) as server:
        yield server


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("import numpy.random", "numpy.random.state", "0"),
        ("import tensorflow", "tensorflow.random.seed", "0"),
        ("def f():\n    import numpy.random as r\n    return r.state\nx = f()", "x", "0"),
        ("import numpy.random\nnumpy.random.seed(3)\nx = numpy.random.state", "x", "3"),
        ("if 1:\n    import numpy.random\n    numpy.random.seed(3)\n    x = numpy.random.state", "x", "3"),
        ("import helper, numpy\nx = numpy.random.state", "x", "7"),
        ("import numpy.random\nnumpy.random.seed(3)", "numpy.random.state", "0"),
    ],
)
def test_what_a_program_imports_is_seeded(libraries: ForkServer, code: str, expression: str, expected: str) -> None:
    """After the import and before anything else: a seed that the program sets stays, up to the values."""
    assert value(libraries, code, expression) == expected


def test_another_seed_reaches_what_a_program_imports(libraries: ForkServer) -> None:
    """Libraries draw what programs draw."""
    with ForkServer(libraries.project, seed=5) as server:
        found = value(server, "import numpy.random, tensorflow", "numpy.random.state, tensorflow.random.seed")
    assert found == "(5, 5)"


def test_a_module_of_the_authors_with_such_a_name_is_left_alone(tmp_path: Path) -> None:
    """Who names a helper `tensorflow` gets it, as in Python, although it has nothing to seed."""
    environment(tmp_path)
    program = snippet(tmp_path, "import tensorflow\nprint(tensorflow.x)")
    (tmp_path / "snippets" / "tensorflow.py").write_text("x = 1\n", "utf-8")
    with ForkServer(project(tmp_path, python=".venv/bin/python")) as server:
        run = recorded(server.run(program))
    assert run.units[0].raised is None
    assert run.units[0].outputs[0].stdout == "1\n"
