"""What a program finds when it runs, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandboxes import fence, fences, project, recorded, snippet
from verideck.execute import ForkServer
from verideck.model import Frame, Output, Program, Raised, UnitRun


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose snippets folder is there when the server starts: what comes later, the sandbox does not show."""
    root = tmp_path_factory.mktemp("deck")
    (root / "snippets").mkdir()
    return root


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer]:
    with ForkServer(project(root)) as server:
        yield server


def units(server: ForkServer, program: Program) -> tuple[UnitRun, ...]:
    return recorded(server.run(program)).units


def raised(server: ForkServer, program: Program) -> Raised:
    error = units(server, program)[-1].raised
    assert error is not None
    return error


def stdout(server: ForkServer, program: Program) -> str:
    return "".join(output.stdout for unit in units(server, program) for output in unit.outputs)


# ── Output ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_output_of_every_origin_keeps_its_order(server: ForkServer) -> None:
    """Libraries and subprocesses write past `sys.stdout`; a card must show what a terminal would."""
    code = """
import ctypes, os, subprocess
print("print")
os.write(1, b"descriptor\\n")
ctypes.CDLL(None).puts(b"libc")
subprocess.run(["echo", "process"])
for word in ("one", "two"):
    print(word)
    os.write(1, b"between\\n")
"""
    expected = "print\ndescriptor\nlibc\nprocess\none\nbetween\ntwo\nbetween\n"
    assert stdout(server, fences(code)) == expected


def test_a_line_that_is_not_ended_belongs_to_its_statement(server: ForkServer) -> None:
    """What Python still buffers at a statement's end would be shown with the next region."""
    assert units(server, fences("print('a', end='')\nx = 1\nprint('b')"))[0].outputs == (
        Output(1, 1, "a"),
        Output(3, 3, "b\n"),
    )


@pytest.mark.parametrize(
    ("code", "shown"), [("x = 'é;'\nx", "'é;'"), ("x = 'é;'; x ;  # quiet", None), ("7; x = 1", None)]
)
def test_a_semicolon_ends_a_last_expression_unshown(server: ForkServer, code: str, shown: str | None) -> None:
    """As in notebooks: `plt.plot(x);` draws, and puts no list of lines on the card."""
    assert units(server, fences(code))[0].result == shown


def test_a_decorated_function_begins_at_its_decorator(server: ForkServer) -> None:
    """A region around the decorated function holds what the decorator writes."""
    code = "def shout(f):\n    print('!')\n    return f\n@shout\ndef f():\n    pass"
    assert units(server, fences(fence(code, 11)))[0].outputs == (Output(14, 16, "!\n"),)


def test_output_of_a_statement_that_raises_is_kept(server: ForkServer) -> None:
    """What was written before an expected exception is part of the card."""
    run = units(server, fences("for i in (1, 0):\n    print(1 / i)"))[0]
    assert (run.outputs, run.raised is None) == ((Output(1, 2, "1.0\n"),), False)


def test_threads_are_waited_for(server: ForkServer) -> None:
    """Python waits for them at the end of a script, so what they write is part of it."""
    code = "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()"
    assert stdout(server, fences(code)) == "late\n"


def test_an_open_thread_pool_holds_up_nothing(server: ForkServer) -> None:
    """Its idle workers end only with the interpreter: waiting for them would last for ever."""
    code = (
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor()\npool.submit(abs, -1).result()"
    )
    assert units(server, fences(code))[0] == UnitRun(result="1")


def test_bytes_that_are_not_text_are_shown_as_such(server: ForkServer) -> None:
    """A program may write anything, and the report must still be readable."""
    assert stdout(server, fences(r"import os; _ = os.write(1, b'\xff\n'); print('\udc80')")) == "\ufffd\n\\udc80\n"


def test_a_program_that_closes_its_streams_goes_on(server: ForkServer) -> None:
    """Tests of logging and redirection do so."""
    code = "import sys\nprint('a')\nsys.stdout.close()\nsys.stdout = None\nx = 1"
    assert stdout(server, fences(code, values=("x",))) == "a\n"


def test_nothing_can_be_read_from_the_terminal(server: ForkServer) -> None:
    """A program that waits for an answer would wait for its time limit."""
    assert raised(server, fences("input()")).type == "EOFError"


# ── Units ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_a_fence_shows_its_last_value(server: ForkServer) -> None:
    """A snippet is a module: `python x.py` shows nothing either."""
    assert [run.result for run in units(server, fences(fence("1", shows=False), fence("'a'"), fence("None")))] == [
        None,
        "'a'",
        None,
    ]


def test_a_snippet_runs_as_python_runs_a_file(server: ForkServer, root: Path) -> None:
    """`python snippets/x.py` passes on its own, so it must see the same names."""
    (root / "snippets").mkdir(exist_ok=True)
    (root / "snippets" / "neighbour.py").write_text("word = 'next door'\n", "utf-8")
    code = '''"""What it is for."""
import sys
import neighbour
"not a docstring"
if __name__ == "__main__":
    print(__doc__, __file__, sys.argv, sys.modules["__main__"].neighbour.word, sep="|")
'''
    path = root / "snippets" / "x.py"
    assert stdout(server, snippet(root, code)) == f"What it is for.|{path}|['{path}']|next door\n"


def test_programs_do_not_see_each_other(server: ForkServer) -> None:
    """A note must hold whichever other notes were built before it."""
    server.run(fences("import json, os\njson.dumps = None\nx = 1\nopen('left', 'w').close()"))
    code = (
        "import json, os\nprint('x' in globals(), json.dumps is None, os.listdir(), os.getcwd() == os.environ['HOME'])"
    )
    assert stdout(server, fences(code)) == "False False [] True\n"


def test_a_program_has_no_secrets_in_its_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program prints ends up on a card."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    with ForkServer(project(root)) as fresh:
        shown = stdout(fresh, fences("import os, sys\nprint(sorted(os.environ), '/elsewhere' in sys.path)"))
    assert "AWS" not in shown
    assert "PYTHONPATH" not in shown
    assert shown.endswith("False\n")


def test_future_imports_hold_for_the_units_after_them(server: ForkServer) -> None:
    """The fences of a note are one file in parts."""
    first = "from __future__ import annotations\nx: int = 1"
    assert units(server, fences(first, "def f(a: unknown): pass\nf.__annotations__"))[1].result == "{'a': 'unknown'}"


def test_the_source_of_functions_is_found_in_fences(server: ForkServer) -> None:
    """AutoGraph reads the source of what it converts, called from whichever fence; prose must not be read with it."""
    first = fence("def f():\n    return 1", 10)
    second = fence("import inspect\nclass C:\n    a = 1\nprint(inspect.getsource(f) + inspect.getsource(C))", 20)
    assert stdout(server, fences(first, second)) == "def f():\n    return 1\nclass C:\n    a = 1\n\n"


def test_the_source_survives_that_it_is_read_again(server: ForkServer) -> None:
    """AutoGraph does so for whatever says that it is the file of `__main__`."""
    code = "import inspect, linecache\ndef f(): pass\n_ = linecache.updatecache(__file__, globals())\n"
    assert stdout(server, fences(fence(code + "print(inspect.getsource(f))", 7))) == "def f(): pass\n\n"


def test_the_source_of_functions_is_found_in_snippets(server: ForkServer, root: Path) -> None:
    """The same for snippet files."""
    code = "import inspect\ndef f():\n    return 1\nclass C:\n    a = 1\n"
    code += "print(inspect.getsource(f) + inspect.getsource(C))"
    assert stdout(server, snippet(root, code)) == "def f():\n    return 1\nclass C:\n    a = 1\n\n"


def test_random_numbers_are_seeded(server: ForkServer) -> None:
    """A recording must not depend on when it was made."""
    program = fences("import random\nrandom.random()", values=("random.random()", "random.random()"))
    first, second = recorded(server.run(program)), recorded(server.run(program))
    assert first == second
    assert first.values[0] == first.values[1]


def test_a_fork_of_the_program_does_not_report(server: ForkServer) -> None:
    """Both copies come to the end of the code, and only one is the program."""
    code = "import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint('parent' if pid else 'child')"
    run = recorded(server.run(fences(code, values=("pid > 0",))))
    assert [output.stdout for output in run.units[0].outputs] == ["child\n", "parent\n"]
    assert run.values[0].text == "True"


# ── Exceptions ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_syntax_error_anywhere_runs_nothing(server: ForkServer) -> None:
    """Half a program's output would look like a result."""
    run = units(server, fences(fence("print('ran')\nx = (\n", 30)))[0]
    assert run.outputs == ()
    assert run.raised is not None
    assert (run.raised.type, run.raised.frames) == ("SyntaxError", (Frame("cards/x.md", 31, "<module>"),))
    assert "was never closed" in run.raised.message


@pytest.mark.parametrize("code", ["return 1", "def f():\n    nonlocal x", "x = '\0'", "from __future__ import nothing"])
def test_what_only_the_compiler_finds_is_raised_too(server: ForkServer, code: str) -> None:
    """The parser alone accepts some of what is no program."""
    assert raised(server, fences("x = 1", code)).type in ("SyntaxError", "ValueError")


def test_frames_are_the_authors_own(server: ForkServer, root: Path) -> None:
    """A traceback through libraries hides the one line that the author can mend."""
    (root / "snippets").mkdir(exist_ok=True)
    (root / "snippets" / "deep.py").write_text("import json\n\n\ndef load():\n    json.loads('{')\n", "utf-8")
    error = raised(server, snippet(root, "import deep\n\ndeep.load()\n"))
    assert error.type == "json.decoder.JSONDecodeError"
    assert error.bases[:4] == ("json.decoder.JSONDecodeError", "JSONDecodeError", "ValueError", "Exception")
    assert error.frames == (Frame("snippets/x.py", 3, "<module>"), Frame("snippets/deep.py", 5, "load"))


def test_a_class_of_the_program_has_its_bare_name(server: ForkServer) -> None:
    """As Python prints it."""
    error = raised(server, fences("class Odd(ValueError): pass\nraise Odd"))
    assert (error.type, error.message) == ("Odd", "")


def test_endless_recursion_is_told_briefly(server: ForkServer) -> None:
    """A thousand frames say no more than forty."""
    error = raised(server, fences("def f(): f()\nf()"))
    assert (error.type, len(error.frames)) == ("RecursionError", 40)


def test_an_exception_without_a_message_of_its_own_is_recorded(server: ForkServer) -> None:
    """An exception whose text raises must not end the runner."""
    error = raised(server, fences("class E(Exception):\n    def __str__(self): return 1 / 0\nraise E"))
    assert error.message == "<ZeroDivisionError while making the message>"


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_what_is_no_exception_ends_the_program_too(server: ForkServer, name: str) -> None:
    """Only SystemExit ends a process; these are tracebacks."""
    assert raised(server, fences(f"raise {name}")).type == name


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_value_that_raises_spoils_no_other(server: ForkServer) -> None:
    """It refutes its own note only."""
    program = fences("x = 1", values=("x / 0", "1 +", "(_ for _ in ()).throw(SystemExit)", "x"))
    values = recorded(server.run(program)).values
    types = [value.raised and value.raised.type for value in values]
    assert types == ["ZeroDivisionError", "SyntaxError", "SystemExit", None]
    assert values[-1].text == "1"


def test_values_come_last(server: ForkServer) -> None:
    """A value says what the whole program came to."""
    assert recorded(server.run(fences("x = 1", "x = 2", values=("x",)))).values[0].text == "2"
