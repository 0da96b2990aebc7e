"""Where on a page a barcode can be, and what it says.

To look for one all over a page takes longer than to draw, sign and read it. Most of a letter is words in the fonts of
letters, which are no barcode whatever they say; every other thing that a page draws is looked at, with room around
it. Where that cannot be told (another font, signs that are no letters, a turned page), the whole page is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw
import zxingcpp

pdfium: Any = pypdfium2.raw

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""

Cell = tuple[int, int]

DOTS_PER_POINT = 2
"""Enough for a printed code: its modules are about two points wide."""

WORD_FONTS = frozenset({"AtkinsonHyperlegible", "NotoSans", "NotoSansArabic", "NotoSansCJKjp"})
"""The families that letters are set in. None of them draws bars for letters."""

_CELL = 36
"""Points. What is further apart than two of these is not one code: its modules would be larger than that."""
_FEWEST_SEGMENTS = 16
"""Lines and curves of which no barcode has fewer: the shortest takes nine bars, each a move and a line."""
_MANY = _FEWEST_SEGMENTS
_POINTLESS = frozenset("LMNPZ")
"""First letters of the Unicode categories of words: letters, marks, numbers, punctuation, spaces."""


def pictures(page: Any, text: str) -> list[memoryview]:
    """The parts of the page where a barcode can be, drawn in grey; `text` is what the page says. PDFium does this."""
    left, bottom, right, top = page.get_bbox()
    if (left, bottom) != (0, 0) or page.get_rotation() or not _in_words(text):
        return [_picture(page)]
    drawn = list(_drawn(page))
    if any(box is None for box, _ in drawn):
        return [_picture(page)]
    parts = _parts([(box, weight) for box, weight in drawn if box], right, top)
    return [_picture(page, (box[0], box[1], right - box[2], top - box[3])) for box in parts]


def read(picture: memoryview) -> list[str]:
    """What the barcodes in a picture say."""
    return [barcode.text for barcode in zxingcpp.read_barcodes(picture)]


def _in_words(text: str) -> bool:
    return text.isascii() or all(
        char.isascii() or unicodedata.category(char)[0] in _POINTLESS or char in "\u00ad\ufffe" for char in text
    )


def _drawn(page: Any) -> Iterator[tuple[Box | None, int]]:
    """Each thing drawn that is not words, with how many segments it has; without its box: it could be anywhere."""
    for item in page.get_objects(max_depth=1):
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            if _family(item) not in WORD_FONTS:
                yield None, _MANY
            continue
        dashed = item.type != pdfium.FPDF_PAGEOBJ_PATH or pdfium.FPDFPageObj_GetDashCount(item)
        yield item.get_bounds(), _MANY if dashed else pdfium.FPDFPath_CountSegments(item)
    for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, place)
        rect = pdfium.FS_RECTF()
        known = pdfium.FPDFAnnot_GetRect(note, rect)
        pdfium.FPDFPage_CloseAnnot(note)
        if not known:
            yield None, _MANY
        elif (rect.left, rect.bottom) != (rect.right, rect.top):  # an invisible signature takes no room
            yield (rect.left, rect.bottom, rect.right, rect.top), _MANY


def _family(item: Any) -> str:
    try:
        name: str = item.get_font().get_base_name()
    except pypdfium2.PdfiumError:
        return ""
    return name.partition("+")[2].partition("-")[0]


def _parts(drawn: list[tuple[Box, int]], width: float, height: float) -> Iterator[Box]:
    """Boxes around what lies together and has enough lines to be a barcode."""
    weights: dict[Cell, int] = {}
    for (left, bottom, right, top), weight in drawn:
        for number, cell in enumerate(_cells(max(left, 0), max(bottom, 0), min(right, width), min(top, height))):
            weights[cell] = weights.get(cell, 0) + (0 if number else weight)
    while weights:
        together = _together(weights)
        if sum(weights.pop(cell) for cell in together) < _FEWEST_SEGMENTS:
            continue
        across, up = zip(*together, strict=True)
        # A cell on each side: the quiet zone belongs to the code.
        yield (
            max((min(across) - 1) * _CELL, 0),
            max((min(up) - 1) * _CELL, 0),
            min((max(across) + 2) * _CELL, width),
            min((max(up) + 2) * _CELL, height),
        )


def _cells(left: float, bottom: float, right: float, top: float) -> Iterator[Cell]:
    for across in range(int(left // _CELL), int(right // _CELL) + 1):
        for up in range(int(bottom // _CELL), int(top // _CELL) + 1):
            yield across, up


def _together(cells: dict[Cell, int]) -> set[Cell]:
    """Those cells that lie with the first, no more than one empty cell between them."""
    found, edge = set(), {next(iter(cells))}
    while edge:
        found |= edge
        near = {(x + dx, y + dy) for x, y in edge for dx in range(-2, 3) for dy in range(-2, 3)}
        edge = (near & cells.keys()) - found
    return found


def _picture(page: Any, cut: Box = (0, 0, 0, 0)) -> memoryview:
    """The drawn page without what is cut off each side, in grey: rows of bytes."""
    packed = partial(pypdfium2.PdfBitmap.new_foreign, force_packed=True)
    drawn = page.render(scale=DOTS_PER_POINT, grayscale=True, crop=cut, bitmap_maker=packed)
    # A copy: the bitmap's own memory goes with the bitmap.
    return memoryview(bytes(drawn.buffer)).cast("B", shape=(drawn.height, drawn.width))
