"""Images: `![alt](path)` in running text, and `<img src="path">` in raw HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import unquote

from verideck.model import CodeSpan, Hole, Image, Math, Span
from verideck.parse.scope import Scope

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
OUTSIDE = re.compile(rf"$|{SCHEME.pattern}")
SOURCE = re.compile(r"""<img\b[^<>]*?\s(src\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))""", re.IGNORECASE)


def read_image(url: str, inside: Sequence[str | Hole], span: Span, scope: Scope) -> Image | None:
    """The image that a target and the pieces between the brackets make. None where it is refused."""
    alt = " ".join(unescape("".join(map(words, inside))).split())
    if not all(isinstance(piece, str | CodeSpan | Math) for piece in inside):
        scope.error("image", "only words can describe an image", span, "put links, values and tags beside it")
    elif not alt:
        help = "write in the brackets what the image shows, for those who do not see it"
        scope.error("image", "this image is not described", span, help)
    elif not url or SCHEME.match(url):
        message = f"`{url[:80]}` is not a file of the project" if url else "this image has no file"
        scope.error("image", message, span, "copy it into the project and write its path, relative to this file")
    else:
        return Image(path_of(url, scope), alt, span)
    return None


def path_of(url: str, scope: Scope) -> str:
    """Where an address that is relative to the card file leads, relative to the project's root."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(scope.path), unquote(url)))


def html_images(html: str, span: Span, scope: Scope) -> tuple[tuple[str, Image], ...]:
    """The project's images in raw HTML, each with the `src=…` that names it; what lies elsewhere stays as it is."""
    found = ((source[1], unescape(source[2].strip("\"'"))) for source in SOURCE.finditer(html))
    return tuple((source, Image(path_of(url, scope), "", span)) for source, url in found if not OUTSIDE.match(url))


def words(piece: str | Hole) -> str:
    """What a description takes over, as running text with entities."""
    match piece:
        case CodeSpan(text=text) | Math(text=text):
            return escape(text)
        case str():
            return piece
        case _:
            return ""
