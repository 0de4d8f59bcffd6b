"""Stage 8: says what came of the notes, as diagnostics and as text for a terminal.

What an unchanged build has no use for is imported from the modules themselves, and only where it is called for:

document   the JSON document, of which `overview` makes a table and `page` the report
github     annotations of a pull request
sarif      a log for code scanning
"""

from verideck.report.changes import changes
from verideck.report.environment import EnvironmentEntry
from verideck.report.explain import explain
from verideck.report.joined import joined
from verideck.report.parts import text_parts
from verideck.report.plan import plan_document, render_plan
from verideck.report.progress import Progress
from verideck.report.refuted import explain_uncited
from verideck.report.summary import outcome_name, plural, summary
from verideck.report.terminal import visible_lines
from verideck.report.text import render_text
from verideck.report.unstable import explain_unstable

__all__ = [
    "EnvironmentEntry",
    "Progress",
    "changes",
    "explain",
    "explain_uncited",
    "explain_unstable",
    "joined",
    "outcome_name",
    "plan_document",
    "plural",
    "render_plan",
    "render_text",
    "summary",
    "text_parts",
    "visible_lines",
]
