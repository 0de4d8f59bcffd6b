"""Which part of a note stands in which field."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Literal

import pytest

from outcomes import (
    HERE,
    claim_link,
    code_span,
    expects,
    note,
    paragraph,
    program,
    prose,
    python,
    snippet,
    value,
    verified,
)
from verideck.model import (
    Block,
    Cited,
    ItemList,
    Kind,
    NoteFields,
    Quote,
    Region,
    RegionFence,
    RunFence,
    Shown,
    ShownRegion,
    Unit,
)
from verideck.render import render

CODE = '<pre class="vd-code"><code>tf.one</code></pre>'
OUTPUT = '<pre class="vd-output"><samp>1</samp></pre>'


def field(fields: NoteFields, name: str) -> str:
    return dict(fields.fields).get(name, "")


def test_a_note_keeps_what_anki_knows_it_by() -> None:
    """Identity, deck and tags pass through unchanged, and each kind so far has the one card."""
    made = render(verified(note(paragraph("Because."))))
    assert (made.id, made.guid, made.deck, made.tags) == ("range", "g-range", "Deck::Tensors", ("dtypes",))
    assert (made.note_type, made.kind, made.cards) == ("regular", Kind.BASIC, (0,))


def test_the_heading_asks_and_the_body_answers() -> None:
    """The plain case: nothing above a break, so the front is the heading alone."""
    made = render(verified(note(paragraph("Because."), heading=prose("Why {0}?", code_span("x")))))
    assert field(made, "Front") == '<h1 class="vd-question">Why <code>x</code>?</h1>'
    assert field(made, "Back") == "<p>Because.</p>"


def test_the_id_is_a_field_of_its_own() -> None:
    """It is how a learner who reports a mistake names the note."""
    assert field(render(verified(note(paragraph("Because.")))), "Id") == "range"


def test_empty_fields_are_left_out() -> None:
    """`pack` fills the frozen fields up; here only what has content is named, in the note type's order."""
    made = render(verified(note()))
    assert [name for name, _ in made.fields] == ["Front", "Evidence", "Id"]


def test_the_front_shows_what_stands_above_the_break() -> None:
    """A picture or code to look at belongs to the question."""
    made = render(verified(note(paragraph("Because."), front=(paragraph("Look."),))))
    assert field(made, "Front") == '<h1 class="vd-question">Why?</h1><p>Look.</p>'


def test_code_on_the_front_has_its_output_open_the_back() -> None:
    """The output would give the answer away where the code stands."""
    made = render(verified(note(paragraph("Because."), front=(python("tf.one"),)), shown=(Shown("1\n"),)))
    assert field(made, "Front").endswith(CODE)
    assert field(made, "Back") == OUTPUT + "<p>Because.</p>"


def test_code_in_a_list_on_the_front_is_not_forgotten() -> None:
    """Containers may hold fences, too."""
    front = (Quote((ItemList(None, True, ((paragraph("Look."), python("tf.one")),)),)),)
    made = render(verified(note(paragraph("Because."), front=front), shown=(Shown("1"),)))
    assert field(made, "Front").endswith(f"<blockquote><ul><li>Look.{CODE}</li></ul></blockquote>")
    assert field(made, "Back") == OUTPUT + "<p>Because.</p>"


def test_code_on_the_back_is_followed_by_its_output() -> None:
    """On the back both are the answer."""
    made = render(verified(note(python("tf.one")), shown=(Shown("1"),)))
    assert field(made, "Back") == CODE + OUTPUT


@pytest.mark.parametrize(
    ("option", "html"),
    [("show", CODE + OUTPUT), ("hide", CODE), ("only", OUTPUT)],
)
def test_a_fence_shows_what_its_output_option_says(option: Literal["show", "hide", "only"], html: str) -> None:
    """`output=` chooses between the code, what it wrote, and both."""
    made = render(verified(note(python("tf.one", output=option)), shown=(Shown("1"),)))
    assert field(made, "Back") == html


def test_a_hidden_fence_shows_nothing() -> None:
    """It prepares what later fences show."""
    made = render(verified(note(python("tf.one", hide=True), paragraph("Because.")), shown=(Shown("1"),)))
    assert field(made, "Back") == "<p>Because.</p>"


def test_a_region_shows_its_part_of_the_snippet() -> None:
    """The fence is empty in the source; its code is the snippet's."""
    fence = RegionFence("one", "show", None, 0, HERE)
    shown = ShownRegion(fence, Region("one", 2, 2, "tf.one", HERE), "snippets/x.py", 0)
    made = render(verified(note(fence, expectations=(shown,)), shown=(Shown("1"),)))
    assert field(made, "Back") == CODE + OUTPUT


def test_predict_asks_with_the_code_and_answers_with_what_it_printed() -> None:
    """Prose above the code belongs to the question, prose below to the answer, without a break in the source."""
    body = (paragraph("Given this."), python("tf.one"), paragraph("Because."))
    made = render(verified(note(*body, kind=Kind.PREDICT), shown=(Shown("1"),)))
    assert field(made, "Front") == '<h1 class="vd-question">Why?</h1><p>Given this.</p>' + CODE
    assert field(made, "Back") == OUTPUT + "<p>Because.</p>"


def test_predict_takes_the_break_where_the_author_set_one() -> None:
    """Text between the code and the break is still part of the question."""
    front = (python("tf.one"), paragraph("Think."))
    made = render(verified(note(paragraph("Because."), front=front, kind=Kind.PREDICT), shown=(Shown("1"),)))
    assert field(made, "Front").endswith(CODE + "<p>Think.</p>")
    assert field(made, "Back") == OUTPUT + "<p>Because.</p>"


def test_predict_passes_over_hidden_code() -> None:
    """Set-up that the card does not show is not what it asks about."""
    body = (python("import x", hide=True), paragraph("Given this."), python("tf.one", 1), paragraph("Because."))
    made = render(verified(note(*body, kind=Kind.PREDICT), shown=(Shown(), Shown("1"))))
    assert field(made, "Front").endswith("<p>Given this.</p>" + CODE)
    assert field(made, "Back") == OUTPUT + "<p>Because.</p>"


@pytest.mark.parametrize("unseen", [python("x", output="only"), RegionFence("one", "only", None, 0, HERE)])
def test_predict_passes_over_code_that_shows_its_output_alone(unseen: Block) -> None:
    """Were it the end of the question, the card would ask about code that stands on its back."""
    body = (unseen, python("tf.one", 1), paragraph("Because."))
    made = render(verified(note(*body, kind=Kind.PREDICT), shown=(Shown(), Shown("1"))))
    assert field(made, "Front").endswith("</h1>" + CODE)
    assert field(made, "Back") == OUTPUT + "<p>Because.</p>"


def test_a_reversed_note_has_a_second_card() -> None:
    """The field that its template waits for; a note of another kind has neither."""
    made = render(verified(note(paragraph("Because."), kind=Kind.REVERSED)))
    assert (field(made, "Reverse"), made.cards) == ("1", (0, 1))
    assert field(made, "Back") == "<p>Because.</p>"
    assert field(render(verified(note(paragraph("Because.")))), "Reverse") == ""


def test_what_is_typed_is_text() -> None:
    """Anki reads the field as HTML before it compares; the back shows the answer as ever."""
    answer = claim_link("a", prose("{0} is {1}", code_span("a < b & {{c1::c}}"), value("x")))
    made = render(verified(note(paragraph("{0}", answer), paragraph("So."), kind=Kind.TYPED), values=("[sound:x]",)))
    assert field(made, "Answer") == "a &lt; b &amp; &#123;&#123;c1::c}} is &#91;sound:x]"
    assert field(made, "Back").startswith('<p><span class="vd-claim"><code>')
    assert made.cards == (0,)


def test_an_expected_exception_is_the_answer() -> None:
    """Its type follows what was written before it; the module that defines it would only distract."""
    body = (python("tf.one", raises="InvalidArgumentError"),)
    raised = Shown("1\n", "tensorflow.python.framework.errors_impl.InvalidArgumentError")
    made = render(verified(note(*body, kind=Kind.PREDICT), shown=(raised,)))
    assert field(made, "Back") == OUTPUT + '<div class="vd-raised">raises <code>InvalidArgumentError</code></div>'


def test_a_value_stands_in_the_text_as_computed() -> None:
    """The expression is the author's, the text the run's."""
    made = render(verified(note(paragraph("It is {0}.", value("x.dtype"))), values=("int32",)))
    assert field(made, "Back") == '<p>It is <code class="vd-value">int32</code>.</p>'


def test_a_cited_note_says_that_nothing_was_run() -> None:
    """It must never pass for a verified one, so it has no evidence, which the template's foot would call verified."""
    made = render(Cited(note(paragraph("Because."), source='https://example.org/?a=1&b="2"')))
    assert field(made, "Evidence") == ""
    assert field(made, "Back") == (
        '<p>Because.</p><p class="vd-cited">Cited, not verified: '
        '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;">https://example.org/?a=1&amp;b="2"</a></p>'
    )


def test_a_source_that_is_no_address_is_no_link() -> None:
    """A package, a book: a click on it would lead nowhere."""
    fields = dict(render(Cited(note(paragraph("Because."), source="A <book>"))).fields)
    assert fields["Back"] == '<p>Because.</p><p class="vd-cited">Cited, not verified: A &lt;book&gt;</p>'


def test_equal_outcomes_give_equal_fields() -> None:
    """The lock compares content: rendering may depend on nothing else."""

    def outcome() -> NoteFields:
        fence = python("tf.one", expected=expects("1"))
        ran = RunFence(fence, "cards/tensors.md", 1)
        run = program("cards/tensors.md", Unit("prelude", "pyproject.toml", 1, "import tf"), snippet("s.py", "x = 1"))
        return render(verified(note(fence, programs=(run,), expectations=(ran,)), shown=(Shown("1"),)))

    assert outcome() == outcome()


def test_importing_the_stage_loads_no_heavy_library() -> None:
    """A build that changes nothing may not pay for Pygments and Markdown, which take longer to load than it may run."""
    heavy = "{'pygments', 'markdown', 'pymdownx'} & sys.modules.keys()"
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, verideck.render; print({heavy})"],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "set()\n"
