"""The images that card files name: what is taken, and what is said about the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from verideck import media
from verideck.model import Media, UnfitImage
from verideck.read import images, read_images

PNG = b"\x89PNG\r\n\x1a\n..."
PATH = "cards/figures/a.png"


def placed(root: Path, data: bytes = PNG, path: str = PATH) -> Path:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)
    return root / path


def read_one(root: Path, path: str = PATH) -> Media | UnfitImage:
    return read_images(root, [path])[path]


def problem(root: Path, path: str = PATH) -> tuple[str, str]:
    found = read_one(root, path)
    assert isinstance(found, UnfitImage)
    return found.code, found.message


def test_an_image_is_taken_whole(tmp_path: Path) -> None:
    """Under a name of its contents, whatever the author calls it."""
    placed(tmp_path, path="cards/Big Picture.PNG")
    assert read_one(tmp_path, "cards/Big Picture.PNG") == media.media_of(PNG, "png")


def test_an_image_is_read_once(tmp_path: Path) -> None:
    """Many notes may show it."""
    placed(tmp_path)
    assert list(read_images(tmp_path, [PATH, PATH])) == [PATH]


@pytest.mark.parametrize("path", ["cards/b.png", "cards/figures/A.png", "cards/figures/a.png/b.png"])
def test_a_missing_file_is_told(tmp_path: Path, path: str) -> None:
    """Capital letters make another file, as they do in Anki and on the machine that builds the deck next."""
    placed(tmp_path)
    assert problem(tmp_path, path)[0] == "image"


@pytest.mark.parametrize("path", ["../a.png", "/etc/hostname", "../../etc/hostname"])
def test_a_path_out_of_the_project_is_refused(tmp_path: Path, path: str) -> None:
    """A deck that somebody else wrote must not carry the builder's files away."""
    root = tmp_path / "deck"
    root.mkdir()
    placed(tmp_path, path="a.png")
    assert problem(root, path) == ("image", f"`{path}` lies outside the project")


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    """It is another way to the same file."""
    placed(tmp_path, path="secret.png")
    (tmp_path / "deck").mkdir()
    (tmp_path / "deck/a.png").symlink_to(tmp_path / "secret.png")
    assert problem(tmp_path / "deck", "a.png") == ("image", "`a.png` lies outside the project")


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_never_opened(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """Reading a pipe might never end."""
    make(tmp_path / "a.png")
    assert problem(tmp_path, "a.png") == ("image", "`a.png` is not a file")


def test_an_impossible_path_is_told(tmp_path: Path) -> None:
    """`%00` in a target is a null character."""
    assert problem(tmp_path, "a\0.png")[0] == "image"


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("a.png", b"%PDF", "`a.png` is not an image that Anki can show"),
        ("a.pdf", b"%PDF", "`a.pdf` is not an image that Anki can show"),
        ("a.png", b"\xff\xd8\xff", "`a.png` is a file of the type jpg"),
        ("a", PNG, "`a` is a file of the type png"),
        ("a.svg", b"<svg><script/></svg>", "`a.svg` holds a `<script>`"),
    ],
)
def test_a_file_is_what_its_name_says(tmp_path: Path, path: str, data: bytes, message: str) -> None:
    """A client that goes by the name would show nothing."""
    placed(tmp_path, data, path)
    assert problem(tmp_path, path) == ("image", message)


def test_both_endings_of_a_jpeg_are_right(tmp_path: Path) -> None:
    """In the package it has one."""
    for path in ("a.jpg", "a.jpeg"):
        placed(tmp_path, b"\xff\xd8\xff", path)
        assert read_one(tmp_path, path) == media.media_of(b"\xff\xd8\xff", "jpg")


def test_a_file_that_no_sync_takes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AnkiWeb would leave it out, and the learner's phone show nothing."""
    placed(tmp_path)
    monkeypatch.setattr(images, "MOST_BYTES", 5)
    assert problem(tmp_path) == (
        "media-too-large",
        f"`{PATH}` has 11 bytes, and AnkiWeb takes no file of more than 5",
    )
