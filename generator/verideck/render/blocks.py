"""The blocks of a note as HTML. Their structure was settled when the file was parsed and is only written out here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias, assert_never

from verideck.model import (
    Block,
    Heading,
    HtmlBlock,
    ItemList,
    Listing,
    Paragraph,
    Prose,
    PyconFence,
    PythonFence,
    Quote,
    RegionFence,
    Rule,
    ShownFigure,
    Table,
)
from verideck.render.cloze import deletion
from verideck.render.escape import escape, escape_attribute, escape_output
from verideck.render.highlight import code_block
from verideck.render.material import Material
from verideck.render.prose import set_prose, set_raw
from verideck.sides import Fence, fences

Part: TypeAlias = Literal["code", "code and output"]
"""What a fence with code to show shows where it stands: on the front its code alone, whose output opens the back."""


def set_blocks(blocks: tuple[Block, ...], material: Material, part: Part) -> str:
    return "".join(set_block(block, material, part) for block in blocks)


def set_outputs(blocks: tuple[Block, ...], material: Material) -> str:
    """The outputs that answer the code that the blocks show, without anything else."""
    return "".join(set_output(fence, material) for fence in fences(blocks) if fence.shows_code)


def set_block(block: Block, material: Material, part: Part) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{set_prose(text, material)}</p>"
        case Heading(level, text):
            return f"<h{level}>{set_prose(text, material)}</h{level}>"
        case Quote(blocks, str(admonition)):
            label = f'<p class="vd-label">{admonition.capitalize()}</p>'
            return f'<div class="vd-{admonition}" role="note">{label}{set_blocks(blocks, material, part)}</div>'
        case Quote(blocks):
            return f"<blockquote>{set_blocks(blocks, material, part)}</blockquote>"
        case ItemList():
            return set_list(block, material, part)
        case Table():
            return set_table(block, material)
        case Rule():
            return '<hr class="vd-rule">'
        case Listing(language, code):
            return code_block(code, language)
        case HtmlBlock(text, images=images):
            return set_raw(text, images, material) if material.allow_html else code_block(text, "html")
        case PyconFence(text=text):
            return code_block(text, "pycon") if block.shows_code else ""
        case PythonFence() | RegionFence():
            waits = part == "code" and block.shows_code
            return set_code(block, material) + ("" if waits else set_output(block, material))
        case _:
            assert_never(block)


def set_list(block: ItemList, material: Material, part: Part) -> str:
    opening = '<li class="vd-item">' if block.cards else "<li>"
    items = "".join(f"{opening}{item}</li>" for item in set_items(block, material, part))
    if block.start is None:
        return f"<ul>{items}</ul>"
    start = "" if block.start == 1 else f' start="{block.start}"'
    return f"<ol{start}>{items}</ol>"


def set_items(block: ItemList, material: Material, part: Part) -> Iterator[str]:
    """Items that are asked for hide their outputs, too."""
    if not block.cards:
        yield from (set_item(item, block.tight, material, part) for item in block.items)
    for item, card in zip(block.items, block.cards, strict=False):
        yield deletion((card.given,), set_item(item, block.tight, material, "code and output"))


def set_item(blocks: tuple[Block, ...], tight: bool, material: Material, part: Part) -> str:
    return "".join(
        set_prose(block.text, material) if tight and isinstance(block, Paragraph) else set_block(block, material, part)
        for block in blocks
    )


def set_table(table: Table, material: Material) -> str:
    head = set_row(table, table.header, "th", material)
    body = "".join(set_row(table, row, "td", material) for row in table.rows)
    return f'<div class="vd-table"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def set_row(table: Table, cells: tuple[Prose, ...], tag: str, material: Material) -> str:
    html = ""
    for align, cell in zip(table.align, cells, strict=True):
        name = f' class="vd-{align}"' if align in ("center", "right") else ""
        html += f"<{tag}{name}>{set_prose(cell, material)}</{tag}>"
    return f"<tr>{html}</tr>"


def set_code(fence: Fence, material: Material) -> str:
    if not fence.shows_code:
        return ""
    match fence:
        case PythonFence(code=code, blanks=blanks):
            return code_block(code, "python", blanks)
        case RegionFence(index=index):
            return code_block(material.regions[index], "python")


def set_output(fence: Fence, material: Material) -> str:
    """What the fence wrote, and the type of the exception that it was to raise."""
    if not fence.shows_output:
        return ""
    shown = material.shown[fence.index]
    text = shown.text.removesuffix("\n")
    html = f'<pre class="vd-output"><samp>{escape_output(text)}</samp></pre>' if text else ""
    html += set_figure(shown.figure) if shown.figure else ""
    if shown.raised is not None:
        # The last part of the name is what the author wrote and what the learner knows.
        html += f'<div class="vd-raised">raises <code>{escape(shown.raised.rpartition(".")[2])}</code></div>'
    return html


def set_figure(figure: ShownFigure) -> str:
    """Its size is that of print, or the page's width where that is less."""
    size = f'width="{figure.width}" height="{figure.height}"'
    return f'<img class="vd-figure" src="{figure.media.name}" alt="{escape_attribute(figure.alt)}" {size}>'
