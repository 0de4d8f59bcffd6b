"""The YAML at the head of a card file."""

from __future__ import annotations

import time

import pytest

from sources import cut, draft_of, mistakes_in, outdented, parse_card
from verideck.model import FileLimits

NOTE = "# Q {#q}\n\ntext\n"


def with_matter(yaml: str) -> str:
    return f"---\n{yaml}\n---\n\n{NOTE}"


def test_what_it_says_holds_for_the_notes() -> None:
    """The four keys are all there are."""
    draft = draft_of(with_matter("deck: A::B\ntags: [x, y::z]\nsnippet: code\nsource: https://a.b"))

    assert (draft.deck, draft.tags, draft.snippet, draft.source) == ("A::B", ("x", "y::z"), "code", "https://a.b")


def test_it_counts_as_lines() -> None:
    """Places are those of the file, front matter included."""
    assert draft_of(with_matter("deck: A")).span.line == 5


def test_the_snippets_key_keeps_its_place() -> None:
    """A snippet that there is not is reported where it is named, in characters also after others than ASCII."""
    text = with_matter("deck: Größe\nsnippet: code")
    span = draft_of(text).snippet_span

    assert span is not None
    assert cut(text, span) == "snippet: code"


@pytest.mark.parametrize("text", [NOTE, "---\n---\n" + NOTE, "---\n# comment\n---\n" + NOTE, "---  \n\n--- \n" + NOTE])
def test_it_may_be_missing_or_empty(text: str) -> None:
    """A file without front matter takes everything from the project."""
    draft = draft_of(text)

    assert (draft.deck, draft.tags, draft.snippet) == (None, (), None)


def test_dots_end_it_too() -> None:
    """YAML's own mark for the end of a document."""
    assert draft_of("---\ndeck: A\n...\n" + NOTE).deck == "A"


@pytest.mark.parametrize(
    ("yaml", "place", "message"),
    [
        ("dekc: A", "2:1 front-matter", "unknown key `dekc`"),
        ("tags: [a]\ndeck: 5", "3:1 front-matter", "`deck` must be text, not a whole number"),
        ("deck: 2020-13-45", "2:1 front-matter", "`deck` must be text, not a date"),
        ("snippet: on", "2:1 front-matter", "`snippet` must be text, not `true` or `false`"),
        ("tags: tensors", "2:1 front-matter", "`tags` must be a list, not text"),
        ("tags:", "2:1 front-matter", "`tags` must be a list, not nothing"),
        ("tags: [a, 1.5]", "2:1 front-matter", "entry 2 of `tags` must be text, not a number"),
        ("tags: [a b]", "2:1 tag", "`a b` is not a tag that Anki can keep"),
        ("tags: ['a::']", "2:1 tag", "`a::` is not a tag that Anki can keep"),
        ("deck: A::::B", "2:1 deck", "`A::::B` is not a deck's name"),
        ("deck: ''", "2:1 deck", "`` is not a deck's name"),
        ("limits: {seconds: 0}", "2:10 front-matter", "`limits.seconds` must be more than 0"),
        ("limits: {processes: 5000}", "2:10 front-matter", "`limits.processes` can be 4,096 at most"),
        ("limits: {seconds: long}", "2:10 front-matter", "`seconds` must be a number, not text"),
        ("limits:\n  memory: 1.5", "3:3 front-matter", "`memory` must be a whole number, not a number"),
        ("limits: {second: 1}", "2:10 front-matter", "unknown key `second`"),
        ("limits: {seconds: [1]}", "2:9 front-matter", "a value of `limits` is a number"),
        ("limits: {seconds: &a 1}", "2:19 yaml", "anchors, aliases and tags have no meaning here"),
        ("limits: 5", "2:1 front-matter", "`limits` must be a table, not a whole number"),
        ("rtol: close", "2:1 front-matter", "`rtol` must be a number, not text"),
        ("atol: [1e-3]", "2:1 front-matter", "`atol` must be a number, not a list"),
        ("rtol: -1", "2:1 front-matter", "`rtol` is not a tolerance"),
        ("rtol: 1", "2:1 front-matter", "`rtol` is not a tolerance"),
        ("rtol: .nan", "2:1 front-matter", "`rtol` is not a tolerance"),
        ("atol: .inf", "2:1 front-matter", "`atol` is not a tolerance"),
        ("deck: A\ndeck: B", "3:1 front-matter", "`deck` appears twice here"),
        ("deck: {a: b}", "2:7 front-matter", "a value is a text or a list of texts"),
        ("tags: [[a]]", "2:7 front-matter", "a value is a text or a list of texts"),
        ("? [a]\n: b", "2:3 front-matter", "a key is a word"),
        ("- a\n- b", "2:1 yaml", "the front matter is not a mapping"),
        ("only text", "2:1 yaml", "the front matter is not a mapping"),
        ("deck: &a A", "2:7 yaml", "anchors, aliases and tags have no meaning here"),
        ("deck: *a", "2:7 yaml", "anchors, aliases and tags have no meaning here"),
        ("deck: !!python/name:os.system x", "2:7 yaml", "anchors, aliases and tags have no meaning here"),
        ("deck:\n\tA", "3:1 yaml", "the front matter is not valid YAML: found character that cannot start any token"),
        ("tags: [a\ndeck: b", "3:5 yaml", "the front matter is not valid YAML: did not find expected ',' or ']'"),
        (
            "deck: A: B",
            "2:8 yaml",
            "the front matter is not valid YAML: mapping values are not allowed in this context",
        ),
        ("tags: [é]\ndeck: a\x80", "3:8 yaml", "U+0080 is a character that YAML does not allow"),
    ],
)
def test_mistakes_are_located(yaml: str, place: str, message: str) -> None:
    """Each in words that need no knowledge of YAML's or the schema library's types."""
    text = with_matter(yaml)
    _, found = parse_card(text)

    assert mistakes_in(text) == [place]
    assert found[0].message == message
    assert found[0].help


@pytest.mark.parametrize(
    ("yaml", "help"),
    [
        ("tags: tensors", 'write a list of texts: `tags: [tensors, "2024"]`'),
        ("tags: [2024]", 'write a list of texts: `tags: [tensors, "2024"]`'),
        ("snippet: [a]", "write one text, in quotes where it looks like something else"),
        ("rtol: [1e-3]", "write a number of at least 0, and for `rtol` below 1, such as `1e-3`"),
        ("limits: 5", "write limits as in `limits: {seconds: 60}`"),
    ],
)
def test_a_value_of_another_type_is_answered_with_what_to_write(yaml: str, help: str) -> None:
    """A list and a number are mended in other ways than a text."""
    assert [each.help for each in parse_card(with_matter(yaml))[1]] == [help]


def test_every_key_is_judged() -> None:
    """One run reports every mistake."""
    assert mistakes_in(with_matter("dekc: A\ntags: x\nsnippet: 5")) == [
        "2:1 front-matter",
        "3:1 front-matter",
        "4:1 front-matter",
    ]


def test_a_misspelt_key_is_suggested() -> None:
    """Most unknown keys are misspelt ones."""
    assert parse_card(with_matter("snipet: code"))[1][0].help == "did you mean `snippet`?"


def test_notes_below_a_mistake_are_judged_and_left_out() -> None:
    """The deck or the snippet of each may be wrong, so none is known; what is wrong in them is told all the same."""
    drafts, found = parse_card(with_matter("dekc: A") + "\n# R\n\n```python\n(\n```\n")

    assert drafts == []
    assert [each.code for each in found] == ["front-matter", "syntax-error"]


def test_it_must_end() -> None:
    """Else the whole file would be YAML."""
    assert mistakes_in("---\ndeck: A\n\n# Q\n") == ["1:1 front-matter-unclosed"]


def test_a_file_of_it_alone_has_no_note() -> None:
    """Such a file was begun and forgotten."""
    assert mistakes_in("---\ndeck: A\n---\n") == ["1:1 no-notes"]


def test_text_blocks_are_text() -> None:
    """YAML's ways to write long texts are allowed."""
    assert draft_of(with_matter("source: >-\n  a\n  b\ndeck: A")).source == "a b"


def test_aliases_cannot_multiply() -> None:
    """Nine levels of nine aliases are a thousand million texts."""
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    levels += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]

    assert mistakes_in(with_matter("\n".join(levels))) == ["2:4 yaml"]


@pytest.mark.parametrize("bracket", ["[", "{", "- ", "? ", "&a [", "!a "])
def test_deep_nesting_neither_crashes_nor_takes_long(bracket: str) -> None:
    """libyaml's tree builder overflows the C stack on such text, and its time grows with the square of the depth."""
    started = time.process_time()

    assert mistakes_in(with_matter(outdented(f"tags: {bracket * 90_000}")))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "yaml", ["limits: {seconds: 90, cpu-seconds: 120}", "limits:\n  seconds: 90\n  cpu-seconds: 120"]
)
def test_a_file_has_limits_of_its_own(yaml: str) -> None:
    """One note that trains for a minute must not give every other program a minute to hang in."""
    drafts, found = parse_card(with_matter(yaml))
    assert not found
    assert drafts[0].limits == FileLimits(seconds=90, cpu_seconds=120)


@pytest.mark.parametrize("blank", ["\n", "\n  \n"])
def test_front_matter_below_blank_lines_is_one_mistake(blank: str) -> None:
    """Its keys would be read as text of no note."""
    (found,) = parse_card(blank + with_matter("deck: A\ntags: [a]"))[1]

    assert (found.code, found.message) == ("front-matter", "front matter begins on the first line")
    assert (found.span.line, found.help) == (blank.count("\n") + 1, "remove the blank lines above it")


def test_a_size_is_written_in_bytes() -> None:
    """Units are not known."""
    (found,) = parse_card(with_matter("limits: {memory: 2GB}"))[1]

    assert found.help == "give a number of bytes, as in 2_000_000_000"
    assert not parse_card(with_matter("limits: {memory: 2_000_000_000}"))[1]
