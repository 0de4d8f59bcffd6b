"""Foreign data become our types, or problems in plain words."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from verideck.model import Limits
from verideck.schema import MalformedError, Problem, convert, decode, encode, suggestion


@dataclass(frozen=True, slots=True)
class Shop:
    """Something with fields of every type that settings have."""

    name: str
    open_on: tuple[str, ...] = ()
    note: str | None = None
    floors: int = 1
    rent: float = 0.0
    is_open: bool = True
    limits: Limits = field(default_factory=Limits)


def problems(data: dict[object, object]) -> list[str]:
    return [problem.message for problem in convert({"name": "a", **data}, Shop).problems]


def test_keys_are_fields_with_hyphens() -> None:
    """Defaults fill the rest, in tables within tables too."""
    converted = convert({"name": "a", "open-on": ["b"], "limits": {"cpu-seconds": 5}}, Shop)

    assert converted.value == Shop("a", ("b",), limits=Limits(cpu_seconds=5))
    assert converted.problems == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": 5}, "`name` must be text, not a whole number"),
        ({"name": None}, "`name` must be text, not nothing"),
        ({"open-on": "b"}, "`open-on` must be a list, not text"),
        ({"open-on": ["b", 5.5]}, "entry 2 of `open-on` must be text, not a number"),
        ({"note": ["b"]}, "`note` must be text, not a list"),
        ({"note": {"b": 1}}, "`note` must be text, not a table"),
        ({"floors": "5"}, "`floors` must be a whole number, not text"),
        ({"floors": True}, "`floors` must be a whole number, not `true` or `false`"),
        ({"rent": "5"}, "`rent` must be a number, not text"),
        ({"is-open": 1}, "`is-open` must be `true` or `false`, not a whole number"),
        ({"limits": 5}, "`limits` must be a table, not a whole number"),
        ({"limits": {"cpu-seconds": "5"}}, "`cpu-seconds` must be a whole number, not text"),
        ({"open_on": ["b"]}, "unknown key `open_on`"),
        ({5: "b"}, "unknown key `5`"),
    ],
)
def test_wrong_types_are_told_in_plain_words(data: dict[object, object], message: str) -> None:
    """Those who write settings need not know what an `array` or a `str` is."""
    assert problems(data) == [message]


def test_every_key_is_judged() -> None:
    """One reading finds every mistake."""
    converted = convert({"names": "a", "floors": "b", "limits": {"second": 5}}, Shop)

    assert converted.value is None
    assert converted.problems == (
        Problem("names", "unknown key `names`", "did you mean `name`?"),
        Problem("floors", "`floors` must be a whole number, not text"),
        Problem("limits.second", "unknown key `second`", "did you mean `seconds`?"),
        Problem("name", "`name` is missing", "add `name`"),
    )


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("snipet", ["deck", "snippet"], "did you mean `snippet`?"),
        ("x", ["deck", "a"], "choose from `a`, `deck`"),
        ("x", [], "there are none"),
        ("range", ["range-of-a-tensor", "shapes"], "did you mean `range-of-a-tensor`?"),
        (
            "range",
            ["range-of-a-tensor", "sum-of-a-range"],
            "did you mean one of `range-of-a-tensor`, `sum-of-a-range`?",
        ),
        ("a", ["range-of-a-tensor", "shapes"], "choose from `range-of-a-tensor`, `shapes`"),
    ],
)
def test_suggestions(word: str, known: list[str], expected: str) -> None:
    """The likely name, else those that there are."""
    assert suggestion(word, known) == expected


def test_long_lists_are_cut() -> None:
    """A project may have hundreds of names."""
    assert suggestion("x", [f"name-{number:03}" for number in range(500)]).endswith("`name-009` and 490 more")


def test_what_was_encoded_is_decoded() -> None:
    """As it was, and to equal bytes."""
    shop = Shop("ä", ("b",), None, 2, 0.1)

    assert decode(encode(shop), Shop) == shop
    assert encode(shop) == encode(decode(encode(shop), Shop))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"name": 5}', b"\xff", b'{"name": "\xff"}', b"[" * 100_000, "{"]
)
def test_malformed_data_is_one_error(data: bytes | str) -> None:
    """Whatever is wrong with a cache entry, it is not used."""
    with pytest.raises(MalformedError):
        decode(data, Shop)


THREADS = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from verideck import schema

SOURCE = '''
from __future__ import annotations
from dataclasses import dataclass

@dataclass(frozen=True, slots=True)
class Inner:
    one: tuple[Inner, ...] = ()
    other: int | None = None

@dataclass(frozen=True, slots=True)
class Outer:
    inners: tuple[Inner, ...]
    more: Inner | None = None
'''
sys.setswitchinterval(1e-6)
for number in range(100):
    names = {"__name__": f"module{number}"}
    sys.modules[names["__name__"]] = type(sys)(names["__name__"])
    exec(SOURCE, names)
    vars(sys.modules[names["__name__"]]).update(names)
    ready = threading.Barrier(4)
    def decode(_):
        ready.wait()
        return schema.decode(b'{"inners": [{"one": [{}]}]}', names["Outer"])
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(decode, range(4)))) == 1
"""


def test_threads_may_meet_a_type_at_once() -> None:
    """A build reads the first recordings from its cache in several threads: that must not crash it now and then."""
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
