"""An `output` fence accepts rounding and padding, and nothing else."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verideck.model import Expected, Match, Span
from verideck.verify.compare import difference
from verideck.verify.mismatch import Difference

TENSOR = "<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.5, 1.5, 2.5], dtype=float32)>"
MATRIX = """\
tf.Tensor(
[[ 0.25 -1.5 ]
 [10.    2.  ]], shape=(2, 2), dtype=float32)"""


def expected(text: str, match: Match = "exact", rtol: float = 1e-6, atol: float = 1e-6) -> Expected:
    return Expected(text, "stdout", match, rtol, atol, 1, Span("card.md", 1))


def differs(text: str, actual: str, match: Match = "exact", rtol: float = 1e-6, atol: float = 1e-6) -> bool:
    return difference(expected(text, match, rtol, atol), actual) is not None


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        (TENSOR, TENSOR.replace("shape=(3,)", "shape=(3, 1)")),
        (TENSOR, TENSOR.replace("dtype=float32", "dtype=float64")),
        (TENSOR, TENSOR.replace("shape=(3,), dtype=float32", "shape=(), dtype=int32")),
        (
            "<tf.Tensor: shape=(), dtype=int32, numpy=5>",
            "<tf.Tensor: shape=(), dtype=int64, numpy=5>",
        ),
        ("0.0", "0.0005"),
        ("learning rate 0.001", "learning rate 0.0001"),
        ("100.0", "100.09"),
        ("0.5 is smaller than 1.5", "0.5 is greater than 1.5"),
        ("0.5 1.5", "0.5 and by the way 1.5"),
        ("0.5", ""),
        ("", "0.5"),
        ("None", "0.5"),
        ("5", "6"),
        ("5", "5.5"),
    ],
)
def test_rejects_what_tensorflows_checker_accepts(text: str, actual: str) -> None:
    """Each of these, but the last two lines, passes TensorFlow's own documentation checker."""
    assert differs(text, actual)
    assert differs(text, actual, "ellipsis")


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("3", "3.0"),
        ("3.0", "3"),
        ("[1. 2.]", "[1 2]"),
        ("[1, 2]", "(1, 2)"),
        ("[1, 2]", "[1 2]"),
        ("[[1 2]]", "[1 2]"),
        ("[1 2]", "[12]"),
        ("[1 2]\n[3]", "[1 2] [3]"),
        ("a b", "a  b"),
        ("a\nb", "a b"),
        ("a\n\nb", "a\nb"),
        ("(1, 2)", "(1,2)"),
        ("['a', 'b']", "['a','b']"),
        ("a", "A"),
        ("2.21.0", "2.21.1"),
        ("2.20", "2.2000001rc1"),
        ("inf", "-inf"),
        ("inf", "1.7e308"),
        ("1.7e308", "inf"),
        ("nan", "0.0"),
        ("12e4567", "12e9999"),
        ("0.5", "-0.5"),
        ("x-0.5", "x+0.5"),
        ("1.+2.j", "1.-2.j"),
        ("(1+2j)", "(1+3j)"),
        ("2.0j", "2.0"),
        ("1_000", "1_001"),
        ("0x1e5", "0x1e6"),
        ("v1.5", "v1.50000001"),
        ("10000000000000000000000001", "10000000000000000000000002"),
    ],
)
def test_rejects(text: str, actual: str) -> None:
    """Kind, shape, spacing outside arrays, names and integers are never a matter of tolerance."""
    assert differs(text, actual)


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("0.5", "0.5000001"),
        ("0.5", "5e-1"),
        ("0.5", ".50"),
        ("-1e-9", "1e-9"),
        ("nan", "-nan"),
        ("-inf", "-inf"),
        ("loss: 0.5, accuracy: 1.0", "loss: 0.5000001, accuracy: 0.9999999"),
        ("took 1.5s", "took 1.5000001s"),
        ("[0.5 1.5]", "[0.5000001 1.5      ]"),
        ("[ 0.5 -1.5]", "[ 0.5       -1.5000001]"),
        ("[1. 2. 3. 4.]", "[1. 2.\n 3. 4.]"),
        (MATRIX, MATRIX.replace("[10.    2.  ]", "[10.000001  2.      ]").replace("[[ 0.25 ", "[[ 0.25       ")),
        ("array([1.  +2.j, 0.25-1.j])", "array([1.+2.j, 0.2500001-1.j])"),
        ("(1+2j)", "(1.0000001+2j)"),
        ("a  \nb\n\n", "a\nb  "),
        ("a\nb", "a\r\nb\r\n"),
        ("", "\n"),
        ("[0. 0.5 ... 9.]", "[0.  0.5  ... 9. ]"),
    ],
)
def test_accepts(text: str, actual: str) -> None:
    """What changes between machines: the last digits, and the padding that follows them."""
    assert not differs(text, actual)


@pytest.mark.parametrize(
    ("text", "actual", "found"),
    [
        (
            "a\nb 0.001",
            "a\nb 0.0001",
            Difference(2, "expected `0.001`, got `0.0001`: off by 0.0009, tolerance 1e-06"),
        ),
        ("dtype=float32", "dtype=float64", Difference(1, "expected `float32`, got `float64`")),
        ("a\n3", "a\n3.0", Difference(2, "expected `3`, an integer, got `3.0`, a float")),
        ("a\nb", "a", Difference(1, "the output ends where a line break is expected")),
        ("a\nb", "a\nb c", Difference(2, "more follows: a space")),
        ("a", "a\nb", Difference(1, "more follows: a line break")),
        ("", "b", Difference(1, "more follows: `b`")),
        ("a b", "a   b", Difference(1, "expected a space, got white space of 3")),
        ("(1, 3)", "(1,)", Difference(1, "expected `(1, 3)`, got `(1,)`")),
        ("nan", "1.0", Difference(1, "expected `nan`, got `1.0`")),
        ("[1\n 2\n 3]", "[1 2 4]", Difference(3, "expected `3`, got `4`")),
        ("3", "np.int64(3)", Difference(1, "expected `3`, got `np.int64(3)`")),
        ("a\nx = 3", "a\nx = (3,)", Difference(2, "expected `x = 3`, got `x = (3,)`")),
        ("3", f"f(3, {'x' * 60})", Difference(1, "expected `3`, got `f`")),
        ("a", "b" * 1000, Difference(1, f"expected `a`, got `{'b' * 59}…`")),
    ],
)
def test_names_line_and_reason(text: str, actual: str, found: Difference) -> None:
    """The author must see at once what differs, without comparing two texts by eye."""
    assert difference(expected(text, atol=1e-6, rtol=0), actual) == found


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("a ... d", "a b c d"),
        ("...", ""),
        ("...", "anything\nat all"),
        ("first\n...\nlast", "first\n1\n2\nlast"),
        ("<object at 0x...>", "<object at 0x7f3a>"),
        ("pi is 3.14...", "pi is 3.14159"),
        ("x = 0.5 ...", "x = 0.5000001 and so on"),
        ("[0 1 ... 8 9]", "[0 1 2 3 4 5 6 7 8 9]"),
        ("[[1 2]\n ...\n [7 8]]", "[[1 2]\n [3 4]\n [5 6]\n [7 8]]"),
        ("[0. ...]", "[0.\n 1. 2.]"),
        ("a...a...a", "aaa"),
        ("... b ... b", "b a b a b"),
        ("...Error: ...", "ValueError: no"),
        ("loss: ... - accuracy: 0.5", "loss: 0.1 - accuracy: 0.7 - accuracy: 0.5"),
    ],
)
def test_a_gap_accepts_any_text(text: str, actual: str) -> None:
    """Also over lines, also none, and also where the first place that fits the next part is not the last."""
    assert not differs(text, actual, "ellipsis")


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("a ... d", "a b c"),
        ("a ... d", "a b d e"),
        ("a...a", "a"),
        ("float32 ...", "float64 x"),
        ("... 5", "... 15"),
        ("...5", "15"),
        ("...0.5", "10.5"),
        ("...0.5", "-0.5"),
        ("1...", "12"),
        ("0.1...", "0.1e9"),
        ("0.1...", "0.2"),
        ("... int32", "tf.int64"),
        ("[0 1 ... 8 9]", "[0 15 8 9]"),
        ("a ... 0.5 ... b", "a 0.6 b"),
        ("b...a", "a b"),
    ],
)
def test_a_gap_hides_nothing_beside_it(text: str, actual: str) -> None:
    """What is written around a gap is compared as ever; a number beside it is a whole number."""
    assert differs(text, actual, "ellipsis")


@pytest.mark.parametrize(
    ("text", "actual", "found"),
    [
        ("a\n...\nc 1", "a\nb\nc 2", Difference(3, "expected `1`, got `2`")),
        ("a\n...\nd", "a\nb\nc", Difference(3, "expected `d`, got `c`")),
        ("a ... z", "a b", Difference(1, "expected `z` somewhere after `...`")),
        ("a...5", "a b", Difference(1, "expected `5` somewhere after `...`")),
        ("b\n...", "a\nb", Difference(1, "expected `b`, got `a`")),
        ("... a", "b a c", Difference(1, "more follows: a space")),
    ],
)
def test_a_gapped_text_names_line_and_reason(text: str, actual: str, found: Difference) -> None:
    """Of all the places where a part could stand, the one that fits furthest is spoken of."""
    assert difference(expected(text, "ellipsis"), actual) == found


def test_many_gaps_take_no_exponential_time() -> None:
    """A backtracking search would never come to the end of this one."""
    assert differs("a..." * 40 + "b", "a" * 5000, "ellipsis")


def test_a_regex_must_match_all_that_was_written() -> None:
    """A pattern that matched a part would hide the rest."""
    assert not differs(r"took \d+ ms\n.*", "took 12 ms\ndone  \n", "regex")
    assert differs(r"took \d+ ms", "took 12 ms\ndone", "regex")


def test_an_invalid_regex_is_a_difference() -> None:
    """It is the author's mistake, not the tool's."""
    assert difference(expected("(", "regex"), "(") == Difference(
        1, "the regular expression is invalid: missing ), unterminated subpattern at position 0"
    )


# ── For all texts ────────────────────────────────────────────────────────────────────────────────────────────────

words = st.sampled_from(["float32", "shape", "a", "loss", "True", "array", "dtype=int64", "nan", "x.y", "é", "0x7f"])
floats = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.sampled_from(["1.", "-0.", ".5", "1e-05"])
integers = st.integers().map(str)
marks = st.sampled_from(["[", "]", "(", ")", ",", ":", "=", "<", ">", "-", "+", "..", "'"])
pieces = words | floats | integers | marks
texts = st.lists(st.lists(pieces, max_size=8).map(" ".join), max_size=4).map("\n".join)


@given(st.text() | texts, st.sampled_from(["exact", "ellipsis"]))
def test_every_text_equals_itself(text: str, match: Match) -> None:
    """An author who pastes what the code wrote has a matching fence."""
    assert not differs(text, text, match, rtol=0, atol=0)


@given(texts, texts, words, words, st.sampled_from(["exact", "ellipsis"]))
def test_another_word_is_found(before: str, after: str, word: str, other: str, match: Match) -> None:
    """Wherever a dtype, a shape or a name stands."""
    assume(word != other)
    assert differs(f"{before} {word} {after}", f"{before} {other} {after}", match)


@given(texts, texts, st.integers(), st.integers(), st.sampled_from(["exact", "ellipsis"]))
def test_another_integer_is_found(before: str, after: str, number: int, other: int, match: Match) -> None:
    """However large and however near."""
    assume(number != other)
    assert differs(f"{before} {number} {after}", f"{before} {other} {after}", match)


finite = st.floats(min_value=-1e100, max_value=1e100)


@given(texts, texts, finite, st.floats(min_value=2, max_value=1e6), st.booleans())
def test_a_float_beyond_the_tolerance_is_found(before: str, after: str, number: float, factor: float, up: bool) -> None:
    """At twice the tolerance, where rounding cannot decide."""
    tolerance = 1e-6 + 1e-6 * abs(number)
    other = number + math.copysign(factor * tolerance, 1 if up else -1)
    assert differs(f"{before} {number!r} {after}", f"{before} {other!r} {after}")


@given(texts, texts, finite, st.floats(min_value=-0.5, max_value=0.5), st.sampled_from(["exact", "ellipsis"]))
def test_a_float_within_the_tolerance_is_never_found(
    before: str, after: str, number: float, factor: float, match: Match
) -> None:
    """A card that verifies here must verify on another machine."""
    other = number + factor * (1e-6 + 1e-6 * abs(number))
    assert not differs(f"{before} {number!r} {after}", f"{before} {other!r} {after}", match)


@given(st.lists(st.lists(finite, min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_the_padding_of_arrays_is_free(rows: list[list[float]], data: st.DataObject) -> None:
    """NumPy pads columns by their longest number and breaks long lines."""
    spaces = st.sampled_from([" ", "   ", "\n", "\n   "])
    plain = "[" + " ".join("[" + " ".join(map(repr, row)) + "]" for row in rows) + "]"
    padded = "".join(data.draw(spaces) if character == " " else character for character in plain)
    assert not differs(plain, padded, rtol=0, atol=0)


# ── For all tensors ──────────────────────────────────────────────────────────────────────────────────────────────

DTYPES = st.sampled_from(["float16", "float32", "float64", "bfloat16"])
COMPLEX = st.complex_numbers(max_magnitude=1e6, allow_nan=False, allow_infinity=False)
NAMED = st.sampled_from(["nan", "inf", "-inf"])


def complex_text(value: complex) -> str:
    """As NumPy prints it: both parts, also where one is zero."""
    return f"{value.real!r}{'-' if math.copysign(1, value.imag) < 0 else '+'}{abs(value.imag)!r}j"


@st.composite
def tensors(draw: st.DrawFn) -> tuple[str, list[str]]:
    """The repr of a tensor as a template with a `{}` for each number, and these numbers."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    number = draw(st.sampled_from([finite.map(repr) | NAMED, COMPLEX.map(complex_text)]))
    numbers = draw(st.lists(number, min_size=rows * columns, max_size=rows * columns))
    gap = draw(st.sampled_from([", ", ",\n        ", ",   "]))
    body = ",\n       ".join("[" + gap.join(["{}"] * columns) + "]" for _ in range(rows))
    dtype = draw(DTYPES)
    text = f"<tf.Tensor: shape=({rows}, {columns}), dtype={dtype}, numpy=\narray([{body}], dtype={dtype})>"
    return text, numbers


def nudged(text: str, factor: float) -> str:
    """A number within the tolerance, or one that has no digits."""
    if text in {"nan", "inf", "-inf"}:
        return text
    if "j" in text:
        value = complex(text)
        moved = complex(nudge(value.real, factor), nudge(value.imag, factor))
        return complex_text(moved)
    return repr(nudge(float(text), factor))


def nudge(value: float, factor: float) -> float:
    return value + factor * (1e-6 + 1e-6 * abs(value))


@given(tensors(), st.floats(-0.5, 0.5), st.sampled_from([" ", "\n", "\n   "]))
def test_tensors_that_agree_are_accepted(tensor: tuple[str, list[str]], factor: float, gap: str) -> None:
    """Rounded otherwise, with columns of another width, wrapped elsewhere."""
    text, numbers = tensor
    template = text.replace(",\n        ", ", ").replace(", {}", f",{gap}{{}}")

    assert not differs(text.format(*numbers), template.format(*(nudged(each, factor) for each in numbers)))


@given(tensors(), st.data())
def test_tensors_of_another_make_are_refused(tensor: tuple[str, list[str]], data: st.DataObject) -> None:
    """Another dtype, shape, name or number, one entry more or less: whatever TensorFlow's own checker lets through."""
    text, numbers = tensor
    whole = text.format(*numbers)
    at = data.draw(st.integers(0, len(numbers) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                whole.replace("dtype=", "dtype=u", 1),
                whole.replace("float", "int", 1),
                whole.replace("shape=(", "shape=(1, ", 1),
                whole.replace("numpy=", "", 1),
                whole.replace("tf.Tensor", "tf.Variable", 1),
                whole.replace("[[", "[", 1).replace("]]", "]", 1),
                whole.replace("]]", ", 1.0]]", 1),
                whole.replace("array(", "array([", 1),
                whole[:-1],
                text.format(*("-12345.5" if place == at else each for place, each in enumerate(numbers))),
            ]
        )
    )
    assume(changed != whole and numbers[at] != "-12345.5")

    assert differs(whole, changed)


@pytest.mark.parametrize(
    ("text", "actual", "holds"),
    [
        ("a b\nc", "a  b c", True),
        ("a b", "a\n\n b\n", True),
        (" a", "a", True),
        ("a b", "ab", False),
        ("ab", "a b", False),
        ("a 0.5", "a\n0.5000001", True),
        ("a b", "a c", False),
    ],
)
def test_loose_white_space_is_any_white_space(text: str, actual: str, holds: bool) -> None:
    """As doctest's NORMALIZE_WHITESPACE has it: some must stand where some is wanted."""
    stale = Expected(text, "stdout", "exact", 1e-6, 1e-6, 1, Span("card.md", 1), loose=True)

    assert (difference(stale, actual) is None) == holds


def differs_by_default(text: str, actual: str) -> bool:
    """With no tolerance of the author's own."""
    return differs(text, actual, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("0.3", "0.30000000000000004"),
        ("0.5", "0.49999997"),
        ("0.0", "-0.0"),
        ("0.0", "1e-09"),
        ("3.1", "3.10"),
        ("2024.01", "2024.02"),
        ("16777217.0", "16777216.0"),
        ("123456790.0", "123456789.0"),
        ("[0.1 0.2]", "[0.1 0.20000000000000001]"),
    ],
)
def test_a_rounded_float_is_not_what_was_written(text: str, actual: str) -> None:
    """The card shows the expected text, so a learner would believe that Python prints it."""
    assert differs_by_default(text, actual)
    assert not differs(text, actual, rtol=1e-4)


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("0.7310586", "0.73105854"),
        ("0.731059", "0.73105896"),
        ("[-1.2345678e-05]", "[-1.2345679e-05]"),
        ("0.30000000000000004", "0.30000000000000010"),
    ],
)
def test_the_last_of_many_digits_may_waver(text: str, actual: str) -> None:
    """A right answer must not fail because a float moved in its seventh digit on another machine."""
    assert not differs_by_default(text, actual)
