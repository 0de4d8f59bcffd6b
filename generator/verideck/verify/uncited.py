"""Claims that failed without any note that would say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verideck.model import CitedClaim, Note, Recording, Runs, UncitedFailure


def uncited_failures(notes: Sequence[Note], runs: Runs) -> Iterator[UncitedFailure]:
    """Code that fails fails the build, although a failing claim lets its program go on.

    `notes` are all that may cite a claim of the programs in `runs`.
    """
    cited = {
        (each.program, each.claim.name) for note in notes for each in note.expectations if type(each) is CitedClaim
    }
    programs = {program.name: program for note in notes for program in note.programs}
    for name, run in runs.items():
        program = programs[name]
        places = {name: (unit.path, line) for unit in program.units for name, line in unit.claims}
        for claim in run.claims if isinstance(run, Recording) else ():
            if claim.failures and (program.name, claim.name) not in cited:
                yield UncitedFailure(*places[claim.name], claim)
