"""One note in the report: its answer with what holds no evidence marked, and all evidence below."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from verideck.model import Diagnostic
from verideck.report.entries import (
    ClaimEntry,
    CoverageEntry,
    NoteEntry,
    OutputEntry,
    PassageEntry,
    SentenceEntry,
    ValueEntry,
)


def article(note: NoteEntry, found: Sequence[Diagnostic], figures: Mapping[str, bytes]) -> str:
    coverage = note["coverage"]
    state = ["bare"] * (coverage["covered"] < coverage["sentences"]) + ["fresh"] * (note["cached"] is False)
    return (
        f'<article id="{escape(note["id"])}" class="{" ".join([note["outcome"], *state])}">\n'
        f"<h3>{coded(note['heading'])}</h3>\n{about(note)}"
        f"{''.join(map(complaint, found))}{prose(note['prose'])}{claims(note['claims'])}"
        f"{values(note['values'])}{''.join(output(each, figures) for each in note['outputs'])}</article>\n"
    )


def about(note: NoteEntry) -> str:
    cache = {True: "from the cache", False: "run now", None: ""}[note["cached"]]
    time = "" if note["seconds"] is None or not note["programs"] else f"{note['seconds']:.2f} s"
    prose = f"{share(note['coverage'])} of the prose" if note["coverage"]["sentences"] else ""
    parts = [f"{note['file']}:{note['line']}", note["kind"], " ".join(note["tags"]), time, cache, prose]
    told = " · ".join(escape(part) for part in parts if part)
    return (
        f'<p class="about"><strong>{note["outcome"]}</strong> <a href="#{escape(note["id"])}">{escape(note["id"])}</a>'
        f" · {told}</p>\n"
    )


def share(coverage: CoverageEntry) -> str:
    """How much is covered, rounded down so that 100 % means all of it."""
    stated = coverage["sentences"]
    return f"{100 * coverage['covered'] // stated} %" if stated else ""


def complaint(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    return (
        f'<p class="complaint {diagnostic.severity}"><strong>{diagnostic.severity}[{escape(diagnostic.code)}]</strong> '
        f"line {span.line}: {coded(diagnostic.message)}</p>\n"
    )


# ── Prose ──


def prose(passages: Iterable[PassageEntry]) -> str:
    """Paragraphs, and what stands in one list, quote or table together."""
    return "".join(
        TOGETHER[within].format("".join(TAG[within].format(passage(each)) for each in group))
        for within, group in groupby(passages, lambda each: each["within"])
    )


TOGETHER = {"answer": "{}", "list": "<ul>\n{}</ul>\n", "quote": "<blockquote>\n{}</blockquote>\n", "table": "{}"}
TAG = {"answer": "<p>{}</p>\n", "list": "<li>{}</li>\n", "quote": "<p>{}</p>\n", "table": "<p>{}</p>\n"}


def passage(entry: PassageEntry) -> str:
    return " ".join(map(sentence, entry["sentences"]))


def sentence(entry: SentenceEntry) -> str:
    text = coded(entry["text"])
    return f'<span class="bare">{text}</span>' if entry["covered"] is False else text


CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def coded(text: str) -> str:
    """Plain text in which backticks mark code."""
    parts = CODE.split(text)
    return "".join(
        f"<code>{escape(part.strip() if len(parts[index - 1]) > 1 else part)}</code>"
        if index % 3 == 2
        else escape(part)
        for index, part in enumerate(parts)
        if index % 3 != 1
    )


# ── Evidence ──


def claims(entries: Sequence[ClaimEntry]) -> str:
    return f'<ul class="claims">\n{"".join(map(claim, entries))}</ul>\n' if entries else ""


HELD = {True: ("held", "✓", "held"), False: ("failed", "✗", "failed"), None: ("untried", "–", "could not be tried")}


def claim(entry: ClaimEntry) -> str:
    state, sign, word = HELD[entry["held"]]
    return (
        f'<li class="{state}"><span class="sign" role="img" aria-label="{word}">{sign}</span> '
        f'{escape(entry["text"])} <span class="quiet">{escape(entry["name"])}, {escape(entry["file"])}:{entry["line"]}'
        f'</span><pre tabindex="0">{escape(entry["code"])}</pre></li>\n'
    )


def values(entries: Sequence[ValueEntry]) -> str:
    return f'<ul class="values">\n{"".join(map(value, entries))}</ul>\n' if entries else ""


def value(entry: ValueEntry) -> str:
    text = "unknown" if entry["text"] is None else f"<code>{escape(entry['text'])}</code>"
    return f"<li><code>{escape(entry['expression'])}</code> is {text}</li>\n"


def output(entry: OutputEntry, figures: Mapping[str, bytes]) -> str:
    code = f'<pre tabindex="0">{escape(entry["code"])}</pre>\n'
    raised = f'<p class="quiet">raised <code>{escape(entry["raised"])}</code></p>\n' if entry["raised"] else ""
    text = f'<pre class="output" tabindex="0">{escape(entry["text"])}</pre>\n' if entry["text"] else ""
    return f'<div class="ran">{code}{text}{raised}{figure(entry, figures)}</div>\n'


def figure(entry: OutputEntry, figures: Mapping[str, bytes]) -> str:
    shown = entry["figure"]
    if shown is None or shown["file"] not in figures:
        return ""
    kind = {"svg": "svg+xml"}.get(shown["file"].rpartition(".")[2], "png")
    data = base64.b64encode(figures[shown["file"]]).decode()
    return f'<img src="data:image/{kind};base64,{data}" alt="{escape(shown["alt"])}" loading="lazy">\n'
