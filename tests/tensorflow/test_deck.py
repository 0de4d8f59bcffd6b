"""The main job on the real parts: this repository's own deck, under TensorFlow, into the Anki backend."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from learner import Learner, Log
from outcomes import codes, shown_code
from verideck.build import build
from verideck.checked import Built
from verideck.execute import Cached, ForkServer
from verideck.model import CitedClaim, Note, Project, Verified
from verideck.project import load_project

pytestmark = pytest.mark.tensorflow

REPOSITORY = Path(__file__).parents[2]
NOON = 1_780_000_000.0


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the deck that a test may edit, without a lock, a cache or a package."""
    root = tmp_path_factory.mktemp("deck")
    for name in ("cards", "snippets"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    return loaded(root)


def loaded(root: Path) -> Project:
    project = load_project(root)
    assert isinstance(project, Project), project
    return replace(project, sandbox="auto")


@pytest.fixture(scope="module")
def server(deck: Project) -> Iterator[ForkServer]:
    """TensorFlow is imported once for all tests here."""
    with ForkServer(deck) as server:
        yield server


Build = Callable[[float], Built]


@pytest.fixture(scope="module")
def rebuild(deck: Project, server: ForkServer) -> Build:
    return lambda now: build(deck, Cached(server, deck), now)


@pytest.fixture(scope="module")
def first(rebuild: Build) -> Built:
    """The cold build."""
    return rebuild(NOON)


@pytest.fixture
def edit(deck: Project) -> Iterator[Callable[[str, str, str], int]]:
    """Replaces a text of a file and returns the line it stands on; the file is as it was after the test."""
    saved: dict[Path, str] = {}

    def replace(name: str, old: str, new: str) -> int:
        path = deck.root / name
        text = path.read_text()
        saved.setdefault(path, text)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    yield replace
    for path, text in saved.items():
        path.write_text(text)


def test_every_note_of_the_deck_is_verified(first: Built) -> None:
    """The deck ships with verified answers only, and all eleven questions are there."""
    assert first.checked.diagnostics == ()
    assert all(isinstance(outcome, Verified) for outcome in first.checked.outcomes)
    assert len({outcome.note.draft.span.path for outcome in first.checked.outcomes}) == 11


def test_every_question_has_two_claims(first: Built) -> None:
    """A main note with at least two claims a question."""
    for outcome in first.checked.outcomes:
        if outcome.note.draft.order == 0:
            claims = [each for each in outcome.note.expectations if type(each).__name__ == "CitedClaim"]
            assert len(claims) >= 2, outcome.note.id


FALSEHOODS = {
    "claim": (
        "snippets/range_vs_constant.py",
        "assert from_range.dtype == tf.int32 and",
        "assert from_range.dtype == tf.int64 and",
        "claim-failed",
        ("cards/03-range-vs-constant.md", "(claim:different-dtypes)"),
    ),
    "output": (
        "cards/02-tensorflow-vs-numpy.md",
        "\n[1 2]\n",
        "\n[1 3]\n",
        "output-differs",
        ("cards/02-tensorflow-vs-numpy.md", "[1 3]"),
    ),
    "value": (
        "cards/03-range-vs-constant.md",
        "{python} from_range.dtype.name",
        "{python} from_range.kind.name",
        "value-raised",
        ("cards/03-range-vs-constant.md", "from_range.kind.name"),
    ),
    "snippet": (
        "snippets/range_vs_constant.py",
        "same = tf.range(10, dtype=tf.int64)",
        "same = tf.rnage(10, dtype=tf.int64)",
        "uncaught-exception",
        ("cards/03-range-vs-constant.md", "(claim:same-values)"),
    ),
}


@pytest.mark.parametrize("falsehood", FALSEHOODS.values(), ids=FALSEHOODS.keys())
def test_a_falsehood_stops_the_build_at_its_line(
    falsehood: tuple[str, str, str, str, tuple[str, str]],
    first: Built,
    deck: Project,
    rebuild: Build,
    edit: Callable[[str, str, str], int],
) -> None:
    """A wrong answer does not ship, its line is named in card and snippet, and the last package stays as it is."""
    name, old, new, code, (card, text) = falsehood
    assert first.package is not None
    before = [(deck.root / path).read_bytes() for path in ("dist/tensorflow.apkg", "deck.lock")]
    edited = edit(name, old, new)
    result = rebuild(NOON + 60)
    assert result.package is None
    found = [each for each in result.checked.diagnostics if each.code == code]
    lines = (deck.root / card).read_text().split("\n")
    assert (card, text in lines[found[0].span.line - 1]) == (found[0].span.path, True)
    if name.startswith("snippets/"):
        assert (name, edited) in [(each.span.path, each.span.line) for each in found[0].related]
    assert [(deck.root / path).read_bytes() for path in ("dist/tensorflow.apkg", "deck.lock")] == before


@pytest.mark.anki
def test_the_real_anki_imports_the_deck(first: Built, tmp_path: Path) -> None:
    """Every card renders, and Anki's own checks find nothing to mend."""
    assert first.package is not None
    with Learner(tmp_path) as learner:
        assert learner.imports(first.package.read_bytes()) == Log(new=first.notes)
        assert first.notes >= 11
        for card in learner.cards():
            assert "Verified with TensorFlow" in card.answer()
            assert card.question() != card.answer()
        for outcome in first.checked.outcomes:
            assert learner.ordinals(outcome.note.id) == learner.made_by_anki(outcome.note.id)
        collection = learner.collection
        message, ok = collection.fix_integrity()
        assert ok, message
        assert collection.get_empty_cards().notes == []
        media = collection.media.check()
        assert (list(media.missing), list(media.unused)) == ([], [])


@pytest.mark.anki
def test_the_code_on_every_card_is_the_code_that_ran(first: Built, tmp_path: Path) -> None:
    """Taken back out of the package, character for character: fences, regions, claims and whole programs."""
    assert first.package is not None
    with Learner(tmp_path) as learner:
        learner.imports(first.package.read_bytes())
        for outcome in first.checked.outcomes:
            expected = set(copied_code(outcome.note))
            for card in learner.note(outcome.note.id).cards():
                assert expected - set(codes(card.answer())) == set(), outcome.note.id


def copied_code(note: Note) -> Iterator[str]:
    """What a learner may take out of a card: programs, fences, regions and claims."""
    for program in note.programs:
        if all(unit.role != "pycon" for unit in program.units):
            yield "\n\n".join(unit.code.strip("\n") for unit in program.units)
    yield from shown_code(note)
    yield from (each.claim.code for each in note.expectations if isinstance(each, CitedClaim))


@pytest.mark.anki
def test_an_edited_question_arrives_and_no_schedule_changes(
    first: Built, rebuild: Build, edit: Callable[[str, str, str], int], tmp_path: Path
) -> None:
    """What a learner has reviewed stays reviewed, whatever the author edits."""
    assert first.package is not None
    with Learner(tmp_path) as learner:
        learner.imports(first.package.read_bytes())
        learner.reviews(7)
        before = learner.history()
        edit("cards/03-range-vs-constant.md", "Which dtype does `tf.constant` give", "Which integer type gives it")
        again = rebuild(NOON + 3600)
        assert again.package is not None
        assert learner.imports(again.package.read_bytes()) == Log(updated=1, untouched=first.notes - 1)
        assert "Which integer type gives it" in learner.note("constant-integer-dtype")["Front"]
        assert learner.history() == before


@pytest.mark.usefixtures("first")
def test_two_folders_and_two_hash_seeds_give_the_same_bytes(deck: Project, rebuild: Build, tmp_path: Path) -> None:
    """Anybody can check that a package is what its sources say."""
    rebuild(NOON + 7200)
    digests = set()
    for seed in ("1", "2"):
        root = tmp_path / f"folder {seed}"
        shutil.copytree(deck.root, root, ignore=shutil.ignore_patterns("dist", "package.json"))
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-m", "verideck", "build", "-C", root], check=True, env=environment)
        digests.add(sha256((root / "dist/tensorflow.apkg").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_warm_build_starts_no_process(first: Built, deck: Project) -> None:
    """Answers come from the cache; TensorFlow is not imported again."""
    assert first.package is not None
    with ForkServer(deck) as unused:
        cached = Cached(unused, deck)
        build(deck, cached, NOON + 9000)
        assert (cached.executed, cached.hits > 0) == (0, True)
        assert unused.starts == 0
