"""Stage 8: says what came of the notes, as diagnostics, as text for a terminal and as one JSON document."""

from verideck.report.changes import changes
from verideck.report.document import Document, EnvironmentEntry, PackageEntry, as_json, document
from verideck.report.explain import explain
from verideck.report.github import github
from verideck.report.joined import joined
from verideck.report.overview import overview
from verideck.report.page import page
from verideck.report.plan import plan_document, render_plan
from verideck.report.progress import Progress
from verideck.report.refuted import explain_uncited
from verideck.report.sarif import sarif
from verideck.report.summary import plural, summary
from verideck.report.text import render_text
from verideck.report.unstable import explain_unstable

__all__ = [
    "Document",
    "EnvironmentEntry",
    "PackageEntry",
    "Progress",
    "as_json",
    "changes",
    "document",
    "explain",
    "explain_uncited",
    "explain_unstable",
    "github",
    "joined",
    "overview",
    "page",
    "plan_document",
    "plural",
    "render_plan",
    "render_text",
    "sarif",
    "summary",
]
