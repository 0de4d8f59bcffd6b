"""`verideck import`: turns notebooks, packages and tables into card files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from verideck.cli.door import CLEAN, DIAGNOSTICS, examples, exits, loaded, project_option, show_diagnostics
from verideck.importer import Imported, import_file, write
from verideck.model import Diagnostic
from verideck.report import plural


@click.command(
    "import",
    epilog=examples(
        "verideck import notebook.ipynb",
        "verideck import old.apkg --into cards/old.md --dry-run",
        "verideck import words.csv --encoding latin-1",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", metavar="CARDS/NAME.md", help="The card file to write; by default it is called like FILE.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--source", metavar="TEXT", help="What cited notes refer to, such as an address; by default FILE's name.")
@click.option("--encoding", metavar="NAME", help="How a text file is encoded, where it is not UTF-8.")
@project_option
@exits
def import_command(
    file: Path, into: str | None, dry_run: bool, source: str | None, encoding: str | None, folder: Path
) -> int:
    """Turn FILE into a card file: a notebook, a package of Anki's, or a table.

    \b
    .ipynb .txt   numbered questions (`#1. …`) with answers in strings, prose or code
    .apkg .colpkg Anki's packages: GUIDs, tags, decks and images stay
    .csv .tsv     a question and an answer a row, with or without a header

    What states something is marked as still to be proven, `[…](claim:?)`, and cannot ship before it is; the notes of
    packages are cited instead. What could not be placed is listed. No file is ever overwritten, and nothing of FILE
    is run.
    """
    if encoding is not None and not is_encoding(encoding):
        raise click.BadParameter(f"`{encoding}` is not an encoding; try utf-16 or latin-1", param_hint="--encoding")
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    imported = import_file(project, file, into, source, encoding)
    if isinstance(imported, Diagnostic):
        show_diagnostics((imported,), {})
        return DIAGNOSTICS
    failed = () if dry_run or not imported.entries else tuple(write(project, imported))
    show_diagnostics((*imported.diagnostics, *failed), dict(imported.texts))
    if not failed:
        click.echo(summary(imported, dry_run))
    return DIAGNOSTICS if failed or imported.failed or not imported.entries else CLEAN


def is_encoding(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name, "replace"), str)
    except (LookupError, ValueError):
        return False


def summary(imported: Imported, dry_run: bool) -> str:
    """What was written, and the count of everything that needs a look."""
    kinds = Counter(entry.kind for entry in imported.entries)
    of_kinds = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    would = "would be written" if dry_run else "written"
    if not imported.entries:
        return f"{imported.path}: not written; none of {plural(imported.found, 'note')} could be placed"
    lines = [f"{imported.path}: {would}, {len(imported.entries)} of {plural(imported.found, 'note')}: {of_kinds}"]
    if imported.files:
        lines.append(f"{plural(len(imported.files), 'image')} beside it")
    if unproven := imported.text.count("](claim:?)"):
        lines.append(f"{plural(unproven, 'statement')} still to be proven: `verideck check` lists them")
    codes = Counter(found.code for found in imported.diagnostics)
    lines += [f"{count} × {code}, see above" for code, count in sorted(codes.items())]
    return "\n".join(lines)
