"""When a recording of an earlier run may stand for a new one."""

from __future__ import annotations

import hashlib
import os
import py_compile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import (
    PROGRAM,
    RECORDING,
    WAYS,
    FakeSandbox,
    Way,
    aborted,
    cached,
    environment,
    fence,
    fences,
    is_hit,
    project,
    recorded,
    snippet,
    way,
)
from verideck import schema
from verideck.execute import Cached, ForkServer, Trace, open_sandbox
from verideck.model import Aborted, Limits, Program, Recording
from verideck.sandbox.manifest import linked
from verideck.seal import KEY, sealed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "deck"


def entries(root: Path) -> list[Path]:
    return sorted((root / ".verideck" / "cache").rglob("*.json"))


# ── What is found again ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_second_build_starts_no_process(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build without changes has 0.4 s, and starting Python takes longer with TensorFlow."""
    program = snippet(root, "import random\nprint(random.random())", values=("1 + 1",))
    with open_sandbox(project(root)) as sandbox:
        first = sandbox.run(program)
        assert (sandbox.hits, sandbox.executed) == (0, 1)
    monkeypatch.setattr("subprocess.Popen.__init__", lambda *_: pytest.fail("a process was started"))
    with open_sandbox(project(root)) as sandbox:
        assert sandbox.run(program) == first
        assert (sandbox.hits, sandbox.executed) == (1, 0)


def test_the_name_of_a_program_is_no_input(root: Path) -> None:
    """It is for people; a renamed note runs the same code."""
    cached(root, RECORDING).run(PROGRAM)
    cache = Cached(FakeSandbox({}), project(root))
    assert cache.run(replace(PROGRAM, name="renamed")) == RECORDING


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, units=(fence("1 + 2"),)),
        lambda p: replace(p, units=(fence("1 + 1", 2),)),
        lambda p: replace(p, units=(fence("1 + 1", path="cards/y.md"),)),
        lambda p: replace(p, units=(fence("1 + 1", shows=False),)),
        lambda p: replace(p, units=(fence("1 + 1", claims=(("c", 1),)),)),
        lambda p: replace(p, values=("1",)),
        lambda p: replace(p, path_entry="elsewhere"),
        lambda p: replace(p, limits=Limits(seconds=21)),
    ],
)
def test_a_changed_program_is_run(root: Path, change: Callable[[Program], Program]) -> None:
    """Everything that a run depends on is in its key."""
    cached(root, RECORDING).run(PROGRAM)
    assert is_hit(root)
    assert not is_hit(root, change(PROGRAM))


def test_a_changed_preload_is_an_input(root: Path) -> None:
    """What is imported already changes what a program sees."""
    cached(root, RECORDING).run(PROGRAM)
    assert not is_hit(root, deck=project(root, "json"))


def test_a_changed_runner_is_an_input(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mended mistake in the runner must not live on in recordings."""
    cached(root, RECORDING).run(PROGRAM)
    monkeypatch.setattr("verideck.execute.key.runner", lambda: "another")
    assert not is_hit(root)


def test_an_aborted_run_is_tried_again(root: Path) -> None:
    """A machine under load must not fail a note for ever."""
    cached(root, Aborted("timeout", "still running after 20 s")).run(PROGRAM)
    assert entries(root) == []
    assert not is_hit(root)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def count(root: Path) -> Iterator[Callable[[Program], int]]:
    """Runs a program in a new build and says how many runs there have been."""
    with ForkServer(project(root)) as server:
        runs = 0

        def run(program: Program) -> int:
            nonlocal runs
            cache = Cached(server, project(root))
            recorded(cache.run(program))
            runs += cache.executed
            return runs

        yield run


READERS = {
    "import": "import helper",
    "import in a function": "def f():\n    import helper\nf()",
    "package": "import package.inner",
    "open": "import pathlib\npathlib.Path(__file__).with_name('data.txt').read_text()",
    "descriptor": "import os\nos.open(os.path.dirname(__file__) + '/data.txt', os.O_RDONLY)",
    "absent": "import os\ntry: open(os.path.dirname(__file__) + '/later.txt')\nexcept OSError: pass",
    "absent module": "try: import helper2\nexcept ImportError: pass",
    "shadowed module": "import this as helper3",
}
WRITTEN = {
    "import": "helper.py",
    "import in a function": "helper.py",
    "package": "package/inner.py",
    "open": "data.txt",
    "descriptor": "data.txt",
    "absent": "later.txt",
    "absent module": "helper2.py",
    "shadowed module": "this.py",
}


@pytest.mark.parametrize("way", READERS)
def test_what_a_program_reads_is_an_input(root: Path, count: Callable[[Program], int], way: str) -> None:
    """Stale results after an edit of a helper are what people hold against caches of documents."""
    program = snippet(root, READERS[way])
    folder = root / "snippets"
    (folder / "package").mkdir()
    for name in ("helper.py", "package/__init__.py", "package/inner.py", "data.txt"):
        (folder / name).write_text("x = 1\n", "utf-8")
    (folder / "unrelated.py").write_text("x = 1\n", "utf-8")
    assert [count(program), count(program)] == [1, 1]
    (folder / "unrelated.py").write_text("x = 2\n", "utf-8")
    assert count(program) == 1
    (folder / WRITTEN[way]).write_text("x = 2\n", "utf-8")
    assert [count(program), count(program)] == [2, 2]


@pytest.mark.parametrize("place", ["deck/own", "elsewhere"])
@pytest.mark.parametrize("preload", [(), ("mine",)])
def test_a_module_that_is_installed_to_be_edited_is_an_input(
    root: Path, tmp_path: Path, place: str, preload: tuple[str, ...]
) -> None:
    """Its version stays while its author works on it, also where the server imports it before all programs."""
    (environment(root) / "mine.pth").write_text(str(tmp_path / place))
    (tmp_path / place).mkdir()
    deck = project(root, *preload, python=".venv/bin/python", sandbox="off")
    for text in ("1", "2", "2"):
        (tmp_path / place / "mine.py").write_text(f"x = {text}\n")
        with open_sandbox(deck) as cache:
            assert recorded(cache.run(fences("import mine\nmine.x"))).units[0].result == text
    assert cache.hits == 1


@pytest.mark.parametrize("mode", ["TIMESTAMP", "UNCHECKED_HASH"])
@pytest.mark.parametrize("how", WAYS)
def test_a_compiled_copy_of_an_earlier_text_is_not_run(root: Path, how: Way, mode: str) -> None:
    """Python itself takes it for one of the text that was digested: the second of the last save and its size fit."""
    program = snippet(root, "import helper", values=("helper.x",))
    helper = root / "snippets/helper.py"
    helper.write_text("x = 1\n", "utf-8")
    py_compile.compile(str(helper), invalidation_mode=py_compile.PycInvalidationMode[mode])
    saved = helper.stat().st_mtime
    helper.write_text("x = 2\n", "utf-8")
    os.utime(helper, (saved, saved))
    with way(how, root) as server:
        assert recorded(server.run(program)).values[0].text == "2"


def test_an_installation_outside_of_the_interpreter_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Homebrew's is: to read and to compile all of TensorFlow for every build would take a minute."""
    monkeypatch.setattr("sys.path", [str(tmp_path / "lib/site-packages"), str(tmp_path / "src")])
    assert linked() == (str(tmp_path / "src") + os.sep,)


def test_an_installation_is_one_by_every_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its prefix may be a link, where `sys.path` says what it leads to."""
    (tmp_path / "opt").symlink_to(tmp_path / "cellar")
    monkeypatch.setattr("sys.base_prefix", str(tmp_path / "opt"))
    monkeypatch.setattr("sys.path", [str(tmp_path / "opt/lib/python3.11"), str(tmp_path / "cellar/lib/python3.11")])
    assert linked() == ()


UNSEEN = {
    "another process": "import subprocess\nsubprocess.check_output(['cat', __file__.replace('x.py', 'data.txt')])",
    "a listing": "import os\nprint(os.listdir(os.path.dirname(__file__)))",
    "a look": "import os\nprint(os.path.getsize(__file__.replace('x.py', 'data.txt')))",
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_lies_beside_the_snippets_is_an_input(root: Path, count: Callable[[Program], int], code: str) -> None:
    """Nobody sees what C++ opens, what another process reads, or what a program only looks at."""
    program = snippet(root, code)
    data = root / "snippets" / "data.txt"
    data.write_text("1", "utf-8")
    assert [count(program), count(program)] == [1, 1]
    data.write_text("22", "utf-8")
    assert count(program) == 2
    (root / "snippets" / "more.txt").write_text("1", "utf-8")
    assert count(program) == 3


def test_a_module_without_its_source_is_an_input(root: Path, count: Callable[[Program], int]) -> None:
    """Python imports one that is compiled and lies where its source would."""
    program = snippet(root, "import bare")
    for runs, text in enumerate(("x = 1\n", "x = 20\n"), 1):
        (root / "bare.py").write_text(text, "utf-8")
        py_compile.compile(str(root / "bare.py"), str(root / "snippets/bare.pyc"))
        assert [count(program), count(program)] == [runs, runs]


def test_a_file_beside_the_snippets_may_have_any_name(root: Path, count: Callable[[Program], int]) -> None:
    """On Linux a name is bytes, and one that is not UTF-8 is not the author's mistake."""
    program = snippet(root, "x = 1")
    data = root / "snippets" / os.fsdecode(b"\xff.txt")
    data.write_text("1")
    assert [count(program), count(program)] == [1, 1]
    data.write_text("2")
    assert count(program) == 2


def test_a_reverted_file_finds_its_recording(root: Path, count: Callable[[Program], int]) -> None:
    """Switching between two branches runs nothing twice."""
    program = snippet(root, "import helper\nprint(helper.x)")
    for text, runs in (("x = 1", 1), ("x = 22", 2), ("x = 1", 2), ("x = 22", 2)):
        (root / "snippets" / "helper.py").write_text(text, "utf-8")
        assert count(program) == runs


def test_a_file_that_changes_while_it_is_read_is_read_again(root: Path) -> None:
    """An editor saves when it likes; here the program itself does, which nothing keeps from it."""
    plain = project(root)
    deck = replace(plain, sandbox="off")
    code = "from pathlib import Path\np = Path(__file__).with_name('data.txt')\nx = p.read_text()\np.write_text('new')"
    program = snippet(root, code)
    (root / "snippets" / "data.txt").write_text("old", "utf-8")
    executed = []
    with ForkServer(deck) as server:
        for _ in range(3):
            cache = Cached(server, deck)
            recorded(cache.run(program))
            executed.append(cache.executed)
    assert executed == [1, 1, 0]


# ── Entries ──────────────────────────────────────────────────────────────────────────────────────────────────────


def forge(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change an entry's data and seal it again."""
    data = change(path.read_bytes().partition(b"\n")[2])
    path.write_bytes(sealed(data))


def resigned(entry: bytes) -> bytes:
    """The entry with another result, and a first line that everybody can compute."""
    data = entry.partition(b"\n")[2].replace(b'"2"', b'"3"')
    return hashlib.sha256(data).hexdigest().encode() + b"\n" + data


def test_an_entry_of_another_user_is_not_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck that comes with a cache could say that anything ran."""
    with monkeypatch.context() as patch:
        patch.setenv(KEY, "theirs")
        cached(root, RECORDING).run(PROGRAM)
        assert is_hit(root)
    assert not is_hit(root)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"2"', b'"3"')),
        lambda path: path.write_bytes(os.urandom(100)),
        lambda path: path.write_bytes(b"\n"),
        lambda path: path.write_bytes(resigned(path.read_bytes())),
        lambda path: forge(path, lambda data: data[: len(data) // 2]),
        lambda path: forge(path, lambda _: b"{}"),
        lambda path: forge(path, lambda data: data.replace(b'"1 + 1"', b'"1 + 2"')),
    ],
    ids=["empty", "cut off", "edited", "noise", "line", "digest", "half", "other type", "other program"],
)
def test_an_entry_that_is_not_as_written_is_not_there(root: Path, damage: Callable[[Path], object]) -> None:
    """The run that replaces it costs a tenth of a second; a wrong recording costs the learner."""
    cached(root, RECORDING).run(PROGRAM)
    (path,) = entries(root)
    damage(path)
    assert not is_hit(root)
    assert is_hit(root)


def test_entries_for_the_same_key_do_not_pile_up(root: Path) -> None:
    """A helper that is edited a hundred times leaves a few recordings."""
    for number in range(20):
        cached(root, Trace(RECORDING, (("data.txt", str(number)),))).run(PROGRAM)
    assert len(entries(root)) == 8


def test_a_clock_that_was_set_back_costs_no_recording(root: Path) -> None:
    """What was kept before is of later times than the new one, which would go as the oldest, build after build."""
    for number in range(8):
        cached(root, Trace(RECORDING, (("data.txt", str(number)),))).run(PROGRAM)
    for path in entries(root):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    assert not is_hit(root)
    assert is_hit(root)
    assert len(entries(root)) == 8


def test_builds_at_once_do_not_disturb_each_other(root: Path) -> None:
    """A watcher and a build share the folder."""

    def work(number: int) -> Recording | Aborted:
        return cached(root, Trace(RECORDING, (("data.txt", str(number % 12)),))).run(PROGRAM)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(200))) == {RECORDING}
    assert all(path.suffix == ".json" for path in (root / ".verideck").rglob("*") if path.is_file())


@pytest.mark.parametrize(("name", "told"), [("interpreter.json", 0), ("cache", 1)])
def test_where_nothing_can_be_kept_programs_run_all_the_same(root: Path, name: str, told: int) -> None:
    """A check of a read-only copy needs no cache; it says once that the next one will take as long."""
    in_the_way = root / ".verideck" / name
    in_the_way.parent.mkdir(parents=True)
    in_the_way.mkdir() if name.endswith(".json") else in_the_way.touch()
    cache = cached(root, RECORDING)
    assert [cache.run(PROGRAM), cache.run(PROGRAM)] == [RECORDING, RECORDING]
    assert [(found.code, found.severity) for found in cache.remarks()] == [("cache-not-kept", "warning")] * told
    cache.trim()


def test_what_is_stored_comes_back(root: Path) -> None:
    """Floats, surrogates and all: a recording from the cache is equal to the one of the run."""
    program = snippet(root, "assert 1.5 == 2, 'é'\nprint('ü')\n1 / 0", claims=(("c", 1),))
    with open_sandbox(project(root)) as sandbox:
        first = recorded(sandbox.run(program))
        assert sandbox.run(program) == first
        assert schema.decode(schema.encode(first), Recording) == first
        assert aborted(sandbox.run(fences("exit()"))).reason == "exited"
