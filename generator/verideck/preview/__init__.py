"""Serves the deck on loopback as Anki would show it, and follows every save.

fill      Anki's templates
cloze     Anki's deletions
formulas  what MathJax does in Anki (owns math-core)
typed     Anki's comparison of an answer that was typed
cards     a note's cards, of these four
evidence  what stands behind a note
items     what the page lists
deck      all of it after a check, and what is new in it
feed      tells open pages
guard     lets nobody else in
app       what is answered (owns, with feed's and guard's types, starlette)
server    where (owns uvicorn)
page/     the page: HTML, CSS and one script
"""

from verideck.preview.server import Preview

__all__ = ["Preview"]
