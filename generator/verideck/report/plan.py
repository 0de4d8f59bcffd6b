"""What importing the next package will do, as text and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypedDict

from verideck.model import Diagnostic, FieldChange, NoteChange, Plan, Span
from verideck.report.comparison import both
from verideck.report.located import DiagnosticEntry, diagnostic_entry
from verideck.report.summary import plural
from verideck.report.terminal import Paint, visible
from verideck.report.text import position
from verideck.schema import encode

Places = Mapping[str, Span]

HEADS = {
    "new": ("plus", "add {notes}"),
    "changed": ("warning", "update {notes}: schedules stay, the learner's own tags go"),
    "restored": ("warning", "bring back {notes}, with all history"),
    "retired": ("minus", "retire {notes}, of which a short text is left; `tag:retired` finds it"),
}


def render_plan(plan: Plan, places: Places, *, color: bool, width: int) -> str:
    """Every change by its kind, then what the import leaves alone, and what it cannot do.

    `places` are those of the notes' headings by their ids; `width` is the terminal's in columns.
    """
    paint = Paint(color)
    parts = [part for kind in HEADS if (part := changes_of(kind, plan, places, paint, width))]
    parts += [part for part in (designs(plan, paint), alone(plan, not parts), impossible(plan, paint)) if part]
    return "\n".join("".join(f"{line.rstrip()}\n" for line in part) for part in parts)


def changes_of(kind: str, plan: Plan, places: Places, paint: Paint, width: int) -> list[str]:
    changes = [change for change in plan.changes if change.kind == kind]
    if not changes:
        return []
    style, head = HEADS[kind]
    notes = plural(len(changes), "note")
    return [
        paint(style, head.format(notes=notes)),
        *(line for c in changes for line in change_lines(c, places, paint, width)),
    ]


def change_lines(change: NoteChange, places: Places, paint: Paint, width: int) -> Iterator[str]:
    span = places.get(change.id)
    place = f"  {visible(span.path)}:{span.line}" if span else ""
    yield f"  {paint('bold', visible(change.id))}{place}  in {visible(change.deck)}"
    if change.overtakes:
        yield "    something else was shipped from here that the lock does not know of; this is sent after it"
    if change.kind in ("changed", "restored") and not change.known:
        yield "    what it was is not known here: the last package does not hold it"
    if change.kind == "changed":
        for field in change.fields:
            yield from field_lines(field, paint, width)
        if change.tags:
            yield f"    tags: {paint('minus', joined(change.tags[0]))} -> {paint('plus', joined(change.tags[1]))}"
    if change.kind == "changed" and change.added:
        yield f"    {plural(len(change.added), 'card')} more"


def field_lines(field: FieldChange, paint: Paint, width: int) -> Iterator[str]:
    from verideck.report.plain import lines_of  # every other command does without a parser of HTML

    before, after = lines_of(field.before), lines_of(field.after)
    if before == after:
        yield f"    {field.name}: reads the same, with other markup"
        return
    yield f"    {field.name}:"
    yield from (f"    {line}" for line in difference(before, after, paint, width - 4))


def difference(before: Sequence[str], after: Sequence[str], paint: Paint, width: int) -> Iterator[str]:
    """As a diff, also where both are a line."""
    _, *lines = both("\n".join([*before, ""]), "\n".join([*after, ""]), paint, width)
    return (line for line in lines if line.strip())


def joined(tags: Iterable[str]) -> str:
    return visible(" ".join(tags)) or "none"


def designs(plan: Plan, paint: Paint) -> list[str]:
    if not plan.note_types:
        return []
    lines = [
        f"  {change.name}" + (f"  {' and '.join(change.parts)}" if change.parts else "") for change in plan.note_types
    ]
    return [paint("warning", "update how cards look, without touching a note"), *lines]


def alone(plan: Plan, everything: bool) -> list[str]:
    retired = f", {plan.tombstones} of them retired" if plan.tombstones else ""
    if everything:
        return [f"change nothing: {plural(plan.unchanged, 'note')} stay as they are{retired}"]
    return [f"leave {plural(plan.unchanged, 'note')} alone{retired}"] if plan.unchanged else []


def impossible(plan: Plan, paint: Paint) -> list[str]:
    lines = []
    for move in plan.moves:
        lines.append(f"  move cards that learners have: {plural(len(move.ids), 'note')} left `{move.before}`")
        lines.append(f"    for `{move.after}`; in Anki's browser search for `{move.search}`, then Change Deck")
    for change in plan.changes:
        if change.dropped:
            lines.append(f"  remove cards: those who have them keep {len(change.dropped)} of `{change.id}`, empty;")
            lines.append("    Tools > Empty Cards in Anki removes what is empty")
    if plan.astray:
        lines.append(f"  reach notes that were shipped from here and are in no lock: {', '.join(plan.astray)};")
        lines.append(
            "    `verideck lock --rebuild` brings them back so that they retire, `retired --forget` drops them"
        )
    return [paint("error", "it cannot"), *map(visible, lines)] if lines else []


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class PlanEntries(TypedDict):
    plan: Plan | None
    diagnostics: list[DiagnosticEntry]


def plan_document(plan: Plan | None, diagnostics: Iterable[Diagnostic]) -> bytes:
    """One line of JSON with the keys `plan`, null where there would be no package, and `diagnostics`."""
    entries: PlanEntries = {
        "plan": plan,
        "diagnostics": [diagnostic_entry(each) for each in sorted(diagnostics, key=position)],
    }
    return encode(entries) + b"\n"
