"""`verideck cache`: what the cache knows and takes up."""

from __future__ import annotations

from pathlib import Path

import click

from verideck.cache import explain, size, sizes
from verideck.cli.door import CLEAN, DIAGNOSTICS, examples, exits, loaded, project_option, sandbox_option
from verideck.execute import open_sandbox
from verideck.model import Confining
from verideck.report import visible_lines


@click.group(
    "cache",
    epilog=examples("verideck cache explain range-dtype", "verideck cache prune --max-size 50MB"),
)
def cache_command() -> None:
    """Recordings of earlier runs, which stand for new ones as long as no input changes."""


@cache_command.command(
    "explain",
    short_help="Tell why the programs of a note will run or not.",
    epilog=examples("verideck cache explain range-dtype"),
)
@click.argument("note")
@project_option
@sandbox_option
@exits
def explain_command(note: str, folder: Path, sandbox: Confining | None) -> int:
    """Tell why the programs of a note will run or not, input by input."""
    project = loaded(folder, sandbox=sandbox)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as runs:
        try:
            lines = list(explain(project, note, runs))
        except LookupError as error:
            raise click.BadParameter(str(error), param_hint="NOTE") from None
    click.echo(visible_lines("\n".join(lines)))
    return CLEAN


@cache_command.command(
    "prune",
    short_help="Remove recordings that are of no use.",
    epilog=examples("verideck cache prune", "verideck cache prune --max-size 50MB"),
)
@click.option("--max-size", default="200MB", show_default=True, help="How much may remain.")
@project_option
@exits
def prune_command(max_size: str, folder: Path) -> int:
    """Remove the recordings that have been of no use for longest. A build does so, too, beyond 200 MB."""
    limit = size(max_size)
    if limit is None:
        raise click.BadParameter(f"`{max_size}` is not a size; write one such as 200MB", param_hint="--max-size")
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as sandbox:
        click.echo(sizes(sandbox.prune(limit)))
    return CLEAN
