"""What a file is by its contents, what it is called, and which SVGs do more than draw."""

from __future__ import annotations

import re

import pytest

from verideck.media import kind_of, media_of, svg_problem

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9">{}</svg>'
DOCTYPE = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n  "http://www.w3.org/svg11.dtd">\n'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "png"),
        (b"\xff\xd8\xff\xe0...", "jpg"),
        (b"GIF89a...", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"<svg>", "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "svg"),
        (b"\n<!-- drawn -->\n<svg/>", "svg"),
        (b"<!DOCTYPE svg PUBLIC", "svg"),
        (b"<!DOCTYPE html>", None),
        (b"<html><svg/></html>", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_begins_with(data: bytes, kind: str | None) -> None:
    """Its name may say anything."""
    assert kind_of(data) == kind


def test_a_name_tells_the_contents() -> None:
    """Anki replaces no file by another of its name, so other contents need another one."""
    one, other = media_of(b"one", "svg"), media_of(b"other", "svg")
    assert one == media_of(b"one", "svg")
    assert one.name != other.name
    assert re.fullmatch(r"vd-[0-9a-f]{32}\.svg", one.name)


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<path d="M 0 0 L 1 1" style="fill: #ffffff"/>',
        '<defs><g id="a"/></defs><use xlink:href="#a"/><g clip-path="url(#a)"/>',
        "<g style=\"fill: url('#a')\"/>",
        '<image href="data:image/png;base64,AAAA"/>',
        "<style>* { stroke-linejoin: round }</style>",
        "<text>url(https://example.org), @import and &lt;script&gt;</text>",
        "<title>on</title>",
    ],
)
def test_drawings_are_drawings(inside: str) -> None:
    """All that Matplotlib and the usual editors write."""
    assert svg_problem(SVG.format(inside).encode()) is None
    assert svg_problem((DOCTYPE + SVG.format(inside)).encode()) is None


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>alert(1)</script>", "holds a `<script>`"),
        ('<g xmlns="http://www.w3.org/1999/xhtml"><SCRIPT/></g>', "holds a `<script>`"),
        ("<foreignObject/>", "holds a `<foreignobject>`"),
        ('<g onload="alert(1)"/>', "has the event handler `onload`"),
        ('<a xlink:href="javascript:alert(1)"/>', "refers to `javascript:alert(1)`"),
        ('<image href="https://example.org/a.png"/>', "refers to `https://example.org/a.png`"),
        ('<image href="a.png"/>', "refers to `a.png`"),
        ('<use href="data:image/svg+xml;base64,AA"/>', "refers to `data:image/svg+xml;base64,AA`"),
        ("<style>@import 'a.css';</style>", "refers to another file with `@import`"),
        ('<style>g { fill: url( "https://a") }</style>', 'refers to another file with `url( "`'),
        ('<g style="fill: url(//a)"/>', "refers to another file with `url(`"),
    ],
)
def test_what_does_more_than_draw_is_told(inside: str, problem: str) -> None:
    """It would not work on a card, and a deck is no place for it."""
    assert svg_problem(SVG.format(inside).encode()) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<?xml-stylesheet href="a.css"?><svg/>', "holds the instruction `<?xml-stylesheet?>`"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "declares the entity `a`"),
        ("<!-- drawn --><html/>", "holds no `<svg>`"),
    ],
)
def test_what_stands_around_a_drawing_counts(text: str, problem: str) -> None:
    """Style sheets and entities come from there."""
    assert svg_problem(text.encode()) == problem


@pytest.mark.parametrize("text", ["<svg", "<svg>&nbsp;</svg>", "<svg><g a=1/></svg>", "<svg/><svg/>"])
def test_what_is_no_xml_is_told(text: str) -> None:
    """A browser shows nothing of it in an image."""
    assert (svg_problem(text.encode()) or "").startswith("is not well-formed XML: ")
