"""Runs what is tested in Anki's backend and reviewer under each Anki that docs/anki.md names, oldest first.

    python tests/ankis.py

`make ankis` lays each into a folder of its own before. Exits with 1 where a test fails under one of them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).parent.parent
FOLDERS = ROOT / ".venv/ankis"
TESTS = ("tests/anki", "tests/browser")


def versions() -> list[str]:
    """As Anki writes them. The last is the one that all other tests run with, and has no folder."""
    older = [path.stem for path in (ROOT / "requirements/ankis").iterdir()]
    return [*sorted(older, key=Version), locked()]


def locked() -> str:
    """PyPI drops the zero of a month."""
    (found,) = re.findall(r"^anki==(\S+)", (ROOT / "requirements/test.txt").read_text("utf-8"), re.MULTILINE)
    year, month, *rest = found.split(".")
    return ".".join([year, month.zfill(2), *rest])


def passes(version: str) -> bool:
    environment = {**os.environ, "PYTHONPATH": str(FOLDERS / version)}
    ask = [sys.executable, "-c", "from anki.buildinfo import version; print(version)"]
    found = subprocess.run(ask, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout.strip()
    if found != version:
        sys.exit(f"found Anki {found} instead of {version}: make ankis")
    print(f"Anki {version}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-m", "anki", "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> None:
    failed = [version for version in versions() if not passes(version)]
    if failed:
        sys.exit(f"tests fail under Anki {', '.join(failed)}")


if __name__ == "__main__":
    main()
