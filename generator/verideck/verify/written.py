"""What a fence or a region wrote, as a terminal would show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from verideck.model import Output, Region, Stream, UnitRun


def fence_written(unit: UnitRun, stream: Stream) -> str:
    """What a fence wrote; the value of its last expression stands on standard output."""
    return fence_text(unit) if stream == "stdout" else joined(unit.outputs, stream)


def fence_text(unit: UnitRun) -> str:
    """Standard output, then the last value on a line of its own."""
    text = joined(unit.outputs, "stdout")
    if unit.result is None:
        return text
    return f"{text}\n{unit.result}" if text and not text.endswith("\n") else text + unit.result


def region_written(unit: UnitRun, region: Region, stream: Stream) -> str:
    """What the module-level statements within a region wrote."""
    within = (each for each in unit.outputs if region.first <= each.line and each.end_line <= region.last)
    return joined(within, stream)


def joined(outputs: Iterable[Output], stream: Stream) -> str:
    return "".join(written(each, stream) for each in outputs)


def written(output: Output, stream: Stream) -> str:
    match stream:
        case "stdout":
            return output.stdout
        case "stderr":
            return output.stderr
        case "warnings":
            return output.warnings
        case _:
            assert_never(stream)
