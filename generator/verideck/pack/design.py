"""The two note types. Their fields and templates are frozen: Anki would make a second type of any other set."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

from verideck import schema
from verideck.model import NoteType, NoteTypeDesign, Template
from verideck.pack.identity import anki_id

# Anki recognises fields and templates by these numbers. Names may change; numbers, their order and their count may not.
REGULAR_FIELDS = (
    (101, "Front"),
    (102, "Back"),
    (103, "Evidence"),
    (104, "Answer"),
    (105, "Reverse"),
    (106, "Id"),
    (107, "Spare1"),
    (108, "Spare2"),
    (109, "Spare3"),
)
CLOZE_FIELDS = (
    (201, "Text"),
    (202, "Extra"),
    (203, "Evidence"),
    (204, "Id"),
    (205, "Spare1"),
    (206, "Spare2"),
    (207, "Spare3"),
)

# The first question always shows Front, so that every note has a card. Evidence stays off the questions.
TYPE_BOX = '{{#Answer}}<div class="vd-type">{{type:Answer}}</div>{{/Answer}}'
FORWARD_FRONT = f'<div class="vd-front">{{{{Front}}}}</div>\n{TYPE_BOX}'
FORWARD_BACK = f"""\
<div class="vd-front">{{{{Front}}}}</div>
<hr id="answer">
{TYPE_BOX}
<div class="vd-back">{{{{Back}}}}</div>"""
REVERSE_FRONT = '{{#Reverse}}<div class="vd-front">{{Back}}</div>{{/Reverse}}'
REVERSE_BACK = """\
<div class="vd-front">{{Back}}</div>
<hr id="answer">
<div class="vd-back">{{Front}}</div>"""
CLOZE_FRONT = '<div class="vd-front">{{cloze:Text}}</div>'
CLOZE_BACK = """\
<div class="vd-front">{{cloze:Text}}</div>
<hr id="answer">
<div class="vd-back">{{Extra}}</div>"""


def note_types(namespace: str, versions: Sequence[tuple[str, str]], css: str) -> tuple[NoteTypeDesign, NoteTypeDesign]:
    """The regular and the cloze note type of a namespace. `versions` are (name, version) of what was verified with.

    They stand in the templates and in no field, so that an upgrade touches no note.
    """
    foot = evidence(versions)
    forward = Template(301, "Forward", FORWARD_FRONT, FORWARD_BACK + foot)
    reverse = Template(302, "Reverse", REVERSE_FRONT, REVERSE_BACK + foot)
    cloze = Template(401, "Cloze", CLOZE_FRONT, CLOZE_BACK + foot)
    return (
        design("regular", namespace, REGULAR_FIELDS, (forward, reverse), css),
        design("cloze", namespace, CLOZE_FIELDS, (cloze,), css),
    )


def stamp(versions: Sequence[tuple[str, str]]) -> str:
    """What was verified with, in one line: "TensorFlow 2.21.0 · Keras 3.15.1"."""
    return " · ".join(f"{name} {version}" for name, version in versions)


def evidence(versions: Sequence[tuple[str, str]]) -> str:
    """The end of every answer. A note without evidence is not called verified."""
    foot = f'\n<div class="vd-foot">Verified with {escape(stamp(versions))}</div>' if versions else ""
    return f'\n{{{{#Evidence}}}}\n<div class="vd-evidence">{{{{Evidence}}}}</div>{foot}\n{{{{/Evidence}}}}'


def design(
    note_type: NoteType,
    namespace: str,
    fields: tuple[tuple[int, str], ...],
    templates: tuple[Template, ...],
    css: str,
) -> NoteTypeDesign:
    """The name speaks of no deck and no setting that may change; it differs between projects, as names in Anki must."""
    id = anki_id(namespace, "note type", note_type)
    name = f"verideck {note_type} ({namespace})"
    frozen = (note_type, id, [number for number, _ in fields], [template.id for template in templates])
    return NoteTypeDesign(
        note_type=note_type,
        id=id,
        name=name,
        fields=fields,
        templates=templates,
        css=css,
        schema=digest(frozen),
        hash=digest((name, fields, templates, css)),
    )


def digest(value: object) -> str:
    return hashlib.sha256(schema.encode(value)).hexdigest()[:32]
