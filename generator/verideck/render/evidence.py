"""What was proven on a card, and the code that proved it, folded away."""

from __future__ import annotations

from collections.abc import Iterator

from verideck.model import AskedValue, CitedClaim, Program, Unit, Verified
from verideck.render.escape import escape, escape_attribute, escape_output, escape_prose
from verideck.render.highlight import code_block
from verideck.render.material import Material
from verideck.render.prose import set_prose
from verideck.tally import Tally, tally


def set_evidence(outcome: Verified, material: Material) -> str:
    """The tally, each claim with its assert, the values with their expressions, and the programs that ran."""
    expectations = outcome.note.expectations
    claims = [each for each in expectations if isinstance(each, CitedClaim)]
    values = [each for each in expectations if isinstance(each, AskedValue)]
    return (
        set_tally(tally(expectations, outcome.shown))
        + "".join(set_claim(claim, material) for claim in claims)
        + (set_values(values, material) if values else "")
        + "".join(set_program(program) for program in outcome.note.programs)
    )


def set_citation(source: str) -> str:
    """For a note that nothing was run for: what it refers to instead, a link where that is an address."""
    text = escape_prose(source)
    if source.lower().startswith(("https://", "http://")):
        text = f'<a href="{escape_attribute(source)}">{text}</a>'
    return f'<p class="vd-cited">Cited, not verified: {text}</p>'


def set_tally(of: Tally) -> str:
    counts = ((of.claims, "claim"), (of.values, "value"), (of.outputs, "output"), (of.figures, "figure"))
    return f'<p class="vd-tally">Verified: {" · ".join(counted(n, noun) for n, noun in counts if n)}</p>'


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def set_claim(cited: CitedClaim, material: Material) -> str:
    return folded("vd-held", set_prose(cited.link.text, material), code_block(cited.claim.code, "python"))


def set_values(values: list[AskedValue], material: Material) -> str:
    rows = "".join(set_value(asked, material) for asked in values)
    return folded("vd-held", f"{counted(len(values), 'value')} computed", f"<ul>{rows}</ul>")


def set_value(asked: AskedValue, material: Material) -> str:
    value = asked.value
    text = escape_output(material.values[value.index])
    return f'<li><code>{escape(value.expression)}</code> is <code class="vd-value">{text}</code></li>'


def set_program(program: Program) -> str:
    """A program in one box, in the order in which it ran, so that what is copied from it runs."""
    code = "\n\n".join(code_of(unit) for unit in program.units)
    return folded("vd-ran", f"Code that ran: {escape(', '.join(parts(program)))}", code_block(code, "python"))


def code_of(unit: Unit) -> str:
    """A unit's code; of a session at the prompt, what was typed, without what came out between."""
    if unit.role != "pycon":
        return unit.code.strip("\n")
    lines = unit.code.split("\n")
    typed = (lines[first - unit.line : last - unit.line + 1] for first, last in unit.prompts)
    return "\n".join("\n".join(code) for code in typed)


def parts(program: Program) -> Iterator[str]:
    """What the program is made of: a snippet's path, or the prelude and the number of fences."""
    roles = [unit.role for unit in program.units]
    yield from (unit.path for unit in program.units if unit.role == "snippet")
    if "prelude" in roles:
        yield "the prelude"
    if fences := roles.count("fence") + roles.count("pycon"):
        yield counted(fences, "fence")


def folded(name: str, summary: str, html: str) -> str:
    return f'<details class="{name}"><summary>{summary}</summary>{html}</details>'
