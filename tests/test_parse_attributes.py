"""Attributes in braces: which braces are attributes, and what they hold."""

from __future__ import annotations

import pytest

from verideck.parse.attributes import Attributes, SplitHeading, parse_attributes, split_heading, split_info


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("#a", Attributes(ids=("a",))),
        ("#a .b", Attributes(ids=("a",), kinds=("b",))),
        ("tags='x y' deck=\"A::B\" k=v", Attributes(pairs=(("tags", "x y"), ("deck", "A::B"), ("k", "v")))),
        ("source = 'a{b}'", Attributes(pairs=(("source", "a{b}"),))),
        ("word", Attributes(words=("word",))),
        ("tags='a b", Attributes(pairs=(("tags", ""),), words=("'a", "b"))),
        ("k=", Attributes(pairs=(("k", ""),))),
    ],
)
def test_tokens(text: str, attributes: Attributes) -> None:
    """Ids, kinds and pairs; a quote that is not closed is a word, which is refused later."""
    assert parse_attributes(text) == attributes


@pytest.mark.parametrize(
    ("text", "rest", "attributes"),
    [
        ("Q {#a}", "Q", Attributes(ids=("a",))),
        ("Q {#a .predict}", "Q", Attributes(ids=("a",), kinds=("predict",))),
        ("Q{#a}", "Q", Attributes(ids=("a",))),
        ("{#a}", "", Attributes(ids=("a",))),
        ("Q { #a }", "Q", Attributes(ids=("a",))),
        ("Is {x} a set? {.basic}", "Is {x} a set?", Attributes(kinds=("basic",))),
        ("`{` {#a}", "`{`", Attributes(ids=("a",))),
        ("` {#x` {#a}", "` {#x`", Attributes(ids=("a",))),
        ("Q {#a source='https://x/{y}'}", "Q", Attributes(ids=("a",), pairs=(("source", "https://x/{y}"),))),
        ("Q {tags=a}", "Q", Attributes(pairs=(("tags", "a"),))),
        ("Q {#2-a}", "Q", Attributes(ids=("2-a",))),
        ("Q {a .predict}", "Q", Attributes(kinds=("predict",), words=("a",))),
        ("Is {x} a set? {a .basic}", "Is {x} a set?", Attributes(kinds=("basic",), words=("a",))),
        ("Q {a tags='b c'}", "Q", Attributes(pairs=(("tags", "b c"),), words=("a",))),
    ],
)
def test_attributes_are_cut_off(text: str, rest: str, attributes: Attributes) -> None:
    """They end the heading."""
    split = split_heading(text)

    assert (split.text, split.attributes) == (rest, attributes)
    assert parse_attributes(text[split.start + 1 : split.end - 1]) == attributes


@pytest.mark.parametrize(
    "text",
    [
        "Is {1, 2} a set",
        "What is {1, 2}",
        "{x}",
        "{}",
        "{...}",
        "{: .x}",
        "{a: 1}",
        "`{#a}`",
        "{#a} more",
        "${#a}",
        "Q \\{#a}",
        "What keeps {c3}",
        "What is {a b}",
        "What is {x .5}",
        "What is {x .upper()}",
        "What is {x if y == 'z'}",
        "What is $\\frac {a} {b .c}$",
        "What is $ {a .b}$",
        "What is \\text{a .b}",
    ],
)
def test_other_braces_are_text(text: str) -> None:
    """Headings ask about sets and dictionaries."""
    assert split_heading(text) == SplitHeading(text)


@pytest.mark.parametrize(
    ("info", "language", "options"),
    [
        ("python", "python", Attributes()),
        (" Python3 ", "python3", Attributes()),
        ("", "", Attributes()),
        ("python show=x hide", "python", Attributes(pairs=(("show", "x"),), words=("hide",))),
        ("python {show=x}", "python", Attributes(pairs=(("show", "x"),))),
        ("python{show=x}", "python", Attributes(pairs=(("show", "x"),))),
        ("{.python show=x}", "python", Attributes(pairs=(("show", "x"),))),
        ("{ .Python .numbers #id hide }", "python", Attributes(words=("hide", ".numbers", "#id"))),
        ("{python hide}", "python", Attributes(words=("hide",))),
        ("c++", "c++", Attributes()),
        ("python .numbers", "python", Attributes(words=(".numbers",))),
        ("output match='ellipsis'", "output", Attributes(pairs=(("match", "ellipsis"),))),
        ("python raises='E: {a}'", "python", Attributes(pairs=(("raises", "E: {a}"),))),
        (
            "python {hide raises=\"E: {a} 'b'\"}",
            "python",
            Attributes(pairs=(("raises", "E: {a} 'b'"),), words=("hide",)),
        ),
    ],
)
def test_the_first_line_of_a_fence(info: str, language: str, options: Attributes) -> None:
    """Every style that other tools write; what is no key=value is a word, so that none is dropped in silence."""
    assert split_info(info) == (language, options)
