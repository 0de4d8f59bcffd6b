"""What every command does the same way: exit codes, options, and how diagnostics are shown."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TextIO

import click

from verideck.checked import Checked
from verideck.errors import ProjectError, VerideckError
from verideck.execute import Observer
from verideck.files import write_atomically
from verideck.model import Confining, Diagnostic, Project
from verideck.project import load_project, settings_texts
from verideck.report import Progress, render_text, visible_lines

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from verideck.report.document import Document

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
            click.echo(visible_lines(f"verideck: {error}"), err=True)  # it may quote what a program wrote
            code = USAGE if isinstance(error, ProjectError) else BROKEN
        except KeyboardInterrupt:
            click.echo("verideck: interrupted; every file is either unchanged or complete", err=True)
            code = INTERRUPTED
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except OSError as error:
            click.echo(visible_lines(f"verideck: {error.filename or 'a file'}: {error.strerror or error}"), err=True)
            code = BROKEN
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
        write_atomically(path, "".join(traceback.format_exception(error)).encode())
    except OSError:
        return f"internal error: {error!r}"
    return f"internal error: {error!r}; please report it with {path}"


def named_before(context: click.Context | None = None) -> Path | str:
    """The project's folder as it is named before the command, or the working directory."""
    return (context or click.get_current_context()).find_root().params.get("folder") or "."


project_option = click.option(
    "-C", "--project", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=named_before,
    help="The project's folder, or one inside it.",
)  # fmt: skip


def in_ci() -> bool:
    return bool(os.environ.get("CI"))


locked_option = click.option(
    "--locked/--no-locked", default=in_ci, show_default="on where CI is set",
    help="Refuse to change the lock or to write into card files.",
)  # fmt: skip
required_ids_option = click.option(
    "--locked/--no-locked", "require_ids", default=in_ci, show_default="on where CI is set",
    help="Refuse notes without an id and items without a number, as `build --locked` does.",
)  # fmt: skip


def examples(*lines: str) -> str:
    """The end of a help text. `\\b` keeps click from joining the lines."""
    return "\b\nExamples:\n" + "".join(f"  {line}\n" for line in lines)


def only_one(quiet: bool, verbose: bool) -> None:
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other")


def selectors_that_begin(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids, tags and card files of the project; it is parsed, and nothing runs."""
    from click.shell_completion import CompletionItem  # a shell asks, and no command has a use for this here

    from verideck.build import parse_all

    try:
        project = load_project(Path(context.params.get("folder") or named_before(context)).resolve())
    except VerideckError:
        return []
    drafts = parse_all(project).named if isinstance(project, Project) else ()
    words = {
        *(str(draft.id) for draft in drafts),
        *(f"tag:{tag}" for draft in drafts for tag in draft.tags),
        *(draft.span.path for draft in drafts),
    }
    return [CompletionItem(word) for word in sorted(words) if word.startswith(incomplete)]


selectors_argument = click.argument(
    "selectors", nargs=-1, metavar="[NOTE|tag:TAG|FILE]...", shell_complete=selectors_that_begin
)


quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="List every note: its evidence, how long it ran, what the cache knew."
)


sandbox_option = click.option(
    "--sandbox", type=click.Choice(["auto", "required", "off"]),
    help="How to confine programs: as well as this machine can, in bubblewrap or not at all, or by limits alone. The"
    " settings can ask for more, not for less.  [default: VERIDECK_SANDBOX, else auto]",
)  # fmt: skip


format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="The form of the output."
)
formats_option = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text",
    help="The form of the output: text, one JSON document, annotations of GitHub Actions, or SARIF 2.1.0.",
)  # fmt: skip


def observing(*, quiet: bool = False) -> AbstractContextManager[Observer | None]:
    """Tells what runs: as a bar on a terminal that can draw one, else line by line."""
    if quiet:
        return nullcontext()
    return Progress(sys.stderr, animated=sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb"))


def waiting() -> None:
    click.echo("verideck: another build of this project is running; this one waits for it", err=True)


def loaded(folder: Path, form: str = "text", *, sandbox: Confining | None = None) -> Project | None:
    """The project around a folder. None where its settings are wrong, which is said."""
    project = load_project(folder.resolve(), sandbox)
    if isinstance(project, Project):
        return project
    if form == "text":
        show_diagnostics(project, settings_texts(project, folder.resolve()))
    else:
        from verideck.report.document import document

        say(form, document((), project, {}), project, folder.resolve())
    return None


def say(form: str, account: Document, diagnostics: tuple[Diagnostic, ...], root: Path) -> None:
    """Writes what machines read to stdout, and nothing else goes there."""
    match form:
        case "json":
            from verideck.report.document import as_json  # as with the others, most runs do without

            click.echo(as_json(account), nl=False)
        case "github":
            from verideck.report.github import github

            click.echo(github(diagnostics, prefix(root)), nl=False)
        case "sarif":
            from verideck.report.sarif import sarif

            click.echo(sarif(diagnostics, prefix(root)), nl=False)


def prefix(root: Path) -> str:
    """What leads from the repository's root to the project's."""
    top = next((above for above in (root, *root.parents) if (above / ".git").exists()), root)
    return f"{root.relative_to(top).as_posix()}/" if root != top else ""


def show(diagnostics: tuple[Diagnostic, ...], checked: Checked) -> None:
    show_diagnostics(diagnostics, checked.texts)


def colored(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def show_diagnostics(diagnostics: tuple[Diagnostic, ...], texts: dict[str, str]) -> None:
    if diagnostics:
        color = colored(sys.stderr)
        width = shutil.get_terminal_size((100, 24)).columns if sys.stderr.isatty() else 120
        click.echo(render_text(diagnostics, texts, color=color, width=width), err=True)
