"""The report that a build leaves beside the package: a page for people, and the same as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from verideck import schema
from verideck.build import STAMP
from verideck.checked import Built, Checked
from verideck.errors import PackError
from verideck.files import write_atomically
from verideck.model import Diagnostic, Verified

if TYPE_CHECKING:
    from verideck.report.document import Document, PackageEntry

REPORTED = Path(".verideck/reported")
"""Holds a digest of what the report on the disk was made of, where that was a build without a mistake."""


def account(checked: Checked, ran: Collection[str], package: PackageEntry | None = None) -> Document:
    """All that there is to say about the notes; `ran` names the programs that were run and not found in the cache."""
    from verideck.report.document import document  # an unchanged build does without

    return document(
        checked.outcomes,
        checked.diagnostics,
        checked.environment,
        name=checked.project.settings.name,
        runs=checked.runs,
        ran=ran,
        package=package,
    )


def account_of(built: Built, ran: Collection[str]) -> Document:
    if built.package is None:
        return account(built.checked, ran)
    file = built.checked.project.settings.package
    return account(built.checked, ran, {"file": file, "written": built.written, "notes": built.notes})


def write_report(built: Built, ran: Collection[str]) -> bool:
    """Writes both files, unless they say all that there is to say. Whether it did. Raises PackError.

    A build that failed leaves a report, too: of what is wrong.
    """
    checked = built.checked
    root, path = checked.project.root, Path(checked.project.settings.report_path)
    stamp = digest(root, checked.diagnostics) if built.package and not checked.failed else None
    if stamp and not ran and not built.written and is_current(root, path, stamp):
        return False
    from verideck.report.document import as_json
    from verideck.report.page import page

    told = account_of(built, ran)
    html = page(told, checked.diagnostics, checked.texts, figures(checked))
    try:
        (root / REPORTED).unlink(missing_ok=True)
        write_atomically(root / path, html.encode())
        write_atomically(root / path.with_suffix(".json"), as_json(told))
        if stamp:
            write_atomically(root / REPORTED, stamp)
    except OSError as error:
        raise PackError(f"{error.filename or path}: cannot be written ({error.strerror or error})") from error
    return True


def is_current(root: Path, path: Path, stamp: bytes) -> bool:
    try:
        known = (root / REPORTED).read_bytes()
    except OSError:
        return False
    return known == stamp and (root / path).exists() and (root / path.with_suffix(".json")).exists()


def digest(root: Path, diagnostics: Collection[Diagnostic]) -> bytes:
    """Of the package's stamp, which stands for all that the package is made of, and of what else the report tells."""
    return hashlib.sha256((root / STAMP).read_bytes() + schema.encode(diagnostics)).hexdigest().encode()


def figures(checked: Checked) -> dict[str, bytes]:
    """The files of the figures that the notes show, by name."""
    shown = (each for outcome in checked.outcomes if isinstance(outcome, Verified) for each in outcome.shown)
    return {each.figure.media.name: each.figure.media.data for each in shown if each.figure}
