"""The report as one page that needs nothing else: no network, and no script to be read."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from verideck.model import Diagnostic
from verideck.report.article import article, share
from verideck.report.document import Document, FileEntry
from verideck.report.entries import NoteEntry
from verideck.report.environment import EnvironmentEntry
from verideck.report.summary import plural
from verideck.report.text import position, render_text

WIDTH = 100
"""Columns of a diagnostic."""


def page(
    document: Document, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], figures: Mapping[str, bytes]
) -> str:
    """HTML. `texts` are those of the sources by their paths, `figures` the files of the figures by their names."""
    style, script = (asset(name) for name in ("page.css", "page.js"))
    policy = f"default-src 'none'; img-src data:; style-src '{source(style)}'; script-src '{source(script)}'"
    found = sorted(diagnostics, key=position)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(document['name'])}: what every note rests on</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n{header(document)}<main>\n{mistakes(found, document, texts)}"
        f"{questions(document)}{SEARCH}{notes(document, found, figures)}</main>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def source(text: str) -> str:
    """By which the policy knows an inline style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


# ── The whole ────────────────────────────────────────────────────────────────────────────────────────────────────


def header(document: Document) -> str:
    totals = document["totals"]
    counts = totals["counts"]
    whole = totals["verified"] == totals["notes"] and not wrong(document)
    figures = [plural(counts["claims"], "claim"), plural(counts["values"], "value")]
    figures += [plural(counts["outputs"], "output"), plural(counts["figures"], "figure")]
    return (
        f"<header>\n<h1>{escape(document['name'])}</h1>\n"
        f'<p class="verdict {"good" if whole else "bad"}">{totals["verified"]} of {plural(totals["notes"], "note")} '
        f"verified</p>\n<p>{' · '.join(figures)} · {prose_share(totals)}</p>\n"
        f'<p class="quiet">{escape(package(document))}</p>\n{environment(document["environment"])}</header>\n'
    )


def wrong(document: Document) -> bool:
    return any(each["severity"] == "error" for each in document["diagnostics"])


def prose_share(totals: FileEntry) -> str:
    coverage = totals["coverage"]
    if not coverage["sentences"]:
        return "no prose"
    return (
        f"{coverage['covered']} of {plural(coverage['sentences'], 'sentence')} of the answers "
        f"contain evidence ({share(coverage)})"
    )


def package(document: Document) -> str:
    found = document["package"]
    return f"{found['file']}: {plural(found['notes'], 'note')}" if found else "no package was written"


def environment(found: EnvironmentEntry) -> str:
    if not found.get("python"):
        return '<p class="quiet">Nothing ran.</p>\n'
    versions = [escape(f"{name} {version}") for name, version in sorted(found.get("distributions", {}).items())]
    listed = f"<p>{', '.join(versions)}</p>" if versions else "<p>Nothing was imported but Python's own library.</p>"
    return (
        f'<details class="quiet"><summary>Ran under Python {escape(str(found["python"]))}</summary>{listed}</details>\n'
    )


def mistakes(found: Sequence[Diagnostic], document: Document, texts: Mapping[str, str]) -> str:
    if not found:
        return ""
    owners = map(owner_in(document["notes"]), found)
    items = "".join(mistake(each, owner, texts) for each, owner in zip(found, owners, strict=True))
    return f'<section aria-labelledby="wrong">\n<h2 id="wrong">To mend</h2>\n{items}</section>\n'


def mistake(diagnostic: Diagnostic, owner: NoteEntry | None, texts: Mapping[str, str]) -> str:
    text = escape(render_text([diagnostic], texts, color=False, width=WIDTH).rstrip("\n"))
    link = f'<a href="#{escape(owner["id"])}">to the note</a>' if owner else ""
    return f'<div class="mistake {diagnostic.severity}"><pre tabindex="0">{text}</pre>{link}</div>\n'


def owner_in(notes: Iterable[NoteEntry]) -> Callable[[Diagnostic], NoteEntry | None]:
    """Tells the note at whose lines a diagnostic stands."""
    of_file = {file: list(each) for file, each in groupby(notes, lambda note: note["file"])}

    def owner(diagnostic: Diagnostic) -> NoteEntry | None:
        candidates = of_file.get(diagnostic.span.path, [])
        place = bisect_right(candidates, diagnostic.span.line, key=lambda note: note["line"])
        return candidates[place - 1] if place else None

    return owner


def questions(document: Document) -> str:
    if not document["notes"]:
        return ""
    rows = "".join(question_row(file, link=True) for file in document["files"])
    return (
        '<section aria-labelledby="files">\n<h2 id="files">Questions</h2>\n<div class="wide" tabindex="0"><table>\n'
        "<thead><tr><th>File<th>Notes<th>Claims<th>Values<th>Outputs<th>Figures<th>Prose<th>Time</tr></thead>\n"
        f"<tbody>{rows}</tbody>\n<tfoot>{question_row(document['totals'], link=False)}</tfoot>\n</table></div>\n"
        '<p class="quiet">Prose: how many of the sentences that state something hold a claim or a value. '
        '<span class="bare">Sentences that hold none</span> are marked; nothing showed that they are true.</p>\n'
        "</section>\n"
    )


def question_row(file: FileEntry, *, link: bool) -> str:
    path = escape(file["file"])
    name = f'<a href="#{path}">{path}</a>' if link else "All"
    counts = file["counts"]
    numbers = (file["notes"], counts["claims"], counts["values"], counts["outputs"], counts["figures"])
    time = "" if file["seconds"] is None else f"{file['seconds']:.2f} s"
    cells = "".join(f"<td>{number or '·'}" for number in numbers)
    return f'<tr><th scope="row">{name}{cells}<td>{share(file["coverage"])}<td>{time}</tr>\n'


SEARCH = """\
<form role="search" id="search" hidden>
<label>Search <input type="search" id="words" placeholder="words, an id, a tag" autocomplete="off"></label>
<label>Show <select id="state"><option value="">all notes<option value="verified">verified
<option value="failed">not verified<option value="bare">with bare sentences<option value="fresh">run now
</select></label>
<output id="count"></output>
</form>
"""


def notes(document: Document, found: Sequence[Diagnostic], figures: Mapping[str, bytes]) -> str:
    of_note: dict[str, list[Diagnostic]] = {}
    owner_of = owner_in(document["notes"])
    for diagnostic in found:
        if owner := owner_of(diagnostic):
            of_note.setdefault(owner["id"], []).append(diagnostic)
    return "".join(sections(document["notes"], of_note, figures))


def sections(
    notes: Iterable[NoteEntry], found: Mapping[str, Sequence[Diagnostic]], figures: Mapping[str, bytes]
) -> Iterator[str]:
    for file, of_file in groupby(notes, lambda note: note["file"]):
        yield f'<section class="file">\n<h2 id="{escape(file)}">{escape(file)}</h2>\n'
        yield from (article(note, found.get(note["id"], ()), figures) for note in of_file)
        yield "</section>\n"
