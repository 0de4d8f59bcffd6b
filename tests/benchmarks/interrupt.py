"""How long a build takes to end on Ctrl-C while a program runs, until nothing of it is left: `make bench`.

The median, and the most, of 20 builds, in milliseconds. The design asks for less than a second.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from processes import descendants, eventually, gone, mark, running
from projects import SNIPPET, make_project

BUILDS = 20
COMMAND = (sys.executable, "-m", "verideck", "build", "-q", "-C")


def main() -> None:
    taken = [1000 * interrupted() for _ in range(BUILDS)]
    print(f"Ctrl-C to the end of all processes{statistics.median(taken):>8.0f}{max(taken):>8.0f}")
    print(f"load {os.getloadavg()[0]:.1f}")


def interrupted() -> float:
    """Seconds from the signal to the end of the build and of everything that it started."""
    name = mark()
    with tempfile.TemporaryDirectory() as folder:
        make_project(
            Path(folder), {"snippets/sums.py": f"import subprocess\nsubprocess.run(['sleep', '{name}'])\n{SNIPPET}"}
        )
        build = subprocess.Popen((*COMMAND, folder), stderr=subprocess.DEVNULL)
        assert eventually(lambda: running(name))
        below = descendants(build.pid)
        begin = time.perf_counter()
        build.send_signal(signal.SIGINT)
        build.wait()
        assert eventually(lambda: gone(below))
        return time.perf_counter() - begin


if __name__ == "__main__":
    main()
