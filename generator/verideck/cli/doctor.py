"""`verideck doctor`: what this machine has of what a deck needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from verideck.cli.door import (
    BROKEN,
    CLEAN,
    DIAGNOSTICS,
    colored,
    examples,
    exits,
    format_option,
    loaded,
    project_option,
)
from verideck.doctor import Finding, examine
from verideck.errors import ProjectError
from verideck.report import visible_lines
from verideck.schema import encode


@click.command(
    "doctor",
    epilog=examples("verideck doctor", "verideck doctor --format json"),
)
@project_option
@format_option
@exits
def doctor_command(folder: Path, form: str) -> int:
    """Look at interpreter, TensorFlow, sandbox, fonts and Anki, and say how to get what is missing.

    Exit code 3 where a deck cannot be built here, else 0.
    """
    try:
        project = loaded(folder, form)
        if project is None:
            return DIAGNOSTICS
    except ProjectError:
        project = None
    findings = list(examine(project))
    ready = all(finding.state != "missing" for finding in findings)
    if form == "json":
        click.echo(encode({"ready": ready, "findings": findings}))
    else:
        click.echo(told(findings, color=colored(sys.stdout)))
    return CLEAN if ready else BROKEN


COLORS = {"ok": "green", "weak": "yellow", "missing": "red"}
MARKS = {"ok": "✓", "weak": "–", "missing": "✗"}


def told(findings: Sequence[Finding], *, color: bool) -> str:
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        mark = click.style(MARKS[finding.state], COLORS[finding.state], bold=True) if color else MARKS[finding.state]
        lines.append(f"{mark} {visible_lines(f'{finding.name:{width}}  {finding.found}')}")
        if finding.help:
            lines.append(visible_lines(f"  {'':{width}}  {finding.help}"))
    return "\n".join(lines)
