"""Jupyter notebooks as card files: questions from either kind of cell, code with what it once wrote."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sources import outdented, parse_card
from verideck.importer.cards import card_file
from verideck.importer.entry import Found, RefusedError
from verideck.importer.notebook import read_notebook
from verideck.importer.pictures import Pictures

PNG = b"\x89PNG\r\n\x1a\none"


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source.splitlines(keepends=True),
        "outputs": list(outputs),
        "execution_count": None,
    }


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def result(data: dict[str, Any], kind: str = "execute_result") -> dict[str, Any]:
    number = {"execution_count": 1} if kind == "execute_result" else {}
    return {"output_type": kind, "data": data, "metadata": {}, **number}


def notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def read(*cells: dict[str, Any], pictures: Pictures | None = None) -> Found:
    return read_notebook("notes.ipynb", notebook(*cells), pictures or Pictures("media/notes"))


def test_a_notebook_becomes_notes() -> None:
    """The whole of it, as an author finds it in the new card file."""
    found = read(
        markdown("# Chapter"),
        markdown("## 1. What is a tuple?\nIt cannot change.\n\n- It has an order."),
        code("t = (1, 2)\nprint(t)\nt[0]", stream("(1, 2)\n"), result({"text/plain": "1"})),
        code('#2. Why?\n"""Because it is so."""', result({"text/plain": "'Because it is so.'"})),
        markdown("**3. And lists?**"),
        code("[].pop()", {"output_type": "error", "ename": "IndexError", "evalue": "x", "traceback": []}),
    )
    made = card_file("cards/notes.md", found.entries, set(), set(), None)
    assert made.text == outdented("""
        # What is a tuple? {#what-is-a-tuple}

        [It cannot change.](claim:?)

        -   [It has an order.](claim:?)

        ```python
        t = (1, 2)
        print(t)
        t[0]
        ```

        ```output
        (1, 2)
        1
        ```

        # Why? {#why}

        [Because it is so.](claim:?)

        # And lists? {#and-lists}

        ```python raises=IndexError
        [].pop()
        ```
    """)
    assert parse_card(made.text)[1] == []
    assert [(each.code, each.span.path, each.span.line) for each in found.diagnostics] == [
        ("not-placed", "notes.ipynb[1]", 1)
    ]


def test_an_image_that_code_showed_is_kept() -> None:
    """Beside the cards, with words that an author mends."""
    pictures = Pictures("media/notes")
    shown = result({"image/png": base64.b64encode(PNG).decode(), "text/plain": "<Figure>"}, "display_data")
    found = read(code("#1. Q?\nplot()", shown), pictures=pictures)
    assert found.entries[0].back == (
        "```python\nplot()\n```\n\n![What this code showed](media/notes/notes-ipynb-1.png)"
    )
    assert pictures.files == {"notes-ipynb-1.png": PNG}


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (stream("Warning", "stderr"), "what it wrote to stderr was left out"),
        (result({"text/html": "<b>x</b>"}), "its output of the type text/html was left out"),
        (result({"image/png": "no base64!"}), "its image/png was left out"),
        (result({"image/svg+xml": "<svg><script/></svg>"}), "its image/svg+xml was left out"),
    ],
)
def test_output_that_has_no_place_is_reported(output: dict[str, Any], message: str) -> None:
    """At the code that wrote it."""
    (found,) = read(code("#1. Q?\nf()", output)).diagnostics
    assert (found.code, found.message, found.span.path, found.span.line) == ("not-placed", message, "notes.ipynb[1]", 2)


def test_code_for_notebooks_alone_is_shown() -> None:
    """A shell command is no Python, and must not look like a broken program."""
    found = read(code("#1. Q?\n!pip install x\nf()"))
    assert found.entries[0].back == "```text\n!pip install x\nf()\n```"
    assert [each.code for each in found.diagnostics] == ["not-python"]


def test_code_that_cannot_be_a_fence_is_shown_as_text() -> None:
    """A claim that asserts nothing is a mistake here and was none in the notebook."""
    found = read(code("#1. Q?\nx = 1\n# claim: nothing\n"))
    made = card_file("cards/notes.md", found.entries, set(), set(), None)
    assert "```text\nx = 1\n# claim: nothing\n```" in made.text
    assert [each.code for each in made.diagnostics] == ["not-run"]


@pytest.mark.parametrize(
    "source", ["### 1. Q?", "# Question 1: Q?", "**1) Q?**", "1. Q?\n\nWords stand here.", "#1. Q?"]
)
def test_questions_of_markdown(source: str) -> None:
    """However an author numbers them."""
    assert [entry.title for entry in read(markdown(source)).entries] == ["Q?"]


def test_a_numbered_list_is_no_question() -> None:
    """Each of its items would become a note."""
    found = read(markdown("## 1. Q?"), markdown("1. Is it one?\n2. Is it two?"))
    assert [entry.title for entry in found.entries] == ["Q?"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is not a notebook that can be read"),
        ("{}", "this is not a notebook that can be read"),
        ("[1]", "this is not a notebook that can be read"),
        ('{"cells": 1, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}', "this is not a notebook that can be read"),
        (
            '{"cells": [], "metadata": {}, "nbformat": 99, "nbformat_minor": 0}',
            "this is not a notebook that can be read",
        ),
        ("[" * 200_000, "this notebook nests too deeply"),
        (notebook(markdown("Words.")), "this notebook has no numbered question"),
    ],
)
def test_what_is_no_notebook_is_refused(text: str, message: str) -> None:
    """With a sentence and never a traceback."""
    with pytest.raises(RefusedError) as refused:
        read_notebook("notes.ipynb", text, Pictures("media/notes"))
    assert refused.value.diagnostic.message.startswith(message)


def test_a_notebook_of_version_3_is_read() -> None:
    """Old ones are still around."""
    cell = {"cell_type": "code", "input": '#1. Q?\n"""It is."""', "outputs": [], "language": "python", "metadata": {}}
    old = {"worksheets": [{"cells": [cell], "metadata": {}}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}
    (entry,) = read_notebook("notes.ipynb", json.dumps(old), Pictures("media/notes")).entries
    assert entry.back == "[It is.](claim:?)"


def test_escapes_of_another_language_stay() -> None:
    """What they say is that language's business."""
    cell = code('#1. Q?\n"""It is\\tso."""')
    other = json.loads(notebook(cell)) | {"metadata": {"language_info": {"name": "julia"}}}
    backs = [
        read_notebook("notes.ipynb", text, Pictures("media/notes")).entries[0].back
        for text in (notebook(cell), json.dumps(other))
    ]
    assert backs == ["[It is so.](claim:?)", "[It is\\\\tso.](claim:?)"]


def test_half_a_character_is_left_out() -> None:
    """JSON can say what no file can hold."""
    (entry,) = read(markdown("## 1. Q?\nIt is \ud800so.")).entries
    assert entry.back == "[It is so.](claim:?)"


def test_a_link_that_leads_to_itself_is_no_image(tmp_path: Path) -> None:
    """What stands beside a notebook may be anything."""
    (tmp_path / "loop.png").symlink_to("loop.png")
    text = notebook(markdown("## 1. What is it?\n\nIt is ![this](loop.png).\n"))
    found = read_notebook("notes.ipynb", text, Pictures("media/notes"), tmp_path)
    assert "media" in [each.code for each in found.diagnostics]
