"""`verideck import`: turns what people have into card files that parse. Nothing of a foreign file is ever run.

entry      what a reader hands over, and a file that is refused
decoding   the bytes of a text file become text
numbered   numbered questions with answers in strings
notebook   the same in Jupyter notebooks (owns nbformat)
cells      the questions and answers in their Markdown cells
blocks     the blocks of such a cell as a card file reads them
inline     running text that is Markdown already, every statement marked
table      CSV, TSV and Anki's text export
package    `.apkg` and `.colpkg`
archive    a package's zip, within limits (owns zstandard)
protobuf   the little of it that packages need
collection a package's database, read-only and confined
templates  which fields stand on which side
html       HTML fields as Markdown
markdown   plain text as Markdown, every statement marked as still to be proven
passages   paragraphs, list items and code of a plain text
sentences  where a sentence ends, and whether it states something
code       what in plain text is code
pictures   the images of notes
cards      the card file that comes of it
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from verideck.build import parse_all
from verideck.files import write_atomically
from verideck.importer.cards import card_file
from verideck.importer.decoding import decoded
from verideck.importer.entry import Entry, Found, RefusedError
from verideck.importer.numbered import read_numbered
from verideck.importer.pictures import Pictures
from verideck.model import Diagnostic, Project, Span
from verideck.parse import slug
from verideck.resolve import guid_of
from verideck.ship import read_history

__all__ = ["Imported", "import_file", "write"]

MOST_TEXT = 64 * 2**20
PACKAGES = (".apkg", ".colpkg")
TABLES = (".csv", ".tsv", ".tab")
TEXTS = (".txt", ".py", ".md", "")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import would write: a card file at `path`, and `files`, by their paths relative to the project's root.

    `found` is how many notes the foreign file has, `entries` are those that were placed. `diagnostics` say what was
    not; `texts` are what their spans count in.
    """

    path: str
    text: str
    files: Mapping[str, bytes]
    entries: tuple[Entry, ...]
    found: int
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    @property
    def failed(self) -> bool:
        """Whether something could not be placed."""
        return any(found.severity == "error" for found in self.diagnostics)


def import_file(
    project: Project, file: Path, into: str | None = None, source: str | None = None, encoding: str | None = None
) -> Imported | Diagnostic:
    """What becomes of a foreign file, or why it is refused. Writes nothing.

    `into` is the card file's path, relative to the project's root; `source` what cited notes refer to.
    Raises OSError where the file cannot be read.
    """
    try:
        path = target(project, file, into)
        pictures = Pictures(f"media/{PurePosixPath(path).stem}")
        read = read_file(file, pictures, encoding)
    except RefusedError as error:
        return error.diagnostic
    ids, guids = known(project)
    cited = (source or file.name) if read.cited else source
    cards = card_file(path, read.entries, ids, guids, cited)
    folder = PurePosixPath(path).parent / "media" / PurePosixPath(path).stem
    files = {str(folder / name): data for name, data in pictures.files.items()}
    found = (*read.diagnostics, *cards.diagnostics, *settings_that_are_missing(project, read))
    return Imported(
        path, cards.text, files if cards.entries else {}, cards.entries, len(read.entries), found, read.texts
    )


def known(project: Project) -> tuple[set[str], set[str]]:
    """The ids and the GUIDs that are not free any more."""
    drafts = parse_all(project).named
    history = read_history(project)
    retired = set() if isinstance(history, Diagnostic) else {line.id for line in history.lock.notes}
    ids = {str(draft.id) for draft in drafts}
    return ids | retired, {draft.guid or guid_of(project.settings.namespace, str(draft.id)) for draft in drafts}


# ── Reading ──


def read_file(file: Path, pictures: Pictures, encoding: str | None) -> Found:
    ending, mode = file.suffix.lower(), file.stat().st_mode
    if not stat.S_ISREG(mode):
        raise RefusedError("this is not a file", Span(file.name, 1), "name a file")
    if ending in PACKAGES:
        from verideck.importer.package import read_package

        return read_package(file, pictures)
    text = decoded(read_text(file), file.name, encoding)
    if ending == ".ipynb":
        from verideck.importer.notebook import read_notebook

        return read_notebook(file.name, text, pictures, file.parent)
    if ending in TABLES or text.startswith("#separator:"):
        from verideck.importer.table import read_table

        return read_table(file.name, text)
    if ending not in TEXTS:
        help = "choose one of .apkg, .colpkg, .ipynb, .csv, .tsv and .txt"
        raise RefusedError(f"`{ending}` is not a kind of file that can be imported", Span(file.name, 1), help)
    return read_numbered(file.name, text)


def read_text(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(MOST_TEXT + 1)
    if len(data) > MOST_TEXT:
        help = "split it, or clear the outputs of a notebook"
        raise RefusedError(f"this file has more than {MOST_TEXT // 2**20} MiB", Span(file.name, 1), help)
    return data


# ── Writing ──


def target(project: Project, file: Path, into: str | None) -> str:
    """The path of the card file, which is new and lies among the cards. Raises RefusedError."""
    cards = project.settings.cards
    path = into or f"{cards}/{slug(file.stem)}.md"
    span, root = Span(file.name, 1), os.path.realpath(project.root)
    real = os.path.realpath(project.root / path)
    below = Path(real).is_relative_to(os.path.realpath(project.root / cards)) and Path(real).is_relative_to(root)
    relative = os.path.relpath(real, root).replace(os.sep, "/")
    if not below or not path.endswith(".md") or any(part.startswith(".") for part in relative.split("/")):
        help = f"name one as in `--into {cards}/{slug(file.stem)}.md`"
        raise RefusedError(f"`{path}` is not a card file", span, help)
    if os.path.lexists(project.root / path):
        raise RefusedError(f"`{path}` is there already", span, "remove it, or name another with `--into`")
    return relative


def write(project: Project, imported: Imported) -> Iterator[Diagnostic]:
    """Writes the images, then the cards: all or nothing, and never over a file that says something else.

    Raises OSError.
    """
    taken = [path for path, data in imported.files.items() if is_taken(project.root / path, data)]
    for path in (*taken, *([imported.path] if os.path.lexists(project.root / imported.path) else [])):
        help = "remove it, or name another card file with `--into`"
        yield Diagnostic(
            "import-refused", f"`{path}` is there already, so nothing was written", Span(path, 1), help=help
        )
        return
    cards = project.root / imported.path
    images = {project.root / path: data for path, data in imported.files.items()}
    new = {image: data for image, data in images.items() if not image.exists()}
    try:
        for image, data in new.items():
            write_atomically(image, data)
        write_atomically(cards, imported.text.encode())
    except BaseException:  # an interrupt, too
        if not cards.exists():
            remove(new)
        raise


def remove(files: Iterable[Path]) -> None:
    """Takes files away, and their folders where nothing else is in them."""
    for path in files:
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            with suppress(OSError):
                folder.rmdir()


def is_taken(path: Path, data: bytes) -> bool:
    """Whether something else stands there, or the way to it leads elsewhere."""
    if os.path.realpath(path.parent) != str(
        Path(os.path.realpath(path.parents[2])) / path.parent.parent.name / path.parent.name
    ):
        return True
    return os.path.lexists(path) and (path.is_symlink() or not path.is_file() or path.read_bytes() != data)


def settings_that_are_missing(project: Project, read: Found) -> Iterator[Diagnostic]:
    missing = [
        name
        for name, wanted, given in (
            ("allow-cited", read.cited, project.settings.allow_cited),
            ("allow-html", read.html, project.settings.allow_html),
        )
        if wanted and not given
    ]
    if missing and read.entries:
        lines = " and ".join(f"`{name} = true`" for name in missing)
        what = "are cited, not proven, and hold raw HTML" if read.cited else "hold raw HTML"
        message = f"these notes {what}: they need {lines}"
        help = "add it to the settings, or " + ("prove the answers" if read.cited else "write Markdown for it")
        yield Diagnostic("settings", message, Span(project.settings_path, 1), "warning", help=help)
