"""Runs every program again, under other circumstances, and reports what comes out differently."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

from verideck.build import execute
from verideck.checked import Checked
from verideck.execute import Observer, Sandbox, open_fresh
from verideck.model import Diagnostic, Project, Runs
from verideck.report import explain_unstable, joined, plural
from verideck.verify import unstable

Opened = Callable[[Project, int], AbstractContextManager[Sandbox]]


def repeat(checked: Checked, times: int, fresh: Opened = open_fresh, observer: Observer | None = None) -> Checked:
    """The check with a diagnostic for everything that differs in one of `times` further runs of every program.

    Each time strings have other hashes, objects other addresses, random generators another seed, and the programs
    another order. The cache is neither read nor written. Raises VerideckError where the environment is broken.
    """
    again = [runs(checked, number, fresh, observer) for number in range(1, times + 1)]
    notes = [outcome.note for outcome in checked.outcomes]
    found = [explain_unstable(each) for each in unstable(notes, checked.runs, again)]
    return replace(checked, diagnostics=joined([*checked.diagnostics, *found]))


def repeated(diagnostics: Iterable[Diagnostic], times: int) -> str:
    """What came of it in a sentence."""
    different = sum(each.code == "unstable" for each in diagnostics)
    found = plural(different, "difference") if different else "no difference"
    return f"every program run {plural(times, 'time')} more: {found}"


def runs(checked: Checked, number: int, fresh: Opened, observer: Observer | None) -> Runs:
    """All programs once more; the number is the seed of hashes, generators and order."""
    notes = [outcome.note for outcome in checked.outcomes]
    random.Random(number).shuffle(notes)
    with fresh(checked.project, number) as sandbox:
        return execute(notes, sandbox, checked.project.settings.jobs, observer)
