"""Draws the copy of a signed form: Typst, tagged (PDF/UA-1), in 14 points, equal bytes for equal input.

The text is the one that was signed, word for word; it reaches the template as JSON and stays text there.
"""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from handrail.consent.authorization import Form
from handrail.consent.terms import day_in_words

TEMPLATE = Path(__file__).parent / "templates" / "form.typ"
FONT_WHEELS = ("fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans")
POINTS = "- "


class FormPrinter:
    """Compiles the template. Each thread has a compiler of its own; fonts are read once."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[_files(wheel) for wheel in FONT_WHEELS],
        )
        self._source = TEMPLATE.read_bytes()
        self._own = threading.local()

    def draw(self, form: Form) -> bytes:
        """The PDF of a form that was signed here; about 10 ms."""
        drawn = self._compiler().compile(
            input=self._source,
            format="pdf",
            sys_inputs={"data": json.dumps(_data(form), ensure_ascii=False)},
            timestamp=datetime.combine(form.signed_on, time(), UTC),
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


def _data(form: Form) -> dict[str, Any]:
    title, *lines = form.text.split("\n")
    return {
        "title": title,
        "parts": _parts(lines),
        "signature": _signature(form),
        "year": form.signed_on.year,
        "month": form.signed_on.month,
        "day": form.signed_on.day,
    }


def _parts(lines: list[str]) -> list[dict[str, Any]]:
    """Paragraphs, each with the points that follow it."""
    parts: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith(POINTS):
            parts[-1]["points"].append(line.removeprefix(POINTS))
        else:
            parts.append({"says": line, "points": []})
    return parts


def _signature(form: Form) -> list[str]:
    signed = f"Signed on {day_in_words(form.signed_on)} in my account, right after I showed once more that it is me."
    if form.witness is None:
        return [signed]
    return [signed, f"Witnessed on {day_in_words(form.witness.on)} by somebody of the program who knows who I am."]
