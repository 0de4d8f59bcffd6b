"""`verideck preview`."""

from __future__ import annotations

import os
import threading
import webbrowser
from contextlib import AbstractContextManager, closing
from pathlib import Path

import click

from verideck.cli.door import CLEAN, examples, exits, project_option, sandbox_option
from verideck.cli.watch import begun, tell
from verideck.execute import Observer
from verideck.model import Confining
from verideck.preview import Preview
from verideck.project import load_project
from verideck.watch import rounds

PORT = 8347
"""The same every time, so that a page that is still open finds the next preview."""


@click.command(
    "preview",
    epilog=examples("verideck preview", "verideck preview --port 8000 --no-open"),
)
@project_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None,
    help=f"The port on this machine; 0 is any free one.  [default: {PORT}, or a free one where it is taken]",
)  # fmt: skip
@sandbox_option
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@exits
def preview_command(folder: Path, port: int | None, sandbox: Confining | None, opens: bool) -> int:
    """Show the deck as Anki would, and every save at once. Ctrl-C ends it.

    Refuted notes are shown, too, with what is wrong. Writes no package, no id and no lock.
    """
    load_project(folder.resolve())  # without a project there is nothing to serve
    try:
        with served(port) as preview:
            click.echo(f"{preview.url}  (Ctrl-C ends it)")
            if opens:
                threading.Thread(target=webbrowser.open, args=(preview.url,), daemon=True).start()
            follow(folder.resolve(), preview, sandbox)
    except KeyboardInterrupt:
        click.echo()
    return CLEAN


def follow(folder: Path, preview: Preview, sandbox: Confining | None) -> None:
    """Check after every save, and show what it came to."""

    def checking(changed: tuple[str, ...]) -> AbstractContextManager[Observer | None]:
        preview.checking(changed)
        return begun(changed)

    with closing(rounds(folder, checking, sandbox=sandbox)) as checks:
        for each in checks:
            preview.show(each)
            tell(each)


def served(port: int | None) -> Preview:
    try:
        return Preview(PORT if port is None else port)
    except OSError as error:
        if port is None:
            return Preview(0)
        raise click.BadParameter(
            f"port {port} is not available: {os.strerror(error.errno or 0)}", param_hint="--port"
        ) from None
