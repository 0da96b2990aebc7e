"""A letterhead is tried on a letter when it is written: what the fonts lack is named at its line (E10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.letters.test_letterhead import NEUTRAL
from tests.letters.test_noninterference import KEY

from handrail.kernel.errors import Fault, Invalid
from handrail.letters.content import LetterContent
from handrail.letters.pdf_press import PdfPress
from handrail.letters.try_letterhead import TryLetterhead


@pytest.fixture(scope="module")
def press() -> PdfPress:
    return PdfPress(KEY)


async def test_what_can_be_set_has_no_fault(press: PdfPress):
    assert await TryLetterhead(press)(replace(NEUTRAL, name="Кабинет Ωμέγα 山田 مكتب")) == ()


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"name": "ሰላም"}, "/name"),
        ({"address_lines": ("12 Sample Street", "ሰላም")}, "/address_lines/1"),
        ({"phone": "ሰ 503 555 0100"}, "/phone"),
        ({"signer_name": "ሰላም"}, "/signer_name"),
        ({"signer_title": "ሰላም"}, "/signer_title"),
    ],
)
async def test_what_no_font_has_is_named_at_its_line(press: PdfPress, change: dict[str, Any], at: str):
    faults = await TryLetterhead(press)(replace(NEUTRAL, **change))
    assert {fault.at for fault in faults} == {at}
    assert all(fault.says.startswith("the fonts have no ethiopic syllable") for fault in faults)


class OnlyInPieces:
    """A press that draws any one line and never all of them."""

    async def draw(self, content: LetterContent, *_: object) -> bytes:
        if content.head.name and content.head.signer_name:
            raise Invalid("This does not fit.")
        return b""


async def test_what_no_line_alone_explains_is_refused_all_the_same():
    whole = replace(NEUTRAL, name="Sample Practice", signer_name="Robin Sample")
    faults = await TryLetterhead(OnlyInPieces())(whole)  # type: ignore[arg-type]
    assert faults == (Fault("", "This does not fit."),)
