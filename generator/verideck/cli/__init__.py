"""The command line. Owns click. Exit codes: 0 clean, 1 diagnostics, 2 usage, 3 broken environment.

door    what every command does the same way
build   `build` and `check`
lock    `plan`, `retired` and `lock`
accept  `accept`
cache   `cache`
"""

from __future__ import annotations

import click

from verideck.cli.accept import accept_command
from verideck.cli.build import build_command, check_command
from verideck.cli.cache import cache_group
from verideck.cli.lock import lock_command, plan_command, retired_command

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "-V", "--version", package_name="verideck", prog_name="verideck")
def main() -> None:
    """Anki decks whose answers were run.

    verideck reads Markdown questions, executes every snippet behind every answer and packs an Anki deck of what holds.
    """


for command in (
    build_command,
    check_command,
    plan_command,
    accept_command,
    retired_command,
    lock_command,
    cache_group,
):
    main.add_command(command)
