"""Holds what came out at each prompt of a `pycon` fence against what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verideck.model import Example, ExampleDiffers, Output, Raised, RunExamples, UnitRun
from verideck.verify.compare import difference
from verideck.verify.raising import short_name

HEADER = "Traceback (most recent call last):\n    ..."


@dataclass(frozen=True, slots=True)
class Miss:
    """The file's line that differs, and how."""

    line: int
    reason: str


def example_differences(ran: RunExamples, unit: UnitRun) -> Iterator[ExampleDiffers]:
    """Every example of the fence that came out differently, up to the first unexpected exception: it causes others."""
    outputs = {output.line: output for output in unit.outputs}
    for example in ran.fence.examples:
        output = outputs.get(example.line, Output(example.line, example.end_line))
        if found := miss(example, output):
            yield ExampleDiffers(ran, example, output, prompt_text(example, output), found.line, found.reason)
        if output.raised and example.raises is None:
            return


def prompt_text(example: Example, output: Output) -> str:
    """What would stand below the prompt, without a final newline."""
    texts = [output.stdout.rstrip("\n")] if output.stdout.strip("\n") else []
    if output.raised:
        texts += [traceback_parts(example)[0], exception_text(output.raised)]
    return "\n".join(texts)


def traceback_parts(example: Example) -> tuple[str, str]:
    """A traceback's head and its last lines, which name the exception. Frames stay as they are written, since doctest
    does not look at them, and are left out where none are."""
    lines = example.want.split("\n")[example.expected.text.count("\n") + 1 if example.expected.text else 0 :]
    if example.raises is None:
        return HEADER, ""
    named = next(at for at, line in enumerate(lines) if at and line[:1].isidentifier())
    return "\n".join(lines[:named]), "\n".join(lines[named:])


def exception_text(raised: Raised) -> str:
    return f"{raised.type}: {raised.message}" if raised.message else raised.type


def miss(example: Example, output: Output) -> Miss | None:
    raised = output.raised
    if raised and example.raises is None:
        return Miss(example.line, f"`{short_name(raised.type)}` was raised")
    return written_miss(example, output) or raised_miss(example, raised)


def written_miss(example: Example, output: Output) -> Miss | None:
    expected = example.expected
    found = difference(expected, output.stdout)
    if found is None:
        return None
    if not expected.text:
        return Miss(example.end_line, "it writes something, and nothing stands below it")
    return Miss(expected.line + min(found.line - 1, expected.text.count("\n")), found.reason)


def raised_miss(example: Example, raised: Raised | None) -> Miss | None:
    if example.raises is None:
        return None
    if raised is None:
        return Miss(example.line, "nothing was raised")
    if short_name(raised.type) != short_name(example.raises):
        return Miss(example.last_line, f"expected `{example.raises}`, `{short_name(raised.type)}` was raised")
    found = difference(example.message, raised.message) if example.message else None
    if example.message is None or found is None:
        return None
    return Miss(example.message.line + min(found.line - 1, example.message.text.count("\n")), found.reason)
