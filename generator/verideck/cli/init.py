"""`verideck init`: begins a deck."""

from __future__ import annotations

from pathlib import Path

import click

from verideck.cli.door import CLEAN, examples, exits
from verideck.starter import begin


@click.command(
    "init",
    epilog=examples(
        "verideck init",
        "verideck init my-deck",
    ),
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@exits
def init_command(folder: Path) -> int:
    """Begin a deck in FOLDER, or here: settings, three notes that build at once, a README.

    Where a pyproject.toml stands, the settings go to its end. No file is replaced.
    """
    try:
        written = begin(folder)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from None
    for path in written:
        click.echo(f"wrote {folder / path}")
    there = "" if folder.resolve() == Path.cwd() else f" -C {folder}"
    click.echo(f"now build it: verideck build{there}")
    return CLEAN
