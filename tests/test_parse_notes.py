"""Where notes begin and end, what their headings say, and what stands on front and back."""

from __future__ import annotations

import pytest

from sources import draft_of, mistakes_in, mistakes_in_body, outdented, parse_card
from verideck.model import Draft, Heading, Kind, Listing, Paragraph, PythonFence, Quote, Rule

PRINT = "```python\nprint(1)\n```\n"


def drafts_in(text: str) -> list[Draft]:
    drafts, found = parse_card(outdented(text))
    assert not found
    return drafts


def headings(drafts: list[Draft]) -> list[tuple[str, int]]:
    return [(draft.heading.text, draft.span.line) for draft in drafts]


def test_headings_of_level_one_and_two_begin_notes() -> None:
    """Deeper ones belong to the body, and so do those in quotes, lists, fences and comments."""
    drafts = drafts_in(
        """
        # One

        ### Three
        > # Quoted

        - # Listed

        ```
        # Fenced
        ```

        <!--
        # Hidden
        -->
        ## Two ##

        text
        # Third
        text
        """
    )

    assert headings(drafts) == [("One", 1), ("Two", 15), ("Third", 18)]
    assert [draft.order for draft in drafts] == [0, 1, 2]


def test_a_first_heading_without_a_body_is_the_title() -> None:
    """It names the file and asks nothing."""
    assert headings(drafts_in("# Title\n<!-- comment -->\n\n## Q\n\ntext")) == [("Q", 4)]


@pytest.mark.parametrize("heading", ["# Q {#q}", "# `{python} x`", "# [holds](claim:a)", "## Q", "# Is it {.predict}"])
def test_a_heading_that_means_a_note_is_no_title(heading: str) -> None:
    """Attributes or evidence would be lost with it."""
    text = f"{heading}\n\n## Other\n\ntext\n"
    drafts, found = parse_card(text)

    assert [draft.span.line for draft in drafts] == ([1, 3] if not found else [3])


def test_a_later_heading_without_a_body_is_a_note() -> None:
    """A file has one title; a question whose answer was forgotten must not vanish."""
    assert headings(drafts_in("# Title\n## A\ntext\n# B\n## C\ntext")) == [("A", 2), ("B", 4), ("C", 5)]


@pytest.mark.parametrize("text", ["# Title\n", "---\ntags: []\n---\n# Title\n", "<!-- c -->\n"])
def test_a_file_without_a_note_is_refused(text: str) -> None:
    """It was begun and forgotten."""
    assert mistakes_in(text) == ["1:1 no-notes"]


@pytest.mark.parametrize("line_end", ["\n", "\n\n\n", ""])
def test_the_end_of_the_file_may_be_anyhow(line_end: str) -> None:
    """Editors differ about the last line."""
    drafts, found = parse_card(f"# Q\n\n{PRINT.strip()}{line_end}")

    assert not found
    assert isinstance(drafts[0].back[0], PythonFence)


# ── Front and back ───────────────────────────────────────────────────────────────────────────────────────────────


def test_all_stands_on_the_back_without_a_break() -> None:
    """The heading is the question."""
    draft = draft_of("# Q\n\ntext\n\nmore\n")

    assert (draft.front, len(draft.back)) == ((), 2)


@pytest.mark.parametrize("rule", ["---", "***", "___", " - - -", "*****"])
def test_the_first_break_splits_front_from_back(rule: str) -> None:
    """Later ones are rules."""
    draft = draft_of(f"# Q\n\nabove\n\n{rule}\n\nbelow\n\n{rule}\n\nend\n")

    assert [type(block) for block in draft.front] == [Paragraph]
    assert [type(block) for block in draft.back] == [Paragraph, Rule, Paragraph]


def test_a_break_in_a_quote_or_list_is_a_rule() -> None:
    """Only a top-level one splits."""
    draft = draft_of("# Q\n\n> ---\n\n- a\n\n  ***\n")

    assert draft.front == ()
    assert draft.back[0] == Quote((Rule(),))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# Q\n\ntext\n---\n\nmore\n", "4:1"),
        ("# Q\n\ntext\nmore\n===\n", "5:1"),
        ("Title\n=====\n\n# Q\n\ntext\n", "2:1"),
        ("Q\n---\n\ntext\n", "2:1"),
        ("# Q\n\n> text\n> ---\n", "4:3"),
        ("# Q\n\n- text\n  -\n", "4:3"),
    ],
)
def test_a_line_that_makes_a_heading_of_the_text_above_is_refused(text: str, place: str) -> None:
    """`---` without a blank line above it would turn the question's last paragraph into a new note."""
    assert mistakes_in(text) == [f"{place} setext-heading"]


def test_text_above_the_first_note_is_refused() -> None:
    """It would stand on no card; all of it is one mistake."""
    _, found = parse_card(f"\nintro\n\n{PRINT}\n# Q\n\ntext\n")

    assert [(each.code, each.span.line, each.span.end_line) for each in found] == [("text-outside-note", 2, 6)]


@pytest.mark.parametrize("text", ["[a]: b\n", "<!-- c --> d\n", "---\n\n---\n\n---\n", "> # Q\n", "- # Q\n", "<b>\n"])
def test_whatever_stands_above_the_first_note_is_refused(text: str) -> None:
    """Only comments may; link definitions, rules and quoted headings are no notes."""
    assert [each.split()[1] for each in mistakes_in(f"{text}\n# Q\n\ntext\n")] == ["text-outside-note"]


def test_a_comment_may_stand_above_the_first_note() -> None:
    """Licences and notes to oneself do."""
    assert len(drafts_in("<!-- a\n\n```python\nb\n```\n-->\n\n# Q\n\ntext")) == 1


# ── Headings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_heading_says_what_the_note_is() -> None:
    """Its attributes add to the front matter's."""
    draft = draft_of(
        "---\ntags: [a, b]\ndeck: A\nsource: s\n---\n"
        "# Q {#my-id .predict tags='b c' deck=\"X::Y\" guid=\"a b\" source='https://x'}\n\n" + PRINT
    )

    assert (draft.id, draft.kind, draft.tags, draft.deck) == ("my-id", Kind.PREDICT, ("a", "b", "c"), "X::Y")
    assert (draft.guid, draft.source) == ("a b", "https://x")
    assert draft.heading.text == "Q"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("# Q {#a #b}", "1:5 heading-attribute"),
        ("# Q {#a_ä}", "1:5 note-id"),
        ("# Q {#a .prdict}", "1:5 kind"),
        ("# Q {#a .basic .predict}", "1:5 kind"),
        ("# Q {#a tag=b}", "1:5 heading-attribute"),
        ("# Q {#a hide}", "1:5 heading-attribute"),
        ("# Q {#a tags='b}", "1:5 heading-attribute"),
        ("# Q {#a deck=b deck=c}", "1:5 heading-attribute"),
        ("# Q {#a guid=''}", "1:5 heading-attribute"),
        ("# Q {#a deck='b::'}", "1:5 deck"),
        ("# Q {#a tags='b c::'}", "1:5 tag"),
        ("# Q {#a} more", "1:1 heading-attribute"),
        ("# Q {.predict} {#a}", "1:5 heading-attribute"),
        ("# Q {#b} {#a}", "1:5 heading-attribute"),
        ("# Q {tags='b'}{#a}", "1:5 heading-attribute"),
        ("# {#a}", "1:1 empty-heading"),
        ("#", "1:1 empty-heading"),
        ("# `b` {#a .x} ##", "1:7 kind"),
    ],
)
def test_mistakes_in_headings_are_located(heading: str, expected: str) -> None:
    """At the braces, where there are any."""
    assert mistakes_in(f"{heading}\n\ntext\n") == [expected]


@pytest.mark.parametrize("heading", ["Is {1, 2} a set?", "What is {x}", "`{#a}`", "${#array}", "{...}"])
def test_braces_that_are_no_attributes_are_text(heading: str) -> None:
    """A heading may ask about sets, and show how attributes are written."""
    assert draft_of(f"# {heading}\n\ntext\n").id is None


@pytest.mark.parametrize("heading", ["### Q {#a}", "> # Q {#a}", "- ## Q {.predict}"])
def test_attributes_of_a_heading_that_begins_no_note_are_refused(heading: str) -> None:
    """Its author meant a note, which would be lost in the body of another."""
    assert [each.split()[1] for each in mistakes_in_body(heading)] == ["heading-attribute"]


@pytest.mark.parametrize(
    ("heading", "id"),
    [
        ("Is `tf.range(10)` the same?", "is-tf-range-10-the-same"),
        ("Größe & “Länge”?", "groe-lange"),
        ("What's an n-gram", "whats-an-n-gram"),
        ("日本語", "note"),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
    ],
)
def test_an_id_is_proposed(heading: str, id: str) -> None:
    """It is made of ASCII words, since it goes into links and on command lines."""
    assert draft_of(f"# {heading}\n\ntext\n").proposed_id == id


# ── Programs ───────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_runs_after_an_exception() -> None:
    """It ends the program: a later fence cannot run, and no value can be computed."""
    raising = "```python raises=ValueError\nint('x')\n```\n"

    assert mistakes_in_body(f"{raising}\n{PRINT}\n`{{python}} x`") == ["7:1 code-after-raises"]
    assert mistakes_in_body(f"`{{python}} x` `{{python s}} x`\n\n{raising}") == ["3:1 code-after-raises"]
    assert mistakes_in_body(f"{PRINT}\n{raising}") == []


def test_one_mistake_leaves_one_note_out() -> None:
    """The others go on."""
    drafts, found = parse_card(f"# A\n\n{PRINT}\n# B\n\n```python\n(\n```\n\n# C\n\ntext\n")

    assert [draft.heading.text for draft in drafts] == ["A", "C"]
    assert [each.code for each in found] == ["syntax-error"]


def test_a_body_may_hold_headings_and_code() -> None:
    """As parts of an answer."""
    draft = draft_of("# Q\n\n### Part #\n\n    indented\n")

    assert isinstance(draft.back[0], Heading)
    assert (draft.back[0].level, draft.back[0].text.text) == (3, "Part")
    assert isinstance(draft.back[1], Listing)


def test_a_space_that_is_none_is_told() -> None:
    """Keyboards type one that breaks no line; nobody sees it, and the note looks right."""
    (found,) = parse_card("#\u00a0Q {#q}\n\ntext\n")[1]

    assert (found.code, found.span.line) == ("stray-id", 1)
    assert found.help == "what follows the `#` looks like a space but is not one: write a space there"


def test_a_kind_that_is_glued_to_the_id_is_told() -> None:
    """As in CSS and in other tools; the characters of an id are not what is wrong."""
    helps = [each.help for each in parse_card("# Q {#a.predict}\n\ntext\n\n# R {#a.b}\n\ntext\n")[1]]

    assert helps == ["put a space before `.predict`", "use letters, digits, `-` and `_`"]


def test_a_forgotten_hash_of_an_id_is_told() -> None:
    """The note would lose its id and kind, and show the braces."""
    (found,) = parse_card("# What does this print? {second .predict}\n\n```python\nprint(1)\n```\n")[1]

    assert (found.code, found.message) == ("heading-attribute", "`second` is not an attribute")
    assert (found.span.column, found.help) == (25, "did you mean `{#second .predict}`?")


@pytest.mark.parametrize(("braces", "meant"), [("{.predict a}", "{.predict #a}"), ("{a .a}", "{#a .a}")])
def test_only_the_bare_word_becomes_an_id(braces: str, meant: str) -> None:
    """Wherever it stands."""
    helps = [each.help for each in parse_card(f"# Q {braces}\n\n```python\nprint(1)\n```\n")[1]]

    assert f"did you mean `{meant}`?" in helps


def test_a_kind_is_suggested_as_it_is_written() -> None:
    """With its dot."""
    (found,) = parse_card("# Q {#q .predcit}\n\ntext\n")[1]

    assert (found.message, found.help) == ("unknown kind `.predcit`", "did you mean `.predict`?")
