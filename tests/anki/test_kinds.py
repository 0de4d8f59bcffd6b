"""Notes of each kind, from the source to the card that the real backend shows, and what is typed there."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from decks import NOON
from learner import ESCAPES, Learner
from outcomes import claim_link, code_span, note, paragraph, prose, read, verified
from projects import FakeSandbox, make_project
from verideck.build import build
from verideck.checked import Built
from verideck.model import Kind
from verideck.render import render

pytestmark = pytest.mark.anki

MATTER = "---\nsnippet: sums\n---\n"
CARDS = {
    "basic": "# What is it? {#basic}\n\nIt is [two](claim:two).\n",
    "reversed": "# What is it called? {#reversed .reversed}\n\nIt is [two](claim:two).\n",
    "cloze": "# Sums {#cloze .cloze}\n\nOne and one is {{c2::[two](claim:two)}}, {{c1::`{python} total`::a figure}}.\n",
    "list": "# Parts {#list .list}\n\n- [two](claim:two) {c2}\n- and `{python} total` {c1}\n",
    "predict": "# What is printed? {#predict .predict}\n\n```python\nprint(2)\n```\n\n```output\n```\n",
    "typed": "# What is it? {#typed .typed}\n\n[`1 + 1 < 3`](claim:two)\n\nBecause.\n",
}


def built(root: Path, cards: dict[str, str], now: float = NOON) -> Built:
    files = {f"cards/{name}.md": MATTER + text for name, text in cards.items()}
    project = make_project(root, {"cards/sums.md": "", **files})
    (root / "cards/sums.md").unlink()
    made = build(project, FakeSandbox(), now)
    assert made.package, made.checked.diagnostics
    return made


def imported(learner: Learner, made: Built) -> None:
    assert made.package
    learner.imports(made.package.read_bytes())


@pytest.mark.parametrize("kind", Kind)
def test_a_note_of_each_kind_has_the_cards_that_anki_would_make(tmp_path: Path, kind: Kind) -> None:
    """An import makes only the cards of the package, so ours must be those that Anki's own editor would make."""
    with Learner(tmp_path) as learner:
        imported(learner, built(tmp_path / "deck", {kind.value: CARDS[kind.value]}))
        assert learner.ordinals(kind.value) == learner.made_by_anki(kind.value)
        assert not learner.collection.get_empty_cards().notes


def test_the_second_card_asks_with_the_answer_and_tells_no_evidence(tmp_path: Path) -> None:
    """Evidence, and the code that ran, would say what the question was."""
    with Learner(tmp_path) as learner:
        imported(learner, built(tmp_path / "deck", CARDS))
        _, second = learner.note("reversed").cards()
        assert "It is" in second.question()
        assert "What is it called?" not in second.question()
        assert 'class="vd-evidence"' not in second.question()
        assert "What is it called?" in second.answer()
        assert 'class="vd-evidence"' in second.answer()


def test_a_second_card_can_be_asked_for_later_and_taken_back(tmp_path: Path) -> None:
    """It appears with the next import; taken back, it stays empty, as the build warns."""
    plain = CARDS["reversed"].replace(" .reversed", "")
    with Learner(tmp_path) as learner:
        imported(learner, built(tmp_path / "deck", {"reversed": plain}))
        learner.reviews(1)
        before = learner.history()
        imported(learner, built(tmp_path / "deck", {"reversed": CARDS["reversed"]}, NOON + 60))
        assert learner.ordinals("reversed") == (0, 1)
        assert learner.history()[0][0] == before[0][0]
        assert learner.history()[1] == before[1]
        last = built(tmp_path / "deck", {"reversed": plain}, NOON + 120)
        assert [found.code for found in last.checked.diagnostics] == ["card-dropped"]
        imported(learner, last)
        assert [list(each.card_ids) for each in learner.collection.get_empty_cards().notes] == [
            [learner.note("reversed").cards()[1].id]
        ]


# ── What is typed ────────────────────────────────────────────────────────────────────────────────────────────────

ANSWERS = (
    "tf.int32",
    "a < b && c > d",
    "&lt; &amp;",
    "{{c1::x}} }}",
    "{{Front}}",
    "[sound:x.mp3]",
    "[anki:tts lang=en]x[/anki:tts]",
    "[latex]x[/latex] [$]x[/$]",
    "[[type:Answer]]",
    r"\(x\) \[y\]",
    "'\"`",
    "[1 2 3]",
    "größer → λ",
    "%s %(x)s",
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_who_types_the_answer_is_right(tmp_path: Path, answer: str) -> None:
    """Anki compares what was typed with the field, and takes the field for HTML."""
    typed = render(verified(note(paragraph("{0}", claim_link("a", prose("{0}", code_span(answer)))), kind=Kind.TYPED)))
    with Learner(tmp_path) as learner:
        compared = learner.collection.compare_answer(dict(typed.fields)["Answer"], answer)
        assert re.findall(r"class=(\w+)", compared) == ["typeGood"]
        assert read(compared).text == (answer if ESCAPES else unescape(answer))


def test_who_types_something_else_is_wrong(tmp_path: Path) -> None:
    """Else the test above would be worth nothing."""
    with Learner(tmp_path) as learner:
        assert "typeBad" in learner.collection.compare_answer("a &lt; b", "a &lt; b")


def test_the_box_asks_and_the_answer_compares(tmp_path: Path) -> None:
    """On both sides Anki puts its own in place of the mark."""
    with Learner(tmp_path) as learner:
        imported(learner, built(tmp_path / "deck", CARDS))
        (card,) = learner.note("typed").cards()
        assert card.question().count("[[type:Answer]]") == card.answer().count("[[type:Answer]]") == 1
        assert "1 + 1" not in card.question()
        others = [each for id in ("basic", "reversed", "predict") for each in learner.note(id).cards()]
        assert not [each for each in others if "[[type" in each.question() + each.answer()]
