"""`verideck new`: a note that parses, has an id of its own, and cannot ship before it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import CARD, SNIPPET, make_project
from verideck.build import check, parse_all
from verideck.checked import Checked
from verideck.execute import open_sandbox
from verideck.model import Diagnostic, Kind, Project
from verideck.new import BODIES, CannotAddError, add

STILL = {"unproven", "claim-failed", "output-differs"}
"""What is said of a note that is still to be written."""


def judged(project: Project) -> Checked:
    with open_sandbox(project) as sandbox:
        return check(project, sandbox)


def errors(checked: Checked) -> list[Diagnostic]:
    return [each for each in checked.diagnostics if each.severity == "error"]


def test_there_is_a_body_for_every_kind() -> None:
    """A new kind comes with what a new note of it says."""
    assert set(BODIES) >= set(Kind)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("snippet", [None, "sums", "fresh"])
def test_a_new_note_parses_and_is_still_to_be_written(tmp_path: Path, kind: Kind, snippet: str | None) -> None:
    """Of every kind, alone or with a claim: a placeholder that shipped would be the worst card of all."""
    project = make_project(tmp_path)
    added = add(project, "What else?", kind, snippet=snippet)
    found = errors(judged(project))
    assert found
    assert {each.code for each in found} <= STILL
    assert {each.span.path for each in found} == {added.path}
    assert added.snippet == (f"snippets/{snippet}.py" if snippet else None)


@pytest.mark.parametrize("snippet", [None, "sums", "fresh"])
def test_it_can_stand_at_the_end_of_a_file(tmp_path: Path, snippet: str | None) -> None:
    """What stood there stays, and the claim is found whichever snippet the file names."""
    project = make_project(tmp_path)
    added = add(project, "What else?", Kind.BASIC, "cards/sums.md", snippet)
    assert (tmp_path / "cards/sums.md").read_text().startswith(CARD)
    assert (added.id, added.path, added.line) == ("what-else", "cards/sums.md", 9)
    assert {each.code for each in errors(judged(project))} == {"unproven" if snippet is None else "claim-failed"}


def test_a_first_own_note_is_verified_once_it_is_written(tmp_path: Path) -> None:
    """What the skeleton asks for is all that is missing."""
    project = make_project(tmp_path)
    added = add(project, "What are two and two?", Kind.BASIC, snippet="twos")
    card, snippet = tmp_path / added.path, tmp_path / "snippets/twos.py"
    card.write_text(card.read_text().replace("Say here what is true.", "Four."))
    snippet.write_text(snippet.read_text().replace('"computed here"', "2 + 2").replace('"what must hold"', "4"))
    assert errors(judged(project)) == []


def test_ids_and_claims_are_free_ones(tmp_path: Path) -> None:
    """Two notes that ask the same are two notes."""
    project = make_project(tmp_path)
    ids = [add(project, "What is one and one?", Kind.BASIC, "cards/sums.md", "sums").id for _ in range(2)]
    assert ids == ["what-is-one-and-one", "what-is-one-and-one-2"]
    assert "# claim: what-is-one-and-one-2" in (tmp_path / "snippets/sums.py").read_text()
    assert {draft.id for draft in parse_all(project).drafts} == {"one-and-one", *ids}


def test_a_new_claim_leaves_the_snippets_names_alone(tmp_path: Path) -> None:
    """Values are computed at the end: another `answer` would change those of other notes."""
    project = make_project(tmp_path, {"snippets/sums.py": f"answer = 1\n{SNIPPET}"})
    add(project, "What else?", Kind.BASIC, "cards/sums.md", "sums")
    assert 'answer_2 = "computed here"' in (tmp_path / "snippets/sums.py").read_text()


def test_a_file_of_its_own_goes_on_with_the_numbers(tmp_path: Path) -> None:
    """Where all card files are numbered, this one is the next."""
    text = CARD.replace("one-and-one", "other")
    project = make_project(tmp_path)
    assert add(project, "One?", Kind.BASIC).path == "cards/one.md"
    (tmp_path / "cards/sums.md").rename(tmp_path / "cards/09-sums.md")
    (tmp_path / "cards/one.md").unlink()
    assert add(project, "One?", Kind.BASIC).path == "cards/10-one.md"
    (tmp_path / "cards/x.md").write_text(text)
    assert add(project, "Two?", Kind.BASIC).path == "cards/two.md"


def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    """An editor on Windows wrote the file, and goes on with it."""
    before = b"\xef\xbb\xbf" + CARD.replace("\n", "\r\n").encode()
    project = make_project(tmp_path)
    (tmp_path / "cards/sums.md").write_bytes(before)
    add(project, "What else?", Kind.BASIC, "cards/sums.md")
    after = (tmp_path / "cards/sums.md").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize("question", ["", " ", "a\nb", "Why {#x}?", "Why? {#x}", "Why? {.predict}", "\x00"])
def test_what_cannot_stand_in_a_heading_is_refused(tmp_path: Path, question: str) -> None:
    """Nothing is written then."""
    project = make_project(tmp_path)
    with pytest.raises(CannotAddError, match="heading"):
        add(project, question, Kind.BASIC)
    assert [path.name for path in (tmp_path / "cards").iterdir()] == ["sums.md"]


@pytest.mark.parametrize("file", ["sums.md", "cards/sums.txt", "../x.md", "cards/../x.md", "/tmp/x.md"])
def test_only_a_card_file_takes_notes(tmp_path: Path, file: str) -> None:
    """A note elsewhere would never be read."""
    project = make_project(tmp_path)
    with pytest.raises(CannotAddError, match="is not a card file"):
        add(project, "Why?", Kind.BASIC, file)


def test_a_note_is_not_put_where_it_would_be_swallowed(tmp_path: Path) -> None:
    """Below an open fence it would be code."""
    project = make_project(tmp_path, {"cards/sums.md": f"{CARD}\n```python\nx = 1\n"})
    with pytest.raises(CannotAddError, match=r"cannot stand at the end of cards/sums\.md"):
        add(project, "Why?", Kind.BASIC, "cards/sums.md", "fresh")
    assert not (tmp_path / "snippets/fresh.py").exists()


@pytest.mark.parametrize("snippet", ["../x", "a b", "1x", "x/y", "é"])
def test_only_a_module_is_a_snippet(tmp_path: Path, snippet: str) -> None:
    """Its name is a file's, and Python must be able to import it."""
    project = make_project(tmp_path)
    with pytest.raises(CannotAddError, match="is not a name for a snippet"):
        add(project, "Why?", Kind.BASIC, snippet=snippet)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor saved between the reading and the writing."""
    project = make_project(tmp_path)
    parsed = parse_all(project)
    monkeypatch.setattr("verideck.new.parse_all", lambda _: parsed)
    (tmp_path / "cards/sums.md").write_text(CARD + "\nMore.\n")
    with pytest.raises(CannotAddError, match="changed in the meantime"):
        add(project, "Why?", Kind.BASIC, "cards/sums.md")
    assert (tmp_path / "cards/sums.md").read_text() == CARD + "\nMore.\n"
