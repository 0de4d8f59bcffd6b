"""`.cloze` notes as written: deletions in running text, formulas and code, and what is wrong with them."""

from __future__ import annotations

import pytest

from sources import cut, draft_of, every_hole, mistakes_in, of_type, outdented, parse_card
from verideck.asked import asked
from verideck.model import Blank, Deletion, Draft, Math, Paragraph, PythonFence
from verideck.report import render_text

HEAD = "# Q {#q .cloze}\n\n"


def cloze(text: str) -> Draft:
    return draft_of(HEAD + text)


def deletions(text: str) -> list[tuple[tuple[int, ...], str, str | None]]:
    """The numbers, text and hint of each, without holes."""
    found = of_type(every_hole(cloze(text)), Deletion)
    return [(each.numbers, each.text.text, each.hint.text if each.hint else None) for each in found]


def fence_of(draft: Draft) -> PythonFence:
    (fence,) = of_type(draft.front, PythonFence)
    return fence


def blanked(text: str, blanks: tuple[Blank, ...]) -> list[tuple[tuple[int, ...], str]]:
    return [(blank.numbers, text[blank.start : blank.end]) for blank in blanks]


def in_code(code: str) -> tuple[str, list[tuple[tuple[int, ...], str]]]:
    """What runs, and what is hidden of it."""
    fence = fence_of(cloze(f"```python\n{code}\n```"))
    return fence.code, blanked(fence.code, fence.blanks)


# ── Running text ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deletion_has_numbers_text_and_perhaps_a_hint() -> None:
    """This is Anki's own notation."""
    assert deletions("a {{c1::b}} {{c2::c::d e}} {{c04::f::}}") == [
        ((1,), "b", None),
        ((2,), "c", "d e"),
        ((4,), "f", None),
    ]


def test_a_deletion_may_have_several_numbers() -> None:
    """Anki's later versions know this, too; a number that stands twice is one card."""
    assert deletions("{{c3,1,3::a}}") == [((1, 3), "a", None)]


def test_the_hint_begins_after_the_last_colons_outside_of_code_and_formulas() -> None:
    """So that `std::vector` stays whole, and what stands behind it may be a hint."""
    assert deletions("{{c1::`a::b`}} {{c1::$c::d$::e}} {{c1::f::g::h}} {{c1::i \\:: j}}") == [
        ((1,), "\ufdd00\ufdd1", None),
        ((1,), "\ufdd00\ufdd1", "e"),
        ((1,), "f::g", "h"),
        ((1,), "i &#58;: j", None),
    ]


def test_deletions_nest_in_each_other_in_links_and_in_emphasis() -> None:
    """Each is asked for on its own card, while the outer one is shown."""
    assert deletions("**{{c1::a {{c2::b}}::h}}** [c {{c3::d}}](claim:e)") == [
        ((1,), "a \ufdd00\ufdd1", "h"),
        ((2,), "b", None),
        ((3,), "d", None),
    ]


def test_braces_in_the_text_belong_to_it() -> None:
    """`}}` ends a deletion where the braces in it are closed."""
    assert deletions("{{c1::{a} {{b}}}} }} {{c2::\\{}}") == [((1,), "{a} {{b}}", None), ((2,), "&#123;", None)]


def test_braces_elsewhere_are_text() -> None:
    """A note with deletions may speak of sets, too."""
    (paragraph,) = of_type(cloze("{a} {{b}} }} {{c1::x}}").front, Paragraph)
    assert paragraph.text.text == "{a} {{b}} }} \ufdd00\ufdd1"


def test_brackets_do_not_reach_out_of_a_deletion() -> None:
    """Else a link would tear it in two."""
    assert deletions("[a {{c1::b] [c}} d](claim:e)") == [((1,), "b] [c", None)]


@pytest.mark.parametrize("text", ["`{{c1::a}}` x", "\\{{c1::a}}", "$\\{{c1::a}}$"])
def test_code_spans_and_escapes_show_the_notation(text: str) -> None:
    """A note may teach it."""
    assert deletions(f"{text} {{{{c2::b}}}}")[-1] == ((2,), "b", None)
    assert not any(1 in each.numbers for each in of_type(every_hole(cloze(f"{text} {{{{c2::b}}}}")), Deletion))


def test_a_deletion_knows_its_place() -> None:
    """Diagnostics point at the whole of it, also in a quote."""
    text = f"{HEAD}> a\n> {{{{c1::b::c}}}} d\n"
    (found,) = asked(draft_of(text))
    assert cut(text, found.span) == "{{c1::b::c}}"


# ── Formulas ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_formulas_lose_the_markers_and_remember_where_they_stood() -> None:
    """A deletion in TeX ends where its braces are balanced."""
    (math,) = of_type(every_hole(cloze("$a^{{{c1::\\frac{1}{{{c2::2}}}}}} \\{$")), Math)
    assert math.text == "a^{\\frac{1}{2}} \\{"
    assert blanked(math.text, math.blanks) == [((1,), "\\frac{1}{2}"), ((2,), "2")]


# ── Code ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "runs", "hidden"),
    [
        ("print({{c1::x[::2]}})", "print(x[::2])", "x[::2]"),
        ("print({{c1::{'a': {'b': 1}}}})", "print({'a': {'b': 1}})", "{'a': {'b': 1}}"),
        ("print({{c1::{1}}} | {2})", "print({1} | {2})", "{1}"),
        ("print({{c1::'}}'}})", "print('}}')", "'}}'"),
        ('print({{c1::"""}}\n}}"""}})', 'print("""}}\n}}""")', '"""}}\n}}"""'),
        ("print(r{{c1::'\\'}}'}})", "print(r'\\'}}')", "'\\'}}'"),
        ("print('{{c1::it}} is')", "print('it is')", "it"),
        ("print('{{c1::{0}}}'.format(1))", "print('{0}'.format(1))", "{0}"),
        ("print(f'{{c1::{x}}}')", "print(f'{x}')", "{x}"),
        ("print(f'{{{c1::x}}}')", "print(f'{x}')", "x"),
        ("print({{c1::f'{x:{w}}}}'}})", "print(f'{x:{w}}}}')", "f'{x:{w}}}}'"),
        ("print({{c1::f'{ {1: 2}[1]!r:<3}'}})", "print(f'{ {1: 2}[1]!r:<3}')", "f'{ {1: 2}[1]!r:<3}'"),
        ("print(f'{{c1::{{a}}}}')", "print(f'{{a}}')", "{{a}}"),
        ("x = 1  # {{c1::it's}} \"", "x = 1  # it's \"", "it's"),
        ("{{c1::x = 1  # one}}", "x = 1  # one", "x = 1  # one"),
        ("def f(a):\n    {{c1::return a\n\nf(1)}}", "def f(a):\n    return a\n\nf(1)", "return a\n\nf(1)"),
        ("x = ({{c1::(1)}} + 2)", "x = ((1) + 2)", "(1)"),
    ],
)  # fmt: skip
def test_a_deletion_in_code_ends_where_its_brackets_are_balanced(code: str, runs: str, hidden: str) -> None:
    """Anki's own rule would end it in the middle of a dict, a slice or a string."""
    assert in_code(code) == (runs, [((1,), hidden)])


def test_deletions_in_code_nest() -> None:
    """The inner one is asked for while the outer one is shown."""
    code = "y = {{c1::f({{c2,3::g(x)}}, 1)}}"
    assert in_code(code) == ("y = f(g(x), 1)", [((1,), "f(g(x), 1)"), ((2, 3), "g(x)")])


def test_colons_in_code_are_code() -> None:
    """There are no hints in code."""
    assert in_code("x = {{c1::a[1::2]}}") == ("x = a[1::2]", [((1,), "a[1::2]")])


def test_code_in_other_notes_keeps_what_looks_like_a_deletion() -> None:
    """It is what the author wrote; only `.cloze` says that it is more."""
    draft = draft_of("# Q {#q}\n\n```python\nprint('{{c1::a}}')\n```")
    (fence,) = of_type(draft.back, PythonFence)
    assert (fence.code, fence.blanks) == ("print('{{c1::a}}')", ())


def test_places_in_code_are_those_of_the_file() -> None:
    """What runs is shorter than what is written, and an editor jumps to what is written."""
    code = (
        "x = {{c1::1}}  # claim: a",
        "y = {{c2::[1, 2]}} + {{c3::1}}  # claim: b",
        "# claim: {{c4::c}} d",
    )
    text = HEAD + "> ```python\n" + "".join(f"> {line}\n" for line in code) + "> ```\n"
    spans = [each.span for each in parse_card(text)[1]]
    assert [(span.line, cut(text, span)) for span in spans] == [
        (4, "# claim: a"),
        (5, "# claim: b"),
        (6, "# claim: {{c4::c}} d"),
    ]


def test_a_syntax_error_beside_deletions_is_located() -> None:
    """The caret stands under the bracket that is wrong, not under what would stand there without markers."""
    line = "y = {{c2::[1, 2]}} + {{c3::1}}]"
    assert mistakes_in(f"{HEAD}- ```python\n  {line}\n  ```") == [f"4:{len(line) + 2} syntax-error"]


# ── Sides ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_stands_above_the_break_is_the_text() -> None:
    """The break is where an author parts what is asked from what explains it."""
    draft = cloze("{{c1::a}}\n\nb\n\n---\n\nc\n\n---\n\nd")
    assert (len(draft.front), len(draft.back)) == (2, 3)


def test_without_a_break_the_text_ends_with_the_last_deletion() -> None:
    """What stands below explains, and would give the answer away."""
    draft = cloze("a\n\n- {{c1::b}}\n\nc")
    assert (len(draft.front), len(draft.back)) == (2, 1)


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text", ["1:1 no-deletion"]),
        ("a {{c0::b}}", ["3:3 deletion-number"]),
        ("{{c501::b}}", ["3:1 deletion-number"]),
        ("{{c1,0::b}}", ["3:1 deletion-number"]),
        ("a {{c1::}} {{c1:: ::b}}", ["3:3 empty-deletion", "3:12 empty-deletion"]),
        ("a {{c1::b\nc", ["3:3 unclosed-deletion"]),
        ("{{c1::b\n\nc}}", ["3:1 unclosed-deletion"]),
        ("| a {{c1::b | c}} |\n|---|---|", ["3:5 unclosed-deletion"]),
        ("{{C1::a}} {{c1:b}} {{1::c}} {{c::d}}", [f"3:{column} malformed-deletion" for column in (1, 11, 20, 29)]),
        ("{{c1::a::b {{c2::c}}}}", ["3:1 deletion-place"]),
        ("{{c1::a}}\n\n---\n\n{{c2::b}}", ["7:1 deletion-place"]),
        ("{{c1::a}}\n\n```bash\nls {{c2::-l}}\n```", ["6:4 deletion-place"]),
        ("{{c1::a}}\n\n```pycon\n>>> f({{c2::x}})\n1\n```", ["6:7 deletion-place"]),
        ("{{c1::a}}\n\n```python hide\nf({{c2::x}})\n```", ["6:3 deletion-place"]),
        ("{{c1::a}}\n\n```python output=only\nf({{c2::x}})\n```", ["6:3 deletion-place"]),
        ("{{c1::a}}\n\n    {{c2::x}}", ["5:5 deletion-place"]),
        ("{{c1::a}}\n\n<div>\n{{c2::x}}\n</div>", ["6:1 deletion-place"]),
        ("$a_{{c1::b}$", ["3:4 unclosed-deletion"]),
        ("$a_{{c1:: }}$", ["3:4 empty-deletion"]),
        ("$\\hr{{c1::ef}}{x}{y}$", ["3:1 math-command"]),
        ("```python\nf({{c1::g(}}1)\n```", ["4:3 unclosed-deletion"]),
        ("```python\nf({{c1::'a}}')\n```", ["4:3 unclosed-deletion"]),
        ("```python\nf({{c1::}})\n```", ["4:3 empty-deletion"]),
        ("```python\nf({{c1::{{c2::}}}})\n```", ["4:3 empty-deletion", "4:9 empty-deletion"]),
        ("{{c1::" * 8 + "a" + "}}" * 8, []),
        ("{{c1::" * 9 + "a" + "}}" * 9, ["3:49 nesting"]),
        ("{{c1::" * 999 + "a" + "}}" * 999, ["3:49 nesting"]),
        ("{{c1,2,3,4,5::{{c1,2,3,4::a}}}}", ["3:15 nesting"]),
        ("```python\n" + "{{c1::" * 9 + "a" + "}}" * 9 + "\n```", ["4:49 nesting"]),
    ],
)
def test_mistakes_are_located(text: str, expected: list[str]) -> None:
    """A deletion that Anki would read otherwise than its author is refused where it stands."""
    assert mistakes_in(HEAD + text) == expected


def test_a_deletion_in_the_heading_is_refused() -> None:
    """The heading stands above every card of the note."""
    assert mistakes_in("# A {{c1::b}} {#q .cloze}\n\n{{c2::c}}") == ["1:5 deletion-place"]


@pytest.mark.parametrize("kind", ["", ".basic", ".predict", ".reversed"])
def test_a_forgotten_kind_is_noticed(kind: str) -> None:
    """The learner would see the braces."""
    code = "\n\n```python\nprint(1)\n```" if kind == ".predict" else ""
    assert mistakes_in(f"# Q {{#q {kind}}}\n\na {{{{c1::b}}}}{code}") == ["3:3 not-cloze"]


def test_a_mistake_is_shown_with_its_place_and_the_way_out() -> None:
    """The words are what an author gets to see."""
    text = outdented("""
        # Q {#q}

        It is {{c1::two}}.

        # R {#r .cloze}

        Then {{c1::it is two.

        # S {#s .cloze}

        It is two.
    """)
    rendered = render_text(parse_card(text)[1], {"cards/card.md": text}, color=False, width=100)
    assert rendered == outdented(r"""
        cards/card.md:3:7: error[not-cloze]: a `.basic` note has no deletions
          |
        3 | It is {{c1::two}}.
          |       ^^^^^^
          |
          = help: begin the heading's attributes with `.cloze`, as in `{#id .cloze}`, to ask for what is
                marked; to show it as it stands, put it in backticks or write `\{{`

        cards/card.md:7:6: error[unclosed-deletion]: this deletion is never closed
          |
        7 | Then {{c1::it is two.
          |      ^^^^^^
          |
          = help: add `}}` where it ends, in the same paragraph and outside of links

        cards/card.md:9:1: error[no-deletion]: a `.cloze` note hides something, and this one hides nothing
          |
        9 | # S {#s .cloze}
          | ^^^^^^^^^^^^^^^
          |
          = help: write `{{c1::…}}` around what is to be asked for, or make it a `.basic` note
    """)


@pytest.mark.parametrize("text", ["{{c1::", "{{c1::a}} ", "[{{c1::", "}}", "{", "{{c1::a::"])
@pytest.mark.parametrize("frame", ["{}", "```python\n{}\n```", "${}$"], ids=["prose", "code", "formula"])
def test_no_text_takes_long(text: str, frame: str) -> None:
    """The work grows with the text and not with its square: so many would take minutes."""
    parse_card(HEAD + frame.format(text * 20_000))
