"""I3 to the last byte: what the scope leaves out cannot be told from the finished letter, nor found in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.letters.world import ASK, CALLER, EVENINGS, FORM, JORDAN, ROSA, World, an_account, entry

from handrail.attendance.ledger import Span
from handrail.attendance.policy import Status
from handrail.kernel.ids import PersonId
from handrail.letters.choices import Level
from handrail.letters.pdf_press import PdfPress
from handrail.letters.pdf_reading import places
from handrail.letters.pdf_signature import SigningKey

CANARY = "Zyzzyva"


class SameSecrets:
    """Numbers and codes are the same in both worlds; ids may differ, and must not matter."""

    def __init__(self, first: int) -> None:
        self._next = first

    def new(self) -> str:
        self._next += 1
        return f"id-{self._next:06}"

    def secret(self, size: int) -> bytes:
        return bytes(range(7, 7 + size))


KEY = SigningKey.make(SameSecrets(0), date(2026, 9, 1))

outside = st.fixed_dictionaries(
    {
        "minutes": st.integers(73, 180),
        "late": st.booleans(),
        "middle": st.sampled_from(Status),
        "gaps": st.booleans(),
        "program": st.sampled_from([f"{CANARY} Recovery", "Harbor IOP"]),
        "leader": st.sampled_from([f"{CANARY} Quispe", "Rosa Quispe"]),
        "shown": st.sampled_from(["Jo", CANARY]),
        "mail": st.sampled_from(["jo@example.org", f"{CANARY}@example.org"]),
        "planned_end": st.sampled_from([None, date(2026, 12, 24), date(2027, 1, 31)]),
        "first_id": st.integers(1, 500_000),
        "hour": st.integers(0, 13),
    }
)


async def letter(differs: dict[str, Any], level: Level) -> bytes:
    """The document that Jordan gets in a world that differs in these ways."""
    world = World()
    world.clock.advance(differs["hour"] * 3600)
    start = world.clock.now()
    gaps = (Span(start, start),) if differs["gaps"] else ()
    world.entries = [
        entry(0, minutes=differs["minutes"], late=differs["late"], gaps=gaps, rule=CANARY),
        entry(1, differs["middle"], reason=CANARY),
        entry(2, Status.PARTIAL, minutes=differs["minutes"] // 2),
    ]
    world.program = replace(world.program, name=differs["program"])
    jordan = an_account(JORDAN, "Jordan Lee", differs["shown"])
    world.people = {
        JORDAN: replace(jordan, email=differs["mail"]),
        ROSA: an_account(ROSA, differs["leader"], CANARY),
    }
    world.enrolment = replace(world.enrolment, planned_end=differs["planned_end"])
    ids = SameSecrets(differs["first_id"])
    press = PdfPress(KEY)
    issue = world.issuing(press, ids)
    ask = replace(ASK, level=level, reader_form=FORM, time_of_day=True, last_day=EVENINGS[2])
    issued = await issue(CALLER, ask)
    assert issued.person == PersonId(JORDAN)
    return world.letters.documents[issued.id]


@settings(max_examples=12, deadline=None)
@given(outside, outside, st.sampled_from((Level.APPOINTMENT, Level.UNDER_CARE)))
async def test_two_lives_that_differ_outside_the_scope_give_one_document(
    one: dict[str, Any], other: dict[str, Any], level: Level
):
    first, second = await letter(one, level), await letter(other, level)
    assert first == second
    hidden = CANARY.casefold()
    assert all(hidden not in place.text.casefold() for place in places(first, "letter.pdf"))
