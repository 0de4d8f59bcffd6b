"""What is taken out of recordings because it differs from run to run, and what is left alone."""

from __future__ import annotations

import re
import time
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandboxes import fence, fences, project, recorded
from verideck.execute import ForkServer, Normalised, open_sandbox
from verideck.execute.normalise import STREAM_RULES, TEXT_RULES, Rule, normalised, stream, text
from verideck.model import Recording

ADDRESS = "<f at 0x7f322571ba90>"
SCRATCH = "/tmp/verideck-ab12_x9z/run-q8w7e6r5"
BAR = "\x1b[1m4/4\x1b[0m \x1b[32m━━━\x1b[0m\x1b[37m━\x1b[0m \x1b[1m0s\x1b[0m 40ms/step - loss: 1.2899"

EXAMPLES: dict[str, list[tuple[str, str]]] = {
    "address": [
        ("<function f at 0x7f322571ba90>, <C object at 0x1a2b3C>", "<function f at 0x...>, <C object at 0x...>"),
    ],
    "scratch-path": [
        (f"{SCRATCH}/model.keras", "/tmp/.../model.keras"),
        (f"['/var/folders/a.b-c/T{SCRATCH[4:]}']", "['/tmp/...']"),
    ],
    "temporary-file": [
        (f"{SCRATCH}/tmp_a1b2c3d/x", "/tmp/.../tmp.../x"),
        (f"{SCRATCH}/__autograph_generated_fileab12cd34.py", "/tmp/.../__autograph_generated_file....py"),
        ("/tmp/tmpa1b2c3d4.txt", "/tmp/tmp....txt"),
    ],
    "erased-progress": [
        ("a\r1/2 - loss: 3\x08\x08\x08\r2/2\n", "a\r2/2\n"),
        ("\rone\x08\x08\x08\rtwo\x08\x08\x08\rthree", "\rthree"),
    ],
    "progress-bar": [
        (f"Epoch 1\n\r{BAR}    \n", "Epoch 1\n4/4 ━━━━ ...s .../step - loss: 1.2899\n"),
        ("\r      3/Unknown \x1b[1m1:02:03\x1b[0m 5us/step - a: 2.0 \n", "      3/Unknown ...s .../step - a: 2.0\n"),
    ],
    "progress-line": [
        ("12/12 - 3s - 66ms/step - loss: 0.2\n", "12/12 - ...s - .../step - loss: 0.2\n"),
        ("1/1 - 0s - 1s/epoch", "1/1 - ...s - .../epoch"),
    ],
    "elapsed": [
        ("Elapsed: 3.25 s, wall time 12ms", "Elapsed: ... s, wall time ...ms"),
        ("elapsed time = 0.5 seconds", "elapsed time = ... seconds"),
    ],
    "log-time": [
        ("2026-01-02 03:04:05.123456: W tensorflow/core.cc:12] no", "...: W tensorflow/core.cc:12] no"),
    ],
    "log-origin": [
        ("I0000 00:00:1712345678.123456    4711 cpu.cc:210] AVX2", "I... cpu.cc:210] AVX2"),
    ],
}

UNTOUCHED = [
    "12 ms",
    "3.2 s",
    "it took 3.2 s",
    "0s",
    "4/4",
    "at 0x10",
    "0x7f322571ba90",
    "look at 0xdeadbeefdeadbeef0",
    "/tmp/data.csv",
    "/tmp/tmp",
    "/home/me/verideck-deck/run-1",
    "5 steps - 12ms/step",
    "40ms/step",
    "loss: 1.2899 - accuracy: 0.5",
    "a\rb",
    "\rcounting 1\rcounting 2",
    "2026-01-02 03:04:05",
    "E0000 is a code",
    "elapsed",
    "5 s elapsed 3 times",
]


def test_every_rule_has_a_name_a_reason_and_an_example() -> None:
    """A reader of a card asks why something is missing; a rule that nobody tried may hide anything."""
    assert [rule.name for rule in STREAM_RULES] == list(EXAMPLES)
    assert all(rule.reason for rule in STREAM_RULES)


@pytest.mark.parametrize(("before", "after"), [pair for pairs in EXAMPLES.values() for pair in pairs])
def test_what_says_nothing_is_replaced(before: str, after: str) -> None:
    """The rest of the text stays as it is."""
    assert stream(before) == after


@pytest.mark.parametrize("rule", STREAM_RULES, ids=lambda rule: rule.name)
def test_every_rule_is_needed(rule: Rule) -> None:
    """Without it one of its examples stays as it was written."""
    assert (
        any(re.search(rule.pattern, before) for before, _ in EXAMPLES[rule.name][:1]) or rule.name == "temporary-file"
    )


@pytest.mark.parametrize("written", UNTOUCHED)
def test_what_may_be_an_answer_stays(written: str) -> None:
    """A card about physics prints seconds, one about C prints hexadecimal numbers."""
    assert stream(written) == written


@pytest.mark.parametrize("said", [BAR, "4/4 - 0s - 2ms/step", "elapsed: 3 s"])
def test_values_keep_their_timings(said: str) -> None:
    """Nothing that an expression gives can be a progress bar; addresses and paths can stand in any text."""
    assert text(said) == said
    assert text(ADDRESS) == "<f at 0x...>"


TYPICAL = st.sampled_from(
    ["at ", "0x", "7f32aa", "/tmp", "/verideck-ab12_x9z", "/run-q8w7e6r5", "/tmp_a1b2c3d", "\r", "\x08", "4/4", " - ",
     "0s", "12ms/step", "━", "\x1b[1m", "\x1b[0m", " ", "\n", "elapsed", "wall time", ": ", "3.5", " s", "...",
     "2026-01-02 03:04:05.123456", ": W ", "I0000 1 2", " x.cc:1] ", "Unknown", BAR, ADDRESS]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(TYPICAL, st.text(max_size=3)), max_size=20).map("".join))


@given(TEXTS)
@example("\rx\x08\r\x08\r")
@example("\r\r4/4 \x1b[1m0s\x1b[0m 1ms/step\x08\r")
def test_a_second_time_changes_nothing(written: str) -> None:
    """A recording is the same whether it was normalised once or, by two paths, twice."""
    assert stream(stream(written)) == stream(written)
    assert text(text(written)) == text(written)


@given(TEXTS)
def test_a_text_without_a_match_is_the_same(written: str) -> None:
    """Nothing but the patterns decides what is touched."""
    if not any(re.search(rule.pattern, written) for rule in STREAM_RULES):
        assert stream(written) == written


@given(TEXTS)
def test_words_and_other_numbers_survive(written: str) -> None:
    """What is left out is within a match; so no rule reaches further than its pattern."""
    for rule in STREAM_RULES:
        after = re.sub(rule.pattern, rule.replacement, written)
        assert all(part in after for part in re.split(plain(rule), written))


def plain(rule: Rule) -> str:
    """The pattern without groups, so that splitting gives what lies between matches."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", rule.pattern)


@pytest.mark.parametrize(
    "written",
    ["/a" * 500_000, "/" * 10**6, "\r" * 10**6, "\r" + "\x08" * 10**6, "\r1/1 \x1b[1m0s\x1b[0m 1ms/step" + " " * 10**6,
     "\r" + "1" * 10**6, "0" * 10**6, "at 0x" * 200_000, "/verideck-abcdefgh" * 50_000, "elapsed " * 120_000,
     "I0000 " + "0:" * 500_000, "I0000 0 1 " + "x" * 10**6, "/tmp/tmp" * 120_000],
    ids=range(13),
)  # fmt: skip
def test_the_longest_output_takes_little_time(written: str) -> None:
    """A program may write a megabyte of anything; a pattern that goes back and forth would take hours for it."""
    begin = time.process_time()
    stream(written)
    assert time.process_time() - begin < 5


# ── Recordings ───────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = {"type", "bases", "path", "function", "name", "python", "distributions"}
"""Fields of a recording that hold no text of a program's run. Of operands only the value is one."""


def filled(kind: Any) -> Any:
    """A value of a type with ADDRESS for every text."""
    if kind is str:
        return ADDRESS
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if is_dataclass(kind):
        return cast(type, kind)(**{name: filled(hint) for name, hint in get_type_hints(kind).items()})
    if get_origin(kind) in (Union, types.UnionType):
        return filled(next(each for each in get_args(kind) if each is not types.NoneType))
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return (filled(inner[0]),) if inner[1:] == (...,) else tuple(map(filled, inner))
    return kind()


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the name of its field."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each, name)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), field.name)


def test_every_text_of_a_recording_is_normalised() -> None:
    """A field that is added to a recording and forgotten here would bring addresses back to the cards."""
    found = set(texts(normalised(filled(Recording))))
    kept = {name for name, said in found if said == ADDRESS}
    assert kept - {"operands"} == NAMES
    assert ("operands", "<f at 0x...>") in found


def test_cards_show_neither_addresses_nor_scratch_folders(tmp_path: Path) -> None:
    """With a real program: in output, last value, values, failures of claims and exceptions."""
    code = "import os, tempfile\nprint(object(), os.getcwd())\nx = tempfile.mkdtemp()\nassert not object(), x\nobject()"
    program = fences(fence(code, claims=(("c", 4),)), values=("object()", "x", "open(x)"))
    with open_sandbox(project(tmp_path)) as sandbox:
        run = recorded(sandbox.run(program))
    assert run.units[0].outputs[0].stdout == "<object object at 0x...> /tmp/...\n"
    assert run.units[0].result == "<object object at 0x...>"
    assert [value.text for value in run.values[:2]] == ["<object object at 0x...>", "/tmp/.../tmp..."]
    assert run.values[2].raised is not None
    assert run.values[2].raised.message.endswith("directory: '/tmp/.../tmp...'")
    (failure,) = run.claims[0].failures
    assert failure.message == "/tmp/.../tmp..."


def test_runs_beside_the_cache_are_normalised_too(tmp_path: Path) -> None:
    """`check --repeat` holds them against what the cache gave."""
    with ForkServer(project(tmp_path)) as server:
        assert recorded(Normalised(server).run(fences("object()"))).units[0].result == "<object object at 0x...>"


def test_rules_for_texts_are_rules_for_streams() -> None:
    """An address is one wherever it stands."""
    assert STREAM_RULES[: len(TEXT_RULES)] == TEXT_RULES
