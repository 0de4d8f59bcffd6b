"""Stage 3: names become things. Drafts get their GUID, deck and programs; claims and regions are looked up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from verideck.model import (
    AskedValue,
    CitedClaim,
    Claim,
    ClaimLink,
    Diagnostic,
    Draft,
    Expectation,
    Note,
    NoteLink,
    Program,
    Project,
    PythonFence,
    RegionFence,
    Related,
    RunFence,
    Settings,
    ShownRegion,
    Snippet,
    Span,
    Unit,
    Value,
)
from verideck.schema import suggestion
from verideck.walk import Element, elements


def resolve(drafts: Iterable[Draft], snippets: Iterable[Snippet], project: Project) -> Iterator[Note | Diagnostic]:
    """The notes whose every name is known, in the order of the drafts, and a diagnostic for every name that is not.

    All drafts of the project are needed at once: the values of all notes that cite a snippet run in its one program.
    Every draft has an id (see `assign_ids`).
    """
    resolver = Resolver(project.settings, snippets)
    resolved = [found for draft in resolver.distinct(drafts) if (found := resolver.resolve_draft(draft))]
    known = {item.draft.id for item in resolved}
    programs = {program.name: program for program in resolver.programs()}
    for item in resolved:
        resolver.check_note_links(item, known)
        yield resolver.note(item, programs)
    yield from resolver.found
    yield from resolver.unused()


def assign_ids(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Drafts with an id each: one that has none gets its heading's words, with `-2` and so on where they are taken."""
    taken = {draft.id for draft in drafts if draft.id is not None}
    assigned = []
    for draft in drafts:
        id = draft.id or free_id(draft.proposed_id, taken)
        taken.add(id)
        assigned.append(replace(draft, id=id))
    return tuple(assigned)


def free_id(proposed: str, taken: set[str]) -> str:
    candidate, number = proposed, 2
    while candidate in taken:
        candidate, number = f"{proposed}-{number}", number + 1
    return candidate


def guid_of(namespace: str, id: str) -> str:
    """The GUID of a note: never made of its text or its place."""
    return hashlib.sha256(f"{namespace}\n{id}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A draft and its expectations, before the programs are complete."""

    draft: Draft
    expectations: tuple[Expectation, ...]


@dataclass(slots=True)
class Building:
    """A program while notes add their values to it."""

    name: str
    units: tuple[Unit, ...]
    values: list[str] = field(default_factory=list)

    def slot(self, expression: str) -> int:
        """The place of an expression among the values; two notes that ask the same share it."""
        if expression not in self.values:
            self.values.append(expression)
        return self.values.index(expression)


class Resolver:
    def __init__(self, settings: Settings, snippets: Iterable[Snippet]) -> None:
        self.settings = settings
        self.snippets: dict[str, Snippet] = {}
        self.buildings: dict[str, Building] = {}
        self.cited: set[str] = set()
        self.found: list[Diagnostic] = []
        for snippet in snippets:
            self.add_snippet(snippet)

    def error(self, code: str, message: str, span: Span, help: str, related: tuple[Related, ...] = ()) -> None:
        self.found.append(Diagnostic(code, message, span, related=related, help=help))

    def add_snippet(self, snippet: Snippet) -> None:
        if snippet.name in self.snippets:
            first = (Related(Span(self.snippets[snippet.name].path, 1), "the first one is here"),)
            message = f"two snippets are called `{snippet.name}`"
            self.error("duplicate-snippet", message, Span(snippet.path, 1), "rename one of them", first)
        self.snippets.setdefault(snippet.name, snippet)

    # ── Drafts ──

    def distinct(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        seen: dict[str, Draft] = {}
        guids: dict[str, Draft] = {}
        for draft in drafts:
            assert draft.id is not None, "ids are assigned before names are resolved"
            first = seen.get(draft.id) or (guids.get(draft.guid) if draft.guid else None)
            if first:
                related = (Related(first.span, "the first one is here"),)
                help = "give this note another id; the first one keeps its history"
                self.error("duplicate-id", f"`{draft.id}` is another note's id already", draft.span, help, related)
                continue
            seen[draft.id] = draft
            if draft.guid:
                guids[draft.guid] = draft
            yield draft

    def resolve_draft(self, draft: Draft) -> Resolved | None:
        before = len(self.found)
        snippet = self.snippet_of(draft)
        own = self.own_program(draft)
        expectations = [
            expectation
            for element in elements(draft)
            if not isinstance(element, NoteLink)
            for expectation in self.expect(draft, element, snippet, own)
        ]
        if len(self.found) == before and not has_evidence(draft, expectations, self.settings):
            self.no_evidence(draft)
        return Resolved(draft, tuple(expectations)) if len(self.found) == before else None

    def snippet_of(self, draft: Draft) -> Snippet | None:
        if draft.snippet is None:
            return None
        return self.named_snippet(draft.snippet, draft.snippet_span or draft.span)

    def named_snippet(self, name: str, span: Span) -> Snippet | None:
        snippet = self.snippets.get(name.removesuffix(".py"))
        if snippet is None:
            message = f"there is no snippet `{self.settings.snippets}/{name.removesuffix('.py')}.py`"
            self.error("unknown-snippet", message, span, suggestion(name, self.snippets))
            return None
        self.cited.add(snippet.name)
        return snippet

    def no_evidence(self, draft: Draft) -> None:
        help = "cite a claim, show a value, or add a `python` fence whose output is shown"
        if draft.source and not self.settings.allow_cited:
            help += "; a note that can only be cited needs `allow-cited = true` in the settings"
        self.error("no-evidence", "nothing that runs stands behind this answer", draft.span, help)

    def check_note_links(self, item: Resolved, known: set[str | None]) -> None:
        for element in elements(item.draft):
            if isinstance(element, NoteLink) and element.target not in known:
                names = [name for name in known if name]
                message = f"there is no note `{element.target}`"
                self.error("unknown-note", message, element.span, suggestion(element.target, names))

    def note(self, item: Resolved, programs: Mapping[str, Program]) -> Note:
        draft = item.draft
        assert draft.id is not None
        names = dict.fromkeys(expectation.program for expectation in item.expectations)
        return Note(
            id=draft.id,
            guid=draft.guid or guid_of(self.settings.namespace, draft.id),
            deck=draft.deck or self.settings.deck,
            tags=draft.tags,
            draft=draft,
            programs=tuple(programs[name] for name in names),
            expectations=item.expectations,
        )

    # ── Expectations ──

    def expect(
        self, draft: Draft, element: Element, snippet: Snippet | None, own: Building | None
    ) -> Iterator[Expectation]:
        match element:
            case ClaimLink():
                yield from self.cited_claim(draft, element, snippet, own)
            case Value():
                yield from self.asked_value(element, snippet, own)
            case PythonFence():
                assert own is not None
                unit = next(i for i, unit in enumerate(own.units) if unit.line == element.line and unit.role == "fence")
                yield RunFence(element, own.name, unit)
            case RegionFence():
                yield from self.shown_region(element, snippet)

    def cited_claim(
        self, draft: Draft, link: ClaimLink, snippet: Snippet | None, own: Building | None
    ) -> Iterator[Expectation]:
        chosen = self.named_snippet(link.snippet, link.span) if link.snippet else snippet
        if link.snippet is None and own and (claim := named(link.name, draft.claims)):
            yield CitedClaim(link, claim, own.name)
        elif chosen and (claim := named(link.name, chosen.claims)):
            yield CitedClaim(link, claim, self.snippet_program(chosen).name)
        elif not (link.snippet and chosen is None):
            claims = (*(() if link.snippet else draft.claims), *(chosen.claims if chosen else ()))
            where = f"`{chosen.path}`" if chosen else "this note"
            help = suggestion(link.name, [claim.name for claim in claims])
            if not claims:
                help = f"write `# claim: {link.name}` above an assert in the file's snippet"
            self.error("unknown-claim", f"{where} has no claim `{link.name}`", link.span, help)

    def asked_value(self, value: Value, snippet: Snippet | None, own: Building | None) -> Iterator[Expectation]:
        if value.snippet:
            chosen = self.named_snippet(value.snippet, value.span)
            building = self.snippet_program(chosen) if chosen else None
        else:
            building = own or (self.snippet_program(snippet) if snippet else None)
            if building is None:
                help = "name a `snippet` in the front matter, or give the note a `python` fence"
                self.error("value-without-program", "no code stands behind this value", value.span, help)
        if building:
            yield AskedValue(value, building.name, building.slot(value.expression))

    def shown_region(self, fence: RegionFence, snippet: Snippet | None) -> Iterator[Expectation]:
        if snippet is None:
            help = "name a `snippet` in the front matter"
            self.error("unknown-region", "this file has no snippet to show a region of", fence.span, help)
            return
        region = next((region for region in snippet.regions if region.name == fence.region), None)
        if region is None:
            help = suggestion(fence.region, [region.name for region in snippet.regions])
            self.error("unknown-region", f"`{snippet.path}` has no region `{fence.region}`", fence.span, help)
            return
        yield ShownRegion(fence, region, self.snippet_program(snippet).name, 0)

    # ── Programs ──

    def own_program(self, draft: Draft) -> Building | None:
        """The program that a note's own fences make, after the prelude."""
        fences = [element for element in elements(draft) if isinstance(element, PythonFence)]
        if not fences:
            return None
        path = draft.span.path
        units = [fence_unit(path, fence, draft.claims) for fence in fences]
        if self.settings.prelude.strip():
            units.insert(0, Unit("prelude", "prelude", 1, self.settings.prelude.strip("\n")))
        return self.building(f"{path}#{draft.id}", tuple(units))

    def snippet_program(self, snippet: Snippet) -> Building:
        claims = tuple((claim.name, claim.line) for claim in snippet.claims)
        return self.building(snippet.path, (Unit("snippet", snippet.path, 1, snippet.code, claims),))

    def building(self, name: str, units: tuple[Unit, ...]) -> Building:
        return self.buildings.setdefault(name, Building(name, units))

    def programs(self) -> Iterator[Program]:
        for building in self.buildings.values():
            values = tuple(building.values)
            yield Program(building.name, building.units, values, self.settings.snippets, self.settings.limits)

    def unused(self) -> Iterator[Diagnostic]:
        for name, snippet in self.snippets.items():
            if name not in self.cited:
                message = f"no note uses `{snippet.path}`, so it was not run"
                help = "name it as the `snippet` of a card file, or delete it"
                yield Diagnostic("unused-snippet", message, Span(snippet.path, 1), "warning", help=help)


def named(name: str, claims: Sequence[Claim]) -> Claim | None:
    return next((claim for claim in claims if claim.name == name), None)


def fence_unit(path: str, fence: PythonFence, claims: tuple[Claim, ...]) -> Unit:
    lines = range(fence.line, fence.line + fence.code.count("\n") + 1)
    inside = tuple((claim.name, claim.line) for claim in claims if claim.line in lines)
    return Unit("fence", path, fence.line, fence.code, inside)


def has_evidence(draft: Draft, expectations: Sequence[Expectation], settings: Settings) -> bool:
    """Whether anything of the note can be evidence; whether it is, only the run can tell."""
    if not expectations and draft.source and settings.allow_cited:
        return True
    return any(may_prove(expectation) for expectation in expectations)


def may_prove(expectation: Expectation) -> bool:
    match expectation:
        case RunFence(fence=fence):
            shows = not fence.hide and fence.output != "hide"
            return shows or fence.raises is not None or fence.expected is not None
        case ShownRegion(fence=fence):
            return fence.expected is not None
        case _:
            return True
