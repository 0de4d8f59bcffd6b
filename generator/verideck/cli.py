"""The command line. Owns click. Exit codes: 0 clean, 1 diagnostics, 2 usage, 3 broken environment."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from verideck.build import Built, Checked, build, check
from verideck.cache import explain, size, sizes
from verideck.errors import ProjectError, VerideckError
from verideck.exclusive import exclusive
from verideck.execute import Cached, open_sandbox
from verideck.model import Diagnostic, Project
from verideck.project import load_project
from verideck.repeat import repeat, repeated
from verideck.report import document, plural, render_text, summary

CLEAN, DIAGNOSTICS, USAGE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130
P = ParamSpec("P")


def exits(command: Callable[P, int]) -> Callable[P, None]:
    """Turns a command's result, and what it raises, into an exit code and a message without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with ended_as_interrupted():
                code = command(*args, **kwargs)
        except VerideckError as error:
            click.echo(f"verideck: {error}", err=True)
            code = USAGE if isinstance(error, ProjectError) else BROKEN
        except KeyboardInterrupt:
            click.echo("verideck: interrupted; nothing was written", err=True)
            code = INTERRUPTED
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            click.echo(f"verideck: {internal_error(error)}", err=True)
            code = BROKEN
        sys.exit(code)

    return run


@contextmanager
def ended_as_interrupted() -> Iterator[None]:
    """SIGTERM, too, lets the command clean up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def internal_error(error: Exception) -> str:
    """Keeps the traceback of a bug in a file, so that a report of it can carry it."""
    path = Path(".verideck") / "internal-error.txt"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), "utf-8")
    except OSError:
        return f"internal error: {error!r}"
    return f"internal error: {error!r}; please report it with {path}"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "-V", "--version", package_name="verideck", prog_name="verideck")
def main() -> None:
    """Anki decks whose answers were run.

    verideck reads Markdown questions, executes every snippet behind every answer and packs an Anki deck of what holds.
    """


project_option = click.option(
    "-C", "--project", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".",
    help="The project's folder, or one inside it.",
)  # fmt: skip


@main.command("build")
@project_option
@click.option(
    "--locked/--no-locked", default=lambda: bool(os.environ.get("CI")), show_default="on where CI is set",
    help="Refuse to change the lock or to write ids.",
)  # fmt: skip
@click.option("--partial", is_flag=True, help="Pack the verified notes although others are not.")
@exits
def build_command(folder: Path, locked: bool, partial: bool) -> int:
    """Verify every note and write the package.

    Anything wrong: exit code 1, and the package of the last good build stays as it is.
    """
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with exclusive(project.root, waiting), open_sandbox(project) as sandbox:
        built = build(project, sandbox, time.time(), locked=locked, partial=partial)
        show(built.checked.diagnostics, built.checked)
        click.echo(counts(built.checked, sandbox))
    click.echo(packed(built, project))
    return DIAGNOSTICS if built.checked.failed else CLEAN


@main.command("check")
@project_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to say it.")
@click.option(
    "--repeat", "times", type=click.IntRange(1), metavar="N",
    help="Run every program N times more, with other hashes and in another order, and report what differs.",
)  # fmt: skip
@exits
def check_command(folder: Path, form: str, times: int | None) -> int:
    """Verify every note and write no package, no id and no lock."""
    project = loaded(folder, form)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as sandbox:
        checked = check(project, sandbox)
        if times:
            checked = repeat(checked, times)
            click.echo(repeated(checked.diagnostics, times), err=form == "json")
        if form == "json":
            click.echo(document(checked.outcomes, checked.diagnostics, checked.environment), nl=False)
        else:
            show(checked.diagnostics, checked)
            click.echo(counts(checked, sandbox))
    return DIAGNOSTICS if checked.failed else CLEAN


@main.group("cache")
def cache_group() -> None:
    """Recordings of earlier runs, which stand for new ones as long as no input changes."""


@cache_group.command("explain")
@click.argument("note")
@project_option
@exits
def explain_command(note: str, folder: Path) -> int:
    """Tell why the programs of a note will run or not, input by input."""
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as sandbox:
        try:
            lines = list(explain(project, note, sandbox))
        except LookupError as error:
            raise click.BadParameter(str(error), param_hint="NOTE") from None
    click.echo("\n".join(lines))
    return CLEAN


@cache_group.command("prune")
@click.option("--max-size", default="200MB", show_default=True, help="What may remain.")
@project_option
@exits
def prune_command(max_size: str, folder: Path) -> int:
    """Remove the recordings that were of no use for longest. A build does so, too, beyond 200 MB."""
    limit = size(max_size)
    if limit is None:
        raise click.BadParameter(f"`{max_size}` is no size; write one as 200MB", param_hint="--max-size")
    project = loaded(folder)
    if project is None:
        return DIAGNOSTICS
    with open_sandbox(project) as sandbox:
        click.echo(sizes(sandbox.prune(limit)))
    return CLEAN


def waiting() -> None:
    click.echo("verideck: another build of this project is running; this one waits for its end", err=True)


def loaded(folder: Path, form: str = "text") -> Project | None:
    """The project around a folder. None where its settings are wrong, which is said."""
    project = load_project(folder.resolve())
    if isinstance(project, Project):
        return project
    if form == "json":
        click.echo(document((), project, {}), nl=False)
    else:
        show_diagnostics(project, settings_texts(project, folder.resolve()))
    return None


def settings_texts(diagnostics: tuple[Diagnostic, ...], folder: Path) -> dict[str, str]:
    texts = {}
    for name in {diagnostic.span.path for diagnostic in diagnostics}:
        path = next((above / name for above in (folder, *folder.parents) if (above / name).is_file()), None)
        texts[name] = path.read_text("utf-8", "replace") if path else ""
    return texts


def show(diagnostics: tuple[Diagnostic, ...], checked: Checked) -> None:
    show_diagnostics(diagnostics, checked.texts)


def show_diagnostics(diagnostics: tuple[Diagnostic, ...], texts: dict[str, str]) -> None:
    if diagnostics:
        color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        width = shutil.get_terminal_size((100, 24)).columns if sys.stderr.isatty() else 120
        click.echo(render_text(diagnostics, texts, color=color, width=width), err=True)


def counts(checked: Checked, sandbox: Cached) -> str:
    return (
        f"{summary(checked.outcomes, checked.diagnostics)}; {sandbox.executed} run now, {sandbox.hits} from the cache"
    )


def packed(built: Built, project: Project) -> str:
    name = project.settings.package
    if built.package is None:
        kept = "; the last one stays as it is" if (project.root / name).exists() else ""
        return f"{name}: not written{kept}"
    notes = plural(built.notes, "note")
    if not built.written:
        return f"{name}: unchanged, {notes}"
    return f"{name}: written, {notes}, {built.changed} new or changed since the last package"
