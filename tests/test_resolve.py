"""Names become things: GUIDs, decks, programs, claims, regions; and what cannot is told once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from sources import CARD, PROJECT, SNIPPET, of_type, parse_card, parse_code, place_and_code
from verideck.model import (
    AskedValue,
    CitedClaim,
    Diagnostic,
    Limits,
    Note,
    Project,
    RunFence,
    ShownRegion,
    Snippet,
    Span,
    Unit,
    View,
)
from verideck.resolve import assign_ids, guid_of, resolve

MATTER = "---\nsnippet: code\n---\n"
CODE = "# region part\nx = 1\n# endregion\n# claim: holds\nassert x\n"
FENCE = "```python\nprint(1)\n```\n"


def resolved(
    *texts: str, snippets: dict[str, str] | None = None, project: Project = PROJECT, refused: Collection[str] = ()
) -> tuple[list[Note], list[Diagnostic]]:
    """The notes of card files, next to snippets by path."""
    drafts = []
    for number, text in enumerate(texts):
        more, found = parse_card(text, CARD if number == 0 else f"cards/{number}.md")
        assert not found
        drafts += more
    code = [parse_code(text, path)[0] for path, text in (snippets or {SNIPPET: CODE}).items()]
    mixed = list(resolve(assign_ids(drafts), [each for each in code if each], project, refused))
    return of_type(mixed, Note), [each for each in of_type(mixed, Diagnostic) if each.severity == "error"]


def note_of(text: str, **others: str) -> Note:
    notes, found = resolved(
        text, snippets={SNIPPET: CODE, **{f"snippets/{name}.py": code for name, code in others.items()}}
    )
    assert not found
    assert len(notes) == 1
    return notes[0]


def mistakes(*texts: str, refused: Collection[str] = (), snippets: dict[str, str] | None = None) -> list[str]:
    _, found = resolved(*texts, refused=refused, snippets=snippets)
    assert all(each.help for each in found)
    return [place_and_code(each) for each in found]


def with_settings(**changes: object) -> Project:
    return replace(PROJECT, settings=replace(PROJECT.settings, **changes))  # type: ignore[arg-type]  # the keys are Settings' own


# ── Identity ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_guid_is_made_of_namespace_and_id() -> None:
    """Never of text or place, so that an edited note keeps its history; this value may never change."""
    one, other = note_of(f"# A {{#q}}\n\n{FENCE}"), note_of(f"\n# B {{#q}}\n\n> text\n\n{FENCE}")

    assert one.guid == other.guid == guid_of("namespace", "q") == "13b5b7f25bc8fdfeb65a"
    assert len({one.guid, guid_of("namespace", "r"), guid_of("names", "q")}) == 3


def test_an_imported_note_keeps_its_guid() -> None:
    """The heading names it."""
    assert note_of(f"# Q {{#q guid='old one'}}\n\n{FENCE}").guid == "old one"


def test_ids_are_assigned() -> None:
    """From the heading's words, and never one that stands in a file already, be it below."""
    drafts, _ = parse_card("# A b\n\nx\n\n# A B\n\nx\n\n# Other {#a-b-2}\n\nx\n\n# a b?\n\nx\n")

    assert [draft.id for draft in assign_ids(drafts)] == ["a-b", "a-b-3", "a-b-2", "a-b-4"]


@pytest.mark.parametrize(("attributes", "code"), [("#q", "duplicate-id"), ("#r guid='g'", "duplicate-guid")])
def test_two_notes_cannot_be_one(attributes: str, code: str) -> None:
    """In one file or in two: the second is refused, and the first one's place is told."""
    first, second = f"# A {{#q guid='g'}}\n\n{FENCE}", f"# B {{{attributes}}}\n\n{FENCE}"
    for texts, path, line in (([f"{first}\n{second}"], CARD, 7), ([first, second], "cards/1.md", 1)):
        notes, (found,) = resolved(*texts)

        assert [note.draft.heading.text for note in notes] == ["A"]
        assert (found.code, found.span.path, found.span.line) == (code, path, line)
        assert found.related[0].span == Span(CARD, 1, 1, 1, 18)


def test_the_deck_is_the_notes_the_files_or_the_projects() -> None:
    """In this order."""
    text = f"---\ndeck: F\n---\n# A {{deck=N}}\n\n{FENCE}\n# B\n\n{FENCE}"
    notes, _ = resolved(text, f"# C\n\n{FENCE}")

    assert [note.deck for note in notes] == ["N", "F", "Deck"]


# ── Programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fences_of_a_note_are_one_program() -> None:
    """After the prelude, each with the claims in it, wherever they stand."""
    text = f"# Q {{#q}}\n\n{FENCE}\n---\n\n> ```python hide\n> # claim: c\n> assert x\n> ```\n\n[a](claim:c)\n"
    (note,), _ = resolved(text, project=with_settings(prelude="\nimport a\n"))
    (program,) = note.programs

    assert program.name == f"{CARD}#q"
    assert program.units == (
        Unit("prelude", "prelude", 1, "import a"),
        Unit("fence", CARD, 4, "print(1)", views=(View(4, 4, "svg"),)),
        Unit("fence", CARD, 10, "# claim: c\nassert x", (("c", 11),)),
    )
    assert [each.unit for each in note.expectations if isinstance(each, RunFence)] == [1, 2]
    assert program.path_entry == "snippets"


def test_a_snippet_is_one_program_of_all_notes() -> None:
    """With the values of all of them, each once, and without the prelude."""
    text = f"{MATTER}# A\n\n`{{python}} x`\n\n# B\n\n`{{python}} x:.1f` `{{python}} x`\n"
    (first, second), _ = resolved(text, project=with_settings(prelude="import a"))
    (program,) = first.programs

    assert second.programs == (program,)
    assert program.units == (Unit("snippet", SNIPPET, 1, CODE, (("holds", 5),)),)
    assert program.values == ("x", "x:.1f")
    assert [each.slot for each in second.expectations if isinstance(each, AskedValue)] == [1, 0]


def test_a_snippet_imports_from_its_own_folder() -> None:
    """As it does when Python runs it."""
    notes, _ = resolved("---\nsnippet: deep\n---\n# A\n\n`{python} x`\n", snippets={"snippets/sub/deep.py": "x = 1"})

    assert [(each.name, each.path_entry) for each in notes[0].programs] == [("snippets/sub/deep.py", "snippets/sub")]


def test_a_value_is_evaluated_where_its_note_runs() -> None:
    """In the fences' program, else in the file's snippet; a snippet can be named."""
    note = note_of(
        f"{MATTER}# Q {{#q}}\n\n{FENCE}\n`{{python}} a` `{{python code}} b` `{{python other}} c`\n", other="c = 1"
    )
    asked = [(each.value.expression, each.program) for each in note.expectations if isinstance(each, AskedValue)]

    assert asked == [("a", f"{CARD}#q"), ("b", SNIPPET), ("c", "snippets/other.py")]
    assert [program.name for program in note.programs] == [f"{CARD}#q", SNIPPET, "snippets/other.py"]


def test_a_claim_is_the_notes_or_the_snippets() -> None:
    """The note's own fences count first; a snippet can be named."""
    own = "```python\n# claim: holds\nassert y\n```\n"
    links = "[a](claim:holds) [b](claim:code/holds) [c](claim:other/else)"
    note = note_of(f"{MATTER}# Q {{#q}}\n\n{own}\n{links}\n", other="# claim: else\nassert x\n")
    cited = [(each.claim.code, each.program) for each in note.expectations if isinstance(each, CitedClaim)]

    assert cited == [("assert y", f"{CARD}#q"), ("assert x", SNIPPET), ("assert x", "snippets/other.py")]


def test_a_region_is_the_snippets() -> None:
    """`.py` may be written."""
    note = note_of("---\nsnippet: code.py\n---\n# Q\n\n```python show=part\n```\n\n```output\n```\n")
    (shown,) = note.expectations

    assert isinstance(shown, ShownRegion)
    assert (shown.region.code, shown.program, shown.unit) == ("x = 1", SNIPPET, 0)


def test_a_region_of_another_snippet_is_named() -> None:
    """As its claims are."""
    other = "# region part\ny = 2\n# endregion\n"
    note = note_of(f"{MATTER}# Q\n\n```python show=other/part\n```\n\n```output\n```\n", other=other)
    (shown,) = note.expectations

    assert isinstance(shown, ShownRegion)
    assert (shown.region.code, shown.program) == ("y = 2", "snippets/other.py")


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MATTER + "# Q\n\n[a](claim:hold)\n", "6:1 unknown-claim"),
        (MATTER + "# Q\n\n[a](claim:code/hold)\n", "6:1 unknown-claim"),
        ("# Q\n\n[a](claim:holds)\n", "3:1 unknown-claim"),
        ("# Q\n\n[a](claim:cod/holds)\n", "3:1 unknown-snippet"),
        ("# Q\n\n`{python cod} x`\n", "3:1 unknown-snippet"),
        ("# Q\n\n`{python} x`\n", "3:1 value-without-program"),
        ("# Q\n\n```python show=part\n```\n", "3:1 unknown-region"),
        (MATTER + "# Q\n\n> ```python show=prat\n> ```\n", "6:3 unknown-region"),
        (MATTER + "# Q\n\n```python show=cod/part\n```\n", "6:1 unknown-snippet"),
        ("---\ntags: [a]\nsnippet: cod\n---\n# Q\n\n[a](claim:holds) `{python} x`\n", "3:1 unknown-snippet"),
        (MATTER + "# Q {#q}\n\n[a](claim:holds) [b](#r)\n", "6:18 unknown-note"),
    ],
)
def test_unknown_names_are_located(text: str, expected: str) -> None:
    """Once each: what follows from one is no second mistake."""
    assert mistakes(text) == [expected]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (MATTER + "# Q\n\n[a](claim:hold)\n", "holds"),
        (MATTER + "# Q\n\n```python show=prat\n```\n", "part"),
        ("# Q\n\n[a](claim:cod/holds)\n", "code"),
        (MATTER + "# Q {#question}\n\n[a](claim:holds) [b](#qestion)\n", "question"),
    ],
)
def test_misspelt_names_are_suggested(text: str, meant: str) -> None:
    """Most unknown names are misspelt ones."""
    assert resolved(text)[1][0].help == f"did you mean `{meant}`?"


@pytest.mark.parametrize(
    "text",
    ["---\nsnippet: deep/code\n---\n# Q\n\n[a](claim:holds)\n", "# Q\n\n```python show=deep/code.py/part\n```\n"],
)
def test_a_snippet_is_named_without_its_folder(text: str) -> None:
    """There is such a file, so it must not be said that there is none."""
    (found,) = resolved(text, snippets={"snippets/deep/code.py": CODE})[1]

    assert (found.code, found.help) == ("unknown-snippet", "write `code`")


def test_a_note_with_an_unknown_name_is_left_out() -> None:
    """The others go on."""
    notes, found = resolved(f"{MATTER}# A\n\n[a](claim:no)\n\n# B {{#b}}\n\n{FENCE}\n[c](#nowhere)\n\n# C\n\n{FENCE}")

    assert [note.draft.heading.text for note in notes] == ["C"]
    assert [each.code for each in found] == ["unknown-claim", "unknown-note"]


def test_what_is_still_to_be_proven_is_said_once_a_note() -> None:
    """An import marks each statement: a message for each would bury what else is wrong, and none would let it ship."""
    body = "[a](claim:?) [b](claim:holds)\n- [c](claim:?) [d](claim:?)"
    notes, found = resolved(f"{MATTER}# A\n\n{FENCE}\n{body}\n\n# B\n\n[e](claim:?)\n")

    assert (notes, [place_and_code(each) for each in found]) == ([], ["10:1 unproven", "15:1 unproven"])
    assert found[0].message == "3 statements of this note are still to be proven, on lines 10–11"
    assert found[1].message == "this statement is still to be proven"


def test_notes_may_name_each_other() -> None:
    """Also one that has a mistake of its own."""
    assert mistakes(f"# A {{#a}}\n\n{FENCE}\n[b](#b)\n\n# B {{#b}}\n\ntext\n") == ["9:1 no-evidence"]


@pytest.mark.parametrize(
    "body",
    [
        "text",
        "```js\nx\n```",
        "```python hide\nx\n```",
        "```python output=hide\nx\n```",
        "```python show=part\n```",
        "[a](https://b.c) [d](#q)",
    ],
)
def test_a_note_without_evidence_is_refused(body: str) -> None:
    """At its heading."""
    assert mistakes(f"{MATTER}# Q {{#q}}\n\n{body}\n") == ["4:1 no-evidence"]


@pytest.mark.parametrize(
    "body",
    [
        FENCE,
        "[a](claim:holds)",
        "`{python} x`",
        "```python hide raises=ValueError\nint('x')\n```",
        "```python hide\nx\n```\n```output\n```",
        "```python show=part\n```\n```output\n```",
        "> - | [a](claim:holds) |\n>   |---|",
    ],
)
def test_evidence_may_stand_anywhere(body: str) -> None:
    """Whether it is any, only the run can tell."""
    assert mistakes(f"{MATTER}# Q\n\n{body}\n") == []


def test_a_heading_may_be_evidence() -> None:
    """A note may be all question."""
    assert mistakes(f"{MATTER}# [a](claim:holds)\n") == []


def test_a_cited_note_needs_a_setting() -> None:
    """And then no program."""
    text = "# Q {source='https://a.b'}\n\ntext\n"
    notes, found = resolved(text, project=with_settings(allow_cited=True))

    assert (len(notes), notes[0].programs, found) == (1, (), [])
    assert "allow-cited" in str(resolved(text)[1][0].help)


def test_two_snippets_of_one_name_are_refused() -> None:
    """A card could not tell them apart."""
    notes, found = resolved(f"{MATTER}# Q\n\n{FENCE}", snippets={SNIPPET: CODE, "snippets/sub/code.py": "x = 1"})

    assert [(each.code, each.span.path) for each in found] == [("duplicate-snippet", "snippets/sub/code.py")]
    assert len(notes) == 1


# ── What was refused before ──────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_snippet_is_not_missed() -> None:
    """What is wrong with it was told; the notes that need it are left out without another word."""
    cited, named = "[a](claim:b) `{python} x`", "`{python broken} x`"
    text = f"---\nsnippet: broken\n---\n# A\n\n{cited}\n\n# B\n\n{FENCE}\n# C\n\n{named}\n"
    notes, found = resolved(text, refused=["snippets/broken.py"])

    assert (notes, found) == ([], [])


def test_a_refused_claim_is_not_missed() -> None:
    """A claim that asserts nothing was told at its place; another one that there is not is a mistake of its own."""
    snippets = {SNIPPET: f"{CODE}# claim: nothing\n"}
    text = f"{MATTER}# A\n\n[a](claim:nothing)\n\n# B\n\n[a](claim:nowhere)\n"

    assert mistakes(text, snippets=snippets, refused=[SNIPPET]) == ["10:1 unknown-claim"]
    assert mistakes(text, snippets=snippets) == ["6:1 unknown-claim", "10:1 unknown-claim"]
    assert resolved(text, snippets=snippets, refused=[SNIPPET])[0] == []


def test_a_refused_card_may_hold_the_note() -> None:
    """So a link to it is no mistake."""
    assert mistakes(f"# A {{#a}}\n\n{FENCE}\n[b](#b)\n", refused=["cards/other.md"]) == []


@pytest.mark.parametrize(
    ("refused", "expected"), [([], ["unused-snippet"]), (["cards/other.md"], []), ([SNIPPET], ["unused-snippet"])]
)
def test_an_unused_snippet_is_a_warning(refused: list[str], expected: list[str]) -> None:
    """It is not run. A card that was refused may have used it."""
    snippet, _ = parse_code(CODE)
    assert isinstance(snippet, Snippet)
    found = of_type(resolve((), [snippet], PROJECT, refused), Diagnostic)

    assert [each.code for each in found] == expected
    assert all(each.severity == "warning" for each in found)


@pytest.mark.parametrize(
    "code", ["import shared\n", "from shared import one, two\n", "def f():\n    import a, shared as b\n"]
)
@pytest.mark.parametrize("importing", ["a snippet", "a fence"])
def test_a_snippet_that_others_import_is_no_leftover(code: str, importing: str) -> None:
    """What several snippets share stands in a file of its own, and whoever keeps it is not to be warned for ever."""
    shared = parse_code("one = two = 1\n", "snippets/shared.py")[0]
    other = parse_code(f"{code}x = 1\n" if importing == "a snippet" else CODE)[0]
    fence = f"```python\n{code}print(1)\n```\n" if importing == "a fence" else ""
    drafts, _ = parse_card(f"{MATTER}# Q {{#q}}\n\n`{{python code}} x`\n\n{fence}")
    assert shared
    assert other

    assert of_type(resolve(drafts, [other, shared], PROJECT), Diagnostic) == []


def test_outcomes_do_not_depend_on_where_the_project_is() -> None:
    """A moved project has the same notes."""
    text = f"{MATTER}# Q\n\n`{{python}} x`\n"

    assert resolved(text)[0] == resolved(text, project=replace(PROJECT, root=Path("/elsewhere")))[0]


# ── Answers that are typed ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("more", ["", "Because [it holds](claim:holds).\n", FENCE])
def test_what_is_typed_is_proven_itself(more: str) -> None:
    """Evidence for the explanation says nothing about the answer."""
    found = mistakes(f"{MATTER}# Q {{#q .typed}}\n\n`x`\n\n{more}")
    assert "6:1 typed-answer" in found


def test_a_proven_answer_is_an_expectation() -> None:
    """Of the same kind as anywhere else."""
    claim, value = (f"{MATTER}# Q {{#q .typed}}\n\n{answer}\n" for answer in ("[`x`](claim:holds)", "`{python} x`"))
    assert isinstance(note_of(claim).expectations[0], CitedClaim)
    assert isinstance(note_of(value).expectations[0], AskedValue)


def test_a_cited_answer_needs_no_proof() -> None:
    """Nothing of such a note is proven, and its card says so."""
    project = replace(PROJECT, settings=replace(PROJECT.settings, allow_cited=True))
    text = "# Q {#q .typed source='https://x.y'}\n\n`x`\n"
    assert resolved(text, project=project)[1] == []
    assert [place_and_code(each) for each in resolved(text)[1]] == ["1:1 no-evidence"]
    more = [place_and_code(each) for each in resolved(f"{text}\n{FENCE}", project=project)[1]]
    assert more == ["3:1 typed-answer"]


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────


def limits(*texts: str) -> dict[str, Limits]:
    notes, found = resolved(*texts)
    assert not found
    return {program.name: program.limits for note in notes for program in note.programs}


def test_limits_of_a_file_hold_for_the_programs_of_its_notes() -> None:
    """Its snippet, and its fences; what it does not name stays the project's."""
    matter = "---\nsnippet: code\nlimits: {seconds: 90}\n---\n"
    own, other = f"{matter}# A {{#a}}\n[b](claim:holds)\n\n# B {{#b}}\n{FENCE}", f"# C {{#c}}\n{FENCE}"
    assert limits(own, other) == {
        SNIPPET: Limits(seconds=90),
        f"{CARD}#b": Limits(seconds=90),
        "cards/1.md#c": Limits(),
    }


def test_of_two_files_with_limits_the_larger_one_holds() -> None:
    """A snippet runs once for both."""
    texts = [
        f"---\nsnippet: code\nlimits: {{{limit}}}\n---\n# A {{#a{number}}}\n[b](claim:holds)\n"
        for number, limit in enumerate(["seconds: 90, file: 1000", "seconds: 60, memory: 2000"])
    ]
    assert limits(*texts) == {SNIPPET: Limits(seconds=90, file=1000, memory=2000)}
