"""Draws the pages of a finished PDF as pictures, for its client to look at on a screen before there is a letter."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image

from handrail.letters.pdf_reading import PDFIUM

MOST_PAGES = 4
"""More than any letter has: a preview is of a bounded size whatever is drawn."""
DOTS_PER_POINT = 2
COLOURS = 64
"""Three inks on white and the edges between: a third of the bytes, and nobody sees a difference."""


def pictures(pdf: bytes) -> tuple[bytes, ...]:
    """Each page as a PNG, drawn from these bytes and nothing else."""
    with PDFIUM:
        images = _drawn(pdf)
    return tuple(_png(image) for image in images)


def _drawn(pdf: bytes) -> list[Image.Image]:
    document: Any = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    try:
        pages = [document[place] for place in range(min(len(document), MOST_PAGES))]
        # A copy: the bitmap's own memory goes with the bitmap.
        return [page.render(scale=DOTS_PER_POINT).to_pil().copy() for page in pages]
    finally:
        document.close()


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
