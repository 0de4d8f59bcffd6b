"""What the page shows after each check: every note, whatever came of it, and everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import CARD, SETTINGS, SNIPPET, Drawing, FakeSandbox, held, make_project
from verideck.build import check
from verideck.errors import SandboxError
from verideck.model import Aborted, Project
from verideck.preview.deck import NOTHING, Deck, Detail, changes, deck_after
from verideck.watch import Round
from verideck.watch.look import Look, look

OTHER = """\
---
snippet: sums
tags: [other]
---

# Second {#second}

It is `{python} total`.

# Third {#third .predict}

```python
print(3)
```
"""


def deck(project: Project, sandbox: FakeSandbox | None = None, last: Deck = NOTHING) -> Deck:
    return deck_after(Round((), check(project, sandbox or FakeSandbox())), last)


def shown(of: Deck, key: str) -> Detail:
    return of.detail(key)[0]


def text(detail: Detail) -> str:
    return "".join(part for _, part in detail["mistakes"])


def states(of: Deck) -> dict[str, str]:
    return {key: item.entry["state"] for key, item in of.items.items()}


def test_a_verified_note_is_what_ships(tmp_path: Path) -> None:
    """With its evidence on the card, and beside it."""
    project = make_project(tmp_path)
    detail = shown(deck(project), "one-and-one")
    (card,) = detail["cards"]
    assert '<h1 class="vd-question">What is one and one?</h1>' in card["front"]
    assert '<span class="vd-claim">two</span>' in card["back"]
    assert "Verified: 1 claim · 1 value" in card["back"]
    assert detail["evidence"]
    assert detail["evidence"]["claims"][0] | {"code": ""} == {
        "name": "two", "text": "two", "held": True, "place": "snippets/sums.py:4", "code": "",
    }  # fmt: skip
    assert detail["evidence"]["values"] == [{"expression": "total", "text": "2"}]
    assert detail["evidence"]["programs"][0]["title"] == "snippets/sums.py"
    assert detail["mistakes"] == []


def test_a_refuted_note_is_shown_with_what_is_wrong(tmp_path: Path) -> None:
    """The claim that failed looks like one, what was computed is shown, and nothing says that it was verified."""
    project = make_project(tmp_path)
    check(project, sandbox := FakeSandbox())
    program = sandbox.programs[0]
    of = deck(project, FakeSandbox({program.name: held(program, fails="two")}))
    detail = shown(of, "one-and-one")
    assert states(of) == {"one-and-one": "refuted"}
    assert (
        '<span class="vd-untried">two</span>, in figures <code class="vd-value">2</code>' in detail["cards"][0]["back"]
    )
    assert "Verified" not in detail["cards"][0]["back"]
    assert text(detail).startswith("cards/sums.md:7:7: error[claim-not-reached]")


def test_a_picture_asks_before_anything_proves_the_answer(tmp_path: Path) -> None:
    """Its author looks at it first, and then writes what it says."""
    asks = '# So? {#asks}\n\n```python output=only alt="A line"\nplot()\n```\n\n---\n\nSo.\n'
    of = deck(make_project(tmp_path, {"cards/sums.md": asks}), Drawing())
    (card,) = shown(of, "asks")["cards"]
    assert card["front"].count('alt="A line"') == 1
    assert "error[no-evidence]" in text(shown(of, "asks"))


def test_a_note_whose_program_died_is_shown_with_gaps(tmp_path: Path) -> None:
    """The author sees the card while it cannot be run."""
    project = make_project(tmp_path)
    of = deck(project, FakeSandbox({"snippets/sums.py": Aborted("timeout", "still running after 30 s")}))
    detail = shown(of, "one-and-one")
    assert (
        '<span class="vd-untried">two</span>, in figures <code class="vd-value">‹total›</code>'
        in detail["cards"][0]["back"]
    )
    assert detail["evidence"]
    assert detail["evidence"]["claims"][0]["held"] is None
    assert detail["evidence"]["values"] == [{"expression": "total", "text": None}]
    assert detail["evidence"]["programs"][0]["seconds"] is None


def test_a_note_whose_names_mean_nothing_is_shown(tmp_path: Path) -> None:
    """A claim, a region and a picture that are not there leave the rest of the card as it is."""
    card = CARD.replace("claim:two", "claim:three") + "\n```python show=part\n```\n\n![A bird](bird.png)\n"
    of = deck(make_project(tmp_path, {"cards/sums.md": card}))
    detail = shown(of, "one-and-one")
    assert states(of)["one-and-one"] == "unresolved"
    assert "# region part" in detail["cards"][0]["back"]
    assert 'alt="A bird"' in detail["cards"][0]["back"]
    assert "unknown-claim" in text(detail)
    assert detail["evidence"] is None


def test_a_file_that_does_not_parse_is_listed(tmp_path: Path) -> None:
    """Its notes that do are shown all the same, and a snippet has its place, too."""
    files = {"cards/sums.md": CARD + "\n# Second {#Bad Id!}\n\nText.\n", "snippets/other.py": "x = (\n"}
    of = deck(make_project(tmp_path, files))
    assert states(of) == {"file:cards/sums.md": "parse error", "file:snippets/other.py": "parse error"} | {
        key: state for key, state in states(of).items() if not key.startswith("file:")
    }
    assert "one-and-one" in of.items
    detail = shown(of, "file:snippets/other.py")
    assert (detail["cards"], detail["evidence"]) == ([], None)
    assert "error[syntax-error]" in text(detail)


def test_every_diagnostic_has_a_place_on_the_page(tmp_path: Path) -> None:
    """What the terminal tells and the page does not would be missed."""
    files = {"cards/other.md": OTHER, "cards/bad.md": "\ttext\n\n# A {#one-and-one}\n", "snippets/unused.py": "y = 1\n"}
    project = make_project(tmp_path, files)
    runs = {"snippets/sums.py": Aborted("timeout", "still running after 30 s")}
    of = deck(project, FakeSandbox(runs))
    assert of.checked
    told = "".join(text(shown(of, key)) for key in of.items)
    for each in of.checked.diagnostics:
        assert f"[{each.code}]: {each.message}" in told


def test_a_search_finds_the_notes_with_every_word(tmp_path: Path) -> None:
    """In the text, the code, the id and the tags, in any case of letters."""
    of = deck(make_project(tmp_path, {"cards/other.md": OTHER}))
    assert of.search("ONE") == ["one-and-one"]
    assert of.search("print(3)") == ["third"]
    assert of.search("other total") == ["second"]
    assert of.search("  ") == list(of.items)


def test_two_notes_with_one_id_are_two(tmp_path: Path) -> None:
    """The second is the mistake, and must be seen to be mended."""
    of = deck(make_project(tmp_path, {"cards/x.md": CARD}))
    assert list(of.items) == ["one-and-one", "one-and-one@cards/x.md:5"]
    assert "duplicate-id" in text(shown(of, "one-and-one@cards/x.md:5"))


@pytest.mark.parametrize("broken", [SandboxError("the server died"), None])
def test_the_last_deck_stays_while_nothing_can_be_checked(tmp_path: Path, broken: SandboxError | None) -> None:
    """An author goes on reading while the settings are mended."""
    project = make_project(tmp_path)
    before = deck(project)
    (tmp_path / "verideck.toml").write_text(f"{SETTINGS}jobz = 1\n")
    result = broken or look(tmp_path)
    assert not isinstance(result, Look)
    after = deck_after(Round(("verideck.toml",), result), before)
    assert after.items == before.items
    assert after.status["failed"]
    assert ("the server died" if broken else "unknown key `jobz`") in "".join(
        part for _, part in after.status["broken"]
    )
    assert shown(after, "one-and-one") == shown(before, "one-and-one")


def test_pages_are_told_what_changed_and_no_more(tmp_path: Path) -> None:
    """A deck of thousands of notes is sent once."""
    before = deck(make_project(tmp_path, {"cards/other.md": OTHER}))
    after = deck(make_project(tmp_path, {"cards/other.md": OTHER.replace("# Second", "# Another")}), last=before)
    told = changes(before, after)
    assert [entry["title"] for entry in told["entries"]] == ["Another"]
    assert (told["order"], told["touched"]) == (None, ["second"])
    longer = deck(make_project(tmp_path, {"snippets/sums.py": f"\n{SNIPPET}"}), last=after)
    told = changes(after, longer)
    assert (told["entries"], told["order"]) == ([], None)
    assert "one-and-one" in told["touched"]
    gone = deck(make_project(tmp_path, {"cards/other.md": "# Third {#third}\n"}), last=longer)
    assert changes(longer, gone)["order"] == list(gone.items)
