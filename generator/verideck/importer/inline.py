"""Running text that is Markdown already: kept as it is written, each sentence marked, what cards do not have rewritten.

Code, formulas, links, images and tags become holes first, so that no mark and no end of a sentence falls into them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from verideck.importer.html import TAG
from verideck.importer.markdown import NO_BREAK, balanced, code_span, entity, escaped
from verideck.importer.sentences import sentences, states_something
from verideck.model import HOLE, HOLE_CLOSE, HOLE_OPEN

ATOM = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<hard>(?:\\| {2,})\n[ \t]*)"
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?P<inside>.+?)(?<!`)(?P=ticks)(?!`))"
    r"|(?P<comment><!--.*?-->)"
    r"|(?P<address><(?:https?://|mailto:)[^\s<>]*>)"
    rf"|(?P<tag>{TAG.pattern})"
    r"|(?P<math>\$\$[^$`]+\$\$|\$(?![\s$])(?:\\[^\n]|[^$`\\\n])*?(?<!\s)\$(?!\d))"
    r"|(?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}[^`$]*?\\end\{(?P=name)\})"
    r"|(?P<url>https?://[^\s<>()\[\]\\`*]+)"
    r"|(?P<bracket>!?\[)",
    re.DOTALL | re.IGNORECASE,
)
IMAGE_SOURCE = re.compile(r"""<img\s[^<>]*?\bsrc\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
IMAGE_ALT = re.compile(r"""\balt\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
IMAGES = re.compile(r"(?:<img\s[^<>]*>\s*)+", re.IGNORECASE)
"""A block of HTML that is images and no more."""

BRACKET = re.compile(r"\\.|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|[\[\]]", re.DOTALL)
TARGET = re.compile(
    r"\(\s*(?:<([^<>\n]*)>|([^\s()<]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
LABEL = re.compile(r"\[([^\[\]]*)\]")
MARKUP = re.compile(r"[\\`$<{]|(?<!~)~(?!~)|\((?=<?claim:)|\](?=[(\[:])")
ENTITY = frozenset("()[]")
BREAK = f"{HOLE_OPEN}{HOLE_CLOSE}"
"""A hard line break among the holes."""

WEB = ("https://", "http://", "mailto:")
COMMENT_OF_TEX = re.compile(r"(?<!\\)%[^\n]*")
EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|~~")
BLOCK_START = re.compile(r"\A(?:(?=[#>+=|:-]|~~~)|(\d{1,9})(?=[.)](?:\s|\Z))|(?=[*_](?:\s|\Z)|(?:[*_][ \t]*){3,}\Z))")
WORD = re.compile(r"[^\W\d_]")
LONGEST = 10_000
"""Of a paragraph that is read as Markdown: what is longer was made to take time."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What stands in a hole: its Markdown, and the words that one reads there.

    `link` is whether it is one, which may not stand within a mark.
    """

    markdown: str
    words: str = HOLE_OPEN
    link: bool = False


@dataclass(slots=True)
class References:
    """The addresses of a cell's reference links by their labels, and those that links have used."""

    addresses: Mapping[str, str]
    used: set[str] = field(default_factory=set)

    def address(self, label: str) -> str | None:
        name = normal(label)
        if name in self.addresses:
            self.used.add(name)
        return self.addresses.get(name)


@dataclass(slots=True)
class Inline:
    """Rewrites running text. `path` is where an image stands beside the cards; "" where there is none.

    `notes` say what was not kept, as (code, message).
    """

    path: Callable[[str], str]
    references: References
    notes: list[tuple[str, str]] = field(default_factory=list)

    def marked(self, text: str) -> str:
        """A paragraph, each statement of it a claim without a name, on a line of its own where that is safe."""
        hidden, atoms = self.hidden(text.strip())
        lines = [self.marked_line(part, atoms) for part in hidden.split(BREAK)]
        return BLOCK_START.sub(literal_start, "\\\n".join(filter(None, lines)))

    def marked_line(self, hidden: str, atoms: list[Atom]) -> str:
        written = ""
        for sentence in whole_sentences(" ".join(hidden.split())):
            shown = self.mark(sentence, atoms)
            apart = "\n" if shown.startswith("[") or WORD.match(shown) else " "
            written += (apart if written else "") + shown
        return written

    def running(self, text: str) -> str:
        """One line without marks: a heading, what a link says."""
        hidden, atoms = self.hidden(text)
        return show(" ".join(balanced(hidden.replace(BREAK, " ")).split()), atoms)

    def mark(self, sentence: str, atoms: list[Atom]) -> str:
        """A sentence as a claim; of one with a link in it, the longest part beside the link."""
        if not states_something(words_of(sentence, atoms)):
            return show(balanced(sentence), atoms)
        parts = list(parts_between_links(sentence, atoms))
        fit = [part for part in parts if WORD.search(words_of(part, atoms)) and not unclosed(part)]
        if not fit:
            self.notes.append(("unmarked", "a statement that is a link as a whole could not be marked"))
            return show(balanced(sentence), atoms)
        longest = max(fit, key=len)
        before, _, after = sentence.partition(longest)
        bare = longest.strip()
        lead, trail = longest[: len(longest) - len(longest.lstrip())], longest[len(longest.rstrip()) :]
        marked = f"{lead}[{show(balanced(bare), atoms)}](claim:?){trail}"
        return show(balanced(before), atoms) + marked + show(balanced(after), atoms)

    # ── What stands in holes ──

    def hidden(self, text: str) -> tuple[str, list[Atom]]:
        """The text with a hole for everything that is not text, and these; all else in it is literal or emphasis."""
        if len(text) > LONGEST:
            return escaped(text), []
        partner = dict(pairs(text))
        written, atoms, at = "", list[Atom](), 0
        while found := ATOM.search(text, at):
            start, atom, end = found.start(), *self.atom(found, partner)
            if found.lastgroup == "hard":
                written += literal(text[at:start]) + BREAK
            elif atom is None:
                written += literal(text[at:start]) + ("!&#91;" if text[start] == "!" else "[")
            else:
                written += f"{literal(text[at:start])}{HOLE_OPEN}{len(atoms)}{HOLE_CLOSE}"
                atoms.append(atom)
            at = end
        return written + literal(text[at:]), atoms

    def atom(self, found: re.Match[str], partner: Mapping[int, int]) -> tuple[Atom | None, int]:
        """What begins here, and where it ends; None for a bracket that is not a link."""
        text, end = found[0], found.end()
        match found.lastgroup:
            case "escape":
                return Atom(entity(text[1]) if text[1] in "()[]" else text), end
            case "code":
                return Atom(code_span(code_in(found["inside"]))), end
            case "comment":
                return Atom(" ".join(text.split())), end
            case "address":
                return Atom(text, link=True), end
            case "tag":
                return self.tag(text), end
            case "math":
                return Atom(math(text)), end
            case "environment":
                return Atom(f"$${math(text)}$$"), end
            case "url":
                return Atom(escaped(text)), end
            case _:
                return self.bracket(found, partner)

    def tag(self, text: str) -> Atom:
        """An image is one in Markdown, too; any other tag stays."""
        if source := IMAGE_SOURCE.search(text):
            alt = IMAGE_ALT.search(text)
            return self.image(unescape(alt[1].strip("\"'")) if alt else "", unescape(source[1].strip("\"'")))
        self.notes.append(("raw-html", f"the tag `{text[:40]}` was kept"))
        return Atom(" ".join(text.split()))

    def bracket(self, found: re.Match[str], partner: Mapping[int, int]) -> tuple[Atom | None, int]:
        """A link or an image."""
        close = partner.get(found.end() - 1)
        target = self.target(found.string, found.end(), close) if close is not None else None
        if target is None:
            return None, found.end()
        url, end = target
        said = found.string[found.end() : close]
        return (self.image(said, url) if found[0] == "![" else self.link(said, url)), end

    def target(self, text: str, start: int, close: int) -> tuple[str, int] | None:
        """The address of the link whose text ends at `close`, and where the whole of it ends."""
        if found := TARGET.match(text, close + 1):
            return (found[2] if found[1] is None else found[1]), found.end()
        label = LABEL.match(text, close + 1)
        name = label[1] if label and label[1] else text[start:close]
        url = self.references.address(name)
        return None if url is None else (url, label.end() if label else close + 1)

    def link(self, said: str, url: str) -> Atom:
        shown = self.running(said)
        if "](" in shown and "![" not in shown:
            self.notes.append(("link", f"`{url[:80]}` stood around another link"))
            return Atom(f"{shown} {code_span(url)}", shown, link=True)
        if url.lower().startswith(WEB) and not re.search(r"[\s<>]", url):
            target = f"<{url}>" if set(url) & set("()") else url
            return Atom(f"[{shown}]({target})" if shown else f"<{url}>", shown, link=True)
        self.notes.append(("link", f"`{url[:80]}` is an address that no card can open; it stands there as text"))
        return Atom(f"{shown} ({code_span(url)})" if url else shown, shown, link="](" in shown)

    def image(self, said: str, url: str) -> Atom:
        alt = " ".join(escaped(re.sub(r"[`*\\]", "", said)).split()) or "Image"
        if url.lower().startswith(WEB):
            self.notes.append(("media", f"`{url[:80]}` is on the web; a link to it stands where it was"))
            return Atom(f"[{balanced(alt)}](<{url}>)" if "\n" not in url else alt, alt, link=True)
        if path := self.path(url):
            return Atom(f"![{balanced(alt)}]({path})", "")
        shown = code_span(url) if len(url) <= 200 else ""
        return Atom(f"{alt} ({shown})" if shown else alt, alt)


def show(text: str, atoms: list[Atom]) -> str:
    return HOLE.sub(lambda hole: atoms[int(hole[1])].markdown, text)


def literal(text: str) -> str:
    """Text with its emphasis and entities, and nothing else in it that a card would act upon."""
    kept = MARKUP.sub(lambda found: entity(found[0]) if found[0] in ENTITY else f"\\{found[0]}", text)
    return kept.replace(NO_BREAK, "&nbsp;")


def literal_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else "\\"


def math(text: str) -> str:
    """A formula on one line."""
    return " ".join(COMMENT_OF_TEX.sub("", text).split())


def code_in(inside: str) -> str:
    """What is between backticks, without one space at each end where both have one."""
    code = " ".join(inside.split("\n"))
    return code[1:-1] if code[0] == code[-1] == " " and code.strip() else code


def pairs(text: str) -> Iterator[tuple[int, int]]:
    """(place of an opening bracket, place of its closing one), code and escapes aside."""
    opened = list[int]()
    for found in BRACKET.finditer(text):
        if found[0] == "[":
            opened.append(found.start())
        elif found[0] == "]" and opened:
            yield opened.pop(), found.start()


def normal(label: str) -> str:
    return " ".join(label.split()).casefold()


# ── Sentences ──


def whole_sentences(hidden: str) -> Iterator[str]:
    """The sentences of a paragraph; those that share one emphasis stay together, unless it is never closed."""
    together = ""
    loose = bool(unclosed(hidden))
    for sentence in sentences(hidden):
        together = f"{together} {sentence}".strip()
        if loose or not unclosed(together):
            yield together
            together = ""
    if together:
        yield together


def unclosed(text: str) -> list[str]:
    """The marks of emphasis that are open at the end."""
    opened = list[str]()
    for found in EMPHASIS.finditer(text):
        before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
        if opened and opened[-1] == found[0] and before.strip():
            opened.pop()
        elif after.strip():
            opened.append(found[0])
        elif before.strip():
            opened.append("")
    return opened


def words_of(text: str, atoms: list[Atom]) -> str:
    """What a sentence says, without its emphasis."""
    return EMPHASIS.sub("", HOLE.sub(lambda hole: atoms[int(hole[1])].words, text)).strip()


def parts_between_links(sentence: str, atoms: list[Atom]) -> Iterator[str]:
    at = 0
    for hole in HOLE.finditer(sentence):
        if atoms[int(hole[1])].link:
            yield sentence[at : hole.start()]
            at = hole.end()
    yield sentence[at:]
