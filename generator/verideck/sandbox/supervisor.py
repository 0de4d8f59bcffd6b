"""One process a program that starts it, watches its limits, ends all its descendants and reports.

It outlives whatever the program does, and it is its own child's subreaper, so that no daemon gets away.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import tempfile
import time
import traceback
from typing import Literal, NoReturn, TypeAlias

from . import channels, child, processes, wire
from .channels import Channels
from .distributions import Imported
from .limits import too_much_output
from .wire import Json

POLL = 20
"""Milliseconds between two looks at the sizes of the output."""

TAIL = 2000
"""How many bytes of the end of stderr the report of an aborted run keeps."""

End: TypeAlias = Literal["ended", "hung-up", "timeout", "output-limit"]


def main(connection: socket.socket, root: str, scratch: str, imported: Imported, server: int) -> NoReturn:
    """Run the program that the connection asks for, in this process forked for it, and exit."""
    try:
        processes.die_with(server)
        processes.adopt_orphans()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        program = wire.receive(connection)
        if program is not None:
            supervise(connection, program, root, tempfile.mkdtemp("", "run-", scratch), imported)
    except BrokenPipeError:
        pass  # the client left at the last moment
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def supervise(connection: socket.socket, program: Json, root: str, scratch: str, imported: Imported) -> None:
    files = Channels.create()
    supervisor = os.getpid()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        connection.close()
        child.main(program, child.Place(root, scratch), files, imported, supervisor)
    end = watch(pid, connection, files, program["limits"])
    seconds = time.monotonic() - started
    report = close(pid, end, program, files)
    shutil.rmtree(scratch, ignore_errors=True)
    if "trace" in report:
        report["trace"]["recording"]["seconds"] = seconds
    if end != "hung-up":
        wire.send(connection, report)


def watch(pid: int, connection: socket.socket, files: Channels, limits: Json) -> End:
    """Wait for the end of the program, of the client, or of what it may use."""
    process = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(process, select.POLLIN)
    poll.register(connection, select.POLLRDHUP)
    deadline = time.monotonic() + limits["seconds"]
    while True:
        ready = {descriptor for descriptor, _ in poll.poll(POLL)}
        if process in ready:
            return "ended"
        if connection.fileno() in ready:
            return "hung-up"
        if files.written() > limits["output"]:
            return "output-limit"
        if time.monotonic() > deadline:
            return "timeout"


def close(pid: int, end: End, program: Json, files: Channels) -> Json:
    """End everything that still runs and say what happened."""
    status = os.waitpid(pid, 0)[1] if end == "ended" else None
    processes.kill_descendants(pid)
    if status is None:
        return aborted(end, stopped(end, program["limits"]), program, files)
    report = channels.read(files.report)
    if status or not report:
        return aborted(*died(os.waitstatus_to_exitcode(status), program["limits"]), program, files)
    message: Json = json.loads(report)
    if "aborted" in message:
        return aborted(message["aborted"], message["detail"], program, files)
    return message


def stopped(end: End, limits: Json) -> str:
    if end == "timeout":
        return f"still running after {limits['seconds']:g} s"
    return too_much_output(limits)


def died(code: int, limits: Json) -> tuple[str, str]:
    """The reason and the sentence for a program that did not come to its end; a negative code is a signal."""
    if code >= 0:
        return "exited", f"exited with status {code} before its end"
    if -code == signal.SIGXCPU:
        return "timeout", f"used more than {limits['cpu_seconds']} s of processor time"
    return "crashed", f"killed by {signal.Signals(-code).name}"


def aborted(reason: str, detail: str, program: Json, files: Channels) -> Json:
    unit, line = files.position()
    where = {"path": program["units"][unit]["path"], "line": line} if line else {}
    stderr = channels.read(files.stderr, max(0, channels.size(files.stderr) - TAIL)).decode(errors="replace")
    return {"aborted": {"reason": reason, "detail": detail, "stderr": stderr, **where}}
