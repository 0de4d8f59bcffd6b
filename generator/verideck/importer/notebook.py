"""Jupyter notebooks: questions in Markdown cells and comments, answers in prose, strings and code. Owns nbformat.

Nothing of a notebook is run: what its code once wrote is taken from the file.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from verideck.importer.cells import CellImages, MarkdownCell
from verideck.importer.code import is_python
from verideck.importer.decoding import fit
from verideck.importer.entry import Found, RefusedError
from verideck.importer.markdown import fence
from verideck.importer.numbered import Asked, Done, Piece, Scanner, Shown, entries_of
from verideck.importer.pictures import Pictures
from verideck.media import MOST_BYTES
from verideck.model import Diagnostic, Span

ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
EXCEPTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def read_notebook(path: str, text: str, pictures: Pictures, folder: Path | None = None) -> Found:
    """The questions of a notebook that lies in a folder. Raises RefusedError where it cannot be read, or has none."""
    notebook = opened(path, text)
    reader = Reader(path, pictures, folder, is_of_python(notebook.metadata))
    for number, cell in enumerate(notebook.cells, 1):
        reader.cell(number, cell)
    entries, found = entries_of(reader.pieces)
    if not entries:
        help = "begin questions as in `## 1. What is a tensor?` in a Markdown cell, or `#1. …` in a code cell"
        raise RefusedError("this notebook has no numbered question", Span(path, 1), help)
    html = any(each.code == "raw-html" for each in found)
    return Found(tuple(entries), tuple(found), html=html, texts=reader.texts)


def is_of_python(metadata: Mapping[str, Any]) -> bool:
    """Whether the code of a notebook is Python, as far as it says."""
    said = (metadata.get("language_info", {}).get("name"), metadata.get("kernelspec", {}).get("language"))
    return str(next(filter(None, said), "python")).lower().startswith("python")


def opened(path: str, text: str) -> Any:
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            problems: dict[str, Any] = {}
            notebook = nbformat.reads(  # type: ignore[no-untyped-call]  # ships no types
                text, as_version=4, capture_validation_error=problems
            )
        if problems:
            raise ValueError(str(problems.get("ValidationError", "it is not valid")).partition("\n")[0])
        return notebook
    except RecursionError:
        raise RefusedError("this notebook nests too deeply", Span(path, 1), NOTEBOOK) from None
    except Exception as error:  # it has exceptions of many libraries for what is wrong with a file
        message = f"this is not a notebook that can be read: {str(error).partition(chr(10))[0][:200]}"
        raise RefusedError(message, Span(path, 1), NOTEBOOK) from None


NOTEBOOK = "open it in Jupyter and save it once more"


class Reader:
    """Turns cells into pieces of questions and answers. A cell's lines are counted in a text of its own."""

    def __init__(self, path: str, pictures: Pictures, folder: Path | None, python: bool) -> None:
        self.path, self.pictures, self.folder, self.python = path, pictures, folder, python
        self.pieces: list[Piece] = []
        self.texts: dict[str, str] = {}

    def cell(self, number: int, cell: Any) -> None:
        name, source = f"{self.path}[{number}]", fit(str(cell.source))
        self.texts[name] = source
        match cell.cell_type:
            case "code":
                self.code(name, source, list(cell.outputs))
            case _:
                asked = any(isinstance(piece, Asked) for piece in self.pieces)
                self.pieces += MarkdownCell(name, source, self.images(cell), self.pictures).pieces(asked=asked)

    def images(self, cell: Any) -> CellImages:
        held = {name: image_data(bundle) for name, bundle in cell.get("attachments", {}).items()}
        return CellImages(held, self.beside)

    def beside(self, name: str) -> bytes | None:
        """A file below the notebook's folder: one from anybody must not name other files of this machine."""
        if self.folder is None:
            return None
        try:
            folder, path = self.folder.resolve(), (self.folder / name).resolve()
            fit = path.is_relative_to(folder) and path.is_file() and path.stat().st_size <= MOST_BYTES
            return path.read_bytes() if fit else None
        except (OSError, ValueError, RuntimeError):  # the last of a link that leads to itself
            return None

    def code(self, name: str, source: str, outputs: list[Any]) -> None:
        scanned = Scanner(name, source.split("\n"), self.python).scan()
        last = next((at for at in reversed(range(len(scanned))) if isinstance(scanned[at], Done)), None)
        for at, piece in enumerate(scanned):
            if not isinstance(piece, Done):
                self.pieces.append(piece)
            else:
                self.pieces += self.done(piece, outputs if at == last else [])

    def done(self, code: Done, outputs: list[Any]) -> Iterator[Piece]:
        """Code with what it wrote. What is not Python, such as `!pip`, is shown and cannot be run."""
        if not is_python(code.text):
            help = "it is shown as text; make Python of it to have it run"
            yield Shown(fence("text", code.text), code.span)
            yield Diagnostic(
                "not-python", "this is not Python that runs outside a notebook", code.span, "warning", help=help
            )
            return
        raised = next((o.ename for o in outputs if o.output_type == "error" and EXCEPTION.fullmatch(o.ename)), None)
        written = fence("python", code.text, f" raises={raised}" if raised else "")
        if text := text_of(outputs):
            written += "\n\n" + fence("output", text)
        yield Shown(written, code.span)
        yield from self.beyond_text(code.span, outputs)

    def beyond_text(self, span: Span, outputs: list[Any]) -> Iterator[Piece]:
        """Images, which are kept, and everything else, which is named."""
        for output in outputs:
            if output.output_type == "stream" and output.name == "stderr":
                yield left_out("what it wrote to stderr", span)
            data = output.get("data", {})
            if kind := next((kind for kind in IMAGES if kind in data), None):
                path = self.image(span, kind, data[kind])
                yield Shown(f"![What this code showed]({path})", span) if path else left_out(f"its {kind}", span)
            elif data and "text/plain" not in data:
                yield left_out(f"its output of the type {', '.join(sorted(data))}", span)

    def image(self, span: Span, kind: str, data: object) -> str:
        name = f"{re.sub(r'[^A-Za-z0-9]+', '-', span.path).strip('-')}.{IMAGES[kind]}"
        decoded = image_data({kind: data})
        return self.pictures.add(name, decoded) if decoded else ""


def image_data(bundle: Mapping[str, Any]) -> bytes | None:
    """The first image of a table of media types and contents."""
    kind = next((kind for kind in IMAGES if kind in bundle), None)
    if kind is None:
        return None
    text = "".join(bundle[kind]) if isinstance(bundle[kind], list) else str(bundle[kind])
    if kind == "image/svg+xml" and text.lstrip().startswith("<"):
        return text.encode()
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def left_out(what: str, span: Span) -> Diagnostic:
    return Diagnostic("not-placed", f"{what} was left out", span, "warning", help="run the code again to see it")


def text_of(outputs: list[Any]) -> str:
    """What the code printed, and its last expression's value, as an `output` fence holds them."""
    parts = list[str]()
    for output in outputs:
        if output.output_type == "stream" and output.name == "stdout":
            parts.append(output.text)
        elif output.output_type == "execute_result" and not any(kind in output.data for kind in IMAGES):
            parts.append(output.data.get("text/plain", ""))
    return fit(ANSI.sub("", "\n".join(part.rstrip("\n") for part in parts if part.strip())))
