"""Draws a letter: Typst, tagged, PDF/A-2a and PDF/UA-1, equal bytes for equal input.

Text reaches the template as JSON and stays text there. The template's root holds templates only, and fonts come
from the installed wheels only. The only instant in the file is the date of issue, at midnight: an hour would tell
of the evenings.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from datetime import UTC, datetime, time
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from handrail.kernel.errors import Fault, Invalid
from handrail.letters.code import shown
from handrail.letters.content import LetterContent
from handrail.letters.phrases import PHRASES, in_words

TEMPLATES = Path(__file__).parent / "templates"
FONT_WHEELS = (
    ("fontpkg_atkinson_hyperlegible", "files"),
    ("fontpkg_noto_sans", "files"),
    ("fontpkg_noto_sans_arabic", "files"),
    ("noto_cjk_sans_jp_regular", ""),
)
"""Packages and the folder in each: Latin; Greek and Cyrillic; Arabic; Chinese, Japanese and Korean. All OFL 1.1."""

_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')


class Typesetter:
    """Compiles the template. Each thread has a compiler of its own; fonts are read once."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[_files(wheel, folder) for wheel, folder in FONT_WHEELS],
        )
        self._source = (TEMPLATES / "letter.typ").read_bytes()
        self._own = threading.local()

    def draw(self, content: LetterContent) -> bytes:
        """The unsigned PDF.

        Raises:
            Invalid: the fonts cannot draw a character; the fault names it.
        """
        midnight = datetime.combine(content.issued_on, time(), UTC)
        try:
            drawn = self._compiler().compile(
                input=self._source,
                format="pdf",
                sys_inputs={"data": json.dumps(_data(content), ensure_ascii=False)},
                timestamp=midnight,
                pdf_standards=["a-2a", "ua-1"],
            )
        except typst.TypstError as failure:
            raise _refusal(failure, content) from None
        if not isinstance(drawn, bytes):
            raise TypeError("one PDF was asked for")
        return drawn

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._own, "compiler"):
            self._own.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=self._fonts, ignore_system_fonts=True)
        compiler: typst.Compiler = self._own.compiler
        return compiler


def qr(link: str) -> bytes:
    """An SVG of `link` with the quiet zone that readers need, error correction M."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, svgns=True)
    return out.getvalue()


def _files(wheel: str, folder: str) -> str:
    spec = find_spec(wheel)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {wheel} is not installed; install handrail[server]")
    return str(Path(spec.origin).parent / folder)


def _data(content: LetterContent) -> dict[str, Any]:
    head, form = content.head, content.form
    say = PHRASES[form.language]
    check = {
        "page": content.check_page,
        "code": content.check_code,
        "qr": qr(content.check_link).decode(),
    }
    return {
        "language": str(form.language),
        "size": form.size,
        "number": shown(content.number),
        "issued": {
            "year": content.issued_on.year,
            "month": content.issued_on.month,
            "day": content.issued_on.day,
            "words": in_words(content.issued_on, form.language),
        },
        "head": {"name": head.name, "lines": [*head.address_lines, *([head.phone] if head.phone else [])]},
        "title": content.title,
        "paragraphs": content.paragraphs,
        "points": [{"lead": points.lead, "each": points.each} for points in content.points],
        "named": content.named,
        "stated_by": content.stated_by,
        "closing": content.closing,
        "signer": {"name": head.signer_name, "title": head.signer_title},
        "check": check if content.check_link else None,
        "words": {"number": say.number, "qr": say.qr, "scan": say.scan, "type": say.type, "answer": say.answer},
    }


def _refusal(failure: typst.TypstError, content: LetterContent) -> Exception:
    undrawn = _UNDRAWN.findall(str(getattr(failure, "diagnostic", failure)))
    if not undrawn:
        return RuntimeError("the letter template does not compile")  # its message may hold what was to be drawn
    faults = dict.fromkeys(
        Fault(_where(char, content), f"the fonts have no {unicodedata.name(char, 'an unnamed character').lower()}")
        for text in undrawn
        for char in text
    )
    return Invalid("The fonts of letters cannot draw this name.", faults=tuple(faults)[:5])


def _where(char: str, content: LetterContent) -> str:
    """Whose spelling it is: the letterhead's, the clinician's, or the person's."""
    head = content.head
    if any(char in line for line in (head.name, *head.address_lines, head.phone, head.signer_name, head.signer_title)):
        return "/issuer_profile"
    return "/statement/name" if char in content.stated_by else "/person_name"
