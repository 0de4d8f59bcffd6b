"""Writes ids into headings and numbers into lists, so that cards keep their history whatever becomes of their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from verideck.asked import item_cards
from verideck.files import write_atomically
from verideck.model import Diagnostic, Draft, ItemCard, Source, Span
from verideck.schema import suggestion

Edit: TypeAlias = Callable[[bytes], bytes]

CLOSING = re.compile(rb"[ \t]+#+[ \t]*$|[ \t]*$")
BRACES = re.compile(rb"""\{(?=\s*(?:[#.]\S|[A-Za-z][\w-]*\s*=)(?>(?:"[^"]*"|'[^']*'|[^{}])*)\}[ \t]*(?:#+[ \t]*)?$)""")
"""The opening brace of attributes at a heading's end, not that of a set such as `{1, 2}` or one in quotes."""


IN_BRACES = re.compile(rb"""\"[^"]*\"|'[^']*'|(?P<id>\#[^\s"'{}]+)""")
"""The id among a heading's attributes, not what looks like one in quotes."""


def missing_ids(drafts: Iterable[Draft], named: Iterable[Draft], required: bool) -> Iterator[Diagnostic]:
    """What is said of each draft that has no id; `named` are the same drafts with the proposed ones."""
    for draft, proposed in zip(drafts, named, strict=True):
        if draft.id is None:
            message = "this note has no id, and without one its history cannot be kept"
            help = f"write `{{#{proposed.id}}}` at the end of the heading; `verideck build` does so"
            yield Diagnostic("missing-id", message, draft.span, "error" if required else "warning", help=help)


def missing_numbers(drafts: Iterable[Draft], required: bool) -> Iterator[Diagnostic]:
    """What is said of each list of which items have no number."""
    for draft in drafts:
        if cards := unnumbered(draft):
            items, histories = ("item has", "its history") if len(cards) == 1 else ("items have", "their histories")
            message = f"{len(cards)} {items} no number, and without one {histories} cannot be kept"
            proposed = ", ".join(f"`{{c{card.proposed}}}`" for card in cards[:5]) + (" …" if len(cards) > 5 else "")
            help = f"write {proposed} at the end of the first paragraph of each; `verideck build` does so"
            yield Diagnostic("missing-number", message, cards[0].span, "error" if required else "warning", help=help)


def unnumbered(draft: Draft) -> list[ItemCard]:
    return [card for card in item_cards(draft) if card.number is None]


def write_missing(
    root: Path, sources: Iterable[Source], drafts: Sequence[Draft], named: Sequence[Draft]
) -> Iterator[Diagnostic]:
    """Writes ids and the numbers of items where they are missing, and says so. Raises OSError."""
    for source in sources:
        pairs = [(old, new) for old, new in zip(drafts, named, strict=True) if old.span.path == source.path]
        fresh = [new for old, new in pairs if old.id is None]
        cards = [card for _, new in pairs for card in unnumbered(new)]
        edits: dict[int, Edit] = {draft.span.line: partial(with_id, id=str(draft.id).encode()) for draft in fresh}
        edits |= {card.span.end_line: partial(with_number, number=card.proposed) for card in cards}
        if not edits:
            continue
        if edit_lines(root, source.path, source.text, edits):
            yield from (said for old, new in pairs for said in written(old, new))
        else:
            yield file_changed(source.path)


def written(old: Draft, new: Draft) -> Iterator[Diagnostic]:
    if old.id is None:
        yield Diagnostic("id-written", f"this note is now `{new.id}`", new.span, "warning")
    if cards := unnumbered(new):
        numbers = ", ".join(f"`{{c{card.proposed}}}`" for card in cards)
        message = f"{numbers} now stands at the end of an item" if len(cards) == 1 else f"{numbers} now number items"
        yield Diagnostic("number-written", message, cards[0].span, "warning")


def write_renames(
    root: Path, sources: Iterable[Source], drafts: Sequence[Draft], guids: Mapping[str, str], renames: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Writes new ids for old ones, and the GUID that keeps the history beside them. Raises OSError.

    `guids` are those of the notes that were shipped, by their ids. A heading may have the new id already.
    """
    edits: dict[str, dict[int, Edit]] = {}
    for old, new in renames.items():
        found = {draft.id: draft for draft in drafts if draft.id in (old, new)}
        if problem := rename_problem(old, new, guids, len(found)):
            yield problem
            continue
        span = next(iter(found.values())).span
        edits.setdefault(span.path, {})[span.line] = partial(renamed, id=new.encode(), guid=guids[old].encode())
        yield Diagnostic("id-renamed", f"this note is `{new}` now, with the history of `{old}`", span, "warning")
    for source in sources:
        if source.path in edits and not edit_lines(root, source.path, source.text, edits[source.path]):
            yield file_changed(source.path)


def rename_problem(old: str, new: str, guids: Mapping[str, str], found: int) -> Diagnostic | None:
    if old not in guids:
        help = suggestion(old, guids)
        return Diagnostic("unknown-note", f"no note `{old}` was shipped", Span("deck.lock", 1), help=help)
    if found == 1:
        return None
    message = f"both `{old}` and `{new}` are notes" if found else f"there is neither a note `{old}` nor `{new}`"
    return Diagnostic("rename", message, Span("deck.lock", 1), help="name the id that was shipped and the new one")


def file_changed(path: str) -> Diagnostic:
    message = "this file changed while it was being built, so no id was written"
    return Diagnostic("file-changed", message, Span(path, 1), help="build again")


def edit_lines(root: Path, path: str, text: str, edits: Mapping[int, Edit]) -> bool:
    """Edits lines of one file. False where the file is no longer what was read.

    `text` is the file as it was read. Line ends and everything else stay as they are. Raises OSError.
    """
    file = root / path
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", file.read_bytes())
    if [without_end(line) for line in lines] != [line.encode() for line in text.split("\n")]:
        return False
    for number, edit in edits.items():
        lines[number - 1] = edit(lines[number - 1])
    write_atomically(file, b"".join(lines))
    return True


def without_end(line: bytes) -> bytes:
    return line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")


def with_id(line: bytes, id: bytes) -> bytes:
    """A heading's line with `{#id}` at its end, or `#id` in the braces that stand there."""
    body = line.rstrip(b"\r\n")
    end = line[len(body) :]
    if brace := BRACES.search(body):
        return body[: brace.end()] + b"#" + id + b" " + body[brace.end() :] + end
    closing = CLOSING.search(body)
    at = closing.start() if closing else len(body)
    return body[:at] + b" {#" + id + b"}" + body[at:] + end


def with_number(line: bytes, number: int) -> bytes:
    """The last line of an item's first paragraph with `{c3}` at its end."""
    text = line.rstrip()
    return text + b" {c%d}" % number + line[len(text) :]


def renamed(line: bytes, id: bytes, guid: bytes) -> bytes:
    """A heading's line with another id, and with the GUID that the note was shipped with."""
    start = brace.end() if (brace := BRACES.search(line.rstrip(b"\r\n"))) else 0
    end = line.rindex(b"}")
    inner = IN_BRACES.sub(lambda found: b"#" + id if found["id"] else found[0], line[start:end])
    given = b"" if re.search(rb"\bguid\s*=", inner) else b' guid="' + guid + b'"'
    return line[:start] + inner.rstrip() + given + line[end:]
