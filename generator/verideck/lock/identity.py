"""Which note is which, whatever its id says: notes that Anki could not take for the ones they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from verideck.lock.digest import sha256
from verideck.model import Draft, Lock, LockedNote, NoteFields


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


def changed_ids(lock: Lock, named: Collection[Named]) -> Iterator[Refused]:
    """Notes that are new by their id, and by their heading one that is gone. Every source was parsed.

    A heading that several notes have tells nothing about any of them.
    """
    lost = distinct(line for line in unnamed(lock.notes, named) if not line.retired)
    known = {key for line in lock.notes for key in (line.id, line.guid)}
    times = Counter(note.heading for note in named)
    for note in named:
        line = lost.get(note.heading)
        if line and times[note.heading] == 1 and not {note.id, note.guid} & known:
            yield id_changed(note, line)


def unnamed(lines: Iterable[LockedNote], named: Collection[Named]) -> Iterator[LockedNote]:
    """The lines of notes that the sources name no more."""
    present = {key for note in named for key in (note.id, note.guid)}
    return (line for line in lines if line.id not in present and line.guid not in present)


def distinct(lines: Iterable[LockedNote]) -> Mapping[str, LockedNote]:
    """Lines by their heading, without those that share one."""
    lines = [line for line in lines if line.heading]
    times = Counter(line.heading for line in lines)
    return {line.heading: line for line in lines if times[line.heading] == 1}


def id_changed(note: Named, line: LockedNote) -> Refused:
    return Refused(
        note.id,
        "id-changed",
        f"`{line.id}` is gone, and this note has its heading: with another id it would begin anew",
        f"`verideck build --rename {line.id}={note.id}` keeps its history, and so does the old id; a question of its "
        "own gets a heading of its own",
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
