"""Adds a note to a card file: a heading with an id, and a body in which everything is still to be proven."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from verideck.build import parse_all, parse_source
from verideck.checked import Parsed
from verideck.files import write_atomically
from verideck.model import Diagnostic, Draft, Kind, Project, Source
from verideck.read import bare
from verideck.resolve import free_name


@dataclass(frozen=True, slots=True)
class Added:
    """A note that was added: its id, its file and its heading's line there; `snippet` is the file that got a claim."""

    id: str
    path: str
    line: int
    snippet: str | None = None


class CannotAddError(ValueError):
    """Why a note cannot be added, in a sentence. Nothing was written."""


def add(project: Project, question: str, kind: Kind, file: str | None = None, snippet: str | None = None) -> Added:
    """Appends a note to a card file, or begins one, and to a snippet the claim that the note makes.

    `file` is relative to the root; without it the note gets a file of its own. Raises CannotAddError and OSError.
    """
    parsed = parse_all(project)
    id = note_id(question, parsed, project)
    path = file or own_file(id, parsed, project)
    before = source_of(path, parsed, project)
    evidence = proof(snippet, question, id, parsed, project) if snippet else None
    heading = f"{marks(before, project)} {question} {{#{id}{'' if kind is Kind.BASIC else f' .{kind}'}}}"
    note = f"{heading}\n\n{BODIES[kind](link(evidence, before, project))}"
    after = f"{before.text.rstrip(BLANK)}\n\n{note}" if before else f"{matter(snippet)}{note}"
    line = accepted(Source(path, after, "card"), before, id, kind, project)
    if evidence:
        write(evidence.source, evidence.before, project)
    write(Source(path, after, "card"), before, project)
    return Added(id, path, line, evidence.source.path if evidence else None)


# ── What it is called, and where it goes ─────────────────────────────────────────────────────────────────────────


def note_id(question: str, parsed: Parsed, project: Project) -> str:
    """The heading's words, numbered where another note has them."""
    trial = [*parse_source(Source("", f"# {question}\n\nText\n", "card"), project.settings.tolerance)]
    match trial:
        case [Draft(id=None, kind=Kind.BASIC, proposed_id=proposed)] if question.isprintable():
            return free_name(proposed, {str(draft.id) for draft in parsed.named})
    raise CannotAddError("this cannot stand in a heading as it is: write one line, without `{…}` at its end")


def own_file(id: str, parsed: Parsed, project: Project) -> str:
    """A file named after the note; with the next number where all card files are numbered."""
    folder = PurePosixPath(project.settings.cards)
    files = [PurePosixPath(each.path) for each in parsed.sources if each.kind == "card"]
    numbers = [found[0] for file in files if file.parent == folder and (found := re.match(r"[0-9]+(?=-)", file.name))]
    numbered = numbers and len(numbers) == len(files)
    prefix = f"{max(map(int, numbers)) + 1:0{len(numbers[-1])}}-" if numbered else ""
    names = {file.stem for file in files}
    return str(folder / f"{free_name(prefix + id, names)}.md")


def source_of(path: str, parsed: Parsed, project: Project) -> Source | None:
    """The card file as it stands; None where it is to be made."""
    source = next((each for each in parsed.sources if each.path == path and each.kind == "card"), None)
    if source is None and (project.root / path).exists():
        raise CannotAddError(f"{path} cannot be read as a card file; `verideck check` says why")
    inside = PurePosixPath(path).is_relative_to(PurePosixPath(project.settings.cards)) and ".." not in path.split("/")
    if not inside or PurePosixPath(path).suffix.lower() not in (".md", ".markdown"):
        raise CannotAddError(f"`{path}` is not a card file: these end in .md and lie in {project.settings.cards}/")
    return source


def accepted(after: Source, before: Source | None, id: str, kind: Kind, project: Project) -> int:
    """The line of the new note, which is the last one of its file and brings no mistake with it."""
    then = list(parse_source(before, project.settings.tolerance)) if before else []
    now = list(parse_source(after, project.settings.tolerance))
    added = [each for each in now if isinstance(each, Diagnostic) and each not in then]
    drafts = [each for each in now if isinstance(each, Draft)]
    if added or not drafts or (drafts[-1].id, drafts[-1].kind) != (id, kind):
        reason = added[0].message if added else "what stands above it would swallow it"
        raise CannotAddError(f"the note cannot stand at the end of {after.path}: {reason}")
    return drafts[-1].span.line


BLANK = " \t\r\n"


def write(after: Source, before: Source | None, project: Project) -> None:
    """Adds to the file what it is to have more, with its own line ends, where it is what was read."""
    path = project.root / after.path
    data = path.read_bytes() if path.exists() else b""
    text = bare(data.decode("utf-8-sig", "replace"))
    if text != (before.text if before else ""):
        raise CannotAddError(f"{after.path} changed in the meantime, and nothing was added to it; run it again")
    added = after.text[len(text.rstrip(BLANK)) :]
    ends = "\r\n" if b"\r\n" in data else "\n"
    write_atomically(path, data.rstrip(BLANK.encode()) + added.replace("\n", ends).encode())


# ── What it says ─────────────────────────────────────────────────────────────────────────────────────────────────


def matter(snippet: str | None) -> str:
    return f"---\nsnippet: {snippet}\n---\n\n" if snippet else ""


def link(evidence: Proof | None, before: Source | None, project: Project) -> str:
    """What a claim link of the note names: `?` is still to be proven."""
    if evidence is None:
        return "?"
    parsed = parse_source(before, project.settings.tolerance) if before else ()
    own = [draft.snippet for draft in parsed if isinstance(draft, Draft)]
    return evidence.claim if not before or evidence.snippet in own else f"{evidence.snippet}/{evidence.claim}"


def marks(before: Source | None, project: Project) -> str:
    """The heading is of the level that the last one of its file has."""
    drafts = parse_source(before, project.settings.tolerance) if before else ()
    lines = [draft.span.line for draft in drafts if isinstance(draft, Draft)]
    return "##" if before and lines and before.text.split("\n")[lines[-1] - 1].startswith("##") else "#"


def basic(claim: str) -> str:
    return f"[Say here what is true.](claim:{claim})\n"


def predict(claim: str) -> str:
    show = "" if claim == "?" else f"\n[Say here why.](claim:{claim})\n"
    return f'```python\nprint("the code to predict")\n```\n\n```output\nwhat it prints\n```\n{show}'


def cloze(claim: str) -> str:
    return f"Say what is true, and hide {{{{c1::[what is asked for](claim:{claim})}}}}.\n"


def items(claim: str) -> str:
    return f"- [one](claim:{claim})\n- [another](claim:{claim})\n"


def typed(claim: str) -> str:
    return f"[what is to be typed](claim:{claim})\n\nSay here why.\n"


BODIES = {"basic": basic, "reversed": basic, "predict": predict, "cloze": cloze, "list": items, "typed": typed}
"""The body of a note of each kind, by what its claim links name."""


# ── What proves it ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Proof:
    """A snippet as it is to be, the file as it was, and the claim that it got."""

    source: Source
    before: Source | None
    snippet: str
    claim: str


def proof(name: str, question: str, id: str, parsed: Parsed, project: Project) -> Proof:
    """A claim that does not hold before somebody has written it."""
    if not name.isidentifier() or not name.isascii():
        raise CannotAddError(f"`{name}` is not a name for a snippet: write letters, digits and `_`")
    known = next((each for each in parsed.snippets if each.name == name), None)
    path = known.path if known else f"{project.settings.snippets}/{name}.py"
    before = next((each for each in parsed.sources if each.path == path), None)
    if known is None and (project.root / path).exists():
        raise CannotAddError(f"{path} cannot be read as a snippet; `verideck check` says why")
    text = before.text.rstrip(BLANK) + "\n\n" if before else f'"""{docstring(question)}"""\n\n'
    variable = free_name("answer", set(re.findall(r"\w+", text)), "_")
    claim = free_name(id, {each.name for each in known.claims} if known else set())
    code = f'{variable} = "computed here"\n\n# claim: {claim}\nassert {variable} == "what must hold"\n'
    return Proof(Source(path, text + code, "snippet"), before, name, claim)


def docstring(question: str) -> str:
    """Any question as the text of a docstring."""
    return question.replace("\\", "\\\\").replace('"', "'")
