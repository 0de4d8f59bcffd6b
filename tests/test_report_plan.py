"""The words of a plan, which an author reads before every import."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from verideck.model import Diagnostic, FieldChange, Move, NoteChange, NoteTypeChange, Plan, Span
from verideck.report import plan_document, render_plan
from verideck.report.plain import lines_of

PLACES = {"sum": Span("cards/sums.md", 5), "new": Span("cards/new.md", 1)}
PLAN = Plan(
    changes=(
        NoteChange("new", "new", "Test", added=(0,)),
        NoteChange(
            "changed",
            "sum",
            "Test",
            known=True,
            fields=(
                FieldChange("Front", "<h1>What is <code>a</code>?</h1>", "<h1>What is <code>b</code>?</h1>"),
                FieldChange("Back", "<p>x</p>", '<p class="y">x</p>'),
            ),
            tags=((), ("sums",)),
            dropped=(1,),
            overtakes=True,
        ),
        NoteChange("retired", "old", "Test"),
    ),
    moves=(Move("Test", "Sums", ("sum",), '"deck:Test" (Id:sum)'),),
    note_types=(NoteTypeChange("regular", ("stylesheet", "templates")), NoteTypeChange("cloze", ())),
    unchanged=3,
    tombstones=1,
    astray=("tried",),
)

TEXT = """\
add 1 note
  new  cards/new.md:1  in Test

update 1 note: schedules stay, the learner's own tags go
  sum  cards/sums.md:5  in Test
    something else was shipped from here that the lock does not know of; this is sent after it
    Front:
        - What is a?
        + What is b?
    Back: reads the same, with other markup
    tags: none -> sums

retire 1 note, of which a short text is left; `tag:retired` finds it
  old  in Test

update how cards look, without touching a note
  regular  stylesheet and templates
  cloze

leave 3 notes alone, 1 of them retired

it cannot
  move cards that learners have: 1 note left `Test`
    for `Sums`; in Anki's browser search for `"deck:Test" (Id:sum)`, then Change Deck
  remove cards: those who have them keep 1 of `sum`, empty;
    Tools > Empty Cards in Anki removes what is empty
  reach notes that were shipped from here and are in no lock: tried;
    `verideck lock --rebuild` brings them back so that they retire, `retired --forget` drops them
"""


def rendered(plan: Plan) -> str:
    return render_plan(plan, PLACES, color=False, width=100)


def test_every_part_has_its_words() -> None:
    """In the order in which an author cares: what arrives, what stays, and what an import cannot do."""
    assert rendered(PLAN) == TEXT


def test_nothing_to_do_is_said() -> None:
    """The plan that most builds have."""
    assert rendered(Plan(unchanged=48)) == "change nothing: 48 notes stay as they are\n"


def test_what_is_not_known_is_said() -> None:
    """In a fresh clone there is no package to compare with."""
    text = rendered(Plan((NoteChange("changed", "sum", "Test"),)))
    assert "what it was is not known here: the last package does not hold it" in text


def test_colours_are_for_terminals() -> None:
    """And only there."""
    assert "\x1b[" in render_plan(PLAN, PLACES, color=True, width=100)


def test_a_deck_cannot_control_the_terminal() -> None:
    """Its name comes from a file."""
    assert "\x1b" not in rendered(Plan((NoteChange("new", "new", "a\x1b[2J"),)))


def test_json_holds_the_plan_and_the_diagnostics() -> None:
    """Scripts decide by it whether a release is to be announced."""
    found = json.loads(plan_document(PLAN, [Diagnostic("x", "y", Span("a", 1))]))
    assert [change["kind"] for change in found["plan"]["changes"]] == ["new", "changed", "retired"]
    assert found["plan"]["changes"][1]["fields"][1] == {
        "name": "Back",
        "before": "<p>x</p>",
        "after": '<p class="y">x</p>',
    }
    assert found["plan"]["moves"][0]["search"] == '"deck:Test" (Id:sum)'
    assert [each["code"] for each in found["diagnostics"]] == ["x"]
    assert json.loads(plan_document(None, []))["plan"] is None


def test_a_change_of_unknown_place_is_still_named() -> None:
    """A retired note stands in no file."""
    plan = replace(PLAN, changes=(NoteChange("restored", "back", "Test", known=True),))
    assert "bring back 1 note, with all history\n  back  in Test\n" in rendered(plan)


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("", []),
        ("<h1>a <em>b</em></h1>\n<p>c\n d</p>", ["a b", "c d"]),
        ("<p>a &lt; b &amp; c</p>", ["a < b & c"]),
        ("<pre><code>if a:\n    b()\n</code></pre>", ["if a:", "    b()"]),
        ('<p><img src="vd-1.png" alt="x"></p>', ["[vd-1.png]"]),
        ("a<br>b<hr>c", ["a", "b", "c"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", ["a | b", "c"]),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", ["a", "b"]),
    ],
)
def test_html_reads_as_lines(html: str, lines: list[str]) -> None:
    """Nobody compares markup by eye; code keeps its indentation."""
    assert lines_of(html) == lines
