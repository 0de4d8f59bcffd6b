"""Help that helps: every command shows examples that work, and a slip of the finger is told what was meant."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from projects import make_project
from test_cli import verideck
from verideck import cli


def commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        _, command, _ = group.resolve_command(context, [name])
        assert command is not None
        yield (*names, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


COMMANDS = dict(commands(cli.main))


def examples(words: tuple[str, ...]) -> list[str]:
    told = verideck(*words, "--help").stdout.partition("Examples:\n")[2]
    return [line.strip() for line in told.splitlines() if line.strip()]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_examples_that_parse(words: tuple[str, ...], tmp_path: Path) -> None:
    """An example that does not work is worse than none."""
    shown = examples(words)
    assert shown
    for line in shown:
        call = re.fullmatch(r'(?:eval "\$\()?verideck (.*?)(?:\)"\s+#.*| > \S+)?', line)
        assert call, line
        arguments = shlex.split(call[1])
        files = [tmp_path / each for each in arguments if re.search(r"\.(ipynb|apkg|csv)$|^my-deck$", each)]
        for file in files:
            file.mkdir(exist_ok=True) if file.name == "my-deck" else file.touch()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path)
            parse(cli.main, arguments)


def parse(command: click.Command, arguments: list[str]) -> None:
    """Reads a command line as click would, and calls nothing."""
    context = command.make_context(None, list(arguments))
    if isinstance(command, click.Group):
        name, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert inner is not None, name
        parse(inner, rest)


@pytest.mark.parametrize("words", [(), ("cache",)], ids=["verideck", "cache"])
def test_the_list_of_commands_says_what_each_is_for(words: tuple[str, ...]) -> None:
    """In whole sentences, on a line each: one that ends in dots says nothing."""
    listed = verideck(*words, "--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    names = [each[-1] for each in COMMANDS if each[:-1] == words]
    assert re.findall(r"^  ([\w-]+) +[A-Z].*[^.]\.$", listed, re.MULTILINE) == names


def test_the_list_of_commands_loads_none_of_them() -> None:
    """Who asks what there is waits for nothing that any of it does."""
    script = "from verideck.cli import main; main(['--help'], standalone_mode=False); import sys; print(*sys.modules)"
    called = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = called.stdout.splitlines()[-1].split()
    assert [name for name in loaded if name.startswith("verideck")] == ["verideck", "verideck.cli"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bild"], "there is no command `bild`: did you mean `build`?"),
        (["cache", "explian", "x"], "explain"),
        (["build", "--partail"], "--partial"),
        (["check", "-C", "PROJECT", "one-and-on"], "did you mean `one-and-one`?"),
        (["check", "-C", "PROJECT", "tag:tenor"], "did you mean `tensors`?"),
        (["cache", "explain", "-C", "PROJECT", "one-and-on"], "did you mean `one-and-one`?"),
    ],
)
def test_a_slip_is_told_what_was_meant(tmp_path: Path, arguments: list[str], words: str) -> None:
    """Commands, options, ids and tags; exit code 2."""
    make_project(tmp_path, {"cards/tagged.md": "---\ntags: [tensors]\n---\n\n# A? {#a}\n\n```python\nprint(1)\n```\n"})
    result = verideck(*(str(tmp_path) if each == "PROJECT" else each for each in arguments))
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("claim:two", "claim:tow", "did you mean `two`?"),
        ("snippet: sums", "snippet: sum", "did you mean `sums`?"),
        ("It is", "[x](#one-and-on) It is", "did you mean `one-and-one`?"),
        ("figures `{python} total`.", "figures.\n\n```python show=toal\n```", "did you mean `total`?"),
    ],
)
def test_a_slip_in_a_card_is_told_what_was_meant(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Claims, snippets, notes and regions, at their place in the file."""
    from projects import CARD, SNIPPET

    snippet = SNIPPET.replace("total = 1 + 1", "# region total\ntotal = 1 + 1\n# endregion")
    make_project(tmp_path, {"cards/sums.md": CARD.replace(old, new), "snippets/sums.py": snippet})
    assert words in verideck("check", "-C", tmp_path).stderr
