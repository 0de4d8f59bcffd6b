"""Questions that stand under the id of another: each would go on with a history that is not its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from verideck.lock.identity import Doubted, Named, Refused, by_heading, hash_under, unnamed
from verideck.model import Lock, LockedNote, NoteFields


@dataclass(frozen=True, slots=True)
class Now:
    """The notes that can ship, by their GUIDs, and the GUIDs of those that the sources no longer name."""

    contents: Mapping[str, NoteFields]
    gone: Collection[str]

    def holds(self, line: LockedNote) -> bool:
        """Whether a note is what its line says. Of one that cannot ship, nobody knows."""
        return self.makes(line.guid, line) if line.guid in self.contents else line.guid not in self.gone

    def makes(self, guid: str, line: LockedNote) -> bool:
        """Whether a note is what a line says, its own or another's."""
        return hash_under(line.id, self.contents[guid]) == line.hash


def exchanged(
    old: Lock, known: Lock, named: Collection[Named], notes: Iterable[NoteFields]
) -> Iterator[Refused | Doubted]:
    """Notes that are what another was, by their content or else by their heading. Every source was parsed.

    `known` is the old lock with what was shipped since: a note that is as one of them says did not change.
    """
    now = Now({note.guid: note for note in notes}, {line.guid for line in unnamed(old.notes, named)})
    headed, times = by_heading(line for line in old.notes if not line.retired), Counter(note.heading for note in named)
    own = {line.guid: line for line in old.notes}
    unchanged = {line.guid for line in (*old.notes, *known.notes) if now.holds(line)}
    for note in named:
        line, others = own.get(note.guid), [each for each in headed.get(note.heading, ()) if each.guid != note.guid]
        if not others or note.guid not in now.contents or note.guid in unchanged:
            continue
        if same := next((other for other in others if became(note, line, other, now)), None):
            yield exchanged_id(note, same)
        elif retitled(note, line) and len(others) == times[note.heading] == 1:
            yield from (perhaps_exchanged(note, other) for other in others if other.guid not in now.gone)


def became(note: Named, line: LockedNote | None, other: LockedNote, now: Now) -> bool:
    """Whether a note is what another was and no longer is. New ones and those that left are for `changed_ids`."""
    is_known = line is not None or other.guid not in now.gone
    return is_known and now.makes(note.guid, other) and not now.holds(other)


def retitled(note: Named, line: LockedNote | None) -> bool:
    return line is not None and line.heading not in ("", note.heading)


def exchanged_id(note: Named, other: LockedNote) -> Refused:
    return Refused(
        note.id,
        "id-changed",
        f"this note is now, word for word, what `{other.id}` was: under another id it has another history, or none",
        f"write `#{other.id}` in its heading again; an id stays with its question, wherever that stands, and new "
        "questions get new ones",
    )


def perhaps_exchanged(note: Named, other: LockedNote) -> Doubted:
    return Doubted(
        note.id,
        f"this note now has the heading that `{other.id}` had: if it is that question, the two go on with the history "
        "of each other",
        f"if it is, restore `deck.lock` where a build wrote it since, and write `#{other.id}` in its heading again",
    )
