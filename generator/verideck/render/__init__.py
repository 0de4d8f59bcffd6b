"""Stage 6: a verified (or, where the project allows it, cited) note becomes the HTML of Anki's fields.

note       which part of a draft stands in which field
blocks     paragraphs, lists, tables, fences
prose      running text (owns markdown and pymdown-extensions)
highlight  code (owns pygments)
cloze      deletions as Anki wants them
evidence   what was proven, and the code that proved it
sketch     what may not ship, for its author to see
material   the noun that these share: what a note's holes and fences are filled with
escape     text that Anki shows and never interprets
style      how all of it looks, in light and in night mode: style.css and what the deck adds
"""

from verideck.render.highlight import code_block
from verideck.render.note import render
from verideck.render.sketch import sketch
from verideck.render.style import stylesheet

__all__ = ["code_block", "render", "sketch", "stylesheet"]
