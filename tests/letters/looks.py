"""What each template looks like, coarsely: how much ink lies in every quarter inch of the page, as text.

    python -m tests.letters.looks        # draws them all anew; look at the pages before you keep it

A digit is a cell: 0 is paper, 9 is all ink. Two renderings that differ by a hair give the same digits, give or take
one; a line that moved, a font that changed or a box that is gone does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from tests.letters.builders import CHECK, HEAD, ISSUED_ON, NUMBER, content

from handrail.kernel.ids import DecisionId, LetterId, PersonId, ProgramId
from handrail.letters.choices import Language, Level, Use
from handrail.letters.content import Form, LetterContent
from handrail.letters.issued import Letter
from handrail.letters.pdf import Typesetter
from handrail.letters.slip import compose_slip

FOLDER = Path(__file__).parent / "looks"
DOTS = 72
"""Dots an inch: a cell is 18 of them wide and high."""
CELL = DOTS // 4
STEPS = 9


def every() -> Mapping[str, LetterContent]:
    """A letter of each level in each language, one without a check, one in large type, long names, and a slip."""
    named = {
        f"level-{level.value}-{language}": content(level, language=language) for level in Level for language in Language
    }
    return named | {
        "no-check": content(check=None),
        "large": content(Level.UNDER_CARE, size=14),
        "long-name": content(Level.UNDER_CARE, person_name="María del Carmen Fernández-Montgomery y Álvarez " * 3),
        "arabic": content(Level.UNDER_CARE, person_name="محمد عبد الرحمن الخطيب"),
        "japanese": content(Level.UNDER_CARE, person_name="山田 太郎"),
        "slip": _slip(),
    }


def _slip() -> LetterContent:
    letter = Letter(
        id=LetterId("l"),
        person=PersonId("p"),
        program=ProgramId("g"),
        number=NUMBER,
        level=Level.APPOINTMENT,
        use=Use.WORK,
        issued_on=date(2026, 9, 2),
        issued_at=None,  # type: ignore[arg-type]
        zone="UTC",
        digest="",
        decision=DecisionId(""),
        issuer=1,
        sessions=frozenset(),
    )
    return compose_slip(letter, Form(Level.APPOINTMENT, Use.WORK), HEAD, ISSUED_ON, CHECK)


def seen(pdf: Any) -> str:
    """The pages as rows of digits."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        drawn = page.render(scale=DOTS / 72, grayscale=True)
        dots, wide = bytes(drawn.buffer), drawn.stride
        pages.append(
            "\n".join(
                "".join(str(_ink(dots, wide, top, left)) for left in range(0, drawn.width - drawn.width % CELL, CELL))
                for top in range(0, drawn.height - drawn.height % CELL, CELL)
            )
        )
    document.close()
    return "\n\n".join(pages) + "\n"


def _ink(dots: bytes, wide: int, top: int, left: int) -> int:
    rows = (dots[(top + row) * wide + left : (top + row) * wide + left + CELL] for row in range(CELL))
    dark = sum(255 - dot for row in rows for dot in row) / (255 * CELL * CELL)
    return min(STEPS, round(dark * 2 * STEPS))


def differs(one: str, other: str) -> list[str]:
    """Where two pages differ by more than a hair: cells more than one step apart, as row and column."""
    if [len(row) for row in one.splitlines()] != [len(row) for row in other.splitlines()]:
        return ["another number of pages, or another size"]
    return [
        f"{row}/{column}"
        for row, (left, right) in enumerate(zip(one.splitlines(), other.splitlines(), strict=True))
        for column, (a, b) in enumerate(zip(left, right, strict=True))
        if abs(int(a) - int(b)) > 1
    ]


def main() -> None:
    """Write what every template looks like now."""
    FOLDER.mkdir(exist_ok=True)
    typesetter = Typesetter()
    for name, one in every().items():
        (FOLDER / f"{name}.txt").write_text(seen(typesetter.draw(one)), "utf-8")


if __name__ == "__main__":
    main()
