"""What each kind of note demands of what its author wrote."""

from __future__ import annotations

import re
from typing import TypeAlias, assert_never

from verideck.answer import Answer, answer_of
from verideck.model import (
    Block,
    ClaimLink,
    CodeSpan,
    Draft,
    Kind,
    Paragraph,
    PyconFence,
    PythonFence,
    RegionFence,
    Value,
)
from verideck.parse.cloze import check_cloze, with_text
from verideck.parse.lists import refuse_stray_numbers, with_list
from verideck.parse.scope import Scope
from verideck.sides import fences
from verideck.walk import elements

Fence: TypeAlias = PythonFence | RegionFence | PyconFence

MARKUP = re.compile(r"[*_~&]")
"""What may make more of running text than its letters: emphasis, entities, escapes."""


def with_sides(draft: Draft, scope: Scope) -> Draft:
    """The draft with its body parted as its kind has it."""
    match draft.kind:
        case Kind.CLOZE:
            return with_text(draft)
        case Kind.LIST:
            return with_list(draft, scope)
        case _:
            return draft


def check_kind(draft: Draft, scope: Scope) -> None:
    """What is wrong with a draft of its kind goes to the scope."""
    refuse_stray_numbers((*draft.front, *draft.back), scope)
    match draft.kind:
        case Kind.BASIC | Kind.LIST:
            pass
        case Kind.REVERSED:
            check_reversed(draft, scope)
        case Kind.PREDICT:
            check_predict(draft, scope)
        case Kind.TYPED:
            check_typed(draft, scope)
        case Kind.CLOZE:
            check_cloze(draft, scope)
        case _:
            assert_never(draft.kind)


# ── .predict ─────────────────────────────────────────────────────────────────────────────────────────────────────


def check_predict(draft: Draft, scope: Scope) -> None:
    shown = [each for each in elements(draft) if isinstance(each, Fence) and each.shows_code]
    if given_away := next((fence for fence in shown if isinstance(fence, PyconFence)), None):
        message = "a `.predict` note asks for the output, and this fence shows it"
        scope.error("predict-fence", message, given_away.span, "use a `python` fence, or `hide` this one")
    elif len(shown) != 1 and not scope.refused:
        count = "none" if not shown else str(len(shown))
        message = f"a `.predict` note shows exactly one Python fence, this one shows {count}"
        help = "hide the others with `hide`, or make notes of them" if shown else NO_FENCE
        scope.error("predict-fence", message, draft.span, help)
    elif len(shown) == 1 and isinstance(shown[0], PythonFence | RegionFence) and shown[0].output == "hide":
        help = "remove `output=hide`: the output is this note's answer"
        scope.error("predict-fence", "a `.predict` note asks for the output", shown[0].span, help)


NO_FENCE = "begin a fence with ```` ```python ````, and do not hide it"


# ── .reversed ────────────────────────────────────────────────────────────────────────────────────────────────────


def check_reversed(draft: Draft, scope: Scope) -> None:
    """Anki makes no card of an empty question, and what a run writes is not known yet."""
    answers = (each for each in fences(draft.front) if each.shows_code)
    if not any(map(shows, draft.back)) and not any(map(surely_writes, answers)):
        message = "a `.reversed` note also asks with its back, and nothing is sure to stand there"
        help = "write the answer below the heading or the break; give a fence with `output=only` its `output` fence"
        scope.error("reversed-back", message, draft.span, help)


def shows(block: Block) -> bool:
    """Whether something of it stands on the card, whatever runs."""
    match block:
        case PythonFence() | RegionFence() | PyconFence():
            return block.shows_code or surely_writes(block)
        case _:
            return True


def surely_writes(fence: Fence) -> bool:
    """Whether the card shows an output, exception or figure of it, or it does not ship."""
    match fence:
        case PyconFence():
            return False
        case _ if not fence.shows_output:
            return False
        case PythonFence(raises=str()):
            return True
        case PythonFence() | RegionFence():
            return fence.alt is not None or bool(fence.expected and fence.expected.text)


# ── .typed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check_typed(draft: Draft, scope: Scope) -> None:
    answer = answer_of(draft)
    if answer is None:
        message = "the first paragraph of a `.typed` note is its answer, and nothing but that"
        first = next((each for each in draft.back if isinstance(each, Paragraph)), None)
        scope.error("typed-answer", message, first.text.span if first else draft.span, ONLY_ANSWER)
    elif not is_plain(answer):
        message = "what is to be typed is plain text: words, code and values"
        help = "put the answer in backticks: ``[`answer`](claim:NAME)``"
        scope.error("typed-answer", message, answer.span, help)


ONLY_ANSWER = (
    "begin the back with a paragraph of one `[answer](claim:NAME)` or `` `{python} expression` ``; explain it below"
)


def is_plain(answer: Answer) -> bool:
    match answer:
        case CodeSpan() | Value():
            return True
        case ClaimLink(text=prose):
            return not MARKUP.search(prose.text) and all(isinstance(hole, CodeSpan | Value) for hole in prose.holes)
