"""Draws a person's accounting of disclosures: Typst, tagged (PDF/UA-1), equal bytes for equal input."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from handrail.consent.terms import day_in_words, listed, to_you
from handrail.disclosure.accounting import HIPAA_YEARS, PART2_YEARS, Accounting, Entry
from handrail.disclosure.sentences import WHO, WHY, ground

TEMPLATE = Path(__file__).parent / "templates" / "accounting.typ"
FONT_WHEELS = ("fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans")
HEAD = ("Date", "To whom", "What", "Why", "On what ground")


class AccountingPrinter:
    """Compiles the template. Each thread has a compiler of its own; fonts are read once."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[_files(wheel) for wheel in FONT_WHEELS],
        )
        self._source = TEMPLATE.read_bytes()
        self._own = threading.local()

    def draw(self, accounting: Accounting) -> bytes:
        """The PDF."""
        drawn = self._compiler().compile(
            input=self._source,
            format="pdf",
            sys_inputs={"data": json.dumps(_data(accounting), ensure_ascii=False)},
            timestamp=datetime.combine(accounting.on, time(), UTC),
            pdf_standards=["ua-1"],
        )
        if not isinstance(drawn, bytes):
            raise TypeError("one PDF was asked for")
        return drawn

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._own, "compiler"):
            self._own.compiler = typst.Compiler(
                root=str(TEMPLATE.parent), font_paths=self._fonts, ignore_system_fonts=True
            )
        compiler: typst.Compiler = self._own.compiler
        return compiler


def _files(wheel: str) -> str:
    spec = find_spec(wheel)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the font package {wheel} is not installed")
    return str(Path(spec.origin).parent / "files")


def _data(accounting: Accounting) -> dict[str, Any]:
    on = accounting.on
    return {
        "title": "Accounting of disclosures",
        "lead": [f"About {accounting.person_name}.", f"Made on {day_in_words(on)}."],
        "head": HEAD,
        "none": "There is nothing to list.",
        "reports": [
            _report(
                "Under HIPAA",
                f"The last {HIPAA_YEARS} years (45 CFR 164.528). What went for treatment, payment or running the "
                "program, what went to you, and what you signed for is not in this list.",
                accounting.hipaa,
            ),
            _report(
                "Under 42 CFR Part 2",
                f"The last {PART2_YEARS} years (42 CFR 2.25). What you signed for is in this list.",
                accounting.part2,
            ),
        ],
        **_day(on),
    }


def _report(title: str, says: str, entries: Sequence[Entry]) -> dict[str, Any]:
    return {"title": title, "says": says, "rows": [_row(one) for one in entries]}


def _row(one: Entry) -> list[str]:
    name = f"{one.recipient_name} ({WHO[one.recipient]})" if one.recipient_name else WHO[one.recipient]
    return [day_in_words(one.on), name, to_you(listed(one.told)), WHY[one.why], ground(one.authorities)]


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
