"""The command line. Owns click. Exit codes: 0 clean, 1 diagnostics, 2 usage, 3 broken environment.

door        what every command does the same way
init        `init`
new         `new`
build       `build` and `check`
lock        `plan`, `retired` and `lock`
accept      `accept`
cache       `cache`
watch       `watch`
doctor      `doctor`
completion  `completion`
importing   `import`
preview     `preview`
"""

from __future__ import annotations

import atexit
import gc
from importlib import import_module
from pathlib import Path
from typing import Any

import click

__all__ = ["main"]

COMMANDS = {
    "accept": ("accept", "Put what came out into stale expectations."),
    "build": ("build", "Verify every note and write the package."),
    "cache": ("cache", "Tell what the cache knows, or shrink it."),
    "check": ("build", "Verify notes and write nothing."),
    "completion": ("completion", "Print a shell's completion script."),
    "doctor": ("doctor", "Say what a deck lacks on this machine."),
    "import": ("importing", "Turn a notebook, package or table into cards."),
    "init": ("init", "Begin a deck that builds at once."),
    "lock": ("lock", "Mend a lost or broken lock."),
    "new": ("new", "Add a note for you to fill in."),
    "plan": ("lock", "Show what the next import will do."),
    "preview": ("preview", "Show the deck as Anki would."),
    "retired": ("lock", "List or forget notes that left the sources."),
    "watch": ("watch", "Check again after every save."),
}
"""The module of each command, which is loaded when the command is called, and what it says in the list of commands.

An unchanged build must not pay for the others, nor a shell that completes a word for any of them.
"""

WITHOUT_PROJECT = frozenset({"completion", "init"})


class Commands(click.Group):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run as all that this process does: nearly everything that it makes is needed until the end.

        To search that for garbage again and again, and once more at the end, was a fifth of an unchanged build.
        """
        gc.set_threshold(50_000)
        atexit.register(gc.freeze)
        return super().__call__(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click passes it
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """What a list says of the command."""
        return click.Command(cmd_name, short_help=COMMANDS[cmd_name][1]) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command itself."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from verideck.schema import suggestion

            ctx.fail(f"there is no command `{args[0]}`: {suggestion(args[0], COMMANDS)}")
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else None, rest


def load(name: str) -> click.Command:
    command = getattr(import_module(f"verideck.cli.{COMMANDS[name][0]}"), f"{name}_command")
    assert isinstance(command, click.Command)
    return command


FIRST_STEPS = """\b
A first deck:
  verideck init my-deck
  verideck build -C my-deck

`verideck COMMAND --help` shows examples."""


@click.group(
    cls=Commands,
    epilog=FIRST_STEPS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(None, "-V", "--version", package_name="verideck", prog_name="verideck")
@click.option(
    "-C", "--project", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder, or one inside it; also after the command.",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, folder: Path | None) -> None:
    """Anki decks whose answers were run.

    verideck reads Markdown questions, executes every snippet behind every answer and packs an Anki deck of what holds.
    """
    if folder is not None and ctx.invoked_subcommand in WITHOUT_PROJECT:
        ctx.fail(f"`{ctx.invoked_subcommand}` looks for no project, so -C means nothing to it")
