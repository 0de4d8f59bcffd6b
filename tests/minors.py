"""Builds one deck under every Python that verideck runs on and that this machine has, and compares the packages.

    python tests/minors.py

Each Python gets an environment of its own with the locked libraries. Exits with 1 where two packages differ.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")
MINORS = ("3.11", "3.12", "3.13")
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "generator"), str(ROOT / "tests")])}

BUILD = """
import hashlib, sqlite3, sys
from pathlib import Path
from projects import FakeSandbox, make_project
from verideck.build import build

cards = {f"cards/{path.name}": path.read_text() for path in Path(sys.argv[2]).glob("*.md")}
project = make_project(Path(sys.argv[1]), cards)
built = build(project, FakeSandbox(), 1_750_000_000)
assert built.package, built.checked.diagnostics
print(hashlib.sha256(built.package.read_bytes()).hexdigest(), "SQLite", sqlite3.sqlite_version)
"""

CARD = """\
---
snippet: sums
---

# What is `1 < 2`, *really*? {#basic tags="b a"}

[Two](claim:two) 🙂, `{python} total`: $x_1$, ~~no~~.

| a | b |
|---|--:|
| 1 | `2` |

```python
print({"b": 1, "a": {2, 1}})
```

## And back? {#reversed .reversed deck="Test::More"}

> [!NOTE]
> [Two](claim:two) {café, e\u0301}

## Typed {#typed .typed}

[`1 + 1`](claim:two)

## Gaps {#gaps .cloze}

{{c1::[Two](claim:two)::how many?}} and {{c2::`{python} total`}}
"""


def digest(python: str, folder: Path) -> str:
    """What building under an interpreter comes to, in an environment in a folder."""
    environment = folder / "environment"
    run(UV, "venv", "--quiet", "--python", python, environment)
    locked = ROOT / "requirements/tool.txt"
    run(UV, "pip", "install", "--quiet", "--python", environment, "--no-build", "--require-hashes", "-r", locked)
    (folder / "cards").mkdir()
    (folder / "cards/all.md").write_text(CARD)
    return run(environment / "bin/python", "-c", BUILD, folder / "project", folder / "cards")


def run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT).stdout


def installed(minor: str) -> str | None:
    """An interpreter on the search path, or one that pyenv keeps and does not put there."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob(f"{minor}.*/bin/python")
    candidates = [found for found in (shutil.which(f"python{minor}"), *map(str, sorted(kept))) if found]
    return next((found for found in candidates if works(found)), None)


def works(python: str) -> bool:
    """pyenv puts scripts on the search path that may lead nowhere."""
    return subprocess.run([python, "-c", "import sqlite3, zlib"], capture_output=True, check=False).returncode == 0


def main() -> None:
    digests = set()
    for minor in MINORS:
        if python := installed(minor):
            with TemporaryDirectory() as folder:
                told = digest(python, Path(folder))
            print(f"Python {minor}: {told.strip()}", flush=True)
            digests.add(told.split()[0])
    if len(digests) > 1:
        sys.exit("the packages differ")


if __name__ == "__main__":
    main()
