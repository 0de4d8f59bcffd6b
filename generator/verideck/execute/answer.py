"""What the processes that run programs send back for one run."""

from __future__ import annotations

from dataclasses import dataclass

from verideck import schema
from verideck.errors import InterpreterError, SandboxError
from verideck.execute.seam import Trace
from verideck.model import Aborted, Project


@dataclass(frozen=True, slots=True)
class Answer:
    """One of these."""

    trace: Trace | None = None
    aborted: Aborted | None = None
    unsafe: str | None = None
    unimportable: str | None = None


def result(data: bytes, project: Project) -> Trace | Aborted:
    """The run. Raises InterpreterError and SandboxError where there was none."""
    try:
        answer = schema.decode(data, Answer)
    except schema.MalformedError as error:
        raise SandboxError(f"the sandbox sent an answer that cannot be read: {error}") from None
    if answer.unsafe is not None:
        raise unsafe(answer.unsafe, project)
    if answer.unimportable is not None:
        raise unimportable(answer.unimportable, project)
    run = answer.trace or answer.aborted
    if run is None:
        raise SandboxError("the sandbox sent an answer without a result")
    return run


def unimportable(what: str, project: Project) -> InterpreterError:
    return InterpreterError(
        f"the deck's interpreter cannot import {what}; install it there or change `preload` in {project.settings_path}"
    )


def unsafe(reason: str, project: Project) -> SandboxError:
    return SandboxError(
        f"no program can be forked safely: {reason}; modules in `preload` in {project.settings_path} may "
        "only import and define, so take it out or move what it runs into a function"
    )
