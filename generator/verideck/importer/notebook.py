"""Jupyter notebooks: questions in Markdown cells and comments, answers in prose, strings and code. Owns nbformat.

Nothing of a notebook is run: what its code once wrote is taken from the file.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator
from typing import Any

from verideck.importer.code import is_python
from verideck.importer.entry import Found, RefusedError
from verideck.importer.markdown import fence
from verideck.importer.numbered import Asked, Done, Piece, Said, Scanner, Shown, entries_of
from verideck.importer.pictures import Pictures
from verideck.model import Diagnostic, Span

NUMBER = r"(?:Q(?:uestion)?\.?\s*)?\d{1,4}\s*[.):]\s*"
HEADING = re.compile(rf"\s{{0,3}}#{{1,6}}\s*{NUMBER}(?P<text>\S.*?)\s*#*\s*", re.IGNORECASE)
BOLD = re.compile(rf"\s{{0,3}}(\*\*|__)\s*{NUMBER}(?P<text>\S.*?)\s*\1\s*", re.IGNORECASE)
BARE = re.compile(rf"{NUMBER}(?P<text>\S.*\?)\s*", re.IGNORECASE)
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
EXCEPTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def read_notebook(path: str, text: str, pictures: Pictures) -> Found:
    """The questions of a notebook. Raises RefusedError where it is none, or has none."""
    reader = Reader(path, pictures)
    for number, cell in enumerate(cells_of(path, text), 1):
        reader.cell(number, cell)
    entries, found = entries_of(reader.pieces)
    if not entries:
        help = "begin questions as in `## 1. What is a tensor?` in a Markdown cell, or `#1. …` in a code cell"
        raise RefusedError("this notebook has no numbered question", Span(path, 1), help)
    return Found(tuple(entries), tuple(found), texts=reader.texts)


def cells_of(path: str, text: str) -> list[Any]:
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
        return list(notebook.cells)
    except RecursionError:
        raise RefusedError("this notebook nests too deeply", Span(path, 1), NOTEBOOK) from None
    except Exception as error:  # it has exceptions of many libraries for what is wrong with a file
        message = f"this is no notebook that can be read: {str(error).partition(chr(10))[0][:200]}"
        raise RefusedError(message, Span(path, 1), NOTEBOOK) from None


NOTEBOOK = "open it in Jupyter and save it once more"


class Reader:
    """Turns cells into pieces of questions and answers. A cell's lines are counted in a text of its own."""

    def __init__(self, path: str, pictures: Pictures) -> None:
        self.path, self.pictures = path, pictures
        self.pieces: list[Piece] = []
        self.texts: dict[str, str] = {}

    def cell(self, number: int, cell: Any) -> None:
        name, source = f"{self.path}[{number}]", str(cell.source)
        self.texts[name] = source
        match cell.cell_type:
            case "code":
                self.code(name, source, list(cell.outputs))
            case _:
                self.pieces += markdown_pieces(name, source)

    def code(self, name: str, source: str, outputs: list[Any]) -> None:
        scanned = Scanner(name, source.split("\n")).scan()
        last = next((at for at in reversed(range(len(scanned))) if isinstance(scanned[at], Done)), None)
        for at, piece in enumerate(scanned):
            if not isinstance(piece, Done):
                self.pieces.append(piece)
            else:
                self.pieces += self.done(piece, outputs if at == last else [])

    def done(self, code: Done, outputs: list[Any]) -> Iterator[Piece]:
        """Code with what it wrote. What is no Python, such as `!pip`, is shown and cannot be run."""
        if not is_python(code.text):
            help = "it is shown as text; make Python of it to have it run"
            yield Shown(fence("text", code.text), code.span)
            yield Diagnostic(
                "not-python", "this is no Python that runs outside of notebooks", code.span, "warning", help=help
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
        text = "".join(data) if isinstance(data, list) else str(data)
        if kind == "image/svg+xml":
            return self.pictures.add(name, text.encode())
        try:
            return self.pictures.add(name, base64.b64decode(text))
        except (binascii.Error, ValueError):
            return ""


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
    return ANSI.sub("", "\n".join(part.rstrip("\n") for part in parts if part.strip()))


def markdown_pieces(name: str, source: str) -> Iterator[Piece]:
    """The questions and the prose of a Markdown cell. A bare `1. …?` is a question where it opens the cell alone."""
    lines = source.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    bare = BARE.fullmatch(lines[first]) if sum(bool(BARE.fullmatch(line)) for line in lines) == 1 else None
    said = list[str]()
    start = 0
    for at, line in enumerate(lines):
        question = HEADING.fullmatch(line) or BOLD.fullmatch(line) or (bare if at == first else None)
        if not question:
            said.append(line)
            continue
        yield from prose(name, said, start)
        yield Asked(question["text"].strip("*_ "), Span(name, at + 1, 1, at + 1, len(line) + 1))
        said, start = [], at + 1
    yield from prose(name, said, start)


def prose(name: str, lines: list[str], start: int) -> Iterator[Said]:
    blank = next((at for at, line in enumerate(lines) if line.strip()), None)
    if blank is not None:
        line = start + blank + 1
        yield Said("\n".join(lines[blank:]), Span(name, line, 1, line, len(lines[blank]) + 1))
