"""What to do about an exception that a program's surroundings cause: a module, a file, the network is not there."""

from __future__ import annotations

import re

from verideck.model import Raised

NETWORK = (
    'programs have no network: put what this one needs in the project and declare it, `data = ["PATH"]` in the settings'
)
FILES = (
    'programs see `snippets/` and what `data = ["PATH"]` in the settings declares, and write into their working folder '
    "alone; if the path is right, declare it"
)
SPACE = "write less, or raise `limits.file` in the settings or in the front matter"
PROCESS = "a program can reach no process but its own"

MODULE = (
    "install it where the interpreter that `verideck doctor` names finds it, or put it into `snippets/`; if the name "
    "is wrong, mend it"
)

SIGNS = (
    (MODULE, r"ModuleNotFoundError"),
    (NETWORK, r"gaierror|URLError|Network is unreachable|Connection refused|[Nn]ame resolution|No route to host"),
    (SPACE, r"\[Errno (27|28|122)\]|No space left on device|File too large"),
    (FILES, r"\[Errno (2|13|30)\]|No such file or directory|Read-only file system|Permission denied"),
    (PROCESS, r"\[Errno (1|3)\]|ProcessLookupError|Operation not permitted"),
)
"""Help, and what it is told by: words of the message, or a name of the exception."""


def confined(raised: Raised) -> str | None:
    """Help for an exception that a program raised because of what it is not given; None for any other."""
    said = "\n".join((raised.message, *raised.bases))
    return next((help for help, sign in SIGNS if re.search(sign, said)), None)
