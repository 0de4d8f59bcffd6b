"""Which notes people mean: by id, `tag:NAME`, file, folder, `FILE:LINE`, or a glob of ids, tags or files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from verideck.model import Diagnostic, Draft
from verideck.schema import suggestion


class UnknownNoteError(LookupError):
    """Why a selector means no note, in a sentence."""


def choose(selectors: Collection[str], drafts: Sequence[Draft], root: Path) -> frozenset[str]:
    """The ids of the notes that any of the selectors means; of all where there is none. Every draft has an id.

    Files are relative to the root or to the working directory. Raises UnknownNoteError where one means no note.
    """
    if not selectors:
        return frozenset(str(draft.id) for draft in drafts)
    found = {selector: chosen(selector, drafts, root) for selector in selectors}
    for selector, notes in found.items():
        if not notes:
            raise UnknownNoteError(f"{why_none(selector)}: {hint(selector, drafts)}")
    return frozenset(str(draft.id) for notes in found.values() for draft in notes)


def chosen(selector: str, drafts: Sequence[Draft], root: Path) -> list[Draft]:
    if selector.startswith("tag:"):
        return [draft for draft in drafts if any(is_tagged(tag, selector.removeprefix("tag:")) for tag in draft.tags)]
    if place := LINE.fullmatch(selector):
        named = (
            note_at(int(place[2]), [each for each in drafts if each.span.path == path])
            for path in paths_meant(place[1], root)
        )
        return [draft for draft in named if draft]
    paths = paths_meant(selector, root)
    return [
        draft
        for draft in drafts
        if fnmatchcase(str(draft.id), selector) or any(is_below(draft.span.path, path) for path in paths)
    ]


LINE = re.compile(r"(.+):([0-9]+)")


def is_tagged(tag: str, wanted: str) -> bool:
    """As in Anki, where `tag:a` also finds `a::b`."""
    return fnmatchcase(tag, wanted) or tag.startswith(f"{wanted}::")


def note_at(line: int, drafts: Sequence[Draft]) -> Draft | None:
    """The note that a line of their file belongs to."""
    place = bisect_right([draft.span.line for draft in drafts], line)
    return drafts[place - 1] if place else None


def paths_meant(path: str, root: Path) -> set[str]:
    """What a path, which may be a glob, can mean relative to the root."""
    here = Path(path).absolute()
    below = {here.relative_to(root).as_posix()} if here.is_relative_to(root) else set()
    return {Path(path).as_posix()} | below


def is_below(path: str, above: str) -> bool:
    return above == "." or fnmatchcase(path, above) or path.startswith(f"{above}/")


def why_none(selector: str) -> str:
    if selector.startswith("tag:"):
        return f"no note has the tag `{selector.removeprefix('tag:')}`"
    if re.search(r"[*?\[]", selector):
        return f"`{selector}` matches neither a note's id nor a card file"
    if LINE.fullmatch(selector):
        return f"no note stands at `{selector}`"
    return f"`{selector}` is neither a note's id nor a card file"


def hint(selector: str, drafts: Sequence[Draft]) -> str:
    if selector.startswith("tag:"):
        return suggestion(selector.removeprefix("tag:"), {tag for draft in drafts for tag in draft.tags})
    paths = {draft.span.path for draft in drafts}
    tags = {f"tag:{tag}" for draft in drafts for tag in draft.tags}
    return suggestion(selector, {*(str(draft.id) for draft in drafts), *paths, *tags})


def concerning(
    ids: Collection[str], diagnostics: Iterable[Diagnostic], drafts: Sequence[Draft], ran: Collection[str]
) -> Iterator[Diagnostic]:
    """Those that are of the notes, of the heads of their files, of the snippets `ran`, or of no source at all."""
    files: dict[str, list[Draft]] = {}
    for draft in drafts:
        files.setdefault(draft.span.path, []).append(draft)
    wanted = {draft.span.path for draft in drafts if draft.id in ids}
    snippets = {draft.snippet for draft in drafts if draft.id in ids}
    for diagnostic in diagnostics:
        path = diagnostic.span.path
        owner = note_at(diagnostic.span.line, files.get(path, ()))
        if owner is not None:
            concerned = owner.id in ids
        elif path.endswith(".py"):
            concerned = path in ran or Path(path).stem in snippets
        else:
            concerned = path in wanted or path.endswith(".toml")
        if concerned:
            yield diagnostic
