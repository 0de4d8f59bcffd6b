"""Why a recording does not stand for a new run: every input has a name."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from sandboxes import PROGRAM, RECORDING, cached, fence, fences, project
from verideck.execute import Cached, Difference, Trace
from verideck.execute.inputs import Surroundings, differences, nearest
from verideck.execute.key import CacheKey
from verideck.execute.store import Entry
from verideck.model import Limits, Program, Recording, Unit, View

NOW = Surroundings(lambda _: None, {})
TRACE = Trace(RECORDING)


@pytest.fixture
def key(tmp_path: Path) -> CacheKey:
    return cached(tmp_path, RECORDING).explain(PROGRAM).key


def told(new: CacheKey, old: CacheKey, trace: Trace = TRACE, now: Surroundings = NOW) -> list[tuple[str, str, str]]:
    return [(each.name, each.now, each.then) for each in differences(new, now, Entry(old, trace))]


CHANGES: dict[str, tuple[Any, list[tuple[str, str, str]]]] = {
    "units": ((fence("1 + 2"),), [("cards/x.md:1", "1 + 2", "1 + 1")]),
    "values": (("x", "y"), [("value x", "x", ""), ("value y", "y", "")]),
    "path_entry": ("elsewhere", [("folder of imports", "elsewhere", "snippets")]),
    "limits": (Limits(seconds=21), [("limits.seconds", "21", "120")]),
    "preload": (("json",), [("preload", "json", "")]),
    "runner": ("r", []),
    "rules": ("r", []),
    "sandbox": ("other", []),
    "data": (
        (("data.csv", "0123456789"),),
        [("data data.csv", "content 01234567", ""), ("data snippets", "", "content e3b0c442")],
    ),
    "environment": ((("TZ", "CET"),), []),
    "interpreter": ("/usr/bin/python3", []),
    "version": ("3.14", []),
    "platform": ("Plan 9", []),
}


@pytest.mark.parametrize("name", [field.name for field in fields(CacheKey)])
def test_every_input_has_a_name(key: CacheKey, name: str) -> None:
    """An input that is compared and not told would leave an author with a run that nothing explains."""
    value, expected = CHANGES[name]
    found = told(replace(key, **{name: value}), key)
    assert found
    assert found == (expected or found)
    assert told(key, key) == []


CLAIMED = ("claims or kind of cards/x.md:1", "role fence, claims (('c', 1),)", "role fence")


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (fence("a\nb\nc", 10), fence("a\nB\nC", 10), ("cards/x.md:11", "b", "B")),
        (fence("a\nb", 10), fence("a", 10), ("cards/x.md:11", "b", "")),
        (fence("a", shows=False), fence("b", shows=False), ("prelude:1", "a", "b")),
        (fence("a", 12), fence("a", 10), ("place of the code", "cards/x.md:12", "cards/x.md:10")),
        (fence("a", claims=(("c", 1),)), fence("a"), CLAIMED),
    ],
)
def test_code_is_told_by_its_first_line(key: CacheKey, new: Unit, old: Unit, expected: tuple[str, str, str]) -> None:
    """The line is the one of the author's file."""
    assert told(replace(key, units=(new,)), replace(key, units=(old,))) == [expected]


def test_every_part_of_a_unit_counts(key: CacheKey) -> None:
    """A figure that is drawn elsewhere, or a prompt, is another program."""
    unit = fence("a")
    for changed in (replace(unit, prompts=((1, 1),)), replace(unit, views=(View(1, 1, "svg"),))):
        assert told(replace(key, units=(changed,)), replace(key, units=(unit,)))


def test_a_fence_more_or_less_is_told(key: CacheKey) -> None:
    """By the place where it stands or stood."""
    both = replace(key, units=(fence("a"), fence("b", 9)))
    one = replace(key, units=(fence("a"),))
    assert told(both, one) == [("cards/x.md:9", "code", "")]
    assert told(one, both) == [("cards/x.md:9", "", "code")]


def test_the_order_of_values_is_an_input(key: CacheKey) -> None:
    """They are evaluated in this order, and one may change another."""
    assert told(replace(key, values=("b", "a")), replace(key, values=("a", "b"))) == [
        ("order of the values", "b, a", "a, b")
    ]


def test_files_and_distributions_are_told(key: CacheKey) -> None:
    """What only the run could name: changed, gone, and new where there was none."""
    recording = replace(RECORDING, distributions=(("keras", "3.1"), ("numpy", "2.0"), ("tensorflow", "2.20.0")))
    trace = Trace(recording, (("a.py", "a" * 64), ("b.py", "b" * 64), ("c.py", None), ("same.py", "d" * 64)))
    files = {"a.py": "f" * 64, "c.py": "c" * 64, "same.py": "d" * 64}
    now = Surroundings(lambda path: files.get(path), {"numpy": "2.0", "tensorflow": "2.21.0"})
    assert told(key, key, trace, now) == [
        ("a.py", "content ffffffff", "content aaaaaaaa"),
        ("b.py", "", "content bbbbbbbb"),
        ("c.py", "content cccccccc", ""),
        ("keras", "", "3.1"),
        ("tensorflow", "2.21.0", "2.20.0"),
    ]


# ── The nearest run ──────────────────────────────────────────────────────────────────────────────────────────────


def entry(key: CacheKey, code: str, recording: Recording = RECORDING, path: str = "cards/x.md") -> Entry:
    return Entry(replace(key, units=(fence(code, path=path),)), Trace(recording))


def test_the_run_with_the_most_lines_in_common_is_compared(key: CacheKey) -> None:
    """Other notes of the file have run, too, and say nothing about this one."""
    now = replace(key, units=(fence("a\nb\nc"),))
    entries = [entry(key, "x\ny\nz"), entry(key, "a\nb\nd"), entry(key, "a\ny\nz")]
    assert nearest(now, NOW, entries) == (Difference("cards/x.md:3", "c", "d"),)


def test_of_equals_the_one_with_fewest_differences_is_compared(key: CacheKey) -> None:
    """After an upgrade and back, one recording differs in a version and the other in nothing else."""
    recording = replace(RECORDING, distributions=(("keras", "3.0"), ("numpy", "2.0")))
    now = Surroundings(lambda _: None, {"keras": "3.1", "numpy": "2.0"})
    entries = [entry(key, "a", replace(recording, distributions=(("keras", "3.0"), ("numpy", "1.0")))),
               entry(key, "a", recording)]  # fmt: skip
    assert nearest(replace(key, units=(fence("a"),)), now, entries) == (Difference("keras", "3.1", "3.0"),)


def test_what_has_nothing_in_common_is_not_compared(key: CacheKey) -> None:
    """A new note is new; to say that it differs from another in every line explains nothing."""
    now = replace(key, units=(fence("a"),))
    assert nearest(now, NOW, [entry(key, "b"), entry(key, "a", path="cards/y.md")]) is None


def test_explaining_neither_runs_nor_counts(tmp_path: Path) -> None:
    """It is a question, not a build."""
    sandbox = cached(tmp_path, RECORDING)
    before = sandbox.explain(PROGRAM)
    assert (before.trace, before.differences) == (None, None)
    sandbox.run(PROGRAM)
    assert sandbox.explain(PROGRAM).trace == TRACE
    changed = sandbox.explain(replace(PROGRAM, values=("x",)))
    assert changed.differences == (Difference("value x", "x", ""),)
    assert (sandbox.hits, sandbox.executed) == (0, 1)


def test_a_hit_explained_is_a_hit_run(tmp_path: Path) -> None:
    """Both ask the same question, so that the explanation is of what a build does."""
    programs = [PROGRAM, fences("2", name="x"), replace(PROGRAM, limits=Limits(seconds=3))]
    cached(tmp_path, RECORDING).run(PROGRAM)

    def run(program: Program) -> tuple[bool, bool]:
        fresh = cached(tmp_path, RECORDING)
        explained = fresh.explain(program).trace is not None
        fresh.run(program)
        return explained, fresh.hits == 1

    assert [run(program) for program in programs] == [(True, True), (False, False), (False, False)]


def test_settings_of_the_environment_are_inputs(tmp_path: Path) -> None:
    """`op-determinism` changes what TensorFlow computes."""
    deck = project(tmp_path)
    on = replace(deck, settings=replace(deck.settings, op_determinism=True))
    off_key, on_key = (Cached(cached(tmp_path, RECORDING).sandbox, each).explain(PROGRAM).key for each in (deck, on))
    assert told(on_key, off_key) == [("environment variable TF_DETERMINISTIC_OPS", "1", "")]
