"""Begins a deck: the settings, and a sample in plain Python that builds at once and shows how notes are written."""

from __future__ import annotations

import re
import secrets
import tomllib
import unicodedata
from pathlib import Path

from verideck.files import write_atomically
from verideck.locate import OWN_FILE, OWN_TABLE, PYPROJECT

CARDS = "cards/01-floats.md"
SNIPPET = "snippets/floats.py"


def begin(folder: Path) -> tuple[str, ...]:
    """Writes the project's files and returns their names. Nothing is replaced, and nothing written where one stands.

    A `pyproject.toml` gets the settings at its end, a `.gitignore` the lines that it lacks; a README.md stays as it is.
    Raises FileExistsError, with a sentence, and OSError.
    """
    refuse_what_stands(folder)
    name = title(folder.absolute().name)
    settings = SETTINGS.format(namespace=secrets.token_hex(8), name=name, package=f"dist/{slug(name)}.apkg")
    files = {CARDS: CARD, SNIPPET: CODE, **with_settings(folder, settings), **ignoring(folder)}
    if not (folder / "README.md").exists():
        files["README.md"] = README.format(name=name, package=f"dist/{slug(name)}.apkg")
    for path, text in files.items():
        write_atomically(folder / path, text.encode())
    return tuple(files)


def refuse_what_stands(folder: Path) -> None:
    pyproject = folder / PYPROJECT
    if (folder / OWN_FILE).exists() or OWN_TABLE.search(text_of(pyproject)):
        raise FileExistsError(f"{folder} is a verideck project already: `verideck new` adds a note to it")
    for path in (CARDS, SNIPPET):
        if (folder / path).exists():
            raise FileExistsError(f"{folder / path} exists, and nothing is replaced: begin in an empty folder")
    if pyproject.exists():
        try:
            tomllib.loads(text_of(pyproject))
        except ValueError as error:
            raise FileExistsError(f"{pyproject} is not valid TOML, so nothing is added to it: {error}") from None


def text_of(path: Path) -> str:
    """A file that gets more lines, with its own line ends; empty where there is none. Raises FileExistsError."""
    try:
        return path.read_bytes().decode() if path.exists() else ""
    except UnicodeDecodeError:
        raise FileExistsError(f"{path} is not UTF-8, so nothing is added to it: save it as UTF-8") from None


def end_of_line(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def with_settings(folder: Path, settings: str) -> dict[str, str]:
    path = folder / PYPROJECT
    if not path.exists():
        return {OWN_FILE: settings}
    before = text_of(path)
    added = f"\n\n[tool.verideck]\n{settings}".replace("\n", end_of_line(before))
    return {PYPROJECT: before.rstrip("\r\n") + added}


def ignoring(folder: Path) -> dict[str, str]:
    """`.gitignore` with what verideck makes anew; without the lock, which must be committed."""
    before = text_of(folder / ".gitignore")
    lacking = [line for line in IGNORED if line not in before.splitlines()]
    if not lacking:
        return {}
    end = end_of_line(before)
    gap = "" if not before or before.endswith("\n") else end
    return {".gitignore": before + gap + "".join(line + end for line in lacking)}


IGNORED = (".verideck/", "dist/", "__pycache__/")


def title(folder: str) -> str:
    """A deck's name from a folder's; a quote or a backslash would end or change the setting.

    What is not UTF-8 in the folder's name, which Python has as surrogates, could not be written.
    """
    words = re.sub(r"[\x00-\x1f\x7f\"\\\ud800-\udfff]|::", " ", folder).replace("_", " ").replace("-", " ").split()
    name = " ".join(words) or "Deck"
    return name[0].upper() + name[1:]


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower())) or "deck"


SETTINGS = """\
# Every history in Anki hangs on the namespace: never change it.
namespace = "{namespace}"
name = "{name}"
deck = "{name}"
package = "{package}"
"""

CARD = """\
---
tags: [floats]
snippet: floats
---

# Is `0.1 + 0.2` equal to `0.3`? {#float-sum}

No: [the sum is another number](claim:not-equal); it is `{python} total:.17f`.
[`math.isclose` treats them as equal](claim:close), for the two differ by less than `{python} bound:.0e`.

```python show=sum
```

# What does this print? {#round-half .predict}

```python
print(round(0.5), round(1.5), round(2.5))
```

```output
0 2 2
```

[Halves go to the even neighbour](claim:floats/halves-to-even), not always up.

# Which exception does `float("one")` raise? {#float-of-words}

`ValueError`, and its message repeats the text:

```python raises="ValueError: could not convert string to float: 'one'"
float("one")
```
"""

CODE = '''\
"""What the notes of cards/01-floats.md rest on. It also runs alone: python snippets/floats.py"""

import math

# region sum
total = 0.1 + 0.2
# endregion
bound = 1e-15

# claim: not-equal
assert total != 0.3

# claim: close
assert math.isclose(total, 0.3) and abs(total - 0.3) < bound

# claim: halves-to-even
assert [round(half) for half in (0.5, 1.5, 2.5, 3.5)] == [0, 2, 2, 4]
'''

README = """\
# {name}

An Anki deck whose answers were run, made with verideck.

```console
$ verideck build
$ verideck new "Which question comes next?"
$ verideck preview
```

`verideck build` runs every snippet behind every answer and writes `{package}`; import it into Anki. `verideck new`
adds a question for you to fill in, and `verideck preview` shows every save in your browser, as Anki would. Questions
stand in `cards/`, the code behind them in `snippets/`, settings in `verideck.toml` or `pyproject.toml`. Commit
`deck.lock`, too: with it the next import updates and does not duplicate.
"""
