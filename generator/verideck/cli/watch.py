"""`verideck watch`."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, closing
from pathlib import Path

import click

from verideck.checked import Checked
from verideck.cli.door import (
    CLEAN,
    colored,
    examples,
    exits,
    observing,
    project_option,
    sandbox_option,
    show_diagnostics,
)
from verideck.execute import Observer
from verideck.model import Confining
from verideck.report import plural, summary, visible_lines
from verideck.watch import Mistaken, Round, rounds

SHOWN = 3
"""How many changed files a headline names."""


@click.command("watch", epilog=examples("verideck watch", "verideck watch -C my-deck"))
@project_option
@sandbox_option
@exits
def watch_command(folder: Path, sandbox: Confining | None) -> int:
    """Check again after every save, with TensorFlow kept warm. Ctrl-C ends it.

    Writes no package, no id and no lock.
    """
    try:
        with closing(rounds(folder.resolve(), begun, sandbox=sandbox)) as checks:
            for each in checks:
                tell(each)
    except KeyboardInterrupt:
        click.echo()
    return CLEAN


def begun(changed: tuple[str, ...]) -> AbstractContextManager[Observer | None]:
    click.secho(headline(changed), bold=colored(sys.stdout))
    return observing()


def tell(round: Round) -> None:
    match round.result:
        case Checked() as checked:
            show_diagnostics(checked.diagnostics, checked.texts)
            counts = summary(checked.outcomes, checked.diagnostics, checked.unseen).partition("\n")[0]
            click.echo(f"{counts}; {round.ran} run now, {round.known} from the cache; {round.seconds:.2f} s")
        case Mistaken(diagnostics, texts):
            show_diagnostics(diagnostics, dict(texts))
        case error:
            click.echo(visible_lines(f"verideck: {error}"), err=True)


def headline(changed: tuple[str, ...]) -> str:
    """The time, and what was saved."""
    more = f" and {plural(len(changed) - SHOWN, 'other file')}" if len(changed) > SHOWN else ""
    return visible_lines(f"{time.strftime('%H:%M:%S')}  {', '.join(changed[:SHOWN])}{more}".rstrip())
