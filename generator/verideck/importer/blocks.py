"""Markdown cells: their blocks are written anew, so that a card file reads them as Jupyter does.

What a card cannot hold is rewritten where that says the same, else shown as it is written; both are reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from verideck.importer.inline import IMAGES, Inline, References, normal
from verideck.importer.markdown import fence, indented, marked_markdown
from verideck.importer.pictures import Placing
from verideck.model import Diagnostic, Source
from verideck.parse import MAX_DEPTH, Token, parse, tokenize, visible_html

DEFINITION = re.compile(
    r" {0,3}\[([^\[\]\n^][^\[\]\n]*)\]:\s*<?([^\s<>]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*$"
)
ADMONITION = re.compile(r"(\[!\w+\])[ \t]*\n")
OPTIONS = re.compile(r"^((?:> |[ ])*(?:[-+] +|\d+[.)] +)*`{3,})[^`\n]+$", re.MULTILINE)
LEAST_LEVEL = 3
"""Of a heading that begins no note."""

Report = Callable[[int, str, str], None]
"""Takes a line, counted from 0, a diagnostic's code and its message."""


def references(source: str) -> References:
    """What a cell's reference links lead to."""
    found = dict[str, str]()
    for token in tokenize(source):
        for defined in leading_definitions(token.content) if token.type == "inline" else ():
            found.setdefault(normal(defined[1]), defined[2])
    return References(found)


def leading_definitions(paragraph: str) -> list[re.Match[str]]:
    """Those that a paragraph begins with, a line each: within one they are text."""
    return [found for found in takewhile(bool, map(DEFINITION.match, paragraph.split("\n"))) if found]


def verbatim_lines(source: str) -> set[int]:
    """The lines, counted from 0, in which nothing is Markdown."""
    verbatim = [token.map for token in tokenize(source) if token.type in ("fence", "code_block", "html_block")]
    return {line for lines in verbatim if lines for line in range(*lines)}


def cell_markdown(source: str, links: References, placing: Placing, report: Report) -> str:
    """The Markdown for a part of a cell."""
    lines, written, before = source.split("\n"), list[str](), ""
    for opening, block in top_level(tokenize(source)):
        writer = Writer(block, links, placing)
        first, last = opening.map or (0, 0)
        made, given_up = placed(writer, "\n".join(lines[first:last]), before)
        for code, message in dict.fromkeys(given_up or writer.notes):
            report(first, code, message)
        written += [made] if made else []
        before = opening.type if opening.type != before else ""
    return "\n\n".join(written)


def placed(writer: Writer, source: str, before: str) -> tuple[str, list[tuple[str, str]]]:
    """A block that parses, and what had to be given up for that."""
    if any(token.level >= MAX_DEPTH - 1 for token in writer.tokens):
        return as_text(source), [("as-text", "this is nested too deeply, and is shown as plain text")]
    made = "\n\n".join(writer.blocks(len(writer.tokens), before))
    problem = problem_of(made)
    if problem is None:
        return made, []
    tame = shown_only(made)
    if tame != made and problem_of(tame) is None:
        return tame, [*writer.notes, ("not-run", f"the code here is shown and does not run: {problem}")]
    return as_text(source), [("as-text", f"this is shown as plain text: {problem}")]


def as_text(source: str) -> str:
    made = marked_markdown(source)
    return made if problem_of(made) is None else shown_only(made)


def shown_only(markdown: str) -> str:
    """The same with code that does not run."""
    return OPTIONS.sub(r"\1text", markdown)


def problem_of(markdown: str) -> str | None:
    source = Source("cell.md", f"# Q {{#q}}\n\n---\n\n{markdown}\n", "card")
    return next((each.message for each in parse(source) if isinstance(each, Diagnostic)), None)


def top_level(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Each block that stands in no other, as its first token and all of them."""
    block = list[Token]()
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block[0], block
            block = []


class Writer:
    """Walks over the tokens of blocks once; `at` is where it stands. `notes` say what was not kept."""

    def __init__(self, tokens: list[Token], links: References, placing: Placing) -> None:
        self.tokens, self.at, self.placing = tokens, 0, placing
        self.inline = Inline(self.path, links)
        self.notes = self.inline.notes

    def path(self, url: str) -> str:
        path = self.placing.path(url)
        self.report_lost(*([] if path or self.placing.lost else [url]))
        return path or ""

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def blocks(self, end: int | None = None, before: str = "", *, tight: bool = False) -> list[str]:
        """The blocks up to an end, or to the closing token of the container that was just opened, which is taken."""
        written = list[str]()
        while self.at < end if end is not None else self.tokens[self.at].nesting >= 0:
            opening = self.tokens[self.at]
            made = self.block(opening.type == before)
            before = opening.type if opening.type != before else ""
            if written and tight and opening.type == "bullet_list_open" and made[1:].strip():
                written[-1] += f"\n{made}"
            elif made:
                written.append(made)
        self.at += end is None
        return written

    def block(self, again: bool) -> str:
        """A block. `again` is whether a list follows another one, from which its markers tell it."""
        token = self.take()
        match token.type:
            case "paragraph_open":
                return self.paragraph()
            case "heading_open":
                return self.heading(token)
            case "blockquote_open":
                return quoted("\n\n".join(self.blocks()))
            case "bullet_list_open" | "ordered_list_open":
                return self.item_list(token, again)
            case "table_open":
                return self.table()
            case "hr":
                return "***"
            case "fence":
                return fence(token.info.strip().replace("`", ""), token.content)
            case "code_block":
                return fence("", token.content)
            case _:
                return self.html(token.content)

    def content(self) -> str:
        """The running text of the block that was just opened, with its closing token."""
        self.at += 2
        return self.tokens[self.at - 2].content

    def paragraph(self) -> str:
        text = self.content()
        text = "\n".join(text.split("\n")[len(leading_definitions(text)) :])
        mark = ADMONITION.match(text)
        return f"{mark[1]}\n{self.inline.marked(text[mark.end() :])}" if mark else self.inline.marked(text)

    def heading(self, opening: Token) -> str:
        level = max(LEAST_LEVEL, int(opening.tag[1:]))
        return f"{'#' * level} {self.inline.running(self.content())}".strip()

    def item_list(self, opening: Token, again: bool) -> str:
        number = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
        items, tight = list[str](), self.is_tight(opening)
        while self.take().type == "list_item_open":
            marker = ("+" if again else "-") if number is None else f"{number}{')' if again else '.'}"
            number = None if number is None else number + 1
            marker = marker.ljust(max(4, len(marker) + 1))
            body = "\n\n".join(self.blocks(tight=tight))
            items.append((marker + indented(body, " " * len(marker)).lstrip(" ")).rstrip())
        return ("\n" if tight else "\n\n").join(items)

    def is_tight(self, opening: Token) -> bool:
        inside = takewhile(lambda token: token.level > opening.level, self.tokens[self.at :])
        paragraphs = (token for token in inside if token.type == "paragraph_open")
        return all(token.hidden for token in paragraphs if token.level == opening.level + 2)

    def table(self) -> str:
        rows, row, rule = list[str](), list[str](), ""
        while (token := self.take()).type != "table_close":
            match token.type:
                case "th_open":
                    rule += f" {RULES.get(str(token.attrs.get('style', '')), '---')} |"
                case "inline":
                    row.append(self.cell(token.content, head=len(rows) == 0))
                case "tr_close":
                    rows += [f"| {' | '.join(row)} |", *([f"|{rule}"] if not rows else [])]
                    row = []
        return "\n".join(rows)

    def cell(self, text: str, *, head: bool) -> str:
        written = self.inline.running(text) if head else " ".join(self.inline.marked(text).split())
        return written.replace("|", "\\|")

    def html(self, text: str) -> str:
        if IMAGES.fullmatch(text.strip()):
            return self.inline.running(text)
        if visible_html(text):
            self.notes.append(("raw-html", "this HTML was kept, and nothing in it is marked"))
        placed = self.placing.place(text.strip("\n"))
        self.report_lost()
        return placed

    def report_lost(self, *more: str) -> None:
        for name in (*self.placing.lost, *more):
            message = f"`{name[:80]}` is not an image that can be copied; the text that names it was kept"
            self.notes.append(("media", message))
        self.placing.lost.clear()


RULES = {"text-align:left": ":---", "text-align:center": ":---:", "text-align:right": "---:"}


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
