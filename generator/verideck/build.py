"""The order of the stages. This module alone knows it, and it reads like the table in the package's docstring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, assert_never

from verideck.checked import Built, Checked, Parsed, Planned, has_errors
from verideck.choose import choose, concerning
from verideck.errors import LockError
from verideck.execute import Observer, Sandbox
from verideck.identify import missing_ids, missing_numbers, write_missing, write_renames
from verideck.model import (
    Cited,
    Diagnostic,
    Draft,
    Image,
    Media,
    Note,
    Program,
    Project,
    Run,
    Runs,
    Snippet,
    Source,
    Span,
    Tolerance,
    Verified,
)
from verideck.parse import count_notes, parse, parse_snippet, parse_style
from verideck.project import overruled
from verideck.read import read, read_images
from verideck.report import explain, explain_uncited, joined
from verideck.resolve import resolve
from verideck.ship import History, last_package, lock_bytes, read_history, recall, renumber
from verideck.stamp import Inputs, is_current, remember
from verideck.verify import uncited_failures, verify
from verideck.walk import elements

if TYPE_CHECKING:
    from verideck.ship.prepare import Prepared

STAMP = Path(".verideck/package.json")
T = TypeVar("T")


def check(
    project: Project,
    sandbox: Sandbox,
    *,
    require_ids: bool = False,
    selectors: Collection[str] = (),
    observer: Observer | None = None,
) -> Checked:
    """Everything but packing, of all notes or of those that the selectors mean. Writes nothing but the cache.

    Raises VerideckError where the environment is broken, and UnknownNoteError as `choose` does.
    """
    parsed = parse_unlocked(project)
    ids = choose(selectors, parsed.named, project.root) if selectors else None
    return judge(project, parsed, sandbox, [*said_missing(parsed, require_ids)], observer, ids)


def build(
    project: Project,
    sandbox: Sandbox,
    now: float,
    *,
    locked: bool = False,
    partial: bool = False,
    renames: Mapping[str, str] | None = None,
    observer: Observer | None = None,
) -> Built:
    """A check, and a package of all notes if nothing is wrong; with `partial`, of those that are verified.

    `locked` refuses to write an id or to change the lock. `now` is seconds since 1970. `renames` are new ids by the old
    ones, for notes that are to keep their history.
    Raises VerideckError where the environment is broken.
    """
    history = read_history(project)
    if isinstance(history, Diagnostic):
        return Built(unchecked(project, parse_all(project), [history]))
    found = rename(project, history, renames) if renames else []
    parsed = parse_with(history, project)
    if has_errors(found):
        return Built(unchecked(project, parsed, found))
    written = list(identify(project, parsed, locked))
    checked = judge(project, parsed, sandbox, [*found, *written], observer)
    if (checked.failed and not partial) or has_errors(written) or not checked.shippable:
        return Built(checked)
    if is_built(checked):
        return Built(checked, project.root / project.settings.package, checked.shippable)
    return ship(checked, history, next_package(checked, history, now, lock_bytes(project) if locked else None))


def plan(project: Project, sandbox: Sandbox, now: float, observer: Observer | None = None) -> Planned:
    """What importing the next package would do. Writes nothing but the cache.

    Raises VerideckError where the environment is broken.
    """
    history = read_history(project)
    if isinstance(history, Diagnostic):
        return Planned(unchecked(project, parse_all(project), [history]))
    parsed = parse_with(history, project)
    checked = judge(project, parsed, sandbox, [*said_missing(parsed, required=False)], observer)
    if not checked.failed and is_built(checked):
        return Planned(checked, history.settled)
    following = next_package(checked, history, now)
    checked = replace(checked, diagnostics=(*checked.diagnostics, *following.diagnostics))
    return Planned(checked, None if checked.failed else following.with_last(history, last_package(project)))


def unchecked(project: Project, parsed: Parsed, found: Sequence[Diagnostic]) -> Checked:
    """What can be said before anything ran."""
    return Checked(project, parsed, (), joined([*parsed.diagnostics, *found]), {}, len(parsed.drafts) + parsed.refused)


def parse_all(project: Project) -> Parsed:
    """Stages 1 and 2."""
    sources, found = sort_out(read(project), Source)
    parsed = [result for source in sources for result in parse_source(source, project.settings.tolerance)]
    drafts, mistakes = sort_out(parsed, Draft)
    snippets, _ = sort_out(parsed, Snippet)
    if not drafts and not has_errors((*found, *mistakes)):
        found.append(no_notes(project))
    shown = [element.path for draft in drafts for element in elements(draft) if isinstance(element, Image)]
    images = read_images(project.root, shown)
    refused = count_refused(sources, drafts, mistakes)
    return Parsed(tuple(sources), tuple(drafts), tuple(snippets), (*found, *mistakes), images, refused)


def count_refused(sources: Iterable[Source], drafts: Iterable[Draft], mistakes: Iterable[Diagnostic]) -> int:
    """How many notes became no draft, so that the counts at the end leave out none."""
    paths = {mistake.span.path for mistake in mistakes}
    written = sum(count_notes(source) for source in sources if source.kind == "card" and source.path in paths)
    return written - sum(draft.span.path in paths for draft in drafts)


def no_notes(project: Project) -> Diagnostic:
    """An empty deck is hardly what anybody wants, and a green build must not say that all is well."""
    message = f"`{project.settings.cards}` holds no note"
    return Diagnostic(
        "no-notes", message, Span(project.settings_path, 1), help="write a question in a Markdown file there"
    )


@lru_cache(maxsize=10_000)
def parse_source(source: Source, tolerance: Tolerance) -> tuple[Draft | Snippet | Diagnostic, ...]:
    """Those who check again after every save pay for the file that was saved."""
    match source.kind:
        case "card":
            return tuple(parse(source, tolerance))
        case "snippet":
            return tuple(parse_snippet(source))
        case "style":
            return tuple(parse_style(source))
    assert_never(source.kind)


def judge(
    project: Project,
    parsed: Parsed,
    sandbox: Sandbox,
    found: Sequence[Diagnostic],
    observer: Observer | None = None,
    ids: Collection[str] | None = None,
) -> Checked:
    """Stages 3 to 5, and the words for what came of them; of the notes with these ids, if any are given."""
    everything, mistakes = sort_out(resolve_all(project, parsed), Note)
    notes = [note for note in everything if ids is None or note.id in ids]
    runs = execute(notes, sandbox, project.settings.jobs, observer)
    outcomes = tuple(verify(note, runs) for note in notes)
    explained = [diagnostic for outcome in outcomes for diagnostic in explain(outcome)]
    uncited = [explain_uncited(failure) for failure in uncited_failures(everything, runs)]
    told = [*parsed.diagnostics, *found, *mistakes, *explained, *uncited, *sandbox.remarks()]
    told = [*overruled(project), *(told if ids is None else chosen(ids, told, parsed, notes))]
    asked = len(parsed.drafts) + parsed.refused if ids is None else sum(draft.id in ids for draft in parsed.named)
    return Checked(project, parsed, outcomes, joined(told), runs, asked - len(notes))


def chosen(
    ids: Collection[str], told: Sequence[Diagnostic], parsed: Parsed, notes: Sequence[Note]
) -> Sequence[Diagnostic]:
    """What concerns the notes with these ids; all of it where one of them is missing and nothing else would say why."""
    ran = {unit.path for note in notes for program in note.programs for unit in program.units}
    found = list(concerning(ids, told, parsed.named, ran))
    return found if has_errors(found) or len(notes) == len(ids) else told


def resolve_all(project: Project, parsed: Parsed) -> list[Note | Diagnostic]:
    """Stage 3."""
    refused = {diagnostic.span.path for diagnostic in parsed.diagnostics if diagnostic.severity == "error"}
    return list(resolve(parsed.named, parsed.snippets, project, refused, parsed.images))


def execute(notes: Iterable[Note], sandbox: Sandbox, jobs: int, observer: Observer | None = None) -> Runs:
    """Stage 4: every program once, `jobs` at a time."""
    programs: dict[str, Program] = {program.name: program for note in notes for program in note.programs}
    run = observed(sandbox, observer, programs) if observer else sandbox.run
    executor = ThreadPoolExecutor(jobs)
    try:
        return dict(zip(programs, executor.map(run, programs.values()), strict=True))
    except BaseException:
        sandbox.close()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def observed(sandbox: Sandbox, observer: Observer, programs: Mapping[str, Program]) -> Callable[[Program], Run]:
    """The sandbox's `run` before an audience."""

    def run(program: Program) -> Run:
        observer.began(program.name)
        try:
            return sandbox.run(program)
        finally:
            observer.ended(program.name)

    observer.planned(programs.keys())
    return run


def next_package(checked: Checked, history: History, now: float, locked: bytes | None = None) -> Prepared:
    """Stage 6, and what the next package will be, as with `prepare`."""
    from verideck.ship.prepare import Cargo, prepare  # an unchanged build renders nothing, and imports nothing for it

    shippable = tuple(outcome for outcome in checked.outcomes if isinstance(outcome, Verified | Cited))
    parsed = checked.parsed
    cargo = Cargo(checked.project, shippable, parsed.named, parsed.complete, checked.distributions, parsed.css)
    return prepare(cargo, history, now, locked)


def ship(checked: Checked, history: History, prepared: Prepared) -> Built:
    """Stage 7."""
    from verideck.ship.write import write  # nor does it pack

    project = checked.project
    checked = replace(checked, diagnostics=(*checked.diagnostics, *prepared.diagnostics, *prepared.warnings))
    if has_errors(prepared.diagnostics):
        return Built(checked)
    package, written = write(prepared.contents, history, project)
    remember(package, inputs_of(checked), project.root / STAMP)
    return Built(checked, project.root / project.settings.package, len(prepared.fields), prepared.plan, written)


def is_built(checked: Checked) -> bool:
    """Whether the package on the disk is the one that would come of this."""
    project = checked.project
    return is_current(project.root / project.settings.package, inputs_of(checked), project.root / STAMP)


def inputs_of(checked: Checked) -> Inputs:
    """What the package is made of, with the lock as it stands on the disk now."""
    project = checked.project
    images = {path: file.name for path, file in checked.parsed.images.items() if isinstance(file, Media)}
    return Inputs(project.settings, checked.parsed.sources, checked.runs, lock_bytes(project), images)


# ── Ids ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def parse_with(history: History, project: Project) -> Parsed:
    """The sources, in which a note that lost its id is proposed the one that it had, and an item a new number."""
    return known_by(history, parse_all(project), project)


def parse_unlocked(project: Project) -> Parsed:
    """The same as far as there is a lock that can be read: a check can do without."""
    parsed = parse_all(project)
    if not any([*said_missing(parsed, required=False)]):
        return parsed
    try:
        history = read_history(project)
    except LockError:
        return parsed
    return known_by(history, parsed, project) if isinstance(history, History) else parsed


def known_by(history: History, parsed: Parsed, project: Project) -> Parsed:
    namespace = project.settings.namespace
    recalled = recall(parsed.drafts, history, namespace)
    drafts, mistakes = sort_out(renumber(recalled, history, namespace), Draft)
    found, refused = (*parsed.diagnostics, *mistakes), parsed.refused + len(mistakes)
    return replace(parsed, drafts=tuple(drafts), diagnostics=found, refused=refused)


def said_missing(parsed: Parsed, required: bool) -> Iterator[Diagnostic]:
    """What is said of ids and numbers that a build would write."""
    yield from missing_ids(parsed.drafts, parsed.named, required)
    yield from missing_numbers(parsed.drafts, required)


def identify(project: Project, parsed: Parsed, locked: bool) -> Iterator[Diagnostic]:
    """Writes ids where they are missing and says so; not while a note that did not parse may have the same id."""
    if not locked and parsed.complete:
        yield from write_missing(project.root, parsed.sources, parsed.drafts, parsed.named)
    else:
        yield from missing_ids(parsed.drafts, parsed.named, required=locked)
        yield from missing_numbers(parsed.drafts, required=True)  # a number that is shipped must be written


def rename(project: Project, history: History, renames: Mapping[str, str]) -> list[Diagnostic]:
    """Writes new ids for old ones, where the lock knows these."""
    parsed, guids = parse_all(project), {line.id: line.guid for line in history.lock.notes}
    return list(write_renames(project.root, parsed.sources, parsed.drafts, guids, renames))


def sort_out(mixed: Iterable[object], kind: type[T]) -> tuple[list[T], list[Diagnostic]]:
    """The things of one kind, and the diagnostics."""
    everything = list(mixed)
    things = [each for each in everything if isinstance(each, kind)]
    return things, [each for each in everything if isinstance(each, Diagnostic)]
