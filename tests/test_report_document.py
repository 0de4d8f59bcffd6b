"""The JSON document: what other tools build on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it comes with nbformat, without types
import msgspec
import pytest

from evidence import (
    CARD,
    OWN,
    SNIPPET,
    claim,
    expected,
    fence,
    note,
    own_run,
    raised,
    region,
    snippet_run,
    value,
    wrote,
)
from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    Aborted,
    CitedClaim,
    ClaimFailure,
    ClaimLink,
    ClaimRun,
    CodeSpan,
    Diagnostic,
    Outcome,
    Prose,
    Recording,
    Related,
    Span,
    UnitRun,
    ValueRun,
)
from verideck.report.document import Document, as_json, document
from verideck.verify import verify

SCHEMA = Path(__file__).parent.parent / "docs/report.schema.json"
HELD = ClaimRun("agree", 1)
FAILED = ClaimRun("agree", 1, (ClaimFailure(),))


def entries(*outcomes: Outcome, diagnostics: tuple[Diagnostic, ...] = ()) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(as_json(document(outcomes, diagnostics, {"python": "3.11.7"})))
    return data


def entry(outcome: Outcome) -> dict[str, Any]:
    (found,) = entries(outcome)["notes"]
    assert isinstance(found, dict)
    return found


def test_a_verified_note_carries_all_that_was_shown() -> None:
    """Another tool needs no second run to say what the card says."""
    runs = {**snippet_run(claims=[HELD], values=[ValueRun("int64")]), **own_run(wrote("a\n"))}
    outcome = verify(note(claim(), value(), fence()), runs)
    (found,) = document([outcome], [], {}, runs=runs, ran={SNIPPET})["notes"]
    assert found == {
        "id": "same",
        "guid": "GUID",
        "file": CARD,
        "line": 5,
        "kind": "basic",
        "outcome": "verified",
        "deck": "Deck",
        "tags": ["dtypes"],
        "claims": [
            {
                "name": "agree",
                "text": "the values agree",
                "held": True,
                "file": SNIPPET,
                "line": 5,
                "code": claim().claim.code,
            }
        ],
        "values": [{"expression": "a.dtype", "text": "int64"}],
        "outputs": [{"code": fence().fence.code, "text": "a", "raised": None, "figure": None}],
        "heading": "Are they the same?",
        "programs": [SNIPPET, OWN],
        "seconds": 0.0,
        "cached": False,
        "counts": {"claims": 1, "values": 1, "outputs": 1, "figures": 0},
        "coverage": {"sentences": 0, "covered": 0},
        "prose": [],
    }


def test_a_refuted_note_says_which_claim_did_not_hold() -> None:
    """Its values and outputs are not known to be right, so they are left out."""
    runs = {**snippet_run(claims=[FAILED], values=[ValueRun("int64")]), **own_run(UnitRun(raised=raised()))}
    found = entry(verify(note(claim(), value(), fence(raises="ValueError")), runs))
    assert (found["outcome"], found["claims"][0]["held"]) == ("refuted", False)
    assert (found["values"], found["outputs"]) == (
        [{"expression": "a.dtype", "text": None}],
        [{"code": fence().fence.code, "text": None, "raised": None, "figure": None}],
    )


def test_a_claim_of_a_refuted_note_that_held_says_so() -> None:
    """Here it is an output that differs."""
    runs = {**snippet_run(claims=[HELD]), **own_run(wrote("b\n"))}
    assert entry(verify(note(claim(), fence(expected=expected("a"))), runs))["claims"][0]["held"] is True


def test_a_claim_that_could_not_be_tried_is_neither_held_nor_refuted() -> None:
    """Null is not false: the program never came so far."""
    outcome = verify(note(claim()), {SNIPPET: Aborted("timeout", "")})
    assert (entry(outcome)["outcome"], entry(outcome)["claims"][0]["held"]) == ("unrunnable", None)


def test_a_claim_that_failed_before_the_obstacle_is_refuted() -> None:
    """It was tried."""
    outcome = verify(note(claim()), snippet_run(UnitRun(raised=raised()), claims=[FAILED]))
    assert (entry(outcome)["outcome"], entry(outcome)["claims"][0]["held"]) == ("unrunnable", False)


def test_a_claims_text_is_plain() -> None:
    """Code and values in a link's text stand as they read; an unknown value as its expression."""
    inner = Prose(f"so {HOLE_OPEN}0{HOLE_CLOSE}", (CodeSpan("x", Span(CARD, 1)),))
    holes = (inner_link(inner), value().value)
    text = Prose(f"{HOLE_OPEN}0{HOLE_CLOSE} is {HOLE_OPEN}1{HOLE_CLOSE}", holes)
    cited = CitedClaim(inner_link(text), claim().claim, SNIPPET)
    held = verify(note(cited, value()), snippet_run(claims=[HELD], values=[ValueRun("int64")]))
    failed = verify(note(cited, value()), snippet_run(claims=[FAILED], values=[ValueRun("int64")]))
    assert entry(held)["claims"][0]["text"] == "so x is int64"
    assert entry(failed)["claims"][0]["text"] == "so x is a.dtype"


def inner_link(text: Prose) -> ClaimLink:
    return ClaimLink("agree", None, text, Span(CARD, 7))


def test_a_diagnostic_carries_all_its_parts() -> None:
    """An editor underlines by lines and columns; an unknown end is null."""
    found = Diagnostic(
        "x", "m", Span("b.md", 2, 3, 2, 5), "warning", "1", "2", (Related(Span("c.py", 4), "here"),), "do"
    )
    assert entries(diagnostics=(found,))["diagnostics"] == [
        {
            "code": "x",
            "severity": "warning",
            "message": "m",
            "file": "b.md",
            "line": 2,
            "column": 3,
            "end_line": 2,
            "end_column": 5,
            "expected": "1",
            "actual": "2",
            "related": [{"file": "c.py", "line": 4, "column": 1, "end_line": 4, "end_column": None, "message": "here"}],
            "help": "do",
        }
    ]


def test_the_order_does_not_depend_on_who_came_first() -> None:
    """Programs end in any order; the document is sorted by places and ends in a line break."""
    one, other = verify(note(), {}), verify(note(source="https://example.org"), {})
    first, second = Diagnostic("a", "", Span("a.md", 2)), Diagnostic("b", "", Span("a.md", 10))
    assert document([], [second, first], {}) == document([], [first, second], {})
    assert [each["outcome"] for each in entries(one, other)["notes"]] == ["refuted", "cited"]
    assert as_json(document([one], [first], {"python": "3"})).endswith(b'{"python":"3"},"package":null}\n')


def test_a_files_sums_count_a_program_once() -> None:
    """Several notes that cite one snippet cost its time once."""
    runs = {SNIPPET: replace(snippet_run(claims=[HELD])[SNIPPET], seconds=1.5)}
    found = document([verify(note(claim()), runs), verify(note(claim()), runs)], [], {}, runs=runs)
    (file,) = found["files"]
    assert (file["file"], file["notes"], file["verified"], file["seconds"]) == (CARD, 2, 2, 1.5)
    assert found["totals"] == {**file, "file": ""}
    assert [each["seconds"] for each in found["notes"]] == [1.5, 1.5]


def test_the_time_of_an_aborted_run_is_unknown() -> None:
    """Zero would say that it was over at once."""
    runs: dict[str, Recording | Aborted] = {SNIPPET: Aborted("timeout", "")}
    (found,) = document([verify(note(claim()), runs)], [], {}, runs=runs)["notes"]
    assert found["seconds"] is None


def test_a_silent_fence_is_no_output() -> None:
    """Counted is what shows or compares something."""
    runs = {**snippet_run(claims=[HELD]), **own_run(UnitRun())}
    (found,) = document([verify(note(claim(), fence()), runs)], [], {})["notes"]
    assert found["counts"]["outputs"] == 0
    assert len(found["outputs"]) == 1


def test_the_schema_in_the_docs_is_what_the_code_says() -> None:
    """`msgspec.json.schema(Document)` makes it; whoever changes the document renews the file.

    Python 3.13 takes the indentation of docstrings away.
    """
    documented, said = SCHEMA.read_text("utf-8"), json.dumps(msgspec.json.schema(Document))
    assert json.loads(re.sub(r"\\n +", r"\\n", documented)) == json.loads(re.sub(r"\\n +", r"\\n", said))


def test_documents_keep_the_schema() -> None:
    """Of every outcome, with every kind of evidence, and with diagnostics that leave out all they can."""
    runs = {**snippet_run(claims=[HELD], values=[ValueRun("int64")]), **own_run(wrote("a\n"))}
    outcomes = [
        verify(note(claim(), value(), fence(), region()), runs),
        verify(note(claim()), snippet_run(claims=[FAILED])),
        verify(note(claim()), {SNIPPET: Aborted("timeout", "")}),
        verify(note(source="https://example.org"), {}),
    ]
    found = document(outcomes, [Diagnostic("x", "m", Span("b.md", 2))], {"python": None}, runs=runs)
    jsonschema.validate(json.loads(as_json(found)), json.loads(SCHEMA.read_text("utf-8")))
    broken = {**json.loads(as_json(found)), "notes": [{"id": 1}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, json.loads(SCHEMA.read_text("utf-8")))
