"""What the names in one draft mean, and whether anything in it can be evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verideck.answer import answer_of
from verideck.model import (
    UNPROVEN,
    AskedValue,
    CitedClaim,
    Claim,
    ClaimLink,
    CodeSpan,
    Diagnostic,
    Draft,
    Example,
    Expectation,
    Image,
    Kind,
    Media,
    NoteLink,
    PyconFence,
    PythonFence,
    RegionFence,
    RunExamples,
    RunFence,
    Settings,
    ShownRegion,
    Snippet,
    Span,
    UnfitImage,
    Value,
    View,
)
from verideck.resolve.programs import Building, Programs
from verideck.schema import suggestion
from verideck.walk import Element, elements


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft may name. `refused` are the paths of files in which an earlier stage found a mistake.

    `images` are the files of all images by their paths.
    """

    settings: Settings
    snippets: Mapping[str, Snippet]
    notes: frozenset[str]
    refused: frozenset[str]
    images: Mapping[str, Media | UnfitImage]

    @property
    def all_cards(self) -> bool:
        """Whether every card file was taken over whole."""
        return all(path.startswith(f"{self.settings.snippets}/") for path in self.refused)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A draft and its expectations, before the programs are complete."""

    draft: Draft
    expectations: tuple[Expectation, ...]


def resolve_draft(draft: Draft, known: Known, programs: Programs, found: list[Diagnostic]) -> Resolved | None:
    """None where a name of the draft is not known, or nothing can be evidence; why is added to `found`."""
    resolver = Resolver(draft, known, programs, found)
    expectations = tuple(resolver.expectations())
    resolver.refuse_unproven()
    if not resolver.failed and not has_evidence(draft, expectations, known.settings):
        resolver.no_evidence()
    resolver.check_answer(expectations)
    return None if resolver.failed else Resolved(draft, expectations)


class Resolver:
    """Looks up the names of one draft."""

    def __init__(self, draft: Draft, known: Known, programs: Programs, found: list[Diagnostic]) -> None:
        self.draft, self.known, self.programs, self.found = draft, known, programs, found
        self.failed = False
        self.snippet = self.named_snippet(draft.snippet, draft.snippet_span or draft.span) if draft.snippet else None
        self.own = programs.of_fences(draft)

    def error(self, code: str, message: str, span: Span, help: str) -> None:
        self.failed = True
        self.found.append(Diagnostic(code, message, span, help=help))

    def no_evidence(self) -> None:
        help = "cite a claim, show a value, or add a `python` fence whose output is shown"
        if self.draft.source and not self.known.settings.allow_cited:
            help += "; a note that can only be cited needs `allow-cited = true` in the settings"
        self.error("no-evidence", "nothing that runs stands behind this answer", self.draft.span, help)

    def check_answer(self, expectations: Sequence[Expectation]) -> None:
        """What is typed is proven itself: evidence for something else in the note does not do."""
        answer = answer_of(self.draft) if self.draft.kind is Kind.TYPED else None
        if isinstance(answer, CodeSpan) and (expectations or not self.draft.source):
            help = f"cite a claim, ``[`{answer.text}`](claim:NAME)``, or compute it, `` `{{python}} expression` ``"
            self.error("typed-answer", "nothing proves the answer that is to be typed", answer.span, help)

    def refuse_unproven(self) -> None:
        """One message for all statements of a note that wait for a proof: after an import there are many."""
        unproven = [each for each in elements(self.draft) if isinstance(each, ClaimLink) and each.name == UNPROVEN]
        if not unproven:
            return
        where = runs(each.span.line for each in unproven)
        message = f"{len(unproven)} statements of this note are still to be proven, on lines {where}"
        message = message if len(unproven) > 1 else "this statement is still to be proven"
        help = "put the name of the claim that proves it in place of the `?`, or take out the link or the words"
        self.error("unproven", message, unproven[0].span, help)

    def expectations(self) -> Iterator[Expectation]:
        for element in elements(self.draft):
            expectation = self.expectation(element)
            if expectation:
                yield expectation

    def expectation(self, element: Element) -> Expectation | None:
        match element:
            case ClaimLink(name=name):
                return None if name == UNPROVEN else self.cited_claim(element)
            case Value():
                return self.asked_value(element)
            case RegionFence():
                return self.shown_region(element)
            case NoteLink():
                self.check_note_link(element)
                return None
            case Image():
                self.check_image(element)
                return None
            case PythonFence():
                assert self.own is not None
                return RunFence(element, self.own.name, self.own.unit_of(element))
            case PyconFence():
                assert self.own is not None
                return RunExamples(element, self.own.name, self.own.unit_of(element))

    # ── Snippets ──

    def named_snippet(self, name: str, span: Span) -> Snippet | None:
        stem = name.removesuffix(".py")
        snippet = self.known.snippets.get(stem)
        if snippet:
            self.programs.named.add(snippet.name)
        elif any(path.endswith(f"/{stem}.py") for path in self.known.refused):
            self.failed = True
        elif (bare := stem.rpartition("/")[2]) in self.known.snippets:
            message = f"`{name}` is not the name of a snippet, which is its file's without the folder"
            self.error("unknown-snippet", message, span, f"write `{bare}`")
        else:
            message = f"there is no snippet `{self.known.settings.snippets}/{stem}.py`"
            self.error("unknown-snippet", message, span, suggestion(stem, self.known.snippets))
        return snippet

    def chosen(self, name: str | None, span: Span) -> tuple[Snippet | None, bool]:
        """The snippet that an element names, else the file's, and whether one is named that there is not."""
        named = name or self.draft.snippet
        snippet = self.named_snippet(name, span) if name else self.snippet
        return snippet, named is not None and snippet is None

    def lost(self, snippet: Snippet | None, name: str) -> bool:
        """Whether a name is only missing because of a mistake at its place in the snippet."""
        lost = snippet is not None and snippet.path in self.known.refused and name in snippet.code
        self.failed = self.failed or lost
        return lost

    def of_snippet(self, snippet: Snippet) -> Building:
        return self.programs.of_snippet(snippet).allow(self.draft.limits)

    # ── Expectations ──

    def cited_claim(self, link: ClaimLink) -> Expectation | None:
        own_claims = self.draft.claims if link.snippet is None else ()
        if self.own and (claim := named(link.name, own_claims)):
            return CitedClaim(link, claim, self.own.name)
        snippet, missing = self.chosen(link.snippet, link.span)
        if snippet and (claim := named(link.name, snippet.claims)):
            return CitedClaim(link, claim, self.of_snippet(snippet).name)
        if not missing and not self.lost(snippet, link.name):
            self.unknown_claim(link, snippet, own_claims)
        return None

    def unknown_claim(self, link: ClaimLink, snippet: Snippet | None, own_claims: Sequence[Claim]) -> None:
        names = [claim.name for claim in (*own_claims, *(snippet.claims if snippet else ()))]
        help = (
            suggestion(link.name, names) if names else f"write `# claim: {link.name}` above the assert that proves it"
        )
        if not (names or snippet or self.own):
            help = f"name a `snippet` in the front matter, and in it {help}"
        where = f"`{snippet.path}`" if snippet else "this note"
        self.error("unknown-claim", f"{where} has no claim `{link.name}`", link.span, help)

    def asked_value(self, value: Value) -> Expectation | None:
        building: Building | None = None
        if value.snippet is None and self.own:
            building = self.own
        else:
            snippet, missing = self.chosen(value.snippet, value.span)
            if snippet:
                building = self.of_snippet(snippet)
            elif not missing:
                help = "name a `snippet` in the front matter, or give the note a `python` fence"
                self.error("value-without-program", "no code stands behind this value", value.span, help)
        return AskedValue(value, building.name, building.slot(value.expression)) if building else None

    def shown_region(self, fence: RegionFence) -> Expectation | None:
        snippet, missing = self.chosen(fence.snippet, fence.span)
        if snippet is None:
            if not missing:
                help = "name a `snippet` in the front matter"
                self.error("unknown-region", "this file has no snippet to show a region of", fence.span, help)
            return None
        region = next((region for region in snippet.regions if region.name == fence.region), None)
        if region:
            building = self.of_snippet(snippet)
            if fence.shows_output:
                building.views.add(View(region.first, region.last, fence.figure))
            return ShownRegion(fence, region, building.name, 0)
        if not self.lost(snippet, fence.region):
            help = suggestion(fence.region, [region.name for region in snippet.regions])
            self.error("unknown-region", f"`{snippet.path}` has no region `{fence.region}`", fence.span, help)
        return None

    def check_image(self, image: Image) -> None:
        file = self.known.images[image.path]
        if isinstance(file, UnfitImage) and is_shown(image, self.known.settings):
            self.error(file.code, file.message, image.span, file.help)

    def check_note_link(self, link: NoteLink) -> None:
        if link.target not in self.known.notes and self.known.all_cards:
            help = suggestion(link.target, self.known.notes)
            self.error("unknown-note", f"there is no note `{link.target}`", link.span, help)


def runs(lines: Iterable[int]) -> str:
    """Numbers of lines in their order, runs of them as `3–5`."""
    ends: list[list[int]] = []
    for line in dict.fromkeys(lines):
        if ends and line == ends[-1][1] + 1:
            ends[-1][1] = line
        else:
            ends.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ends)


def is_shown(image: Image, settings: Settings) -> bool:
    """Raw HTML that is not allowed is shown as text, and so are the images in it."""
    return bool(image.alt) or settings.allow_html


def named(name: str, claims: Sequence[Claim]) -> Claim | None:
    return next((claim for claim in claims if claim.name == name), None)


def has_evidence(draft: Draft, expectations: Sequence[Expectation], settings: Settings) -> bool:
    """Whether anything of the note can be evidence; whether it is, only the run can tell."""
    if not expectations and draft.source and settings.allow_cited:
        return True
    return any(may_prove(expectation) for expectation in expectations)


def may_prove(expectation: Expectation) -> bool:
    match expectation:
        case RunFence(fence=fence):
            return fence.shows_output or fence.raises is not None or fence.expected is not None
        case ShownRegion(fence=fence):
            return fence.expected is not None
        case RunExamples(fence=fence):
            return any(map(shows_result, fence.examples))
        case _:
            return True


def shows_result(example: Example) -> bool:
    """Whether something must come out at its prompt."""
    return bool(example.expected.text) or example.raises is not None
