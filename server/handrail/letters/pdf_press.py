"""Makes finished letters: draws, signs, scans; in threads, two at a time, so that a rush of them delays no room."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from handrail.letters.content import LetterContent
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_reading import places, read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.plain_text import plain_text
from handrail.letters.ports import Made
from handrail.letters.scan import Kind, Place, scan

AT_ONCE = 2


def file_name(number: str) -> str:
    """What a letter's file is called."""
    return f"letter-{number}.pdf"


class PdfPress:
    """Satisfies `letters.ports.Press`."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._typesetter = Typesetter()
        self._lexicon = read_lexicon()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def make(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        """The finished document and what the scan of its bytes found."""
        async with self._places:
            return await asyncio.to_thread(self._make, content, names, spare, signed=True)

    async def draw(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        """The same, unsigned, for its client to look at first."""
        async with self._places:
            return await asyncio.to_thread(self._make, content, names, spare, signed=False)

    def _make(self, content: LetterContent, names: Sequence[str], spare: Sequence[str], *, signed: bool) -> Made:
        pdf = self._typesetter.draw(content)
        if signed:
            pdf = self._key.sign(pdf, content.issued_on)
        text = plain_text(content)
        everywhere = (*places(pdf, file_name(content.number)), Place("plain text", Kind.PROSE, text))
        return Made(pdf, text, scan(everywhere, self._lexicon, names, spare))
