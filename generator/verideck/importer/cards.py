"""A card file made of entries: every note of it parses, has an id of its own, and keeps what the entry says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verideck.importer.decoding import fit
from verideck.importer.entry import Entry
from verideck.model import Diagnostic, Draft, Source
from verideck.parse import parse, slug
from verideck.read import MAX_LINE
from verideck.resolve import free_name

RULE = re.compile(r"^\*\*\*$", re.MULTILINE)
"""As the first one of a note, it would end its front."""

FENCE = re.compile(r"^([ \t]*`{3,})[^`\n]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CardFile:
    """The text of a card file, its notes, and why some entries are not among them."""

    text: str
    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]


def card_file(path: str, entries: Sequence[Entry], ids: set[str], guids: set[str], source: str | None) -> CardFile:
    """The card file at a path. `ids` and `guids` are those that the project has already; `source` is what is cited."""
    taken, known = set(ids), set(guids)
    found = list[Diagnostic]()
    notes = list[tuple[Entry, str]]()
    deck = most_common([entry.deck for entry in entries])
    tags = shared_tags(entries)
    for entry in entries:
        if entry.guid is not None and entry.guid in known:
            found.append(already_here(entry))
            continue
        id = free_name(slug(entry.title), taken)
        own = replace(entry, tags=tuple(tag for tag in entry.tags if tag not in tags))
        text = note_text(own, id, deck)
        if problem := problem_of(path, own, text):
            tame = replace(own, back=FENCE.sub(r"\1text", own.back))
            text = note_text(tame, id, deck)
            if tame == own or problem_of(path, tame, text):
                found.append(problem)
                continue
            found.append(not_run(entry, problem))
        taken.add(id)
        known |= {entry.guid} if entry.guid is not None else set()
        notes.append((entry, text))
    matter = front_matter(deck, tags, source)
    written = "\n".join([matter, *(text for _, text in notes)]) if matter else "\n".join(text for _, text in notes)
    return CardFile(written, tuple(entry for entry, _ in notes), tuple(found))


def most_common(decks: Sequence[str | None]) -> str | None:
    """The deck of the file, where every entry has one."""
    return Counter(decks).most_common(1)[0][0] if decks and None not in decks else None


def shared_tags(entries: Sequence[Entry]) -> tuple[str, ...]:
    first, *others = entries or (None,)
    return tuple(tag for tag in first.tags if all(tag in each.tags for each in others if each)) if first else ()


def already_here(entry: Entry) -> Diagnostic:
    message = f"the project has a note with the GUID `{entry.guid}` already"
    return Diagnostic("already-here", message, entry.span, "warning", help="remove that one to import this")


def front_matter(deck: str | None, tags: tuple[str, ...], source: str | None) -> str:
    values = {"deck": deck, "tags": f"[{', '.join(map(quoted, tags))}]" if tags else None, "source": source}
    lines = [f"{key}: {value if key == 'tags' else quoted(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---", ""]) if lines else ""


def quoted(text: str) -> str:
    """A YAML string of one line in single quotes, in which only they mean something."""
    return "'" + " ".join(fit(text).splitlines()).replace("'", "''") + "'"


def note_text(entry: Entry, id: str, deck: str | None) -> str:
    attributes = [f"#{id}", f".{entry.kind}" if entry.kind != "basic" else ""]
    attributes += [f"tags={attribute(' '.join(entry.tags))}"] if entry.tags else []
    attributes += [f"deck={attribute(entry.deck)}"] if entry.deck and entry.deck != deck else []
    attributes += [f"guid={attribute(entry.guid)}"] if entry.guid is not None else []
    parts = [f"# {entry.heading} {{{' '.join(filter(None, attributes))}}}", entry.front]
    parted = bool(entry.front) and (bool(entry.back) or entry.kind != "cloze")
    parts += ["---"] if parted or RULE.search(entry.back) else []
    return "\n\n".join(filter(None, [*parts, entry.back])) + "\n"


def attribute(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


def problem_of(path: str, entry: Entry, text: str) -> Diagnostic | None:
    """Why an entry is not placed: each note is parsed before it is written, so that the file will."""
    result = list(parse(Source(path, text, "card")))
    drafts = [each for each in result if isinstance(each, Draft)]
    mistakes = [each for each in result if isinstance(each, Diagnostic)]
    if mistakes:
        return unplaced(entry, mistakes[0].message)
    if any(len(line) > MAX_LINE for line in text.split("\n")):
        return unplaced(entry, f"a line of it has more than {MAX_LINE:,} characters")
    read = [(draft.guid, draft.tags, draft.kind) for draft in drafts]
    whole = read == [(entry.guid, tuple(dict.fromkeys(entry.tags)), entry.kind)]
    return None if whole else unplaced(entry, "it would not be read back as it is")


def unplaced(entry: Entry, why: str) -> Diagnostic:
    message = f"`{entry.title[:60]}` could not be placed: {why}"
    return Diagnostic("not-placed", message, entry.span, help="write its card by hand, or change it and import again")


def not_run(entry: Entry, problem: Diagnostic) -> Diagnostic:
    """The note is placed all the same, with its code as text."""
    message = f"the code of this note is shown and does not run: {problem.message.rpartition('placed: ')[2]}"
    return Diagnostic(
        "not-run", message, entry.span, "warning", help="mend the code, and begin its fence with `python`"
    )
