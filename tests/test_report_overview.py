"""The table of `--verbose`: what each file and each note rests on."""

from __future__ import annotations

from dataclasses import replace

from evidence import CARD, SNIPPET, claim, fence, note, own_run, snippet_run, value, wrote
from verideck.model import Aborted, ClaimRun, Recording, UnitRun, ValueRun
from verideck.report.document import document
from verideck.report.overview import overview
from verideck.verify import verify

HELD = ClaimRun("agree", 1)


def test_files_notes_and_sums_stand_in_one_table() -> None:
    """The text is the product: columns line up, units are named, and nothing is counted that is not evidence."""
    snippet = replace(snippet_run(claims=[HELD], values=[ValueRun("int64")])[SNIPPET], seconds=1.25)
    runs = {SNIPPET: snippet, **own_run(wrote("a\n"))}
    outcomes = [verify(note(claim(), value(), fence()), runs), verify(note(source="https://example.org"), {})]
    assert overview(document(outcomes, [], {}, runs=runs, ran={SNIPPET}), color=False) == (
        "                 notes  claims  values  outputs  prose    time\n"
        "cards/ranges.md      2       1       1        1         1.25 s\n"
        "  same                       1       1        1         1.25 s  verified, run now\n"
        "  same                       ·       ·        ·                 cited\n"
        "all                  2       1       1        1         1.25 s\n"
    )


def test_a_narrow_terminal_gets_fewer_columns() -> None:
    """Most have 80 columns, and names of notes are long; what came of each stays in sight."""
    shown = document([verify(note(claim()), snippet_run(claims=[HELD]))], [], {}, runs=snippet_run())
    wide = overview(shown, color=False)
    least = overview(shown, color=False, width=1)
    assert least.split("\n")[0].split() == ["prose", "time"]
    assert least.split("\n")[2].endswith("verified, from the cache")
    widest = max(map(len, wide.split("\n")))
    assert overview(shown, color=False, width=widest) == wide
    assert "notes" not in (narrower := overview(shown, color=False, width=widest - 1))
    assert "claims" in narrower


def test_what_did_not_come_to_its_end_has_no_time() -> None:
    """And the cache did not know it."""
    runs: dict[str, Recording | Aborted] = {SNIPPET: Aborted("timeout", "")}
    shown = overview(document([verify(note(claim()), runs)], [], {}, runs=runs, ran={SNIPPET}), color=False)
    assert "  same                       1       ·        ·               unrunnable, run now\n" in shown


def test_colours_tell_the_outcomes_apart() -> None:
    """Red draws the eye to what is wrong."""
    failed = verify(note(claim()), snippet_run(UnitRun(), claims=[]))
    shown = overview(document([failed], [], {}, runs=snippet_run()), color=True)
    assert "\x1b[1;31mrefuted\x1b[0m, from the cache" in shown


def test_an_empty_project_has_no_table() -> None:
    """Its diagnostic says enough."""
    assert overview(document([], [], {}), color=False) == ""


def test_names_cannot_control_the_terminal() -> None:
    """Nor move the columns."""
    outcome = verify(note(claim()), snippet_run(claims=[HELD]))
    draft = replace(outcome.note.draft, span=replace(outcome.note.draft.span, path=f"\x1b{CARD}"))
    moved = replace(outcome, note=replace(outcome.note, draft=draft))
    assert "\x1b" not in overview(document([moved], [], {}), color=False)
