"""The lock decides what a learner's Anki takes for new, for changed and for the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks import NAMESPACE, NOON, basic, named_by
from verideck.errors import LockError
from verideck.lock import Advanced, advance, differences, dump_lock, read_lock
from verideck.model import Kind, Lock, LockedNote, LockedNoteType, NoteFields, NoteTypeDesign
from verideck.pack import note_types

EMPTY = Lock(NAMESPACE)
DESIGNS = note_types(NAMESPACE, (), "")
HEADER = f'{{"lock":1,"namespace":"{NAMESPACE}"}}\n'


def step(
    old: Lock,
    *notes: NoteFields,
    now: float = NOON,
    also: tuple[str, ...] = (),
    designs: tuple[NoteTypeDesign, ...] = DESIGNS,
) -> Advanced:
    """The next lock. `also` are ids that the sources name and that cannot be shipped this time."""
    named = [*map(named_by, also), *(replace(named_by(note.id), guid=note.guid) for note in notes)]
    return advance(old, notes, designs, named=named, complete=True, now=now)


def line(lock: Lock, id: str) -> LockedNote:
    (found,) = (note for note in lock.notes if note.id == id)
    return found


# ── Modification times ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_note_has_the_time_of_its_first_build() -> None:
    """Fractions are cut off: Anki counts whole seconds, and a rounded time would lie in the future."""
    assert line(step(EMPTY, basic("a"), now=NOON + 0.9).lock, "a").mod == NOON


def test_an_unchanged_note_keeps_its_line() -> None:
    """Two builds of the same sources are the same lock, whenever they are made."""
    lock = step(EMPTY, basic("a"), basic("b")).lock
    assert step(lock, basic("a"), basic("b"), now=NOON + 1_000).lock == lock


@pytest.mark.parametrize(("now", "mod"), [(NOON + 60, NOON + 60), (NOON, NOON + 1), (NOON - 60, NOON + 1)])
def test_a_changed_note_has_a_later_time(now: int, mod: int) -> None:
    """Anki skips an update that is not newer, so a clock that stands or goes back must not decide."""
    lock = step(EMPTY, basic("a")).lock
    assert line(step(lock, basic("a", "<p>Changed?</p>"), now=now).lock, "a").mod == mod


@pytest.mark.parametrize(
    "changed",
    [basic("a", answer="x"), basic("a", evidence=""), basic("a", tags=("t",)), basic("a", back='<img src="b-1.png">')],
    ids=["field", "field left out", "tag", "media"],
)
def test_whatever_an_import_updates_is_content(changed: NoteFields) -> None:
    """A change that is not hashed would never arrive."""
    lock = step(EMPTY, basic("a")).lock
    assert line(step(lock, changed).lock, "a").mod == NOON + 1


def test_deck_place_and_order_of_tags_are_not_content() -> None:
    """An import changes none of them, and an update would cost the learner's own tags."""
    lock = step(EMPTY, basic("a", tags=("t", "u")), basic("b")).lock
    moved = step(lock, basic("b"), basic("a", tags=("u", "t"), deck="Else"), now=NOON + 60).lock
    assert line(moved, "a") == replace(line(lock, "a"), deck="Else")


def test_a_note_type_has_a_time_of_its_own() -> None:
    """A changed stylesheet touches no note."""
    lock = step(EMPTY, basic("a")).lock
    styled = step(lock, basic("a"), designs=note_types(NAMESPACE, (), ".card {}")).lock
    assert [kind.mod for kind in styled.note_types] == [NOON + 1, NOON + 1]
    assert styled.notes == lock.notes


def test_a_changed_schema_is_refused() -> None:
    """Anki would add a second note type and strand every note of the first."""
    lock = step(EMPTY, basic("a")).lock
    changed = (replace(DESIGNS[0], schema="other"), DESIGNS[1])
    with pytest.raises(LockError, match="note type regular are not those that were shipped"):
        step(lock, basic("a"), designs=changed)


# ── Note ids ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_note_ids_are_past_seconds_in_the_order_of_the_sources() -> None:
    """Anki shows a note id as the time when a note was added, and sorts by it."""
    lock = step(EMPTY, basic("b"), basic("a"), now=NOON + 0.5).lock
    assert line(lock, "a").note_id == (NOON - 1) * 1_000
    assert line(lock, "b").note_id == (NOON - 2) * 1_000


def test_new_notes_take_no_second_that_is_taken() -> None:
    """A build right after a large one goes further back rather than into the future."""
    lock = step(EMPTY, basic("a"), basic("b")).lock
    lock = step(lock, basic("a"), basic("b"), basic("c"), now=NOON + 1).lock
    lock = step(lock, basic("a"), basic("b"), basic("c"), basic("d"), now=NOON + 1).lock
    assert line(lock, "c").note_id == NOON * 1_000
    assert line(lock, "d").note_id == (NOON - 3) * 1_000


def test_of_two_notes_with_one_id_the_later_moves() -> None:
    """Two branches may each add a note within one second."""
    ours, theirs = step(EMPTY, basic("a")).lock, step(EMPTY, basic("b")).lock
    both = Lock(NAMESPACE, ours.note_types, ours.notes + theirs.notes)
    settled = step(both, basic("b"), basic("a"), now=NOON).lock
    assert line(settled, "a") == line(ours, "a")
    assert line(settled, "b") == replace(line(theirs, "b"), note_id=(NOON - 2) * 1_000)


# ── Which notes are there ────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_that_left_the_sources_retires() -> None:
    """Its line stays for the tombstone, with a time at which Anki takes the update."""
    lock = step(EMPTY, basic("a", reverse="1"), basic("b")).lock
    after = step(lock, basic("b"))
    assert [(stone.id, stone.guid, stone.cards) for stone in after.tombstones] == [("a", "guid of a", (0, 1))]
    assert line(after.lock, "a").retired
    assert line(after.lock, "a").mod == NOON + 1
    assert line(after.lock, "a").note_id == line(lock, "a").note_id


def test_a_retired_note_is_shipped_ever_after() -> None:
    """A learner may import any later package first."""
    gone = step(step(EMPTY, basic("a"), basic("b")).lock, basic("b"))
    assert step(gone.lock, basic("b"), now=NOON + 60) == gone


def test_a_note_that_comes_back_is_updated_once_more() -> None:
    """Even where it says what it said before."""
    lock = step(EMPTY, basic("a")).lock
    back = step(step(lock).lock, basic("a"))
    assert back.tombstones == ()
    assert line(back.lock, "a") == replace(line(lock, "a"), mod=NOON + 2)


def test_a_note_that_cannot_be_shipped_keeps_its_line() -> None:
    """A refuted note is not gone."""
    lock = step(EMPTY, basic("a"), basic("b")).lock
    assert step(lock, basic("b"), also=("a",)) == Advanced(lock, ())


def test_a_note_that_comes_back_broken_stays_retired() -> None:
    """Until it can be shipped, the tombstone is."""
    gone = step(step(EMPTY, basic("a"), basic("b")).lock, basic("b"))
    assert step(gone.lock, basic("b"), also=("a",)) == gone


def test_nothing_retires_while_a_source_does_not_parse() -> None:
    """Nobody knows which notes the broken file holds."""
    lock = step(EMPTY, basic("a"), basic("b")).lock
    assert advance(lock, [basic("b")], DESIGNS, named=[named_by("b")], complete=False, now=NOON).lock == lock


def test_a_renamed_note_keeps_its_line() -> None:
    """With the old GUID on a new id it is the same note, and nothing retires."""
    lock = step(EMPTY, basic("a")).lock
    renamed = step(lock, basic("z", guid="guid of a"))
    assert (renamed.tombstones, renamed.refused) == ((), ())
    assert [(note.id, note.note_id) for note in renamed.lock.notes] == [("z", lock.notes[0].note_id)]


def test_a_note_that_changes_its_note_type_is_refused() -> None:
    """Anki aborts or skips such an import; the line stays as it is."""
    lock = step(EMPTY, basic("a")).lock
    after = step(lock, replace(basic("a"), note_type="cloze", kind=Kind.PREDICT))
    (refused,) = after.refused
    assert (refused.id, refused.code) == ("a", "kind-changed")
    assert "shipped as `.basic`" in refused.message
    assert after.lock == lock


def test_a_note_may_change_its_kind_within_a_note_type() -> None:
    """Regular notes differ in what fills their fields."""
    lock = step(EMPTY, basic("a")).lock
    after = step(lock, replace(basic("a"), kind=Kind.PREDICT))
    assert after.refused == ()
    assert line(after.lock, "a").kind == "predict"


def test_a_note_that_changes_its_guid_is_refused() -> None:
    """Every learner would have it twice: the old one with a history, the new one without."""
    lock = step(EMPTY, basic("a")).lock
    after = step(lock, basic("a", guid="another"))
    (refused,) = after.refused
    assert (refused.id, refused.code) == ("a", "guid-changed")
    assert 'guid="guid of a"' in refused.help
    assert after.lock == lock


def test_differences_name_what_would_change() -> None:
    """`--locked` says which notes someone forgot to build."""
    old = step(EMPTY, basic("a"), basic("b"), basic("c")).lock
    new = step(old, basic("a", "<p>New?</p>"), basic("c"), basic("d"), designs=note_types(NAMESPACE, (), "p {}")).lock
    assert differences(old, new) == ("note type cloze", "note type regular", "a", "b", "d")
    assert differences(old, old) == ()


# ── The file ─────────────────────────────────────────────────────────────────────────────────────────────────────

DIGEST = st.text("0123456789abcdef", max_size=6)
LINES = st.builds(
    LockedNote,
    id=st.text(st.characters(categories=["L", "N", "Zl", "Zp"]), min_size=1, max_size=5),
    guid=st.just(""),
    hash=DIGEST,
    mod=st.integers(1, 2**31),
    note_id=st.integers(1, 2**31).map(lambda second: second * 1_000),
    note_type=st.sampled_from(["regular", "cloze"]),
    kind=st.sampled_from(Kind),
    cards=st.sets(st.integers(0, 9), min_size=1).map(lambda cards: tuple(sorted(cards))),
    deck=st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    retired=st.booleans(),
).map(lambda line: replace(line, guid=f"guid of {line.id}"))


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "deck.lock"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@given(notes=st.lists(LINES, unique_by=lambda line: line.id))
def test_a_lock_reads_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, notes: list[LockedNote]) -> None:
    """Whatever a deck is called; a line separator in its name ends no line."""
    notes.sort(key=lambda note: note.id)
    lock = Lock(NAMESPACE, (LockedNoteType("regular", "s", "h", 5),), tuple(notes))
    assert read_lock(written(tmp_path_factory.mktemp("lock"), dump_lock(lock))) == lock


def test_a_lock_has_a_line_for_each_note_sorted_by_id() -> None:
    """So that a diff shows the notes that changed, and git merges the rest."""
    text = dump_lock(step(EMPTY, basic("b"), basic("a")).lock).decode()
    header, regular, cloze, a, b = text.splitlines(keepends=True)
    assert header == HEADER
    assert regular.startswith('{"name":"regular","schema":"')
    assert cloze.startswith('{"name":"cloze","schema":"')
    assert a.startswith('{"id":"a","guid":"guid of a","hash":"')
    assert a.endswith(
        f'"mod":{NOON},"note_id":{NOON - 1}000,"note_type":"regular","kind":"basic","cards":[0],'
        '"deck":"Science::Tensors","retired":false,"heading":"heading of a","gone":[],"asks":[]}\n'
    )
    assert b.startswith('{"id":"b"')


def test_no_lock_is_none(tmp_path: Path) -> None:
    """A first build is told from one that lost its lock."""
    assert read_lock(tmp_path / "deck.lock") is None


NOTE = (
    '{"id":"a","guid":"g","hash":"h","mod":5,"note_id":9000,'
    '"note_type":"regular","kind":"basic","cards":[0],"deck":"D"}'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"deck\.lock:1: the first line, which names the namespace, is missing"),
        (HEADER + "{\n", r"deck\.lock:2: not a line of a lock \(.*\); restore the file from version control"),
        (HEADER + "[]\n", r"deck\.lock:2: not a line of a lock"),
        (HEADER + '{"id":"a"}\n', r"deck\.lock:2: not a line of a lock \(.*missing required field `guid`"),
        (HEADER + NOTE.replace('"mod":5', '"mod":0'), r"deck\.lock:2: .*seconds since 1970"),
        (HEADER + NOTE.replace('"mod":5', '"mod":300000000000'), r"deck\.lock:2: .*seconds since 1970"),
        (HEADER + '{"name":"regular","schema":"s","hash":"h","mod":-1}', r"deck\.lock:2: .*seconds since 1970"),
        (HEADER + '{"a":' * 100_000, r"deck\.lock:2: not a line of a lock"),
        (HEADER + NOTE.replace("9000", "9001"), r"deck\.lock:2: .*whole seconds in milliseconds"),
        (HEADER + NOTE.replace("[0]", "[1,0]"), r"deck\.lock:2: .*ascending order"),
        (HEADER + NOTE.replace('"basic"', '"riddle"'), r"deck\.lock:2: .*riddle"),
        (HEADER + NOTE + "\n" + NOTE.replace('"g"', '"G"'), r"deck\.lock: `a` has lines with two GUIDs"),
        (HEADER + NOTE + "\n" + NOTE.replace("regular", "cloze"), r"deck\.lock:3: `a` has lines of two note types"),
        ('{"lock":2,"namespace":"x"}', r"deck\.lock:1: format 2 is not known here; upgrade verideck"),
        (HEADER + '{"lock":1,"namespace":"x"}', rf"deck\.lock:2: two decks were merged, `{NAMESPACE}` and `x`"),
        (HEADER + NOTE.replace("}", ',"gone":[2,1]}'), r"deck\.lock:2: .*ascending order"),
        (b"\xff\n", r"deck\.lock: cannot be read \(.*; restore the file"),
    ],
)
def test_a_broken_lock_is_refused_with_a_way_out(tmp_path: Path, text: str | bytes, message: str) -> None:
    """A lock that is guessed at would cost histories."""
    with pytest.raises(LockError, match=message):
        read_lock(written(tmp_path, text))


def test_a_lock_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    """Not taken for missing, which would begin a new one."""
    with pytest.raises(LockError, match="cannot be read"):
        read_lock(tmp_path)


# ── What git leaves of a merge ───────────────────────────────────────────────────────────────────────────────────


def conflict(ours: str, theirs: str, base: str = "") -> str:
    ancestor = f"||||||| 0a1b2c3\n{base}" if base else ""
    return f"{HEADER}<<<<<<< HEAD\n{ours}{ancestor}=======\n{theirs}>>>>>>> branch\n"


def test_a_conflict_takes_from_both_sides(tmp_path: Path) -> None:
    """The later time with its content, the older note id, and all cards that a learner may have."""
    ours = NOTE.replace('"mod":5', '"mod":8') + "\n"
    theirs = NOTE.replace("9000", "7000").replace("[0]", "[0,1]") + "\n"
    lock = read_lock(written(tmp_path, conflict(ours, theirs)))
    assert lock is not None
    (merged,) = lock.notes
    assert (merged.mod, merged.hash, merged.note_id, merged.cards, merged.gone) == (8, "h", 7_000, (0,), (1,))


def test_two_contents_of_one_time_are_forgotten(tmp_path: Path) -> None:
    """Learners may have either, so whatever the merge holds must be later than both."""
    ours, theirs = NOTE + "\n", NOTE.replace('"hash":"h"', '"hash":"i"') + "\n"
    lock = read_lock(written(tmp_path, conflict(ours, theirs)))
    assert lock is not None
    assert [(note.mod, note.hash) for note in lock.notes] == [(5, "")]


def test_the_lines_of_both_sides_are_as_good_as_a_conflict(tmp_path: Path) -> None:
    """`merge=union` leaves them, and with them lines that one side has left behind."""
    text = HEADER + NOTE.replace('"mod":5', '"mod":8').replace('"h"', '"i"') + "\n" + NOTE + "\n"
    lock = read_lock(written(tmp_path, text))
    assert lock is not None
    assert [(note.mod, note.hash) for note in lock.notes] == [(8, "i")]


def test_a_note_that_one_side_still_has_is_not_retired(tmp_path: Path) -> None:
    """Whether it is gone is for the merged sources to say."""
    retired = NOTE.replace("}", ',"retired":true}')
    lock = read_lock(written(tmp_path, conflict(NOTE + "\n", retired + "\n")))
    assert lock is not None
    assert not lock.notes[0].retired


def test_the_common_ancestor_counts_for_nothing(tmp_path: Path) -> None:
    """With `merge.conflictStyle=diff3` git shows it between the sides."""
    base = NOTE.replace('"mod":5', '"mod":99') + "\n"
    lock = read_lock(written(tmp_path, conflict(NOTE + "\n", "", base)))
    assert lock is not None
    assert [note.mod for note in lock.notes] == [5]


@pytest.mark.parametrize(
    ("front", "mod"), [("<p>Both?</p>", NOON + 10), ("<p>Ours?</p>", NOON + 10), ("<p>Theirs?</p>", NOON + 9)]
)
def test_a_merged_note_reaches_learners_of_both_sides(tmp_path: Path, front: str, mod: int) -> None:
    """The content of the later side was shipped with that time already; any other is sent after it."""
    ours = step(step(EMPTY, basic("a")).lock, basic("a", "<p>Ours?</p>")).lock
    theirs = step(step(EMPTY, basic("a")).lock, basic("a", "<p>Theirs?</p>"), now=NOON + 9).lock
    merged = read_lock(written(tmp_path, dump_lock(ours) + dump_lock(theirs)))
    assert merged is not None
    assert line(step(merged, basic("a", front)).lock, "a").mod == mod


def test_a_merged_note_type_is_shipped_after_both_sides(tmp_path: Path) -> None:
    """Two branches may each change the stylesheet, and the merge holds both changes."""
    ours = step(EMPTY, designs=note_types(NAMESPACE, (), "a {}")).lock
    theirs = step(EMPTY, designs=note_types(NAMESPACE, (), "b {}"), now=NOON + 9).lock
    merged = read_lock(written(tmp_path, dump_lock(ours) + dump_lock(theirs)))
    assert merged is not None
    assert [entry.mod for entry in step(merged, designs=note_types(NAMESPACE, (), "a {} b {}")).lock.note_types] == [
        NOON + 10,
        NOON + 10,
    ]


@given(ours=LINES, theirs=LINES)
def test_a_merge_is_the_same_from_either_side(
    tmp_path_factory: pytest.TempPathFactory, ours: LockedNote, theirs: LockedNote
) -> None:
    """Two people who merge each other's branches must not diverge."""
    theirs = replace(theirs, guid=ours.guid, note_type=ours.note_type)
    one, other = (dump_lock(Lock(NAMESPACE, (), (side,))) for side in (ours, theirs))
    folder = tmp_path_factory.mktemp("lock")
    assert read_lock(written(folder, one + other)) == read_lock(written(folder, other + one))


# ── Over years ───────────────────────────────────────────────────────────────────────────────────────────────────

BUILDS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["<p>1?</p>", "<p>2?</p>"])),
        st.integers(-3, 3),
    ),
    min_size=1,
    max_size=8,
)


@given(builds=BUILDS)
def test_times_only_rise_and_note_ids_stay(builds: list[tuple[dict[str, str], int]]) -> None:
    """Over any sequence of edits, removals, returns and clocks: what changed is newer, what did not is the same."""
    lock, now = EMPTY, NOON
    for fronts, tick in builds:
        now += tick
        old, lock = lock, step(lock, *(basic(id, front) for id, front in fronts.items()), now=now).lock
        seconds = [note.note_id for note in lock.notes]
        assert len(set(seconds)) == len(seconds)
        assert {note.id for note in lock.notes if not note.retired} == set(fronts)
        for before in old.notes:
            after = line(lock, before.id)
            assert after.note_id == before.note_id
            assert after.mod == before.mod if after.hash == before.hash else after.mod > before.mod
