"""Figures and images in a note's fields, and the files that go with it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from outcomes import HERE, note, paragraph, python, value, verified
from verideck.media import media_of
from verideck.model import Image, ItemCard, ItemList, Kind, Media, NoteFields, Quote, RunFence, Shown, ShownFigure
from verideck.render import render

FIGURE, PHOTO = media_of(b"<svg/>", "svg"), media_of(b"photo", "jpg")
OUTPUT = '<pre class="vd-output"><samp>{}</samp></pre>'
SHOWN = Shown("4\n", figure=ShownFigure(FIGURE, 'A "line" & {{more}}', 480, 288))


def field(of: NoteFields, name: str) -> str:
    return dict(of.fields).get(name, "")


def images_of(path: str, file: Media) -> tuple[tuple[str, Media], ...]:
    return ((path, file),)


def test_a_figure_stands_below_the_output() -> None:
    """With its words, and its size, so that the page does not jump when it arrives."""
    fields = render(verified(note(python("plot()")), shown=(SHOWN,)))
    assert field(fields, "Back").endswith(
        f'<samp>4</samp></pre><img class="vd-figure" src="{FIGURE.name}"'
        ' alt="A &quot;line&quot; &amp; &#123;&#123;more}}" width="480" height="288">'
    )
    assert fields.media == (FIGURE,)


def test_a_figure_is_the_answer_of_a_predict_note() -> None:
    """Its code stands on the front."""
    fields = render(verified(note(python("plot()"), kind=Kind.PREDICT), shown=(SHOWN,)))
    assert "<img" not in field(fields, "Front")
    assert f'src="{FIGURE.name}"' in field(fields, "Back")


@pytest.mark.parametrize("kind", [Kind.BASIC, Kind.REVERSED, Kind.TYPED, Kind.PREDICT])
def test_a_figure_of_hidden_code_asks_where_it_was_written(kind: Kind) -> None:
    """Above the break no code is shown that it would answer; so it is the question, and so is what was printed."""
    front = (paragraph("Look:"), python("plot()", output="only"), paragraph("So?"), python("f()", 1))
    of = note(paragraph("{0}", value("x")), front=front, kind=kind)
    fields = render(verified(of, ("2",), (SHOWN, Shown("5"))))
    asked = field(fields, "Front")
    assert asked.index("Look:") < asked.index("<samp>4<") < asked.index("<img") < asked.index("So?")
    assert field(fields, "Back") == f'{OUTPUT.format("5")}<p><code class="vd-value">2</code></p>'
    assert fields.media == (FIGURE,)


def test_a_figure_of_hidden_code_asks_above_the_items_of_a_list() -> None:
    """Also in a quote; and an item that is asked for keeps its own, which would answer."""
    only = python("plot()", output="only"), python("plot()", 1, output="only")
    items = ItemList(None, True, ((paragraph("one"), only[1]),), (ItemCard(1, 0, HERE),))
    of = note(front=(Quote((only[0],)), items), kind=Kind.LIST)
    asked = field(render(verified(of, shown=(SHOWN, SHOWN))), "Text")
    assert re.sub("<img[^>]*>", "IMG", asked[asked.index("<blockquote>") :]) == (
        f"<blockquote>{OUTPUT.format('4')}IMG</blockquote>"
        f'<ul><li class="vd-item">{{{{c1::one{OUTPUT.format("4")}IMG}}}}</li></ul>'
    )


def test_figures_are_counted_as_evidence() -> None:
    """A note that shows nothing else would say that nothing was verified."""
    ran = RunFence(python("plot()"), "x", 0)
    shown = (Shown(figure=SHOWN.figure),)
    fields = render(verified(note(ran.fence, expectations=(ran,)), shown=shown))
    assert field(fields, "Evidence").startswith('<p class="vd-tally">Verified: 1 figure</p>')


def test_an_image_stands_where_it_was_written() -> None:
    """Under the name that its contents give it."""
    text = paragraph("a {0} b", Image("cards/a.jpg", "A *cat* <i>", HERE))
    of = replace(note(text), images=images_of("cards/a.jpg", PHOTO))
    fields = render(verified(of))
    assert field(fields, "Back") == (f'<p>a <img class="vd-image" src="{PHOTO.name}" alt="A *cat* &lt;i&gt;"> b</p>')
    assert fields.media == (PHOTO,)


def test_a_note_without_pictures_brings_no_files() -> None:
    """Anki would not import them."""
    assert render(verified(note(paragraph("a")))).media == ()
