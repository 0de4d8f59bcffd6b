"""The order of the stages. This module alone knows it, and it reads like the table in the package's docstring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from verideck.execute import Sandbox
from verideck.identify import write_ids
from verideck.lock import Refused, advance, differences, dump_lock, read_lock
from verideck.model import (
    Aborted,
    Cited,
    Diagnostic,
    Draft,
    Image,
    Lock,
    Media,
    Note,
    Outcome,
    Program,
    Project,
    Recording,
    Snippet,
    Source,
    Span,
    Tolerance,
    UnfitImage,
    Verified,
)
from verideck.pack import Contents, note_types, pack, publish, stamp, unsafe_name
from verideck.parse import parse, parse_snippet
from verideck.read import read, read_images
from verideck.render import render, stylesheet
from verideck.report import explain, explain_uncited, joined
from verideck.resolve import assign_ids, resolve
from verideck.stamp import Inputs, is_current, remember
from verideck.verify import uncited_failures, verify
from verideck.walk import elements

LOCK = "deck.lock"
STAMP = Path(".verideck/package.json")

Runs: TypeAlias = Mapping[str, Recording | Aborted]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the sources say, and the files of their images by their paths. `complete` is whether every source could be read and parsed without an error."""

    sources: tuple[Source, ...]
    drafts: tuple[Draft, ...]
    snippets: tuple[Snippet, ...]
    diagnostics: tuple[Diagnostic, ...]
    images: Mapping[str, Media | UnfitImage]

    @property
    def complete(self) -> bool:
        return not has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a project's notes, in the order of the sources, and everything that its author must mend."""

    project: Project
    parsed: Parsed
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    runs: Runs

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)

    @property
    def shippable(self) -> int:
        """The number of notes that may ship."""
        return sum(map(is_shippable, self.outcomes))

    @property
    def texts(self) -> dict[str, str]:
        """The text of each source by its path, for excerpts."""
        return {source.path: source.text for source in self.parsed.sources}

    @property
    def distributions(self) -> dict[str, str]:
        """The versions of what the programs imported."""
        recordings = (run for run in self.runs.values() if isinstance(run, Recording))
        return {name: version for run in recordings for name, version in run.distributions}

    @property
    def environment(self) -> dict[str, object]:
        pythons = {run.python for run in self.runs.values() if isinstance(run, Recording)}
        return {"python": max(pythons, default=None), "distributions": self.distributions}


@dataclass(frozen=True, slots=True)
class Built:
    """A check, and the package that came of it, if one did. `changed` counts the notes that an import will update."""

    checked: Checked
    package: Path | None = None
    notes: int = 0
    changed: int = 0
    written: bool = False


def check(project: Project, sandbox: Sandbox, *, require_ids: bool = False) -> Checked:
    """Everything but packing. Writes nothing but the cache.

    Raises VerideckError where the environment is broken.
    """
    parsed = parse_all(project)
    return judge(project, parsed, sandbox, [*missing_ids(parsed.drafts, require_ids)])


def build(project: Project, sandbox: Sandbox, now: float, *, locked: bool = False, partial: bool = False) -> Built:
    """A check, and a package of all notes if nothing is wrong; with `partial`, of those that are verified.

    `locked` refuses to write an id or to change the lock. `now` is seconds since 1970.
    Raises VerideckError where the environment is broken.
    """
    old = read_lock(project.root / LOCK, project.settings.namespace) or Lock(project.settings.namespace)
    parsed = parse_all(project)
    ids = list(missing_ids(parsed.drafts, locked) if locked else write_missing_ids(project, parsed))
    checked = judge(project, parsed, sandbox, ids)
    if (checked.failed and not partial) or not checked.shippable:
        return Built(checked)
    if is_current(project.root / project.settings.package, inputs_of(checked), project.root / STAMP):
        return Built(checked, project.root / project.settings.package, checked.shippable)
    return ship(checked, old, now, locked)


def parse_all(project: Project) -> Parsed:
    """Stages 1 and 2."""
    sources, found = sort_out(read(project), Source)
    parsed = [result for source in sources for result in parse_source(source, project.settings.tolerance)]
    drafts, _ = sort_out(parsed, Draft)
    snippets, _ = sort_out(parsed, Snippet)
    mistakes, _ = sort_out(parsed, Diagnostic)
    shown = [element.path for draft in drafts for element in elements(draft) if isinstance(element, Image)]
    images = read_images(project.root, shown)
    return Parsed(tuple(sources), tuple(drafts), tuple(snippets), (*found, *mistakes), images)


def parse_source(source: Source, tolerance: Tolerance) -> Iterator[Draft | Snippet | Diagnostic]:
    if source.kind == "card":
        yield from parse(source, tolerance)
    else:
        yield from parse_snippet(source)


def judge(project: Project, parsed: Parsed, sandbox: Sandbox, found: Sequence[Diagnostic]) -> Checked:
    """Stages 3 to 5, and the words for what came of them."""
    notes, mistakes = sort_out(resolve_all(project, parsed), Note)
    runs = execute(notes, sandbox, project.settings.jobs)
    outcomes = tuple(verify(note, runs) for note in notes)
    explained = [diagnostic for outcome in outcomes for diagnostic in explain(outcome)]
    uncited = [explain_uncited(failure) for failure in uncited_failures(notes, runs)]
    return Checked(
        project, parsed, outcomes, joined([*parsed.diagnostics, *found, *mistakes, *explained, *uncited, *sandbox.remarks()]), runs
    )


def resolve_all(project: Project, parsed: Parsed) -> list[Note | Diagnostic]:
    """Stage 3."""
    refused = {diagnostic.span.path for diagnostic in parsed.diagnostics if diagnostic.severity == "error"}
    return list(resolve(assign_ids(parsed.drafts), parsed.snippets, project, refused, parsed.images))


def execute(notes: Iterable[Note], sandbox: Sandbox, jobs: int) -> Runs:
    """Stage 4: every program once, `jobs` at a time."""
    programs: dict[str, Program] = {program.name: program for note in notes for program in note.programs}
    executor = ThreadPoolExecutor(jobs)
    try:
        return dict(zip(programs, executor.map(sandbox.run, programs.values()), strict=True))
    except BaseException:
        sandbox.close()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def ship(checked: Checked, old: Lock, now: float, locked: bool) -> Built:
    """Stages 6 and 7."""
    project, settings = checked.project, checked.project.settings
    versions = stamped(settings.stamp, checked.distributions)
    fields = [render(each, settings.allow_html) for each in checked.outcomes if isinstance(each, Verified | Cited)]
    designs = note_types(settings.namespace, versions, stylesheet())
    present = {str(draft.id) for draft in assign_ids(checked.parsed.drafts)} if checked.parsed.complete else None
    advanced = advance(old, fields, designs, present=present, now=now)
    refused = [*refusals(advanced.refused, checked), *name_refusals(project)]
    if locked:
        refused += lock_refusals(old, advanced.lock, lock_bytes(project))
    if refused:
        return Built(replace(checked, diagnostics=(*checked.diagnostics, *refused)))
    description = describe(settings.description, len(fields), versions)
    media = tuple(sorted({(file.name, file.data) for note in fields for file in note.media}))
    contents = Contents((*fields, *advanced.tombstones), advanced.lock, designs, settings.deck, description, media)
    written = write(contents, checked)
    return Built(checked, project.root / settings.package, len(fields), changed_notes(old, advanced.lock), written)


def write(contents: Contents, checked: Checked) -> bool:
    """Packs, and replaces package and lock unless both are already what they would become."""
    project = checked.project
    package = project.root / project.settings.package
    data, lock = pack(contents), dump_lock(contents.lock)
    changed = lock != lock_bytes(project) or not package.is_file() or data != package.read_bytes()
    if changed:
        publish(data, lock, package, project.root / LOCK)
    remember(data, inputs_of(checked), project.root / STAMP)
    return changed


def inputs_of(checked: Checked) -> Inputs:
    """What the package is made of, with the lock as it stands on the disk now."""
    project = checked.project
    images = {path: file.name for path, file in checked.parsed.images.items() if isinstance(file, Media)}
    return Inputs(project.settings, checked.parsed.sources, checked.runs, lock_bytes(project), images)


def lock_bytes(project: Project) -> bytes:
    path = project.root / LOCK
    return path.read_bytes() if path.is_file() else b""


# ── Ids ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def missing_ids(drafts: Sequence[Draft], required: bool) -> Iterator[Diagnostic]:
    for draft, named in zip(drafts, assign_ids(drafts), strict=True):
        if draft.id is None:
            message = "this note has no id, and without one its history cannot be kept"
            help = f"write `{{#{named.id}}}` at the end of the heading; `verideck build` does so"
            yield Diagnostic("missing-id", message, draft.span, "error" if required else "warning", help=help)


def write_missing_ids(project: Project, parsed: Parsed) -> Iterator[Diagnostic]:
    """Writes ids where they are missing and says so; not while a note that did not parse may have the same id."""
    if not parsed.complete:
        yield from missing_ids(parsed.drafts, required=False)
        return
    pairs = list(zip(parsed.drafts, assign_ids(parsed.drafts), strict=True))
    for source in parsed.sources:
        named = [new for old, new in pairs if old.id is None and old.span.path == source.path]
        if not named:
            continue
        if write_ids(project.root, source.path, source.text, named):
            for draft in named:
                yield Diagnostic("id-written", f"this note is now `{draft.id}`", draft.span, "warning")
        else:
            message = "this file changed while it was being built, so no id was written"
            yield Diagnostic("file-changed", message, Span(source.path, 1), help="build again")


# ── What a package needs besides its notes ───────────────────────────────────────────────────────────────────────


def stamped(names: Sequence[str], distributions: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The versions that the note types name, as the settings spell them."""
    versions = {name.lower().replace("_", "-"): version for name, version in distributions.items()}
    return tuple((name, versions[name.lower()]) for name in names if name.lower() in versions)


def describe(text: str, notes: int, versions: Sequence[tuple[str, str]]) -> str:
    """The deck's description: the author's words, and what was verified."""
    under = f" with {stamp(versions)}" if versions else ""
    return f"{text}\n\n{notes} notes, verified{under}.".strip()


def changed_notes(old: Lock, new: Lock) -> int:
    """How many notes an import will add or update."""
    mods = {line.guid: line.mod for line in old.notes}
    return sum(mods.get(line.guid) != line.mod for line in new.notes)


def refusals(refused: Iterable[Refused], checked: Checked) -> Iterator[Diagnostic]:
    spans = {outcome.note.id: outcome.note.draft.span for outcome in checked.outcomes}
    for each in refused:
        yield Diagnostic(each.code, each.message, spans[each.id], help=each.help)


def name_refusals(project: Project) -> Iterator[Diagnostic]:
    if reason := unsafe_name(Path(project.settings.package)):
        yield Diagnostic("package-name", f"`{project.settings.package}`: {reason}", Span(project.settings_path, 1))


def lock_refusals(old: Lock, new: Lock, file: bytes) -> Iterator[Diagnostic]:
    """What `--locked` says. A file with git's conflict markers in it is not the one that a build writes, either."""
    names = differences(old, new)
    shown = ", ".join(f"`{name}`" for name in names[:10]) + (" and more" if len(names) > 10 else "")
    if dump_lock(new) != file:
        message = f"the lock would change for {shown}" if names else "the lock is not as verideck writes it"
        yield Diagnostic("lock-outdated", message, Span(LOCK, 1), help="run `verideck build` and commit the lock")


def is_shippable(outcome: Outcome) -> bool:
    return isinstance(outcome, Verified | Cited)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def sort_out(mixed: Iterable[object], kind: type[T]) -> tuple[list[T], list[Diagnostic]]:
    """The things of one kind, and the diagnostics."""
    everything = list(mixed)
    things = [each for each in everything if isinstance(each, kind)]
    return things, [each for each in everything if isinstance(each, Diagnostic)]
