"""What Anki's own backend makes of `.cloze` notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from anki.collection import Collection
from anki.notes import Note as AnkiNote
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomes import codes, note, read, verified
from sources import draft_of, every_hole, of_type
from verideck.model import NoteFields, PythonFence, Shown, Value
from verideck.parse.deletions import MAX_DEPTH
from verideck.render import render

pytestmark = pytest.mark.anki


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    made = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield made
    made.close()


def fields_of(text: str, *, written: str = "1") -> NoteFields:
    """A note in which every value is, and every fence prints, what is `written`."""
    draft = draft_of(f"# Q {{#q .cloze}}\n\n{text}")
    values = tuple(written for _ in of_type(every_hole(draft), Value))
    return render(verified(replace(note(), draft=draft), values, (Shown(written),) * 9))


def in_anki(collection: Collection, made: NoteFields) -> AnkiNote:
    notetype = collection.models.by_name("Cloze")
    assert notetype
    found = collection.new_note(notetype)
    given = dict(made.fields)
    found["Text"], found["Back Extra"] = given["Text"], given.get("Extra", "")
    return found


def numbers(collection: Collection, of: AnkiNote) -> tuple[int, ...]:
    return tuple(sorted(collection._backend.cloze_numbers_in_note(of._to_backend_note())))


def card(of: AnkiNote, number: int) -> tuple[str, str]:
    """The question and the answer, without the stylesheet."""
    made = of.ephemeral_card(ord=number - 1)
    return made.question().split("</style>")[-1], made.answer().split("</style>")[-1]


# ── Running text ─────────────────────────────────────────────────────────────────────────────────────────────────

DEEPEST = range(1, MAX_DEPTH + 1)
TEXTS = {
    "deepest": ("".join(f"{{{{c{number}::" for number in DEEPEST) + "a" + "}}" * MAX_DEPTH, "a"),
    "most numbers": (f"{{{{c{','.join(map(str, DEEPEST))}::a}}}}", "a"),
    "nested": ("{{c1::a {{c2::b {{c4::c}}}} d::h}} {{c1::e}}", "a b c d e"),
    "several": ("{{c1,3::a::h}} {{c2,1::b}}", "a b"),
    "code": ("{{c1::`{'a': {'b': 1}}` `x::y`::`{{` `::`}} b", "{'a': {'b': 1}} x::y b"),
    "escaped": ("{{c1::\\{\\{c2\\:\\:x\\}\\}}} {{c3::\\}}}", "{{c2::x}} }"),
    "braces": ("{{c1::{a}}} {b {{c2::c}}} `{`{{c3::d}}", "{a} {b c} {d"),
    "colons": ("{{c1::a\\: ::b}} {{c1::`:`::h}} :{{c2::c}}:", "a:  : :c:"),
    "tables": ("| {{c1::a}} | {{c2::b::h}} |\n|---|---|\n| {{c3::c}} | d |", "abcd"),
    "lists": ("- {{c1::a}}\n- > {{c2::b}}", "ab"),
    "literal": ("`{{c5::x}}` {{c1::y}} \\{{c6::z}}", "{{c5::x}} y {{c6::z}}"),
}


@pytest.mark.parametrize(("text", "shown"), TEXTS.values(), ids=TEXTS)
def test_anki_makes_the_same_cards_and_reveals_the_same_text(collection: Collection, text: str, shown: str) -> None:
    """Cards are counted here and made there: where the two differ, a learner gets blank cards or none."""
    made = fields_of(text)
    found = in_anki(collection, made)
    assert numbers(collection, found) == tuple(ordinal + 1 for ordinal in made.cards)
    for number in numbers(collection, found):
        assert read(card(found, number)[1]).text.split("Q", 1)[1].split() == shown.split()


def test_the_question_hides_its_deletions_and_shows_the_others(collection: Collection) -> None:
    """A hint stands in their place."""
    found = in_anki(collection, fields_of("{{c1::a {{c2::b}} `c::d`::`{python} x`}} and {{c2::`e`}}"))
    assert read(card(found, 1)[0]).text == "Q[1] and e"
    assert read(card(found, 2)[0]).text == "Qa [...] c::d and [...]"


def test_formulas_stay_formulas(collection: Collection) -> None:
    """MathJax gets balanced braces, and what is hidden is not in the question."""
    found = in_anki(collection, fields_of("$a_{{{c1::\\frac{1}{{{c2::b::c}}}}}} < {d}$"))
    assert read(card(found, 1)[0]).text == "Q\\(a_{[...]} < {d}\\)"
    assert read(card(found, 2)[1]).text.startswith("Q\\(a_{\\frac{1}{b::c}} < {d}\\)")


HOSTILE = "{{c9::x}} }} :: {{c1::y::z}} } : \\(a\\) \ufdd29\ufdd3x\ufdd5"


def test_what_a_program_writes_makes_no_card(collection: Collection) -> None:
    """It is shown as it was written, in a deletion as elsewhere."""
    text = "{{c1::`{python} x`}}\n\n{{c2::`{python} y`::`{python} y`}}\n\n```python\nprint({{c3::1}})\n```"
    made = fields_of(text, written=HOSTILE)
    found = in_anki(collection, made)
    assert numbers(collection, found) == (1, 2, 3)
    assert read(card(found, 3)[1]).text.count("{{c9::x}} }} :: {{c1::y::z}} } : \\(a\\) 9x") == 3


# ── Any running text ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Text:
    """Running text as an author writes it, as a learner reads it, and the numbers of the deletions in it."""

    written: str
    read: str
    numbers: frozenset[int] = frozenset()


def deleted(text: Text, numbers: tuple[int, ...], hint: str) -> Text:
    marks = ",".join(map(str, numbers))
    return Text(f"{{{{c{marks}::{text.written}{hint}}}}}", text.read, text.numbers.union(numbers))


def run(*texts: Text) -> Text:
    read = "".join(text.read for text in texts)
    return Text("".join(text.written for text in texts), read, frozenset().union(*(text.numbers for text in texts)))


PIECES = st.sampled_from(
    [
        *(Text(plain, plain) for plain in ("a", "{b}", ": ", "(c)", "é")),
        *(Text(f"\\{mark}", mark) for mark in "{}:[*"),
        *(Text(f"`{code}`", code) for code in ("}}", "x::y", "{{c9::z}}", ":", "}", "{")),
        Text("$x_{\\{}}$", "\\(x_{\\{}}\\)"),
        Text("[d](https://x.org)", "d"),
    ]
)
JOINED = re.compile(r"``|\$\$")
"""Two that would be one."""
HINTS = st.sampled_from(["", "::", "::h", "::`::`"])
INSIDE = st.sets(st.integers(1, 5), min_size=1, max_size=2).map(lambda numbers: tuple(sorted(numbers)))
TEXTS_WITH_DELETIONS = st.recursive(
    PIECES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda texts: run(*texts)),
        st.builds(deleted, inner, INSIDE, HINTS),
    ),
    max_leaves=10,
).filter(lambda text: text.written.count("{{c") < 5 and not JOINED.search(text.written))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TEXTS_WITH_DELETIONS)
def test_whatever_is_written_is_revealed_as_written(collection: Collection, text: Text) -> None:
    """Braces, colons, code and formulas at the edges of deletions, and deletions at each other's."""
    text = run(text, Text(" ", " "), deleted(Text("end", "end"), (6,), ""))
    made = fields_of(text.written)
    found = in_anki(collection, made)
    assert numbers(collection, found) == tuple(ordinal + 1 for ordinal in made.cards) == tuple(sorted(text.numbers))
    for number in sorted(text.numbers):
        answer = read(card(found, number)[1]).text
        assert answer.removeprefix("Q").strip().split() == text.read.split()


# ── Code ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Code:
    """Python as it runs, and as an author marks it; `depth` is that of its deletions, each number counted."""

    bare: str
    marked: str
    depth: int = 0

    def deleted(self, numbers: str) -> Code:
        depth = self.depth + len(numbers.split(","))
        return Code(self.bare, f"{{{{c{numbers}::{self.marked}}}}}", depth)


def text(string: str) -> Code:
    return Code(string, string)


def joined(*parts: Code | str) -> Code:
    codes = [part if isinstance(part, Code) else text(part) for part in parts]
    depth = max(code.depth for code in codes)
    return Code("".join(code.bare for code in codes), "".join(code.marked for code in codes), depth)


NUMBERS = st.sampled_from(["1", "2", "3", "12", "1,4"])


def perhaps_deleted(code: st.SearchStrategy[Code]) -> st.SearchStrategy[Code]:
    return code | st.builds(Code.deleted, code, NUMBERS)


MARKER = re.compile(r"\{\{c[0-9]")
CHARACTERS = "{}[]():'\"\\#:, c1abé\t"
LITERALS = st.text(CHARACTERS, max_size=8).filter(lambda string: not MARKER.search(repr(string))).map(repr).map(text)
WORDS = perhaps_deleted(st.text("ab :[(#é", min_size=1, max_size=5).filter(str.strip).map(text))
STRINGS = st.lists(WORDS, max_size=3).map(lambda words: joined('"', *words, '"'))
ATOMS = st.sampled_from(["x", "0", "1.5", "a.b", "None", "x[::2]", "x[1:][:2]"]).map(text)


def compounds(inner: st.SearchStrategy[Code]) -> st.SearchStrategy[Code]:
    part = perhaps_deleted(inner)
    return st.one_of(
        st.builds(lambda a, b: joined("{", a, ": ", b, "}"), part, part),
        st.builds(lambda a, b: joined("{", a, ", ", b, "}"), part, part),
        st.builds(lambda a, b, c: joined("x[", a, ":", b, ":", c, "]"), part, part, part),
        st.builds(lambda a, b: joined("f(", a, ",\n  k=", b, ")"), part, part),
        st.builds(lambda a, b: joined(a, " + ", b), part, part),
        st.builds(lambda a: joined("(lambda y: ", a, ")"), part),
        st.builds(lambda a: joined("[", a, "]"), part),
    )


def replacement(inner: Code, form: str) -> Code:
    """What stands in an f-string; a space keeps a dict's brace from its neighbour."""
    return joined("{ ", inner, " ", form, "}")


NO_STRINGS = st.recursive(ATOMS, compounds, max_leaves=4).filter(lambda code: "\n" not in code.bare)
FORMS = st.sampled_from(["", "!r", ":>3", "!s:{w}"])
IN_F = st.one_of(
    st.sampled_from(["a", "{{", "}}", "{{b}} ", ":"]).map(text),
    perhaps_deleted(st.builds(replacement, perhaps_deleted(NO_STRINGS), FORMS)),
)
F_STRINGS = st.lists(IN_F, max_size=4).map(lambda parts: joined('f"', *parts, '"'))
LEAVES = ATOMS | LITERALS | STRINGS | F_STRINGS
EXPRESSIONS = perhaps_deleted(st.recursive(LEAVES, compounds, max_leaves=8))
COMMENTS = st.sampled_from(["", "  # it's {", '  # }) "', "  # plain"]).map(text)
LINES = st.builds(lambda code, comment: joined("y = ", code, comment), EXPRESSIONS, COMMENTS)
PROGRAMS = st.lists(perhaps_deleted(LINES), min_size=1, max_size=4).map(
    lambda lines: joined(*(joined(line, "\n") for line in lines), "print(y, ", text("1").deleted("1"), ")")
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PROGRAMS.filter(lambda program: program.depth <= MAX_DEPTH))
def test_what_is_revealed_is_the_code_that_ran(collection: Collection, program: Code) -> None:
    """Brackets, strings, slices, dicts and f-strings in and around deletions, through Anki's own reading of them."""
    body = f"```python\n{program.marked}\n```"
    (fence,) = of_type(draft_of(f"# Q {{#q .cloze}}\n\n{body}").front, PythonFence)
    assert fence.code == program.bare
    made = fields_of(body)
    found = in_anki(collection, made)
    assert numbers(collection, found) == tuple(ordinal + 1 for ordinal in made.cards)
    for number in numbers(collection, found):
        assert codes(card(found, number)[1]) == [program.bare]


def test_the_strategy_is_not_too_tame() -> None:
    """It must come up with what the test above is about."""
    seen = {"::2]": False, 'f"': False, "{{c1::{": False, "c1,4": False}

    @settings(max_examples=100, database=None, derandomize=True)
    @given(PROGRAMS)
    def look(program: Code) -> None:
        for sign in seen:
            seen[sign] |= sign in program.marked

    look()
    assert all(seen.values()), seen
