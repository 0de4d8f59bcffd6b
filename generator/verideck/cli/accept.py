"""`verideck accept`: writes what ran into expectations."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from verideck.accept import Acceptance, accept, write
from verideck.build import check
from verideck.checked import Checked
from verideck.choose import UnknownNoteError
from verideck.cli.door import (
    CLEAN,
    DIAGNOSTICS,
    colored,
    examples,
    exits,
    loaded,
    locked_option,
    observing,
    project_option,
    sandbox_option,
    selectors_argument,
    show,
)
from verideck.execute import open_sandbox
from verideck.model import Confining
from verideck.report import changes, plural


@click.command(
    "accept",
    epilog=examples(
        "verideck accept", "verideck accept range-dtype cards/03-ranges.md", "verideck accept tag:tensors --yes"
    ),
)
@selectors_argument
@project_option
@click.option("--yes", is_flag=True, help="Write without asking.")
@locked_option
@sandbox_option
@exits
def accept_command(selectors: tuple[str, ...], folder: Path, yes: bool, locked: bool, sandbox: Confining | None) -> int:
    """Put what came out into `output` and `pycon` fences that say something else.

    Shows the changes first. Touches these expectations alone: no claim, no value, no text; in all notes, or in those
    that are named as for `verideck check`. Whether the new output is right is for you to judge.
    """
    if locked:
        raise click.UsageError("accept writes into card files, which --locked refuses (the default where CI is set)")
    project = loaded(folder, sandbox=sandbox)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as runs, observing() as observer:
        checked = check(project, runs, observer=observer)
    try:
        accepted = accept(checked, selectors)
    except UnknownNoteError as error:
        raise click.UsageError(str(error)) from None
    show(accepted.refused, checked)
    for change in accepted.changes:
        click.echo(changes(change.source.path, change.source.text, change.after, color=colored(sys.stdout)), nl=False)
    if not accepted.changes:
        click.echo("there is no expectation to write")
        return DIAGNOSTICS if accepted.refused else CLEAN
    if not (yes or confirmed()):
        click.echo("nothing was written")
        return DIAGNOSTICS
    failed = tuple(write(project, accepted.changes))
    show(failed, checked)
    click.echo(written(accepted, checked))
    return DIAGNOSTICS if failed or accepted.refused else CLEAN


def confirmed() -> bool:
    """Asks on a terminal; elsewhere nobody could answer."""
    if not sys.stdin.isatty():
        click.echo("verideck: pass --yes to write this where nobody can be asked", err=True)
        return False
    return click.confirm("Write this?")


def written(accepted: Acceptance, checked: Checked) -> str:
    count = sum(len(change.edits) for change in accepted.changes)
    others = sum(found.severity == "error" for found in checked.diagnostics) - count
    more = f"; `verideck check` shows {plural(others, 'other error')}" if others > 0 else ""
    return f"{plural(count, 'expectation')} written{more}"
