"""Stage 3: names become things. Drafts get their GUID, deck and programs; claims and regions are looked up.

draft     what the names in one draft mean
programs  what runs: snippet files, and the fences of notes
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from verideck.model import (
    Diagnostic,
    Draft,
    Image,
    Media,
    Note,
    Program,
    Project,
    Related,
    Settings,
    Snippet,
    Span,
    UnfitImage,
)
from verideck.resolve.draft import Known, Resolved, is_shown, resolve_draft
from verideck.resolve.programs import Programs
from verideck.walk import elements

__all__ = ["assign_ids", "free_name", "guid_of", "resolve"]


def resolve(
    drafts: Iterable[Draft],
    snippets: Iterable[Snippet],
    project: Project,
    refused: Collection[str] = (),
    images: Mapping[str, Media | UnfitImage] = MappingProxyType({}),
) -> Iterator[Note | Diagnostic]:
    """The notes whose every name is known, in the order of the drafts, and a diagnostic for every name that is not.

    All drafts of the project are needed at once: the values of all notes that cite a snippet run in its one program.
    Every draft has an id (see `assign_ids`). `refused` are the paths of the files in which an earlier stage found a
    mistake: what is missing because of it is not reported again. `images` has the file of every image by its path.
    """
    settings, found = project.settings, list[Diagnostic]()
    by_name = distinct_snippets(snippets, found)
    kept = distinct_drafts(drafts, settings, found)
    known = Known(settings, by_name, frozenset(str(draft.id) for draft in kept), frozenset(refused), images)
    programs = Programs(settings)
    resolved = [each for draft in kept if (each := resolve_draft(draft, known, programs, found))]
    complete = {program.name: program for program in programs.complete()}
    yield from (make_note(each, known, complete) for each in resolved)
    yield from found
    yield from unused_snippets(known, programs)


def assign_ids(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Drafts with an id each: one that has none gets its heading's words, with `-2` and so on where they are taken."""
    taken = {draft.id for draft in drafts if draft.id is not None}
    assigned = []
    for draft in drafts:
        id = draft.id or free_name(draft.proposed_id, taken)
        taken.add(id)
        assigned.append(replace(draft, id=id))
    return tuple(assigned)


def free_name(proposed: str, taken: set[str], join: str = "-") -> str:
    """The proposed name, numbered where it is taken: `sum-2`."""
    candidate, number = proposed, 2
    while candidate in taken:
        candidate, number = f"{proposed}{join}{number}", number + 1
    return candidate


def guid_of(namespace: str, id: str) -> str:
    """The GUID of a note: never made of its text or its place."""
    return hashlib.sha256(f"{namespace}\n{id}".encode()).hexdigest()[:20]


def distinct_snippets(snippets: Iterable[Snippet], found: list[Diagnostic]) -> dict[str, Snippet]:
    """Snippets by name, of two with one name the first."""
    by_name: dict[str, Snippet] = {}
    for snippet in snippets:
        first = by_name.setdefault(snippet.name, snippet)
        if first is not snippet:
            message = f"two snippets are called `{snippet.name}`"
            found.append(
                duplicate("snippet", message, Span(snippet.path, 1), Span(first.path, 1), "rename one of them")
            )
    return by_name


def distinct_drafts(drafts: Iterable[Draft], settings: Settings, found: list[Diagnostic]) -> list[Draft]:
    """The drafts, of two with one id or one GUID the first."""
    ids: dict[str | None, Span] = {}
    guids: dict[str, Span] = {}
    kept = []
    for draft in drafts:
        guid = note_guid(draft, settings)
        if first := ids.get(draft.id):
            help = "give this note another id; the first one keeps its history"
            found.append(duplicate("id", f"`{draft.id}` is another note's id already", draft.span, first, help))
        elif first := guids.get(guid):
            help = "remove `guid=` from one of them"
            found.append(duplicate("guid", f"`{guid}` is another note's GUID already", draft.span, first, help))
        else:
            ids[draft.id] = guids[guid] = draft.span
            kept.append(draft)
    return kept


def duplicate(what: str, message: str, span: Span, first: Span, help: str) -> Diagnostic:
    related = (Related(first, "the first one is here"),)
    return Diagnostic(f"duplicate-{what}", message, span, related=related, help=help)


def note_guid(draft: Draft, settings: Settings) -> str:
    assert draft.id is not None, "ids are assigned before names are resolved"
    return draft.guid or guid_of(settings.namespace, draft.id)


def make_note(resolved: Resolved, known: Known, programs: Mapping[str, Program]) -> Note:
    draft, settings = resolved.draft, known.settings
    names = dict.fromkeys(expectation.program for expectation in resolved.expectations)
    return Note(
        id=str(draft.id),
        guid=note_guid(draft, settings),
        deck=draft.deck or settings.deck,
        tags=draft.tags,
        draft=draft,
        programs=tuple(programs[name] for name in names),
        expectations=resolved.expectations,
        images=tuple(images_of(draft, known)),
    )


def images_of(draft: Draft, known: Known) -> Iterator[tuple[str, Media]]:
    shown = (each for each in elements(draft) if isinstance(each, Image) and is_shown(each, known.settings))
    for path in dict.fromkeys(image.path for image in shown):
        file = known.images[path]
        if isinstance(file, Media):
            yield path, file


def unused_snippets(known: Known, programs: Programs) -> Iterator[Diagnostic]:
    """A snippet that no note uses and no code imports is not run. A note that was refused may have used it."""
    for snippet in known.snippets.values() if known.all_cards else ():
        if snippet.name not in programs.named and not is_imported(snippet, known, programs):
            message = f"no note uses `{snippet.path}`, so it was not run"
            help = "name it as the `snippet` of a card file, or delete it"
            yield Diagnostic("unused-snippet", message, Span(snippet.path, 1), "warning", help=help)


def is_imported(snippet: Snippet, known: Known, programs: Programs) -> bool:
    """Whether other code names it in an import, as what several snippets share is."""
    statement = re.compile(rf"^[ \t]*(?:from|import)[ \t].*\b{re.escape(snippet.name)}\b", re.MULTILINE)
    others = (each.code for each in known.snippets.values() if each is not snippet)
    return any(map(statement.search, (*others, *programs.codes())))
