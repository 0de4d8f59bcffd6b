"""`verideck new`: adds a note."""

from __future__ import annotations

from pathlib import Path

import click

from verideck.cli.door import CLEAN, DIAGNOSTICS, examples, exits, loaded, project_option, waiting
from verideck.exclusive import exclusive
from verideck.model import Kind, Project
from verideck.new import Added, CannotAddError, add


@click.command(
    "new",
    epilog=examples(
        'verideck new "Is tf.range(3) the same as range(3)?"',
        'verideck new "What does this print?" --kind predict --file cards/ranges.md',
        'verideck new "When does a float repeat?" --snippet floats --edit',
    ),
)
@click.argument("question")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), default="basic", show_default=True)
@click.option("--file", "file", metavar="FILE", help="The card file to add it to; by default it gets its own.")
@click.option("--snippet", metavar="NAME", help="Add a claim to this snippet, too, or begin it.")
@click.option("--edit", is_flag=True, help="Open the card file in $EDITOR.")
@project_option
@exits
def new_command(question: str, kind: str, file: str | None, snippet: str | None, edit: bool, folder: Path) -> int:
    """Add a note that asks QUESTION, with an id, for you to fill in.

    It cannot ship before you have written what is true and what proves it: `verideck check` says what is missing.
    """
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with exclusive(project.root, waiting):
        try:
            added = add(project, question, Kind(kind), placed(file, project), snippet)
        except CannotAddError as error:
            raise click.UsageError(str(error)) from None
    click.echo(told(added))
    if edit:
        click.edit(filename=str(project.root / added.path))
    return CLEAN


def placed(file: str | None, project: Project) -> str | None:
    """A path relative to the root, of one that is relative to the working directory or to the root."""
    if file is None:
        return None
    here = Path(file).absolute()
    is_here = here.exists() or not (project.root / file).exists()
    inside = here.is_relative_to(project.root / project.settings.cards)
    return here.relative_to(project.root).as_posix() if inside and is_here else Path(file).as_posix()


def told(added: Added) -> str:
    proof = f"; its claim is in {added.snippet}" if added.snippet else ""
    return f"{added.path}:{added.line}: added `{added.id}`{proof}"
