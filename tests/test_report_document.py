"""The JSON document: what other tools build on."""

from __future__ import annotations

import json
from typing import Any

from evidence import (
    CARD,
    SNIPPET,
    claim,
    expected,
    fence,
    note,
    own_run,
    raised,
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
    Related,
    Span,
    UnitRun,
    ValueRun,
)
from verideck.report import document
from verideck.verify import verify

HELD = ClaimRun("agree", 1)
FAILED = ClaimRun("agree", 1, (ClaimFailure(),))


def entries(*outcomes: Outcome, diagnostics: tuple[Diagnostic, ...] = ()) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(document(outcomes, diagnostics, {"python": "3.11.7"}))
    return data


def entry(outcome: Outcome) -> dict[str, Any]:
    (found,) = entries(outcome)["notes"]
    assert isinstance(found, dict)
    return found


def test_a_verified_note_carries_all_that_was_shown() -> None:
    """Another tool needs no second run to say what the card says."""
    runs = {**snippet_run(claims=[HELD], values=[ValueRun("int64")]), **own_run(wrote("a\n"))}
    assert entry(verify(note(claim(), value(), fence()), runs)) == {
        "id": "same",
        "guid": "GUID",
        "file": CARD,
        "line": 5,
        "kind": "basic",
        "outcome": "verified",
        "deck": "Deck",
        "tags": ["dtypes"],
        "claims": [{"name": "agree", "text": "the values agree", "held": True, "file": SNIPPET, "line": 5}],
        "values": [{"expression": "a.dtype", "text": "int64"}],
        "outputs": [{"text": "a", "raised": None, "figure": None}],
    }


def test_a_refuted_note_says_which_claim_did_not_hold() -> None:
    """Its values and outputs are not known to be right, so they are left out."""
    runs = {**snippet_run(claims=[FAILED], values=[ValueRun("int64")]), **own_run(UnitRun(raised=raised()))}
    found = entry(verify(note(claim(), value(), fence(raises="ValueError")), runs))
    assert (found["outcome"], found["claims"][0]["held"]) == ("refuted", False)
    assert (found["values"], found["outputs"]) == (
        [{"expression": "a.dtype", "text": None}],
        [{"text": None, "raised": None, "figure": None}],
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
    assert document([one], [first], {"b": 1, "a": 2}).endswith(b'"environment":{"b":1,"a":2}}\n')
