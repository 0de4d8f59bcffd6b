"""Running text: code, values, claims, math, links and tags."""

from __future__ import annotations

import pytest

from sources import CARD, cut, draft_of, every_hole, mistakes_in_body, parse_card
from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    ClaimLink,
    CodeSpan,
    Hole,
    ItemList,
    Link,
    Math,
    NoteLink,
    Paragraph,
    Prose,
    Quote,
    RawHtml,
    Span,
    Value,
)

NOWHERE = Span("", 1)
HOLE = f"{HOLE_OPEN}0{HOLE_CLOSE}"


def prose(text: str) -> Prose:
    """The running text of a paragraph: in a heading it is the same."""
    draft = draft_of(f"# {text.splitlines()[0]} {{#q}}\n")
    if "\n" not in text:
        assert prose_below(text) == draft.heading
    return prose_below(text)


def prose_below(text: str) -> Prose:
    (block,) = draft_of(f"# Q {{#q}}\n\n{text}\n").back
    found = getattr(block, "text", None)
    assert isinstance(found, Prose)
    return found


def only_hole(text: str) -> Hole:
    found = prose_below(text)
    assert found.text == HOLE
    return found.holes[0]


def code(text: str) -> CodeSpan:
    return CodeSpan(text, NOWHERE)


def value(expression: str, snippet: str | None = None, index: int = 0) -> Value:
    return Value(expression, snippet, index, NOWHERE)


# ── Code spans and values ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("`a`", "a"),
        ("``a`b``", "a`b"),
        ("`` ` ``", "`"),
        ("` a `", "a"),
        ("`  a`", "  a"),
        ("`  `", "  "),
        ("`a\\`", "a\\"),
        ("`[a](b)`", "[a](b)"),
        ("`$a$ <b> {x}`", "$a$ <b> {x}"),
        ("`a\n   b`", "a b"),
        ("`{x}`", "{x}"),
        ("`{py}`", "{py}"),
        ("```a```", "a"),
    ],
)
def test_code_spans(text: str, content: str) -> None:
    """As CommonMark has them."""
    assert only_hole(text) == code(content)


@pytest.mark.parametrize("text", ["`a", "a``", "`a``", "``a`", "```a``"])
def test_lone_backticks_are_text(text: str) -> None:
    """They need no escape."""
    assert prose(text) == Prose(text)


def test_escaped_backticks_open_nothing() -> None:
    """Also right before others."""
    assert prose("\\`a` b`") == Prose(f"&#96;a{HOLE}", (code(" b"),))
    assert prose("\\``a`") == Prose(f"&#96;{HOLE}", (code("a"),))
    assert prose("\\``") == Prose("&#96;`")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`{python} x`", value("x")),
        ("`{python}   x  `", value("x")),
        ("` {python} x `", value("x")),
        ("`{python} x.dtype.name!r`", value("x.dtype.name!r")),
        ("`{python} x:.3f`", value("x:.3f")),
        ("`{python} x['a':2]!s:>{width}`", value("x['a':2]!s:>{width}")),
        ("`{python} {1: x}`", value("{1: x}")),
        ("`` {python} f'`{x}`' ``", value("f'`{x}`'")),
        ("`{python code} x`", value("x", "code")),
        ("`{python a.b-c} [x](y)`", value("[x](y)", "a.b-c")),
    ],
)
def test_values(text: str, expected: Value) -> None:
    """What may stand in an f-string, in the file's snippet or another."""
    assert only_hole(text) == expected


def test_values_are_counted() -> None:
    """From 0 in each note, in the order of the source, in whatever they stand."""
    text = (
        "# `{python} a` {#q}\n\n> **`{python} b`** [`{python} c`](claim:d)\n\n---\n\n"
        "- | `{python} e` |\n  |---|\n  | `{python} f` |\n\n### `{python} g`\n\n# R\n\n`{python} h`\n"
    )
    drafts, found = parse_card(text)
    values = [[hole for hole in every_hole(draft) if isinstance(hole, Value)] for draft in drafts]

    assert not found
    assert [(each.expression, each.index) for each in values[0]] == list(zip("abcefg", range(6), strict=True))
    assert [(each.expression, each.index) for each in values[1]] == [("h", 0)]
    assert {cut(text, each.span)[1:9] for draft in values for each in draft} == {"{python}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`{python} x", "3:1 unclosed-value"),
        ("a ``{python} x`", "3:3 unclosed-value"),
        ("a {python} x", "3:3 malformed-value"),
        ("`{python}`", "3:1 malformed-value"),
        ("`{python}x`", "3:1 malformed-value"),
        ("`{python x`", "3:1 malformed-value"),
        ("`{python a b} x`", "3:1 malformed-value"),
        ("` {python} x`", "3:1 malformed-value"),
        ("`{Python} x`", "3:1 malformed-value"),
        ("`{py} x`", "3:1 malformed-value"),
        ("`{python}\nx`", "3:1 value-lines"),
        ("`{python} x +\ny`", "3:1 value-lines"),
        ("`{python} x y`", "3:1 syntax-error"),
        ("`{python} )x(`", "3:1 syntax-error"),
        ("`{python} x!z`", "3:1 syntax-error"),
        ("`{python} 1 + 1`", "3:1 vacuous-claim"),
        ("`{python} 'a':>9`", "3:1 vacuous-claim"),
        ("`{python} True!r`", "3:1 vacuous-claim"),
        ("> - a\n>   `{python} 1`", "4:5 vacuous-claim"),
        ("| a | b |\n|---|---|\n| c | d\\|`{python} 1` |", "5:10 vacuous-claim"),
    ],
)
def test_mistakes_in_values_are_located(text: str, expected: str) -> None:
    """What looks like a value and is none would be shown as it stands, unchecked."""
    assert mistakes_in_body(text) == [expected]


# ── Claims and links ─────────────────────────────────────────────────────────────────────────────────────────────


def claim(name: str, text: Prose, snippet: str | None = None) -> ClaimLink:
    return ClaimLink(name, snippet, text, NOWHERE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a b](claim:c)", claim("c", Prose("a b"))),
        ("[a](claim:b.c-d_1)", claim("b.c-d_1", Prose("a"))),
        ("[a](claim:b/c)", claim("c", Prose("a"), "b")),
        ("[a](claim:?)", claim("?", Prose("a"))),
        ("[a](<claim:b>)", claim("b", Prose("a"))),
        ("[a](claim:b 'title')", claim("b", Prose("a"))),
        ("[*a* `b`](claim:c)", claim("c", Prose(f"*a* {HOLE}", (code("b"),)))),
        ("[a [b] c](claim:d)", claim("d", Prose("a [b] c"))),
        ("[a `]` b](claim:c)", claim("c", Prose(f"a {HOLE} b", (code("]"),)))),
        ("[a \\] b](claim:c)", claim("c", Prose("a &#93; b"))),
        ("[a\nb](claim:c)", claim("c", Prose("a\nb"))),
        ("[$x$](claim:c)", claim("c", Prose(HOLE, (Math("x", False, NOWHERE),)))),
    ],
)
def test_claims(text: str, expected: ClaimLink) -> None:
    """Their text is running text, and may be anything but another link."""
    assert only_hole(text) == expected


@pytest.mark.parametrize("around", ["**{}**", "*a {} b*", "~~{}~~", "({})", "[{}]", "x{}y", "&amp;{}", "[a]{}"])
def test_claims_stand_anywhere(around: str) -> None:
    """Emphasis and brackets are left to the renderer."""
    assert prose(around.format("[a](claim:b)")) == Prose(around.format(HOLE), (claim("b", Prose("a")),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://b.c)", Link("https://b.c", Prose("a"), NOWHERE)),
        ("[a](HTTP://b.c?d=e&f#g)", Link("HTTP://b.c?d=e&f#g", Prose("a"), NOWHERE)),
        ("[a](https://b.c/d_(e))", Link("https://b.c/d_(e)", Prose("a"), NOWHERE)),
        ("[a](<https://b.c/d e>)", Link("https://b.c/d e", Prose("a"), NOWHERE)),
        ('[a](https://b.c "title")', Link("https://b.c", Prose("a"), NOWHERE)),
        ("[a](mailto:b@c.d)", Link("mailto:b@c.d", Prose("a"), NOWHERE)),
        ("[a](#b-c)", NoteLink("b-c", Prose("a"), NOWHERE)),
        ("<https://b.c>", Link("https://b.c", Prose(HOLE, (code("https://b.c"),)), NOWHERE)),
        ("<mailto:b@c.d>", Link("mailto:b@c.d", Prose(HOLE, (code("mailto:b@c.d"),)), NOWHERE)),
    ],
)
def test_links(text: str, expected: Hole) -> None:
    """To the web, and to other notes."""
    assert only_hole(text) == expected


@pytest.mark.parametrize(
    "text", ["[a]", "[a][b]", "a [b", "a] b", "[[a]]", "[a] (b)", "[]", "][", "[^1]", "https://a.b"]
)
def test_other_brackets_are_text(text: str) -> None:
    """An index, an interval, a footnote."""
    assert prose(text) == Prose(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](claim:b c)", "3:4 malformed-claim"),
        ("[a] (claim:b)", "3:5 malformed-claim"),
        ("a (claim:b)", "3:3 malformed-claim"),
        ("\\[a](claim:b)", "3:5 malformed-claim"),
        ("[a](claim:)", "3:1 claim-name"),
        ("[a](claim:b/c/d)", "3:1 claim-name"),
        ("[a](claim:é)", "3:1 claim-name"),
        ("[](claim:b)", "3:1 claim-text"),
        ("[ ](claim:b)", "3:1 claim-text"),
        ("[a](javascript:alert)", "3:1 link-target"),
        ("[a](JavaScript:b)", "3:1 link-target"),
        ("[a](data:text/html,b)", "3:1 link-target"),
        ("[a](other.md)", "3:1 link-target"),
        ("[a]()", "3:1 link-target"),
        ("![a](claim:b)", "3:1 image"),
        ("[a [b](claim:c) d](claim:e)", "3:1 nested-link"),
        ("[a [b](https://c) d](claim:e)", "3:1 nested-link"),
        ("[![](b.png)](claim:c)", "3:2 image"),
    ],
)
def test_mistakes_in_links_are_located(text: str, expected: str) -> None:
    """What looks like a claim and is none would pass for a checked statement."""
    assert expected in mistakes_in_body(text)
    assert len(mistakes_in_body(text)) <= 2


# ── Math, escapes and HTML ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "tex", "display"),
    [
        ("$x$", "x", False),
        ("$x_1 * y_2$", "x_1 * y_2", False),
        ("$\\$5$", "\\$5", False),
        ("$$x + y$$", "x + y", True),
        ("$$\nx\n$$", "x", True),
        ("\\(x\\)", "x", False),
        ("\\[ x [1] \\]", "x [1]", True),
        ("\\(a\nb\\)", "a\nb", False),
        ("$f[x](y)$", "f[x](y)", False),
    ],
)
def test_math(text: str, tex: str, display: bool) -> None:
    """TeX is kept as it is."""
    assert only_hole(text) == Math(tex, display, NOWHERE)


@pytest.mark.parametrize(
    "text", ["$5 and $6", "$x$1", "$ x$", "$x $", "$", "$$", "a$", "$a\nb$", "$$$", "US$ 5 or 6$", "\\(", "\\)"]
)
def test_dollars_are_text(text: str) -> None:
    """Prices are no math: no space inside the ends, no digit after."""
    assert prose_below(text).holes == ()


@pytest.mark.parametrize(
    "text",
    [
        "$\\alpha is",
        "$ \\alpha $",
        "$\\alpha$2",
        "$x + \\frac{1}{2}",
        "$\\sqrt{x}\ny$",
        "$$\\mathbb {R}",
        "$5 of $\\alpha",
        "[a $\\alpha](claim:b)",
        "$\\alpha `x` y$",
    ],
)
def test_a_formula_that_is_none_is_told(text: str) -> None:
    """A card would show its learner TeX."""
    assert "unclosed-formula" in " ".join(mistakes_in_body(text))


@pytest.mark.parametrize(
    "text", ["$5 in C:\\temp", "\\alpha{x}", "$x$ \\alpha{x}", "$5 or `$\\alpha`", "\\$\\alpha{x}"]
)
def test_a_backslash_may_stand_beside_a_price(text: str) -> None:
    """Prices and paths are no formulas."""
    assert mistakes_in_body(text) == []


@pytest.mark.parametrize(
    "text", ["```python print(1)```", "``python\nprint(1)\n``", "a\n```Output 1```", "````py\tx````"]
)
def test_a_fence_within_a_paragraph_is_told(text: str) -> None:
    """It would be shown and not run."""
    assert [each.split()[1] for each in mistakes_in_body(text)] == ["inline-fence"]


@pytest.mark.parametrize("text", ["`python\nx.py`", "``python -c `x` ``", "```pythonic `x` ```", "``` python `` ```"])
def test_code_that_names_a_language_is_no_fence(text: str) -> None:
    """Commands begin so."""
    assert mistakes_in_body(text) == []


def test_an_escaped_dollar_is_a_dollar() -> None:
    """As every escaped punctuation is itself; before anything else a backslash is a backslash."""
    assert prose("\\$x$ \\* \\a \\\\ \\é") == Prose("&#36;x$ &#42; \\a &#92; \\é")


@pytest.mark.parametrize("text", ["[costs $5](claim:a) or [6$](claim:b)", "$5, see `a$`, 6$", "\\( `a` \\) b"])
def test_evidence_counts_more_than_math(text: str) -> None:
    """A dollar sign further on must not swallow code or claims."""
    assert not [hole for hole in prose_below(text).holes if isinstance(hole, Math)]


@pytest.mark.parametrize("tag", ["<b>", "</b>", "<br/>", '<a href="x" b>', "<img src='data:a' alt=b>", "<x-y\nz=1>"])
def test_tags(tag: str) -> None:
    """Each is kept as it stands."""
    assert prose_below(f"a {tag}") == Prose(f"a {HOLE}", (RawHtml(tag, NOWHERE),))


@pytest.mark.parametrize("text", ["a < b > c", "<", "<1>", "a<b", "<é>", "<a b=>", "<!-", "a <!-- b", "<javascript:a>"])
def test_other_angle_brackets_are_text(text: str) -> None:
    """Comparisons and generics."""
    assert prose(text) == Prose(text)


def test_comments_vanish() -> None:
    """Also within a line."""
    assert prose("a <!-- `b` [c](claim:d) --> e") == Prose("a  e")
    assert prose("a <!--> `b` <!---> c") == Prose(f"a  {HOLE}  c", (code("b"),))


def test_hard_breaks_stay() -> None:
    """A backslash at a line's end is the same as two spaces."""
    assert prose_below("a\\\nb  \nc") == Prose("a  \nb  \nc")


def test_text_has_a_place() -> None:
    """That of its first character to its last, without the prefixes."""
    (draft,) = parse_card("# Q\n\n- >  ab\n  >  cd\n")[0]
    assert isinstance(draft.back[0], ItemList)
    quote = draft.back[0].items[0][0]

    assert isinstance(quote, Quote)
    assert isinstance(quote.blocks[0], Paragraph)
    assert quote.blocks[0].text.span == Span(CARD, 3, 6, 4, 8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\href{javascript:x}{y}$", ["3:1 math-command"]),
        (r"a \(\require{html}\)", ["3:3 math-command"]),
        (r"\[\mmlToken{mi}[href='x']{y}\]", ["3:1 math-command"]),
        (r"$$\style {color:red}{x}$$", ["3:1 math-command"]),
        (r"$\hrefs \classical \displaystyle \textstyle{x}$", []),
        (r"`\href`", []),
    ],
)
def test_a_formula_stays_a_formula(text: str, expected: list[str]) -> None:
    """MathJax would make a link or a style of these, and a link may be a script."""
    assert mistakes_in_body(text) == expected


@pytest.mark.parametrize("word", ["pyhton", "pyton", "Phyton", "pythn", "pyhton code"])
def test_a_misspelt_value_is_no_code(word: str) -> None:
    """It would be shown as it stands, beside evidence that holds."""
    (found,) = parse_card(f"# Q {{#q}}\n\n`{{{word}}} bound:.0e`\n")[1]

    assert (found.code, found.span.line, found.span.column) == ("malformed-value", 3, 1)
    assert (found.message, found.help) == ("this looks like a value but is not one", "did you mean `{python}`?")


@pytest.mark.parametrize("text", ["{name} x", "{path} x", "{cython} x", "{pyhton}x", "{a!r} x", "{marathon} x"])
def test_code_with_other_braces_is_code(text: str) -> None:
    """As in the text of an f-string."""
    assert only_hole(f"`{text}`") == code(text)
