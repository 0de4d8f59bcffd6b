"""A deck's own stylesheet: it may say how cards look, and do nothing else."""

from __future__ import annotations

import pytest

from sources import place_and_code
from verideck.model import Source
from verideck.parse import parse_style


def mistakes(css: str) -> list[str]:
    found = list(parse_style(Source("deck.css", css, "style")))
    assert all(each.help for each in found)
    return [place_and_code(each) for each in found]


@pytest.mark.parametrize(
    "css",
    [
        "",
        ".card { color: red }",
        "@media (max-width: 30em) { .vd-code { font-size: 1em } }",
        ".a::after { content: '\\2713 }'; } .b::after { content: \"/* {\" }",
        "/* url(https://x.y) @import { */ .a {}",
        ".a { background: url(data:image/png;base64,AA==) } .b { fill: url( '#x' ) }",
        ".a > .b ~ .c { width: calc(100% - 2px) } @media (400px <= width < 800px) {}",
    ],
)
def test_a_stylesheet_may_say_how_cards_look(css: str) -> None:
    """Also with what comes close to something that it may not say."""
    assert mistakes(css) == []


@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("@import 'x.css';", "1:1"),
        ("\n  @IMPORT url(x.css);", "2:3"),
        (".a { background: url(https://x.y/z.png) }", "1:18"),
        (".a { background: url( 'x.png') }", "1:18"),
        ('.a { background: url( \n"//x.y") }', "1:18"),
        (".a { background: URL(javascript:x) }", "1:18"),
        (".a { background: image-set('x.png' 1x) }", "1:18"),
        ("@font-face { src: src('x.woff') }", "1:19"),
        (".a { background: u\\72l(x.png) }", "1:19"),
        ("@\\69mport 'x.css';", "1:2"),
        (".a { color: red } </style><script>", "1:19"),
        ("/* </style> */", "1:4"),
        (".a::after { content: '</style>' }", "1:23"),
        (".a { content: '<!--' }", "1:16"),
    ],
)
def test_what_fetches_or_leads_out_is_refused(css: str, place: str) -> None:
    """Wherever it stands: the page ends a stylesheet even in the middle of a comment."""
    assert f"{place} style" in mistakes(css)


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".a { color: red", ["1:4 style"]),
        ("@media print { .a {}", ["1:14 style"]),
        (".a {} }", ["1:7 style"]),
        (".a {} /* b", ["1:7 style"]),
        (".a {} .b { content: 'c }", ["1:21 style", "1:10 style"]),
        ("@media { .a {", ["1:8 style"]),
    ],
)
def test_what_is_not_closed_is_told(css: str, expected: list[str]) -> None:
    """A browser drops what it cannot read, without a word."""
    assert mistakes(css) == expected


def test_hostile_stylesheets_take_linear_time() -> None:
    """None of them makes the build hang."""
    for css in ("url(" + " " * 50_000, "/* " * 30_000, "'\\" * 50_000, "{" * 50_000, "url( " * 20_000, "</" * 5_000):
        assert mistakes(css)
