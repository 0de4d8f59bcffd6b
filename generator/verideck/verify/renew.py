"""What an expectation would have to say to hold: what was written, with the gaps that the author left in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from verideck.model import ExampleDiffers, Expected, OutputDiffers, Raised
from verideck.verify.compare import difference, trimmed
from verideck.verify.examples import exception_text, traceback_parts
from verideck.verify.raising import short_name
from verideck.verify.tokens import scan

GAP = "..."
SWAP, MOVE = 2, 3
"""What it costs to write one piece for another, and to add or drop one."""
MOST = 100
"""Lines, or tokens of a line, that are aligned at most: the time grows with their square."""


def renewed_output(problem: OutputDiffers) -> str:
    """The text for an `output` fence, without a final newline."""
    return renewed(problem.expected, problem.actual)


def renewed_example(problem: ExampleDiffers) -> str:
    """What stands below a prompt, without a final newline."""
    example, raised = problem.example, problem.output.raised
    stdout = renewed(example.expected, problem.output.stdout)
    texts = [stdout] if stdout else []
    if raised:
        texts += [traceback_parts(example)[0], renewed_exception(problem, raised)]
    return "\n".join(texts)


def renewed_exception(problem: ExampleDiffers, raised: Raised) -> str:
    """A traceback's last lines. A type stays as it is written where it is the right one, and so does its message."""
    example = problem.example
    if example.raises is None or short_name(example.raises) != short_name(raised.type):
        return trimmed(exception_text(raised))
    if example.message is None:
        return traceback_parts(example)[1]
    message = renewed(example.message, raised.message)
    return f"{example.raises}: {message}" if message else example.raises


def renewed(expected: Expected, actual: str) -> str:
    """The text closest to the expected one that holds, which is what was written where there is no gap to keep."""
    written = trimmed(actual)
    if expected.match != "ellipsis" or GAP not in expected.text:
        return written
    kept = "\n".join(aligned_lines(expected, expected.text.split("\n"), written.split("\n")))
    return written if difference(replace(expected, text=kept), actual) else kept


def aligned_lines(expected: Expected, wanted: Sequence[str], written: Sequence[str]) -> list[str]:
    def same(want: str, got: str) -> bool:
        return difference(replace(expected, text=want), got) is None

    def swapped(want: str, got: str) -> str:
        return "".join(aligned_tokens(want, got)) if GAP in want else got

    return aligned(wanted, written, same, swapped)


def aligned_tokens(want: str, got: str) -> list[str]:
    wanted, written = [token.text for token in scan(want)], [token.text for token in scan(got)]
    return aligned(wanted, written, lambda one, other: one == other, lambda _, got: got)


def aligned(
    wanted: Sequence[str],
    written: Sequence[str],
    same: Callable[[str, str], bool],
    swapped: Callable[[str, str], str],
) -> list[str]:
    """The pieces that were written, but the author's gap where one covers them, and the author's own piece where it
    holds: with as few changes as can be."""
    if max(len(wanted), len(written)) > MOST:
        return list(written)
    steps = cheapest_steps(wanted, written, same)
    pieces: list[str] = []
    i = j = 0
    while i < len(wanted) or j < len(written):
        step = steps[i][j]
        if step == "keep":
            pieces.append(wanted[i])
        elif step == "swap":
            pieces.append(swapped(wanted[i], written[j]))
        elif step == "add":
            pieces.append(written[j])
        i += step in ("keep", "swap", "drop")
        j += step in ("keep", "swap", "add", "cover")
        if step == "close":
            pieces.append(wanted[i])
            i += 1
    return pieces


def cheapest_steps(wanted: Sequence[str], written: Sequence[str], same: Callable[[str, str], bool]) -> list[list[str]]:
    """The best next step from each pair of places. A gap covers pieces until it is closed."""
    rows, columns = len(wanted), len(written)
    costs = [[0] * (columns + 1) for _ in range(rows + 1)]
    steps = [[""] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            choices: list[tuple[int, str]] = []
            gap = i < rows and wanted[i].strip() == GAP
            if i < rows:
                choices.append((costs[i + 1][j], "close") if gap else (costs[i + 1][j] + MOVE, "drop"))
            if j < columns:
                choices.append((costs[i][j + 1], "cover") if gap else (costs[i][j + 1] + MOVE, "add"))
            if i < rows and j < columns and not gap:
                kept = same(wanted[i], written[j])
                choices.append((costs[i + 1][j + 1] + (0 if kept else SWAP), "keep" if kept else "swap"))
            if choices:
                costs[i][j], steps[i][j] = min(choices)
    return steps
