"""The stylesheet: readable in both themes, complete, and free of anything that Anki would have to fetch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import verideck.render
from verideck.model import Admonition
from verideck.render import stylesheet
from verideck.render.highlight import CLASSES

CSS = re.sub(r"/\*.*?\*/", "", stylesheet(), flags=re.DOTALL)
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", CSS)
SOURCES = "".join(path.read_text(encoding="utf-8") for path in Path(verideck.render.__path__[0]).glob("*.py"))

OF_THE_TEMPLATES = {"vd-front", "vd-type", "vd-back", "vd-evidence", "vd-foot"}


def palette(night: bool) -> dict[str, str]:
    colours = [re.findall(r"--([a-z]+): (#[0-9a-f]{6});", body) for _, body in RULES if "--paper:" in body]
    return dict(colours[1 if night else 0])


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio by WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_every_colour_of_text_is_readable(night: bool) -> None:
    """At least 4.5 to 1 on the page and in the boxes, for every rule that colours text."""
    colours = palette(night)
    used = {name for _, body in RULES for name in re.findall(r"(?<![-\w])(?:color|--hue): var\(--(\w+)\)", body)}
    used.remove("hue")
    assert used >= {"ink", "quiet", "accent", "comment", "keyword", "string", "number", "name", "builtin"}
    for name in used:
        for surface in ("paper", "box"):
            assert contrast(colours[name], colours[surface]) >= 4.5, (name, surface)


def test_contrast_is_measured_as_wcag_does() -> None:
    """Black on white is 21, and #767676 is the lightest grey that passes on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


def test_colours_are_named_in_one_place() -> None:
    """Else one theme would miss a change."""
    assert palette(night=False).keys() == palette(night=True).keys()
    assert not [body for _, body in RULES if "--paper:" not in body and re.search(r"#[0-9a-f]{3,8}\b", body)]


def test_night_mode_is_known_by_every_name_that_clients_use() -> None:
    """Desktop, AnkiDroid and AnkiMobile mark the page's body or its root."""
    selectors = next(selector for selector, body in RULES[1:] if "--paper:" in body)
    for name in (".card.nightMode", ".card.night_mode", ".nightMode .card", ".night_mode .card", ".night-mode .card"):
        assert name in selectors


def test_every_class_that_is_written_has_a_look_and_every_look_a_use() -> None:
    """A class without a rule is a mistake in one of the two files."""
    styled = set(re.findall(r"\.(vd-[a-z]+)", CSS))
    written = set(re.findall(r'class="(vd-[a-z]+)"', SOURCES)) | {name for name in CLASSES.values() if name}
    written |= set(re.findall(r'folded\("(vd-[a-z]+)"', SOURCES)) | {"vd-center", "vd-right"}
    written |= {f"vd-{name}" for name in get_args(Admonition)}
    assert styled == written | OF_THE_TEMPLATES


def test_nothing_is_fetched() -> None:
    """A card must look the same without a network; and the importer does not see files named in CSS."""
    assert not re.search(r"url\(|@import|@font-face|https?:", stylesheet())
