"""The images that card files name, or why a card cannot show them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from verideck.media import ENDINGS, MOST_BYTES, kind_of, media_of, svg_problem
from verideck.model import Media, UnfitImage


def read_images(root: Path, paths: Iterable[str]) -> dict[str, Media | UnfitImage]:
    """Each file by its path, which is relative to the project's root."""
    return {path: read_image(root, path) for path in dict.fromkeys(paths)}


def read_image(root: Path, path: str) -> Media | UnfitImage:
    try:
        return refusal(root, path) or as_media(path, (root / path).read_bytes())
    except FileNotFoundError:
        help = "a path is relative to the card file, and upper and lower case differ in it"
        return UnfitImage("image", f"there is no file `{path}`", help)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return UnfitImage("image", f"`{path}` cannot be read: {reason}", "remove it or mend it")


def refusal(root: Path, path: str) -> UnfitImage | None:
    """Why a file is not even opened. Raises OSError, and ValueError for a path that no file has."""
    real = os.path.realpath(root / path, strict=True) if not path.startswith(("/", "../")) else ""
    if not real or not Path(real).is_relative_to(os.path.realpath(root)):
        return UnfitImage("image", f"`{path}` lies outside the project", "copy it into the project")
    found = Path(real).stat()
    if not stat.S_ISREG(found.st_mode):
        return UnfitImage("image", f"`{path}` is not a file", "name an image")
    if found.st_size > MOST_BYTES:
        message = f"`{path}` has {found.st_size:,} bytes, and AnkiWeb takes no file of more than {MOST_BYTES:,}"
        return UnfitImage("media-too-large", message, "make it smaller")
    return None


def as_media(path: str, data: bytes) -> Media | UnfitImage:
    ending, kind = PurePosixPath(path).suffix[1:].lower(), kind_of(data)
    if kind is None:
        message = f"`{path}` is not an image that Anki can show"
        return UnfitImage("image", message, f"save it as one of {', '.join(ENDINGS)}")
    if ENDINGS.get(ending) != kind:
        return UnfitImage("image", f"`{path}` is a file of the type {kind}", f"call it `.{kind}`")
    if kind == "svg" and (problem := svg_problem(data)):
        return UnfitImage("image", f"`{path}` {problem}", "save it as plain SVG with everything in it, or as PNG")
    return media_of(data, kind)
