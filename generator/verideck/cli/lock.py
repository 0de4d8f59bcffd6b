"""`verideck plan`, `verideck retired` and `verideck lock`: what was shipped, and what will be."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from verideck.build import plan
from verideck.checked import Checked
from verideck.cli.door import (
    CLEAN,
    DIAGNOSTICS,
    colored,
    examples,
    exits,
    format_option,
    loaded,
    observing,
    project_option,
    sandbox_option,
    show,
    show_diagnostics,
    waiting,
)
from verideck.exclusive import exclusive
from verideck.execute import open_sandbox
from verideck.model import Confining, Diagnostic, LockedNote, Plan, Span
from verideck.report import plan_document, plural, render_plan, visible_lines
from verideck.schema import suggestion
from verideck.ship import LOCK, forget_retired, read_history, rebuild_lock


@click.command(
    "plan",
    epilog=examples("verideck plan", "verideck plan --format json"),
)
@project_option
@format_option
@sandbox_option
@exits
def plan_command(folder: Path, form: str, sandbox: Confining | None) -> int:
    """Show what importing the next package will do, and what it cannot do. Writes nothing.

    It is about a learner who has the last package that was built here.
    """
    project = loaded(folder, form, sandbox=sandbox)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as runs, observing() as observer:
        planned = plan(project, runs, time.time(), observer)
    if form == "json":
        click.echo(plan_document(planned.plan, planned.checked.diagnostics), nl=False)
    else:
        show(planned.checked.diagnostics, planned.checked)
        click.echo(planned_text(planned.checked, planned.plan), nl=False)
    return DIAGNOSTICS if planned.plan is None else CLEAN


def planned_text(checked: Checked, plan: Plan | None) -> str:
    name = checked.project.settings.package
    if plan is None:
        return f"{name}: `verideck build` would not write it\n"
    color = colored(sys.stdout)
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120
    return f"{start(plan, name)}\n\n{render_plan(plan, places(checked), color=color, width=width)}"


def start(plan: Plan, name: str) -> str:
    """What the plan goes on from: perhaps a package that was built and not imported."""
    if not plan.since:
        return f"importing the next {name} will"
    last = f"{datetime.fromtimestamp(plan.since, UTC):%Y-%m-%d %H:%M} UTC"
    notes = plural(plan.sent, "note")
    return f"the last package, of {last}, adds or updates {notes}\nimporting the next {name} after it will"


def places(checked: Checked) -> dict[str, Span]:
    return {str(draft.id): draft.span for draft in checked.parsed.named}


@click.command(
    "retired",
    epilog=examples("verideck retired", "verideck retired --forget old-note", "verideck retired --forget --all"),
)
@click.option("--forget", is_flag=True, help="Stop shipping them. Their ids become free again.")
@click.option("--all", "everything", is_flag=True, help="Forget all of them.")
@click.argument("ids", nargs=-1, metavar="[NOTE-ID]...")
@project_option
@exits
def retired_command(ids: tuple[str, ...], forget: bool, everything: bool, folder: Path) -> int:
    """List the notes that left the sources and ship as a short text, or forget them.

    Forget a note once every learner has imported a package since it retired: whoever has not keeps its old text.
    """
    if bool(ids or everything) != forget or (ids and everything):
        raise click.UsageError("name the notes to forget, `--forget NOTE-ID...`, or all of them, `--forget --all`")
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with exclusive(project.root, waiting):
        history = read_history(project)
        if isinstance(history, Diagnostic):
            show_diagnostics((history,), {})
            return DIAGNOSTICS
        retired = {line.id: line for line in history.lock.notes if line.retired}
        if not forget:
            click.echo(visible_lines("\n".join(map(retired_text, retired.values()))) or "no note has retired")
            return CLEAN
        for id in ids:
            if id not in retired:
                raise click.BadParameter(f"no note `{id}` has retired: {suggestion(id, retired)}", param_hint="NOTE-ID")
        chosen = set(ids) or set(retired)
        forget_retired(project, history, chosen)
    click.echo(f"{plural(len(chosen), 'note')} forgotten, and left out of the next package")
    return CLEAN


def retired_text(line: LockedNote) -> str:
    day = datetime.fromtimestamp(line.mod, UTC).date()
    return f"{line.id}  retired {day} from {line.deck}"


@click.command("lock", epilog=examples("verideck lock --rebuild"))
@click.option("--rebuild", is_flag=True, help="Write the lock anew, from what was shipped from here.")
@project_option
@exits
def lock_command(rebuild: bool, folder: Path) -> int:
    """Mend a lost or broken lock.

    What the last package and the notes of earlier builds tell is enough for the next package to update what changed and
    nothing else. Where neither is left, `verideck build` begins a lock: then every note is sent once more.
    Every card keeps its history either way.
    """
    if not rebuild:
        raise click.UsageError("say `verideck lock --rebuild` to write the lock anew")
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with exclusive(project.root, waiting):
        found = rebuild_lock(project)
    if isinstance(found, Diagnostic):
        show_diagnostics((found,), {})
        return DIAGNOSTICS
    retired = sum(line.retired for line in found.notes)
    click.echo(f"{LOCK}: written, {plural(len(found.notes), 'note')}, {retired} of them retired")
    return CLEAN
