"""Numbered questions with their answers in strings, as text of notebooks holds them: `#1. question`, then a string."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TypeAlias

from verideck.importer.code import is_python, value_of_string
from verideck.importer.decoding import is_fit
from verideck.importer.entry import Entry, Found, RefusedError
from verideck.importer.markdown import fence, marked_markdown, running
from verideck.model import Diagnostic, Span
from verideck.read import bare

QUESTION = re.compile(r"\s*#+\s*(?:Q(?:uestion)?\.?\s*)?\d{1,4}\s*[.):]\s*(?P<text>\S.*)", re.IGNORECASE)
PROMPT = re.compile(r"\s*(?:In|Out)\s*\[[^\]]*\]\s*:?\s*$")
STRING = re.compile(r"\s*(?P<prefix>[rRbBuUfF]{0,2})(?P<quote>\"\"\"|''')")
SHORT_STRING = re.compile(
    r"\s*(?P<prefix>[rRuU]?)(?P<quote>[\"'])(?P<text>(?:\\.|(?!(?P=quote))[^\\])+)(?P=quote)\s*;?\s*$"
)
COMMENT = re.compile(r"\s*#+ ?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as plain text, and as the Markdown of a heading where it has one."""

    text: str
    span: Span
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A part of an answer in words, as plain text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Done:
    """A part of an answer in code."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of an answer that is Markdown already: of a Markdown cell, or what code wrote, or its image."""

    markdown: str
    span: Span


Piece: TypeAlias = Asked | Said | Done | Shown | Diagnostic


@dataclass(slots=True)
class Scanner:
    """Walks over the lines of a notebook's code, or of a text that looks like one. It runs nothing of it.

    `python` is whether its strings are Python's.
    """

    path: str
    lines: list[str]
    python: bool = True
    at: int = 0
    pieces: list[Piece] = field(default_factory=list)

    def span(self, line: int) -> Span:
        """A line of the input, counted from 0."""
        text = self.lines[line].rstrip()
        return Span(self.path, line + 1, len(text) - len(text.lstrip()) + 1, line + 1, len(text) + 1)

    def scan(self) -> list[Piece]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip() or PROMPT.match(line):
                self.at += 1
            elif question := QUESTION.match(line):
                self.question(question["text"])
            elif string := STRING.match(line):
                self.string(string)
            elif short := SHORT_STRING.match(line):
                self.said(short, short["text"], self.at)
                self.at += 1
            else:
                self.code()
        return self.pieces

    def take(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.at += 1

    def question(self, first: str) -> None:
        """A question goes on over the next lines, with or without a `#`, up to a blank line or its answer."""
        start, words = self.at, [first]
        self.at += 1
        code = is_python("\n".join(takewhile(str.strip, islice(self.lines, self.at, None))))
        while not code and self.at < len(self.lines) and not self.ends_question(self.lines[self.at]):
            words.append(COMMENT.sub("", self.lines[self.at]).strip())
            self.at += 1
        self.pieces.append(Asked(" ".join(" ".join(words).split()), self.span(start)))

    def ends_question(self, line: str) -> bool:
        code = line.lstrip().startswith(("!", "%")) or is_python(line.strip())
        return not line.strip() or code or bool(QUESTION.match(line) or STRING.match(line) or SHORT_STRING.match(line))

    def string(self, opening: re.Match[str]) -> None:
        start, quote = self.at, opening["quote"]
        text, collected = self.lines[start][opening.end() :], list[str]()
        while (end := end_of_string(text, quote)) is None:
            collected.append(text)
            self.at += 1
            if self.at == len(self.lines) or QUESTION.match(self.lines[self.at]):
                help = f"close it with {quote}; until then it was taken to end before the next question"
                self.said(opening, "\n".join(collected), start)
                self.pieces.append(self.unclosed(start, help))
                return
            text = self.lines[self.at]
        self.said(opening, "\n".join([*collected, text[:end]]), start)
        self.lines[self.at] = text[end + len(quote) :].strip().lstrip(";,")
        if not self.lines[self.at]:
            self.at += 1

    def said(self, opening: re.Match[str], written: str, line: int) -> None:
        """What a string says: in Python, what its escapes stand for."""
        literal = f"{opening['prefix']}{opening['quote']}{written}{opening['quote']}"
        text = value_of_string(literal) if self.python else None
        if text is not None and not is_fit(text):
            help = r"begin the string with `r`, or write `\\` for each `\` in it, and import again"
            message = (
                "an escape in this string is a character that no card can show, so the string stays as it is written"
            )
            self.pieces.append(Diagnostic("escape", message, self.span(line), "warning", help=help))
            text = None
        self.pieces.append(Said(written if text is None else bare(text), self.span(line)))

    def unclosed(self, line: int, help: str) -> Diagnostic:
        return Diagnostic("unclosed-string", "this string is never closed", self.span(line), "warning", help=help)

    def code(self) -> None:
        """Code goes on to the next question or answer; comments alone between blank lines are an answer, too."""
        start = self.at
        while self.at < len(self.lines) and not (
            QUESTION.match(self.lines[self.at]) or STRING.match(self.lines[self.at])
        ):
            self.at += 1
        lines = self.lines[start : self.at]
        if all(line.lstrip().startswith("#") or not line.strip() for line in lines):
            self.pieces.append(Said("\n".join(COMMENT.sub("", line) for line in lines), self.span(start)))
        else:
            self.pieces.append(Done("\n".join(lines).strip("\n"), self.span(start)))


def end_of_string(line: str, quote: str) -> int | None:
    """Where the quote stands that ends a string; none does after a backslash."""
    end = re.match(rf"(?:\\.|(?!{quote})[^\\]|\\$)*", line)
    return end.end() if end and line.startswith(quote, end.end()) else None


def read_numbered(path: str, text: str) -> Found:
    """The questions of a text. Raises RefusedError where it has none."""
    pieces = Scanner(path, text.split("\n")).scan()
    entries, found = entries_of(pieces)
    if not entries:
        raise RefusedError("this text has no numbered question", Span(path, 1), FORM)
    return Found(tuple(entries), tuple(found), texts={path: text})


FORM = "begin questions as in `#1. What is a tensor?`, and put each answer below it in a string"


def entries_of(pieces: Iterable[Piece]) -> tuple[list[Entry], list[Diagnostic]]:
    """Each question with what stands below it up to the next, and what belongs to none."""
    asked, below = None, list[Piece]()
    entries, found = list[Entry](), list[Diagnostic]()
    for piece in pieces:
        match piece:
            case Diagnostic():
                found.append(piece)
            case Asked():
                entries += [entry_of(asked, below)] if asked else []
                asked, below = piece, []
            case _ if asked is None:
                found.append(outside(piece))
            case _:
                below.append(piece)
    entries += [entry_of(asked, below)] if asked else []
    found += [unanswered(entry) for entry in entries if not entry.back]
    return entries, found


def entry_of(asked: Asked, below: Iterable[Piece]) -> Entry:
    back = "\n\n".join(filter(None, map(markdown_of, below)))
    return Entry(asked.span, asked.text, asked.heading or running(asked.text), back=back)


def markdown_of(piece: Piece) -> str:
    match piece:
        case Said(text):
            return marked_markdown(text)
        case Done(text):
            return fence("python", text)
        case Shown(markdown):
            return markdown
        case _:
            return ""


def outside(piece: Said | Done | Shown) -> Diagnostic:
    message = "this stands above the first question and was not taken over"
    return Diagnostic("not-placed", message, piece.span, help="put it below a question that it belongs to")


def unanswered(entry: Entry) -> Diagnostic:
    return Diagnostic("no-answer", "this question has no answer", entry.span, "warning", help="write one into the card")
