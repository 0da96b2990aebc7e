"""What letters look like to their client over HTTP, and how a document is handed over."""

from __future__ import annotations

from aiohttp import web

from handrail.letters.http_requests import LEVELS
from handrail.letters.see import Seen
from handrail.letters.wire import ConfirmationOut, LetterIn, LetterOut, SlipOut


def letter_out(seen: Seen) -> LetterOut:
    """A letter, with where it stands today."""
    letter = seen.letter
    return LetterOut(
        id=letter.id,
        number=letter.number,
        use=letter.use.value,
        level=LEVELS[letter.level],
        issued_on=letter.issued_on,
        standing=letter.standing(seen.today).value,
        sha256=letter.digest,
        can_be_checked=seen.can_be_checked,
        confirmations=tuple(ConfirmationOut(at=one.at, source=one.source) for one in seen.checks),
        slips=tuple(
            SlipOut(
                id=one.id,
                issued_on=one.issued_on,
                until=one.reader.until,
                live=one.live(seen.today),
                sha256=one.digest,
            )
            for one in seen.slips
        ),
        replaces=letter.replaces,
        replaced_by=seen.replaced_by,
        again=LetterIn.of(seen.again) if seen.again else None,
    )


def pdf_answer(pdf: bytes, name: str) -> web.Response:
    """A document under a neutral name, sandboxed (security D1)."""
    return web.Response(
        body=pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
