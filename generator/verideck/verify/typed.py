"""Whether a learner can type the answer of a `.typed` note."""

from __future__ import annotations

from collections.abc import Sequence

from verideck.answer import answer_of, answer_text, why_untypable
from verideck.model import AnswerUntypable, Draft, Kind


def untypable_answer(draft: Draft, values: Sequence[str]) -> AnswerUntypable | None:
    """What stands in the way. `values` are the results by their index."""
    answer = answer_of(draft) if draft.kind is Kind.TYPED else None
    if answer is None:
        return None
    text = answer_text(answer, values)
    reason = why_untypable(text)
    return AnswerUntypable(text, reason, answer.span) if reason else None
