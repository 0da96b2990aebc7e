"""The picture on the screen is of the page that was made: no more, no less, and of a bounded size."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from tests.letters import looks

from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_pictures import DOTS_PER_POINT, MOST_PAGES, pictures

TYPESETTER = Typesetter()
BYTES = 150_000


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, of 255, in the small square where they differ most."""
    _, most = ImageChops.difference(one.reduce(8), other.reduce(8)).getextrema()
    return float(most)  # type: ignore[arg-type]


def rendered(pdf: bytes) -> list[Image.Image]:
    document: Any = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DOTS_PER_POINT).to_pil().convert("L") for page in document]


@pytest.mark.parametrize("name", ["level-1-en", "level-4-es", "large", "arabic"])
def test_each_page_is_shown_as_it_is_drawn(name: str):
    pdf = TYPESETTER.draw(looks.every()[name])
    seen = [Image.open(BytesIO(one)) for one in pictures(pdf)]
    assert [one.size for one in seen] == [one.size for one in rendered(pdf)]
    for one, page in zip(seen, rendered(pdf), strict=True):
        assert apart(one.convert("L"), page) < 8
    (other, *_) = rendered(TYPESETTER.draw(looks.every()["long-name"]))
    assert apart(seen[0].convert("L"), other) > 100
    assert all(len(one) < BYTES for one in pictures(pdf))


def test_however_long_the_document_the_pictures_are_few():
    out = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(MOST_PAGES + 2):
            pdf.add_blank_page()
        pdf.save(out)
    assert len(pictures(out.getvalue())) == MOST_PAGES
