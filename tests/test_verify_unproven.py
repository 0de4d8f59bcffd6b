"""Deletions must have something that ran behind them."""

from __future__ import annotations

from dataclasses import replace

from projects import held
from sources import PROJECT, cut, parse_card, parse_code
from verideck.model import Note, Outcome, Output, Program, Recording, Refuted, UnitRun, UnprovenDeletion, Verified
from verideck.report import explain
from verideck.resolve import resolve
from verideck.verify import verify

SNIPPET = "total = 2\n\n# claim: two\nassert total == 2\n"
HEAD = "---\nsnippet: code\n---\n# Q {#q .cloze}\n\n"


def outcome_of(text: str, *, silent: bool = False) -> Outcome:
    """What a note comes to where every claim holds and every fence, unless it is silent, writes something."""
    drafts, found = parse_card(HEAD + text)
    snippet, _ = parse_code(SNIPPET)
    assert not found
    assert snippet
    (note,) = (each for each in resolve(drafts, [snippet], PROJECT) if isinstance(each, Note))
    return verify(note, {program.name: run(program, silent) for program in note.programs})


def run(program: Program, silent: bool) -> Recording:
    output = UnitRun() if silent else UnitRun((Output(1, 1, "2\n"),))
    return replace(held(program), units=tuple(output for _ in program.units))


def unproven(text: str, *, silent: bool = False) -> list[str]:
    """The deletions of a note that nothing stands behind."""
    outcome = outcome_of(text, silent=silent)
    if isinstance(outcome, Verified):
        return []
    assert isinstance(outcome, Refuted)
    spans = [problem.span for problem in outcome.problems if isinstance(problem, UnprovenDeletion)]
    assert len(spans) == len(outcome.problems)
    return [cut(HEAD + text, span) for span in spans]


def test_values_and_claims_prove_deletions() -> None:
    """Around, within and as the whole of what is hidden."""
    text = "{{c1::`{python} total`}} {{c2::It is [two](claim:two).}} [It is {{c3::two}}, ${{c4::2}}$](claim:two)."
    assert unproven(text) == []


def test_each_deletion_must_be_proven() -> None:
    """A card must not ask for what was never tried, however much of the rest was."""
    assert unproven("[It is {{c1::two}}](claim:two), {{c2::I think}}, ${{c3::2}}$.") == ["{{c2::I think}}", "{{c3::2}}"]


def test_code_is_proven_by_what_its_fence_shows() -> None:
    """It ran with what is hidden in it."""
    fence = "```python\nx = {{c1::1}}\nprint(x)\n```\n\n[two](claim:two)"
    assert unproven(fence) == []
    assert unproven(fence, silent=True) == ["{{c1::1}}"]


def test_code_is_proven_by_a_claim_that_stands_in_it() -> None:
    """A silent fence may be cited."""
    fence = "```python\nx = {{c1::1}}\n# claim: one\nassert x == 1\n```\n\n"
    assert unproven(fence + "[It is one](claim:one)", silent=True) == []
    assert unproven(fence + "[It is two](claim:two)", silent=True) == ["{{c1::1}}"]


def test_code_is_proven_by_a_value_that_it_computes() -> None:
    """Values are asked of the note's program after its last fence."""
    fence = "```python\nx = {{c1::1}}\n```\n\n"
    assert unproven(fence + "`{python} x`", silent=True) == []
    assert unproven(fence + "`{python code} total`", silent=True) == ["{{c1::1}}"]


def test_code_is_not_proven_by_another_fence() -> None:
    """What the other one writes may have nothing to do with it."""
    text = "```python\nx = {{c1::1}}\n```\n\n```python output=hide\ny = 1\n```\n\n[two](claim:two)"
    assert unproven(text, silent=True) == ["{{c1::1}}"]


def test_an_unproven_deletion_is_explained_at_its_place() -> None:
    """With the ways to prove it."""
    (found,) = explain(outcome_of("{{c1::I think}} [two](claim:two)"))
    assert (found.code, found.span.line, found.span.column) == ("unproven-deletion", 6, 1)
    assert found.help
    assert "[{{c1::text}}](claim:NAME)" in found.help
