"""The process of one program where it is forked from the server."""

from __future__ import annotations

import os
import sys
import traceback
from typing import NoReturn

from . import channels, child, limits, namespaces, processes, wire
from .channels import Channels
from .child import Place
from .distributions import Imported
from .wire import Json


def main(program: Json, place: Place, files: Channels, imported: Imported, supervisor: int) -> NoReturn:
    """Run the program and write the report, in a process forked for it. The status is 0 only after a report."""
    status = 1
    try:
        os.setsid()  # the scheduler gives each session its part, so that a fork bomb leaves the supervisor its own
        if namespaces.leave(supervisor):
            limits.bound_tasks(program["limits"])
        processes.die_with(supervisor)
        me = os.getpid()
        report = child.run(program, place, files, imported)
        if os.getpid() == me:  # not where a fork of the program's came to the end as well
            channels.write(files.report, wire.encoded(report))
            status = 0
    except BaseException:
        child.restore_builtins()
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)
