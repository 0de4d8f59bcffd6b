"""Which note is which, whatever its id says: notes that Anki could not take for the ones they were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeVar

from verideck.lock.digest import content_hash, sha256
from verideck.model import Draft, Lock, LockedNote, NoteFields

Headed = TypeVar("Headed", "Named", LockedNote)


@dataclass(frozen=True, slots=True)
class Named:
    """A note that the sources name, whether it can be shipped or not. `heading` is its heading's digest."""

    id: str
    guid: str
    heading: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A note that Anki could not take for the one it was. Its line stays as it is; the build says where it stands."""

    id: str
    code: Literal["kind-changed", "guid-changed", "id-changed", "number-reused"]
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Doubted:
    """A note that may be another than its id says: nothing is certain, so it is shipped, and its author asked."""

    id: str
    message: str
    help: str


def heading_digest(draft: Draft) -> str:
    """Of what a heading says, without its attributes and wherever it stands."""
    return sha256(said(draft.heading))[:12]


def said(value: object) -> object:
    """A noun without its spans, which take no part in comparisons."""
    if is_dataclass(value):
        return [type(value).__name__, *(said(getattr(value, field.name)) for field in fields(value) if field.compare)]
    return [said(each) for each in value] if isinstance(value, tuple) else value


def recalled(lock: Lock, named: Collection[Named], nameless: Collection[str]) -> dict[str, str]:
    """Ids for notes whose heading lost its id: by heading, where a heading tells one note from all others.

    `nameless` are the headings of the notes without an id, `named` are the other notes.
    """
    lost = distinct(unnamed(lock.notes, named))
    times = Counter([*nameless, *(note.heading for note in named)])
    return {heading: lost[heading].id for heading in nameless if heading in lost and times[heading] == 1}


def changed_ids(lock: Lock, named: Collection[Named], notes: Iterable[NoteFields]) -> Iterator[Refused | Doubted]:
    """Notes that are new by their id, and by their heading one that is gone. Every source was parsed.

    Where others have the heading as well, the content tells which note it was. Of one whose content changed with its
    id, only its author can.
    """
    times, contents = Counter(note.heading for note in named), {note.guid: note for note in notes}
    for fresh, lost in strangers(lock, named):
        if len(lost) == 1 and times[fresh[0].heading] == 1:
            yield id_changed(fresh[0], lost[0], "heading")
            continue
        same = list(same_content(fresh, lost, contents))
        yield from (id_changed(note, line, "heading and content") for note, line in same)
        found = {guid for note, line in same for guid in (note.guid, line.guid)}
        others = [note for note in fresh if note.guid not in found], [line for line in lost if line.guid not in found]
        if all(others):
            yield ids_perhaps_changed(*others)


def strangers(lock: Lock, named: Collection[Named]) -> Iterator[tuple[list[Named], list[LockedNote]]]:
    """The notes that are new, and the lines of those that are gone, of each heading that has both."""
    known = {key for line in lock.notes for key in (line.id, line.guid)}
    fresh = by_heading(note for note in named if not {note.id, note.guid} & known)
    lost = by_heading(line for line in unnamed(lock.notes, named) if not line.retired)
    return ((notes, lost[heading]) for heading, notes in fresh.items() if heading in lost)


def by_heading(each: Iterable[Headed]) -> Mapping[str, list[Headed]]:
    """Without those of which no heading is known."""
    groups: dict[str, list[Headed]] = defaultdict(list)
    for one in each:
        if one.heading:
            groups[one.heading].append(one)
    return groups


def same_content(
    fresh: Iterable[Named], lost: Collection[LockedNote], contents: Mapping[str, NoteFields]
) -> Iterator[tuple[Named, LockedNote]]:
    """Notes and lines that are the same but for the id, where a note fits no other line and a line no other note."""
    known = [note for note in fresh if note.guid in contents]
    fits = [(note, line) for note in known for line in lost if hash_under(line.id, contents[note.guid]) == line.hash]
    times = Counter(guid for note, line in fits for guid in (note.guid, line.guid))
    return ((note, line) for note, line in fits if times[note.guid] == times[line.guid] == 1)


def hash_under(id: str, note: NoteFields) -> str:
    """The hash of the note's content, had it this id, which is one of its fields."""
    return content_hash(tuple((name, id if name == "Id" else html) for name, html in note.fields), note.tags)


def unnamed(lines: Iterable[LockedNote], named: Collection[Named]) -> Iterator[LockedNote]:
    """The lines of notes that the sources no longer name."""
    present = {key for note in named for key in (note.id, note.guid)}
    return (line for line in lines if line.id not in present and line.guid not in present)


def distinct(lines: Iterable[LockedNote]) -> Mapping[str, LockedNote]:
    """Lines by their heading, without those that share one."""
    return {heading: group[0] for heading, group in by_heading(lines).items() if len(group) == 1}


def id_changed(note: Named, line: LockedNote, same: str) -> Refused:
    return Refused(
        note.id,
        "id-changed",
        f"`{line.id}` is gone, and this note has its {same}: with another id it would begin anew",
        f"`verideck build --rename {line.id}={note.id}` keeps its history, and so does the old id; a question of its "
        "own gets a heading of its own",
    )


def ids_perhaps_changed(fresh: Sequence[Named], lost: Sequence[LockedNote]) -> Doubted:
    old, new = (", ".join(f"`{each.id}`" for each in group) for group in (lost, fresh))
    rename = f"{lost[0].id}={fresh[0].id}" if len(fresh) == len(lost) == 1 else "OLD=NEW"
    return Doubted(
        fresh[0].id,
        f"under this heading {old} went and {new} came: where one is the other, its history is lost",
        f"if so, restore `deck.lock` where a build wrote it since, and run `verideck build --rename {rename}`",
    )


def refusals(known: Lock, notes: Iterable[NoteFields]) -> Iterator[Refused]:
    by_guid = {line.guid: line for line in known.notes}
    by_id = {line.id: line for line in known.notes}
    for note in notes:
        line, namesake = by_guid.get(note.guid), by_id.get(note.id)
        if namesake and namesake.guid != note.guid:
            yield guid_changed(note, namesake)
        elif line and line.note_type != note.note_type:
            yield kind_changed(note, line)


def guid_changed(note: NoteFields, line: LockedNote) -> Refused:
    return Refused(
        note.id,
        "guid-changed",
        f"`{note.id}` was shipped with the GUID `{line.guid}` and now has `{note.guid}`",
        f'write `guid="{line.guid}"` in its heading, or choose another id: then it begins anew and the old one retires',
    )


def kind_changed(note: NoteFields, line: LockedNote) -> Refused:
    return Refused(
        note.id,
        "kind-changed",
        f"`{note.id}` was shipped as `.{line.kind}`: Anki turns no {line.note_type} note into a {note.note_type} one",
        "take the old kind back, or choose another id: then it begins anew and the old one retires",
    )
