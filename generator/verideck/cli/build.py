"""`verideck build` and `verideck check`."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verideck.build import build, check
from verideck.checked import Built, Checked
from verideck.choose import UnknownNoteError
from verideck.cli.door import (
    CLEAN,
    DIAGNOSTICS,
    colored,
    examples,
    exits,
    formats_option,
    loaded,
    locked_option,
    observing,
    only_one,
    project_option,
    quiet_option,
    required_ids_option,
    sandbox_option,
    say,
    selectors_argument,
    show,
    verbose_option,
    waiting,
)
from verideck.exclusive import exclusive
from verideck.execute import Cached, open_sandbox
from verideck.model import Confining, Plan, Project
from verideck.report import plural, summary
from verideck.reports import account, account_of, write_report

if TYPE_CHECKING:
    from verideck.report.document import Document


@click.command(
    "build",
    epilog=examples(
        "verideck build",
        "verideck build --verbose",
        "verideck build --partial",
        "verideck build --rename old-id=new-id",
    ),
)
@project_option
@locked_option
@sandbox_option
@formats_option
@click.option("--partial", is_flag=True, help="Pack the verified notes even if others are not.")
@click.option(
    "--rename", "renames", multiple=True, metavar="OLD=NEW",
    help="Give a note another id and keep its history: writes `#NEW` and the GUID into its heading.",
)  # fmt: skip
@quiet_option
@verbose_option
@exits
def build_command(
    folder: Path,
    locked: bool,
    sandbox: Confining | None,
    form: str,
    partial: bool,
    renames: tuple[str, ...],
    quiet: bool,
    verbose: bool,
) -> int:
    """Verify every note and write the package, and beside it a report of what every note rests on.

    Anything wrong: exit code 1, and the package of the last good build stays as it is.
    """
    only_one(quiet, verbose)
    pairs = [(old, new) for old, _, new in (rename.partition("=") for rename in renames)]
    if not all(old and new for old, new in pairs):
        raise click.BadParameter("write the old id and the new one as OLD=NEW", param_hint="--rename")
    if pairs and locked:
        raise click.UsageError("--rename writes into card files, which --locked refuses (the default where CI is set)")
    project = loaded(folder, form, sandbox=sandbox)
    if project is None:
        return DIAGNOSTICS
    with exclusive(project.root, waiting), open_sandbox(project) as runs:
        with observing(quiet=quiet) as observer:
            built = build(
                project, runs, time.time(), locked=locked, partial=partial, renames=dict(pairs), observer=observer
            )
        reported = write_report(built, runs.ran)
        if form != "text":
            say(form, account_of(built, runs.ran), built.checked.diagnostics, project.root)
            return DIAGNOSTICS if built.checked.failed else CLEAN
        show(built.checked.diagnostics, built.checked)
        if verbose:
            click.echo(table(account_of(built, runs.ran)))
        if not quiet:
            click.echo(counts(built.checked, runs))
            click.echo(packed(built, project))
    if reported and not quiet:
        click.echo(f"{project.settings.report_path}: written")
    return DIAGNOSTICS if built.checked.failed else CLEAN


@click.command(
    "check",
    epilog=examples(
        "verideck check",
        "verideck check range-dtype tag:tensors 'cards/0*.md'",
        "verideck check cards/03-ranges.md:12 --verbose",
        "verideck check --format sarif > verideck.sarif",
        "verideck check --repeat 3",
    ),
)
@selectors_argument
@project_option
@required_ids_option
@formats_option
@sandbox_option
@click.option(
    "--repeat", "times", type=click.IntRange(1), metavar="N",
    help="Run every program N times more, with other hashes, seeds and order, and report what differs.",
)  # fmt: skip
@quiet_option
@verbose_option
@exits
def check_command(
    selectors: tuple[str, ...],
    folder: Path,
    require_ids: bool,
    form: str,
    sandbox: Confining | None,
    times: int | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Verify notes and write no package, no id and no lock.

    All notes, or those that are named: by id, `tag:TAG`, card file, folder, FILE:LINE, or a glob of ids or files.
    """
    only_one(quiet, verbose)
    project = loaded(folder, form, sandbox=sandbox)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as runs:
        with observing(quiet=quiet) as observer:
            try:
                checked = check(project, runs, require_ids=require_ids, selectors=selectors, observer=observer)
            except UnknownNoteError as error:
                raise click.UsageError(str(error)) from None
            if times:
                from verideck.repeat import repeat, repeated  # which an unchanged build has no use for

                checked = repeat(checked, times, observer=observer)
        if times and not quiet:
            click.echo(repeated(checked.diagnostics, times), err=form != "text")
        if form != "text":
            say(form, account(checked, runs.ran), checked.diagnostics, project.root)
            return DIAGNOSTICS if checked.failed else CLEAN
        show(checked.diagnostics, checked)
        if verbose:
            click.echo(table(account(checked, runs.ran)))
        if not quiet:
            click.echo(counts(checked, runs))
    return DIAGNOSTICS if checked.failed else CLEAN


def table(account: Document) -> str:
    from verideck.report.overview import overview  # most runs do without

    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else None
    return overview(account, color=colored(sys.stdout), width=width)


def counts(checked: Checked, sandbox: Cached) -> str:
    said = summary(checked.outcomes, checked.diagnostics, checked.unseen)
    return f"{said}; {sandbox.executed} run now, {sandbox.hits} from the cache"


def packed(built: Built, project: Project) -> str:
    name = project.settings.package
    if built.package is None:
        kept = "; the last one stays as it is" if (project.root / name).exists() else ""
        return f"{name}: not written{kept}"
    notes = plural(built.notes, "note")
    if not built.written:
        return f"{name}: unchanged, {notes}"
    return f"{name}: written, {notes}, {changes(built.plan)}"


def changes(plan: Plan) -> str:
    """What importing the package does, in a few words."""
    words = {"new": "new", "changed": "changed", "restored": "brought back", "retired": "retired"}
    counts = [(sum(change.kind == kind for change in plan.changes), word) for kind, word in words.items()]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "none of them changed"
