"""Diagnostics for GitHub and for readers of SARIF: nothing of a message is lost, and nothing in it is a command."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import jsonschema  # type: ignore[import-untyped]  # it comes with nbformat, without types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verideck.model import Diagnostic, Related, Span
from verideck.report.github import github
from verideck.report.sarif import sarif

FULL = Diagnostic(
    "claim-failed",
    "the claim `x` does not hold",
    Span("cards/a b.md", 7, 3, 7, 9),
    expected="1",
    actual="2\n3",
    related=(Related(Span("snippets/x.py", 4), "this assert failed"), Related(Span("snippets/y.py", 5))),
    help="mend it",
)


def test_an_annotation_carries_the_place_and_every_word() -> None:
    """What GitHub shows beside the line is what a terminal would have shown below it."""
    assert github([FULL]) == (
        "::error file=cards/a b.md,line=7,endLine=7,col=3,endColumn=9,title=claim-failed::"
        "the claim `x` does not hold%0Aexpected: 1%0Aactual: 2%0A3%0A"
        "snippets/x.py:4: this assert failed%0Asnippets/y.py:5: %0Ahelp: mend it\n"
    )


def test_several_lines_have_no_columns() -> None:
    """GitHub ignores the whole place where a range over lines has columns."""
    told = github([Diagnostic("x", "m", Span("a.md", 2, 3, 5, 1), "warning")])
    assert told == "::warning file=a.md,line=2,endLine=5,title=x::m\n"


def test_a_prefix_leads_to_a_project_inside_a_repository() -> None:
    """Both formats name files from the repository's root."""
    assert "file=decks/one/cards/a b.md," in github([FULL], "decks/one/")
    assert '"uri":"decks/one/cards/a%20b.md"' in sarif([FULL], "decks/one/").decode()


@given(st.text(), st.text(min_size=1))
def test_no_text_can_end_an_annotation_or_begin_another(message: str, path: str) -> None:
    """A program's output must not command the machine that runs it."""
    line = github([Diagnostic("x", message, Span(path, 1))])
    assert re.split("[\r\n]", line)[1:] == [""]
    properties, _, told = line.removeprefix("::error ").rstrip("\n").partition("::")
    assert unquote(told, errors="surrogatepass") == unquote(message.replace("%", "%25"), errors="surrogatepass")
    assert [each.split("=")[0] for each in properties.split(",")] == ["file", "line", "endLine", "col", "title"]


MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
POSITION = {"type": "integer", "minimum": 1}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "message": MESSAGE,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "additionalProperties": False,
                    "properties": {
                        "uri": {"type": "string", "pattern": "^[^ ]+$"},
                        "uriBaseId": {"const": "%SRCROOT%"},
                    },
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "additionalProperties": False,
                    "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), POSITION),
                },
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["message", "ruleId"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION},
        "relatedLocations": {"type": "array", "items": LOCATION},
    },
}
"""What SARIF 2.1.0 (sections 3.27 to 3.30) asks of the properties that are used here, and no others."""


def run_of(data: bytes) -> dict[str, Any]:
    log = json.loads(data)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    assert set(run) == {"tool", "columnKind", "results"}
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize(
    "diagnostic",
    [FULL, Diagnostic("x", "m", Span("a.md", 2)), Diagnostic("x", "m", Span("a.md", 2, 3, 5, 1), "warning")],
)
def test_results_are_what_the_standard_says(diagnostic: Diagnostic) -> None:
    """Code scanning refuses a whole file for one wrong property."""
    jsonschema.validate(run_of(sarif([diagnostic]))["results"], {"type": "array", "items": RESULT, "minItems": 1})


def test_every_result_has_its_rule() -> None:
    """Codes are the rules; each stands once, and results point to it."""
    found = [FULL, Diagnostic("a", "m", Span("a.md", 2)), Diagnostic("a", "n", Span("a.md", 1))]
    run = run_of(sarif(found))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["a", "claim-failed"]
    assert [rules[each["ruleIndex"]] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert run["results"][0]["message"]["text"] == "n", "results are sorted by their places"


def test_a_clean_run_has_no_results() -> None:
    """And says so: without `results` a run would count as not tried."""
    assert run_of(sarif([]))["results"] == []
    assert github([]) == ""
