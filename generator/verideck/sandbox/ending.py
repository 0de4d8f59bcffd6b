"""How a program ended, whoever watched it: what ends it, and the report. Works wherever Python does."""

from __future__ import annotations

import json
import signal
import time
from typing import Literal, TypeAlias

from . import channels
from .channels import Channels
from .limits import too_much_output
from .usage import Family, Process, proportional
from .wire import Json

TAIL = 2000
"""How many bytes of the end of stderr the report of an aborted run keeps."""

Excess: TypeAlias = Literal["timeout", "output-limit", "memory-limit", "process-limit"]

SHARE = 20
"""How many times as long as a look at the processes took passes before the next one: they cost 5 % at most."""

End: TypeAlias = Literal["ended", "hung-up"] | Excess


class Limit:
    """What a program may use while it runs, from `start` on. `family` are its processes."""

    def __init__(self, limits: Json, files: Channels, family: Family) -> None:
        self.limits = limits
        self.files = files
        self.family = family
        self.seen: set[int] = set()
        self.start()

    def start(self) -> None:
        """Begin to count the time."""
        self.deadline = time.monotonic() + self.limits["seconds"]
        self.next_look = 0.0

    def reached(self) -> Excess | None:
        """What there is too much of now."""
        if self.files.written() > self.limits["output"]:
            return "output-limit"
        now = time.monotonic()
        if now > self.deadline:
            return "timeout"
        if now < self.next_look and not self.family.crowded():
            return None
        before = time.thread_time()  # not the clock: it also counts what a fork bomb takes
        end = self.processes(self.family.look())
        if end is None:
            self.family.go_on()
        self.next_look = now + SHARE * (time.thread_time() - before)
        return end

    def processes(self, family: list[Process]) -> Excess | None:
        self.seen.update(process.number for process in family)
        if len(family) > self.limits["processes"]:
            return "process-limit"
        # What is shared counts once for each: only where that is too much is it worth to divide it, which is slow.
        if sum(process.resident for process in family) <= self.limits["memory"]:
            return None
        return "memory-limit" if sum(map(proportional, family)) > self.limits["memory"] else None


def report(end: End, status: int | None, program: Json, files: Channels, seconds: float) -> Json:
    """What happened, as the client's Answer. `status` is the exit status, negative for a signal, None where killed."""
    limits = program["limits"]
    if status is None:
        return aborted(end, stopped(end, limits), program, files)
    data = channels.read(files.report)
    if status or not data:
        return aborted(*died(status, limits), program, files)
    try:
        return finished(json.loads(data), program, files, seconds)
    except (ValueError, LookupError, TypeError, RecursionError):  # a program reaches every descriptor that it has
        return aborted("exited", "wrote over the report of its run", program, files)


def finished(message: Json, program: Json, files: Channels, seconds: float) -> Json:
    """What the child reported."""
    if "aborted" in message:
        return aborted(message["aborted"], message["detail"], program, files)
    message["trace"]["recording"]["seconds"] = seconds
    return message


def stopped(end: End, limits: Json) -> str:
    match end:
        case "timeout":
            return f"still running after {limits['seconds']:g} s"
        case "memory-limit":
            return f"used more than {limits['memory']:,} bytes of memory"
        case "process-limit":
            return f"ran more than {limits['processes']:,} processes at once"
        case _:
            return too_much_output(limits)


def died(code: int, limits: Json) -> tuple[str, str]:
    """The reason and the sentence for a program that did not finish; a negative code is a signal."""
    if code >= 0:
        return "exited", f"exited with status {code} before its end"
    name = next((each.name for each in signal.Signals if each == -code), f"signal {-code}")
    if name == "SIGXCPU":
        return "timeout", f"used more than {limits['cpu_seconds']} s of processor time"
    return "crashed", f"killed by {name}"


def aborted(reason: str, detail: str, program: Json, files: Channels) -> Json:
    unit, line = files.position()
    units = program["units"]
    where = {"path": units[unit]["path"], "line": line} if line and unit < len(units) else {}
    stderr = channels.read(files.stderr, max(0, channels.size(files.stderr) - TAIL)).decode(errors="replace")
    return {"aborted": {"reason": reason, "detail": detail, "stderr": stderr, **where}}
