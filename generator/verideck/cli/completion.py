"""`verideck completion`: what a shell needs to complete commands, options, notes, tags and files."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from verideck.cli.door import CLEAN, examples, exits

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    epilog=examples(
        'eval "$(verideck completion bash)"                                  # in ~/.bashrc',
        'eval "$(verideck completion zsh)"                                   # in ~/.zshrc',
        "verideck completion fish > ~/.config/fish/completions/verideck.fish",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options, ids of notes, tags and files."""
    printed(context, shell)


@exits
def printed(context: click.Context, shell: str) -> int:
    kind = get_completion_class(shell)
    assert kind is not None, "click knows the three"
    root = context.find_root().command
    script = kind(root, {}, "verideck", "_VERIDECK_COMPLETE")
    click.echo(script.source_template % script.source_vars())
    return CLEAN
