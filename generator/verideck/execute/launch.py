"""How the deck's interpreter is found and started: the command line and the environment."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from verideck.errors import InterpreterError
from verideck.model import Project, Settings

SERVER = Path(__file__).parent.parent / "sandbox"

ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "2",
    "TF_NUM_INTRAOP_THREADS": "2",
    "TZ": "UTC",
}
"""All that a program finds in its environment, besides PATH and its own HOME and TMPDIR.

OpenBLAS must not have a thread pool: the server could not fork safely.
"""

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def interpreter(project: Project) -> Path:
    """The deck's interpreter. Links are not followed: a virtual environment's leads out of it.

    Raises InterpreterError where there is no such file.
    """
    python = project.settings.python
    path = Path(sys.executable) if python is None else (project.root / python).absolute()
    if not path.is_file():
        raise InterpreterError(
            f"the deck's interpreter {path} does not exist; set `python` in {project.settings_path} to one that does"
        )
    return path


def command(python: Path, argument: int | Path) -> list[str]:
    """The command line that starts the fork server, whose argument is a descriptor, or a single program's process."""
    return [str(python), "-P", str(SERVER), str(argument)]


def variables(settings: Settings, seed: int = 0) -> dict[str, str]:
    """ENVIRONMENT as the settings have it, and with this seed for the hashes of strings."""
    operations = {"TF_DETERMINISTIC_OPS": "1"} if settings.op_determinism else {}
    return {**ENVIRONMENT, **operations, "PYTHONHASHSEED": str(seed)}


def environment(python: Path, home: Path, variables: Mapping[str, str] = ENVIRONMENT) -> dict[str, str]:
    """The whole environment of the server and, but for `home`, of every program."""
    return {**variables, "PATH": f"{python.parent}:{SYSTEM_PATH}", "HOME": str(home), "TMPDIR": str(home)}
