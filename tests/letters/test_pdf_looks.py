"""Every template looks as it did when somebody looked at it, and is built so that a screen reader can follow it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from tests.letters import looks
from tests.letters.builders import content

from handrail.letters.choices import Level
from handrail.letters.pdf import Typesetter

TYPESETTER = Typesetter()
EVERY = looks.every()
MAY_DIFFER = 6
"""Cells of some 1 500 that may be two steps off where another version of the renderer draws an edge."""


@cache
def drawn(name: str) -> bytes:
    return TYPESETTER.draw(EVERY[name])


@pytest.mark.parametrize("name", EVERY)
def test_each_template_looks_as_it_did(name: str):
    kept = (looks.FOLDER / f"{name}.txt").read_text("utf-8")
    assert len(looks.differs(looks.seen(drawn(name)), kept)) <= MAY_DIFFER


def test_a_line_that_moved_is_seen():
    """The comparison is not blind: another name, size or a missing box is more than a hair."""
    before = looks.seen(drawn("level-2-en"))
    for other in (content(Level.UNDER_CARE, check=None), content(Level.UNDER_CARE, person_name="Jo Li" * 9)):
        assert len(looks.differs(looks.seen(TYPESETTER.draw(other)), before)) > MAY_DIFFER


def elements(item: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every structure element below, in reading order."""
    kids = item.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from elements(kid, depth + 1)


def marked(page: Any) -> list[tuple[str, int | None]]:
    """Every stretch of marked content on the page: its tag, and its number where it belongs to the structure."""
    found, open_ = [], 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            properties = operands[1] if name == "BDC" else pikepdf.Dictionary()
            number = int(properties["/MCID"]) if "/MCID" in properties else None
            if open_ == 0:  # what is inside, such as the letters of a ligature, belongs to the same stretch
                found.append((str(operands[0]), number))
            open_ += 1
        elif name == "EMC":
            open_ -= 1
        elif name in {"Tj", "TJ", "Do"}:
            assert open_ > 0, "something is drawn that is neither content nor decoration"
    return found


@pytest.mark.parametrize("name", EVERY)
def test_everything_on_the_page_is_in_the_structure_or_named_decoration(name: str):
    """PDF/UA-1 §7.1: real content is tagged, the rest is an artifact; every number leads to an element."""
    with pikepdf.open(BytesIO(drawn(name))) as pdf:
        tree = pdf.Root.StructTreeRoot
        numbers = tree.ParentTree
        for place, page in enumerate(pdf.pages):
            assert page.obj.Tabs == pikepdf.Name.S
            stretches = marked(page)
            assert all(number is not None for tag, number in stretches if tag != "/Artifact")
            owned = [number for _, number in stretches if number is not None]
            assert sorted(owned) == list(range(len(owned))), place
            assert len(pikepdf.NumberTree(numbers)[int(page.obj.StructParents)]) == len(owned)


@pytest.mark.parametrize("name", EVERY)
def test_the_structure_is_one_heading_paragraphs_and_whole_lists(name: str):
    """PDF/UA-1 §7.4 and §7.6: headings begin at one, and a list holds items with their bodies."""
    with pikepdf.open(BytesIO(drawn(name))) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        names = [tag for tag, _ in found]
        assert names.count("/H1") == 1
        assert not [tag for tag in names if tag.startswith("/H") and tag[2:].isdigit() and tag != "/H1"]
        assert names.count("/LI") == names.count("/LBody") == sum(len(one.each) for one in EVERY[name].points)
        for tag, element in found:
            if tag == "/Figure":
                assert str(element.Alt)
                assert "/BBox" in (element.A if isinstance(element.A, pikepdf.Dictionary) else element.A[0])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/RoleMap" not in pdf.Root.StructTreeRoot or not {"/P", "/H1"} & set(pdf.Root.StructTreeRoot.RoleMap)


@pytest.mark.parametrize("name", EVERY)
def test_every_font_is_embedded_and_its_text_can_be_read_out(name: str):
    """PDF/A-2 §6.2.11: embedded subsets, each glyph with its meaning in Unicode."""
    with pikepdf.open(BytesIO(drawn(name))) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        parents = [one for one in fonts if one.Subtype == "/Type0"]
        assert parents
        for font in parents:
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert "+" in str(font.BaseFont)
