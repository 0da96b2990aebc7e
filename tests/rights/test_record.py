"""A record holds what was permitted and no more, and reads as words (45 CFR 164.524)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handrail.checkins.response import KeptResponse
from handrail.checkins.store import shipped
from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.ids import CohortId, CommandId, PersonId, ProgramId, ResponseId, RoundId, SessionId
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.rights.record import ASKED, SECTIONS, TITLES, Kept, document, readable
from handrail.safety.crisis_plan import CrisisPlan, Part
from tests.identity.builders import an_account

TODAY = date(2026, 9, 3)
EVERYTHING = frozenset(ASKED)
EVENING = next(one for one in shipped() if one.id == "evening")


def kept() -> Kept:
    person, program = PersonId("0199-ana"), ProgramId("0199-program")
    response = KeptResponse(
        ResponseId("0199-response"),
        CommandId("0199-command"),
        program,
        SessionId("0199-session"),
        RoundId("0199-round"),
        EVENING.id,
        EVENING.version,
        person,
        {"mood": 4, "topic": "Work,\nand my sister.", "skills": ("breathing",), "harm": None},
        datetime(2026, 9, 2, 18, 30, tzinfo=UTC),
    )
    cohort = CohortId("0199-cohort")
    return Kept(
        account=an_account(),
        enrolments=(Enrolment(EnrolmentId("0199-enrolment"), program, cohort, person, date(2026, 8, 31)),),
        groups={cohort: "Evenings"},
        attendance=(),
        responses=(response,),
        forms_asked={(EVENING.id, EVENING.version): EVENING},
        crisis_plan=CrisisPlan().rewritten({Part.ALONE: "Walk to the mill."}, 0, datetime(2026, 9, 1, tzinfo=UTC)),
        letters=(),
        consents=(),
        told=("On September 1, 2026, you were handed a letter.",),
    )


def test_all_of_it_is_there_when_all_is_permitted():
    made = document(kept(), EVERYTHING, TODAY)
    assert list(made) == ["made_on", *(name for name, _, _ in SECTIONS)]
    assert made["you"]["legal_name"] == "Ana Ruiz"
    assert made["groups"][0]["group"] == "Evenings"
    (check_in,) = made["check_ins"]
    assert {one["answer"] for one in check_in["answers"] if isinstance(one["answer"], str)} == {"Work,\nand my sister."}


@pytest.mark.parametrize("element", ASKED)
def test_what_was_not_permitted_is_not_there(element: DataElement):
    """A section stands whole or not at all."""
    made = document(kept(), EVERYTHING - {element}, TODAY)
    missing = {name for name, needed, _ in SECTIONS if element in needed}
    assert missing
    assert not missing & set(made)


def test_it_reads_as_words():
    """No braces, no codes of options, and what was not said is a dash."""
    text = readable(document(kept(), EVERYTHING, TODAY))
    assert not set("{}[]") & set(text)
    for words in (
        "YOUR CHECK-INS",
        "Legal name: Ana Ruiz",
        "Alone: Walk to the mill.",
        "and my sister.",
        "Answer: –",
        "Nothing.",
    ):
        assert words in text
    assert set(TITLES) == {name for name, _, _ in SECTIONS}
