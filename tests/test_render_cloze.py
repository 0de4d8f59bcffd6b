"""The fields of `.cloze` notes: deletions as Anki wants them, and nothing else that it could take for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outcomes import note, read, verified
from sources import draft_of, every_hole, of_type
from verideck.model import NoteFields, Shown, Value
from verideck.render import render

PRINTED = "1\n"


def rendered(text: str, *, value: str = "2", printed: str = PRINTED, allow_html: bool = False) -> NoteFields:
    """The fields of a note below the heading `Q`, in which every value is the same and every fence prints the same."""
    draft = draft_of(f"# Q {{#q .cloze}}\n\n{text}")
    values = tuple(value for _ in of_type(every_hole(draft), Value))
    return render(verified(replace(note(), draft=draft), values, (Shown(printed.rstrip("\n")),) * 9), allow_html)


def fields(text: str, *, value: str = "2", printed: str = PRINTED, allow_html: bool = False) -> dict[str, str]:
    return dict(rendered(text, value=value, printed=printed, allow_html=allow_html).fields)


def asked_text(text: str, *, value: str = "2", allow_html: bool = False) -> str:
    """The field that Anki makes cards of, without the heading."""
    return fields(text, value=value, allow_html=allow_html)["Text"].removeprefix('<h1 class="vd-question">Q</h1>')


def test_a_cloze_note_is_one_of_ankis_cloze_notes() -> None:
    """Its cards are those of its numbers, wherever these stand."""
    made = rendered("{{c2::a}} {{c7::b {{c5::c}}}}")
    assert (made.note_type, made.cards) == ("cloze", (1, 4, 6))
    assert [name for name, _ in made.fields] == ["Text", "Evidence", "Id"]


def test_the_heading_stands_above_the_text() -> None:
    """It is the context of what is asked."""
    assert fields("{{c1::a}}")["Text"] == '<h1 class="vd-question">Q</h1><p>{{c1::a}}</p>'


def test_hints_values_and_emphasis_stand_in_deletions() -> None:
    """They are what an answer is made of."""
    assert asked_text("{{c1::`{python} x` **b**::a *c*}}") == (
        '<p>{{c1::<code class="vd-value">2</code> <strong>b</strong>::a <em>c</em>}}</p>'
    )


def test_several_numbers_are_deletions_within_each_other() -> None:
    """Which every client can read, and which makes the same cards."""
    assert asked_text("{{c1,3::a::b}}") == "<p>{{c1::{{c3::a::b}}::b}}</p>"


def test_what_anki_would_take_for_a_marker_is_written_otherwise() -> None:
    """Colons begin a hint, braces end a deletion, and a piece of code may end in the middle of either."""
    assert asked_text("{{c1::`a::b` `{{c}}` $x:$::h}} {{c2::\\{a\\}}}") == (
        "<p>{{c1::<code>a&#58;:b</code> <code>&#123;&#123;c&#125;}</code> <span>\\(x:\\)</span>::h}}"
        " {{c2::{a&#125;}}</p>"
    )


def test_formulas_keep_their_deletions() -> None:
    """Anki hides parts of a formula before MathJax sets it."""
    assert asked_text("$a_{{{c1::b_{c}}}}$") == "<p><span>\\(a_&#123;{{c1::b_{c&#125;}}}\\)</span></p>"


def test_code_is_coloured_within_and_around_deletions() -> None:
    """No tag reaches over a marker."""
    assert asked_text('```python\nx = {{c1::f("a{{c2::b}}")}}  # c\n```') == (
        '<pre class="vd-code"><code>x = {{c1::f(<span class="vd-string">"a</span>{{c2::<span class="vd-string">b</span>'
        '}}<span class="vd-string">"</span>)}}  <span class="vd-comment"># c</span></code></pre>'
    )


def test_what_code_in_the_text_wrote_opens_the_extra() -> None:
    """On the front it would give the answer away."""
    made = fields("```python\nprint({{c1::1}})\n```\n\nWhy?")
    assert made["Extra"] == '<pre class="vd-output"><samp>1</samp></pre><p>Why?</p>'
    assert "<samp>" not in made["Text"]


def test_what_hidden_code_in_the_text_wrote_stays_there() -> None:
    """No code is shown that it would answer: it is a part of what is asked."""
    made = fields("{{c1::`{python} x`}} of\n\n```python output=only\nprint(1)\n```\n\n---\n\nWhy?")
    assert made["Text"].endswith('of</p><pre class="vd-output"><samp>1</samp></pre>')
    assert made["Extra"] == "<p>Why?</p>"


@pytest.mark.parametrize("hostile", ["{{c9::x}}", "a::b", "}}", "\ufdd29\ufdd3x\ufdd5", "\ufdd00\ufdd1"])
def test_what_a_program_writes_never_becomes_a_deletion(hostile: str) -> None:
    """Neither as a value in a deletion nor as output above or below it."""
    fences = "```python output=only\nprint(1)\n```\n\n{}\n\n```python\nprint(1)\n```"
    made = rendered(fences.format("{{c1::`{python} x`}}"), value=hostile, printed=hostile)
    text = dict(made.fields)["Text"]
    assert made.cards == (0,)
    assert text.count("{{") == text.count("}}") == 1
    assert text.count("::") == 1


def test_raw_html_holds_no_deletion() -> None:
    """Where it is passed through, it is still no part of what was read as one."""
    assert "{{c" not in asked_text('{{c1::a}} <b title="{{c2::b}}">', allow_html=True).replace("{{c1::a}}", "")


def test_formulas_in_code_are_no_formulas() -> None:
    """Anki takes every tag out of what stands between these brackets in a cloze note."""
    html = asked_text("{{c1::a}} `\\(b\\)`")
    assert html == "<p>{{c1::a}} <code>&#92;(b\\)</code></p>"
    assert read(html).text.endswith("\\(b\\)")


def test_evidence_shows_what_the_text_hides() -> None:
    """It is no field of deletions, and stands on the back."""
    assert "{{" not in fields("{{c1::`{python} x`}}")["Evidence"]
