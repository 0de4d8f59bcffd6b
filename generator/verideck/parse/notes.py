"""Where the notes of a card file begin and end, what their headings say, and what stands on front and back."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from verideck.model import (
    Diagnostic,
    Draft,
    Kind,
    Prose,
    PyconFence,
    PythonFence,
    Related,
    Source,
    Span,
    Tolerance,
    Value,
)
from verideck.parse.attributes import Attributes, split_heading
from verideck.parse.blocks import build_body, refuse_setext
from verideck.parse.front_matter import Cut, cut_front_matter
from verideck.parse.html import visible_html
from verideck.parse.inline import EVIDENCE
from verideck.parse.kinds import check_kind, with_sides
from verideck.parse.names import NOTE_ID, is_deck, is_tag
from verideck.parse.prose import parse_prose
from verideck.parse.scope import Scope, leaf_of
from verideck.parse.strays import refuse_ids
from verideck.parse.tokens import line_of, tokenize
from verideck.schema import suggestion
from verideck.walk import elements

STRAY_ID = re.compile(r"(?<!\$)\{#[A-Za-z0-9]")
KINDS = tuple(kind.value for kind in Kind)
KEYS = ("tags", "deck", "guid", "source")


def parse_notes(source: Source, tolerance: Tolerance) -> Iterator[Draft | Diagnostic]:
    """The drafts of a card file in order, then every mistake in it, in the order of the file.

    A draft with a mistake in it is left out; a mistake in the front matter is one in every draft.
    """
    lines = source.text.split("\n")
    cut = cut_front_matter(source.path, lines)
    scope = Scope(source.path, lines, list(cut.diagnostics), cut.matter.tolerance(tolerance))
    tokens = tokenize_below(cut, lines)
    refuse_text_outside(tokens, scope)
    notes = list(split_sections(tokens))
    if notes and notes[0].is_title:
        refuse_setext(notes.pop(0).opening, scope)
    if not notes and not scope.found:
        scope.error("no-notes", "this file has no note", Span(source.path, 1), "begin one with `# Question {#id}`")
    for order, section in enumerate(notes):
        before = len(scope.found)
        draft = NoteParser(scope, cut, section).draft(order)
        if len(scope.found) == before and not cut.diagnostics:
            yield draft
    told = (found for found in scope.found if scope.lost is None or found.span.line <= scope.lost)
    yield from sorted(told, key=lambda found: (found.span.line, found.span.column))


def count_notes(source: Source) -> int:
    """How many notes a card file has, with or without mistakes."""
    lines = source.text.split("\n")
    notes = list(split_sections(tokenize_below(cut_front_matter(source.path, lines), lines)))
    return len(notes) - bool(notes and notes[0].is_title)


def tokenize_below(cut: Cut, lines: list[str]) -> list[Token]:
    """The block tokens below the front matter, whose lines count."""
    return tokenize("\n".join([""] * cut.length + lines[cut.length :]))


@dataclass(slots=True)
class Section:
    """A heading of level 1 or 2 and the top-level tokens up to the next."""

    opening: Token
    inline: Token
    tokens: list[Token] = field(default_factory=list)

    @property
    def is_title(self) -> bool:
        """A level 1 heading with nothing under it names the file, unless it has attributes or evidence of a note."""
        text = self.inline.content
        bare = not split_heading(text).end and not EVIDENCE.search(text)
        return self.opening.tag == "h1" and bare and not any(map(is_shown, self.tokens))


def split_sections(tokens: list[Token]) -> Iterator[Section]:
    section = None
    for index, token in enumerate(tokens):
        if starts_note(token):
            if section:
                yield section
            section = Section(token, tokens[index + 1])
        elif section and token is not section.inline and not closes(section, token):
            section.tokens.append(token)
    if section:
        yield section


def starts_note(token: Token) -> bool:
    return token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2")


def closes(section: Section, token: Token) -> bool:
    return token.type == "heading_close" and not section.tokens


def is_shown(token: Token) -> bool:
    """Whether a token is more than a comment."""
    return token.type != "html_block" or bool(visible_html(token.content))


def refuse_text_outside(tokens: list[Token], scope: Scope) -> None:
    """Refuses everything above the first note, except for comments. What was meant to begin a note is told as such."""
    above = list(itertools.takewhile(lambda token: not starts_note(token), tokens))
    shown = [token.map for token in above if token.map and is_shown(token)]
    before = len(scope.found)
    for opening, inline in itertools.pairwise(above):
        if opening.type == "paragraph_open":
            refuse_ids(inline.content, line_of(inline), scope)
    if shown and len(scope.found) == before:
        span = scope.lines_span(shown[0][0] + 1, max(end for _, end in shown))
        help = "begin a note with `# Question {#id}` above it"
        scope.error("text-outside-note", "this belongs to no note", span, help)


class NoteParser:
    """Makes the draft of one section."""

    def __init__(self, scope: Scope, cut: Cut, section: Section) -> None:
        self.scope, self.cut, self.section = scope, cut, section
        self.line = line_of(section.opening)
        self.leaf = leaf_of(scope.path, section.inline.content, line_of(section.inline), scope.lines)
        self.heading = split_heading(self.leaf.text)
        self.span = scope.line_span(self.line)
        scope.begin_note(self.kind(self.heading.attributes))
        refuse_setext(section.opening, scope)

    def draft(self, order: int) -> Draft:
        prose = parse_prose(self.leaf.cut(len(self.heading.text)), self.scope)
        self.check_heading(prose)
        front, back = split_at_rule(self.section.tokens)
        front_body, back_body = build_body(front, self.scope), build_body(back, self.scope)
        attributes, pairs = self.heading.attributes, self.pairs(self.heading.attributes)
        matter = self.cut.matter
        draft = Draft(
            id=self.id(attributes),
            proposed_id=slug(self.heading.text),
            kind=self.scope.kind,
            heading=prose,
            front=tuple(front_body.blocks),
            back=tuple(back_body.blocks),
            deck=self.deck(pairs.get("deck")),
            tags=self.tags(pairs.get("tags", "").split()),
            snippet=matter.snippet,
            limits=matter.limits,
            source=pairs.get("source", matter.source),
            guid=pairs.get("guid"),
            claims=(*front_body.claims, *back_body.claims),
            order=order,
            span=self.span,
            snippet_span=self.cut.keys.get("snippet"),
        )
        if self.scope.lost is not None:
            return draft
        draft = with_sides(draft, self.scope)
        self.check(draft)
        return draft

    def check_heading(self, prose: Prose) -> None:
        if not self.heading.text.strip():
            self.scope.error("empty-heading", "this note asks nothing", self.span, "write the question after the `#`")
        help = "put the attributes at the heading's end, in one pair of braces"
        before = split_heading(self.heading.text)
        if before.end:
            span = self.leaf.span(before.start, before.end)
            self.scope.error("heading-attribute", "attributes stand in two pairs of braces", span, help)
        elif STRAY_ID.search(prose.text):
            self.scope.error("heading-attribute", "an id stands within the heading", self.span, help)

    # ── The heading's attributes ──

    @property
    def braces(self) -> Span:
        return self.leaf.span(self.heading.start, self.heading.end) if self.heading.end else self.span

    def id(self, attributes: Attributes) -> str | None:
        if len(attributes.ids) > 1:
            self.scope.error("heading-attribute", "this note has two ids", self.braces, "keep one of them")
        for id in attributes.ids[:1]:
            if not NOTE_ID.fullmatch(id):
                kind = id.partition(".")[2]
                help = f"put a space before `.{kind}`" if kind in KINDS else "use letters, digits, `-` and `_`"
                self.scope.error("note-id", f"`{id}` is not an id for a note", self.braces, help)
            return id
        return None

    def kind(self, attributes: Attributes) -> Kind:
        for name in attributes.kinds:
            if name not in KINDS:
                help = suggestion(f".{name}", [f".{kind}" for kind in KINDS])
                self.scope.error("kind", f"unknown kind `.{name}`", self.braces, help)
        if len(attributes.kinds) > 1:
            self.scope.error("kind", "a note has one kind", self.braces, "keep one of them")
        return next((Kind(name) for name in attributes.kinds if name in KINDS), Kind.BASIC)

    def pairs(self, attributes: Attributes) -> dict[str, str]:
        for key, _ in attributes.pairs:
            if key not in KEYS:
                self.scope.error("heading-attribute", f"unknown attribute `{key}`", self.braces, suggestion(key, KEYS))
        for word in attributes.words:
            help = self.meant(word) or 'write `#id`, `.kind` or `key="value"`'
            self.scope.error("heading-attribute", f"`{word}` is not an attribute", self.braces, help)
        pairs = dict(attributes.pairs)
        if len(pairs) < len(attributes.pairs):
            self.scope.error("heading-attribute", "an attribute is given twice", self.braces, "keep one of them")
        for key in ("deck", "guid", "source"):
            if pairs.get(key, key).strip() == "":
                self.scope.error("heading-attribute", f"`{key}` is empty", self.braces, "give it a value, or remove it")
        return pairs

    def meant(self, word: str) -> str | None:
        """The braces with the `#` that their one bare word lacks."""
        attributes, written = self.heading.attributes, self.leaf.text[self.heading.start : self.heading.end]
        if attributes.ids or len(attributes.words) > 1 or not NOTE_ID.fullmatch(word):
            return None
        mended = re.sub(rf"(?<=[{{\s]){re.escape(word)}(?=[\s}}])", f"#{word}", written, count=1)
        return f"did you mean `{mended}`?"

    def deck(self, deck: str | None) -> str | None:
        if deck and not is_deck(deck):
            self.scope.error("deck", f"`{deck}` is not a deck's name", self.braces, "write a name; `A::B` nests decks")
        return deck or self.cut.matter.deck

    def tags(self, own: list[str]) -> tuple[str, ...]:
        for tag in own:
            if not is_tag(tag):
                message = f"`{tag}` is not a tag that Anki can keep"
                self.scope.error("tag", message, self.braces, "write tags without spaces; `a::b` nests them")
        return tuple(dict.fromkeys((*self.cut.matter.tags, *own)))

    # ── What a kind and a program demand ──

    def check(self, draft: Draft) -> None:
        self.check_claims(draft)
        self.check_raises(draft)
        check_kind(draft, self.scope)

    def check_claims(self, draft: Draft) -> None:
        seen: dict[str, Span] = {}
        for claim in draft.claims:
            if claim.name in seen:
                first = (Related(seen[claim.name], "the first one is here"),)
                message = f"claim `{claim.name}` stands twice in this note"
                self.scope.error("duplicate-claim", message, claim.span, "rename one of them", first)
            seen.setdefault(claim.name, claim.span)

    def check_raises(self, draft: Draft) -> None:
        """An exception ends its program, so no fence can follow and no value be computed."""
        own = [element for element in elements(draft) if isinstance(element, PythonFence | PyconFence)]
        for fence, following in itertools.pairwise(own):
            if ends(fence):
                help = "make the fence that raises the note's last one"
                self.scope.error("code-after-raises", "this fence can never run", following.span, help)
        for element in elements(draft) if own and ends(own[-1]) else ():
            if isinstance(element, Value) and element.snippet is None:
                help = "compute it in the snippet, with `` `{python SNIPPET} expression` ``, or in another note"
                message = "this value can never be computed: the note's program ends with an exception"
                self.scope.error("code-after-raises", message, element.span, help)


def ends(fence: PythonFence | PyconFence) -> bool:
    """Whether an exception ends the program in this fence; at a prompt it does not."""
    return isinstance(fence, PythonFence) and fence.raises is not None


def split_at_rule(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The tokens above and below the first top-level thematic break; without one, all are below."""
    for index, token in enumerate(tokens):
        if token.type == "hr" and token.level == 0:
            return tokens[:index], tokens[index + 1 :]
    return [], tokens


def slug(text: str) -> str:
    """An id made of a heading's words: ASCII letters and digits, at most eight words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words[:8]) or "note"
