"""The command line. Owns click. Exit codes: 0 clean, 1 diagnostics, 2 usage, 3 broken environment.

door    what every command does the same way
init    `init`
new     `new`
build   `build` and `check`
lock    `plan`, `retired` and `lock`
accept  `accept`
cache   `cache`
watch   `watch`
doctor  `doctor`
completion  `completion`
importing  `import`
preview `preview`
"""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["main"]

COMMANDS = {
    "accept": "accept",
    "build": "build",
    "cache": "cache",
    "check": "build",
    "completion": "completion",
    "doctor": "doctor",
    "import": "importing",
    "init": "init",
    "lock": "lock",
    "new": "new",
    "plan": "lock",
    "preview": "preview",
    "retired": "lock",
    "watch": "watch",
}
"""The module of each command, loaded when the command is called: an unchanged build must not pay for the others."""


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click passes it
        return sorted(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from verideck.schema import suggestion

            ctx.fail(f"there is no command `{args[0]}`: {suggestion(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"verideck.cli.{COMMANDS[cmd_name]}"), f"{cmd_name}_command")
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
def main() -> None:
    """Anki decks whose answers were run.

    verideck reads Markdown questions, executes every snippet behind every answer and packs an Anki deck of what holds.
    """
