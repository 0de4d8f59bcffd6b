"""Runs a program's units and values in one namespace and records what they do."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from .authors import Authors, clip
from .capture import Capture
from .channels import Channels
from .claims import Recorder
from .figures import Watch
from .limits import too_much_output
from .statements import Splitter, Statement, Typed
from .values import compile_value
from .warned import Warned
from .wire import Json


class Stopped(Exception):
    """The program is over before its end. `reason` is one of `Aborted`'s."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Execution:
    """One run of a program in a namespace. Its methods raise Stopped."""

    def __init__(self, program: Json, namespace: dict[str, Any], files: Channels, authors: Authors) -> None:
        self.program = program
        self.namespace = namespace
        self.files = files
        self.authors = authors
        self.recorder = Recorder(program["units"], authors)
        self.splitter = Splitter(self.recorder)
        self.warned = Warned(program["limits"]["output"])
        self.capture = Capture(files)
        self.recorded = self.capture.mark()
        self.shown = 0

    def units(self) -> list[Json]:
        """What each unit did, as `UnitRun`, up to the one that raised."""
        runs: list[Json] = []
        for index, unit in enumerate(self.program["units"]):
            runs.append(self.unit(index, unit))
            if "raised" in runs[-1]:
                break
        return runs

    def unit(self, index: int, unit: Json) -> Json:
        run: Json = {"outputs": []}
        last = index == len(self.program["units"]) - 1
        watch = Watch(unit, self.authors)
        try:
            if unit["role"] == "pycon":
                self.session(index, list(self.splitter.prompts(unit)), run, last)
                run["figures"] = watch.end()
                return run
            statements = self.splitter.split(unit)
            for number, statement in enumerate(statements, 1):
                watch.before(statement.line)
                self.files.mark(index, statement.line)
                self.statement(statement, run, last and number == len(statements))
                watch.after(statement.line)
            run["figures"] = watch.end()
        except (Stopped, SystemExit, MemoryError) as error:
            raise stopped(error) from None
        except BaseException as error:
            run["raised"] = self.authors.raised(error)
            run["figures"] = watch.end()
        return run

    def statement(self, statement: Statement, run: Json, final: bool) -> None:
        try:
            value = statement.run(self.namespace)
            if final:
                wait_for_threads()
            if value is not None:
                run["result"] = self.bounded(repr(value))
        finally:
            self.record(statement, run)

    def session(self, index: int, prompts: list[Typed], run: Json, last: bool) -> None:
        """Run what is typed at prompts, where an exception ends nothing, not even SystemExit."""
        for number, prompt in enumerate(prompts, 1):
            self.files.mark(index, prompt.line)
            raised: Json = {}
            try:
                prompt.run(self.namespace)
                if last and number == len(prompts):
                    wait_for_threads()
            except (Stopped, MemoryError):
                raise
            except BaseException as error:
                raised = {"raised": self.authors.raised(error)}
            self.record(prompt, run, raised)

    def record(self, statement: Statement | Typed, run: Json, raised: Json | None = None) -> None:
        """Attribute what was written since the last record to the statement."""
        start, self.recorded = self.recorded, self.capture.mark()
        self.check()
        added: Json = {**self.capture.between(start, self.recorded), **(raised or {})}
        if warned := self.warned.taken():
            added["warnings"] = self.bounded(warned)
        if added:
            run["outputs"].append({"line": statement.line, "end_line": statement.end_line, **added})

    def values(self, reseed: Callable[[], None]) -> list[Json]:
        """The text of each value, as `ValueRun`."""
        runs = []
        for expression in self.program["values"]:
            reseed()
            runs.append(self.value(expression))
        return runs

    def value(self, expression: str) -> Json:
        try:
            return {"text": self.bounded(eval(compile_value(expression), self.namespace))}
        except (Stopped, MemoryError) as error:
            raise stopped(error) from None
        except BaseException as error:
            return {"raised": self.authors.raised(error)}

    def bounded(self, text: str) -> str:
        """A text for the recording, which counts as output too."""
        self.shown += len(text)
        self.check()
        return clip(text, len(text))

    def check(self) -> None:
        limits = self.program["limits"]
        if self.files.written() + self.shown > limits["output"]:
            raise Stopped("output-limit", too_much_output(limits))


def stopped(error: Stopped | SystemExit | MemoryError) -> Stopped:
    """A lack of memory is the machine's or the limits' as much as the program's, so it is no result of the program."""
    match error:
        case Stopped():
            return error
        case SystemExit():
            return Stopped("exited", f"raised SystemExit({clip(repr(error.code), 200)})")
        case MemoryError():
            said = clip(str(error), 200)
            return Stopped("memory-limit", f"raised MemoryError{f': {said}' if said else ''}")


def wait_for_threads() -> None:
    """Wait as Python does at the end of a script, but not for idle workers of a pool that was left open."""
    workers = getattr(sys.modules.get("concurrent.futures.thread"), "_threads_queues", {})
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon and thread not in workers:
            thread.join()
