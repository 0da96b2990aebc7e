"""Ana, a client of a small program in Oregon, and what she may choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from handrail.consent.authorization import Choices, Form
from handrail.consent.codes import DataElement, Purpose, RecipientClass
from handrail.consent.draft import DraftConsent
from handrail.consent.sign import SignConsent
from handrail.identity.account import Account, State
from handrail.kernel.ids import CohortId, PersonId, ProgramId, SignInId, SystemIds
from handrail.kernel.principal import Principal, Role
from handrail.programs.assignment import Assignment, AssignmentId, Part
from handrail.programs.cohort import Weekday, plan, weekly
from handrail.programs.create_program import CreateProgram
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.programs.program import Part2Status
from handrail.unit_of_work import Units
from tests.fakes import FakeClock

CEDAR = ProgramId("program-cedar")
ANA, BEN, PIA = PersonId("person-ana"), PersonId("person-ben"), PersonId("person-pia")
EVENINGS = CohortId("cohort-evenings")
TODAY = date(2026, 9, 2)
SHE = Principal(ANA, CEDAR, frozenset({Role.PARTICIPANT}), SignInId("s1"), datetime(2026, 9, 2, 17, tzinfo=UTC))
HE = replace(SHE, person=BEN)
CORA = replace(SHE, person=PersonId("person-cora"), roles=frozenset({Role.COORDINATOR}))
SOL = replace(SHE, person=PersonId("person-sol"), roles=frozenset({Role.FACILITATOR}))
UMA = replace(SOL, person=PersonId("person-uma"))
OFFICER = replace(SHE, person=PIA, roles=frozenset({Role.PRIVACY_OFFICER}))


def choices(**over: Any) -> Choices:
    made = Choices(
        recipient=RecipientClass.EMPLOYER_HR,
        recipient_name="Corvid Mills, staff office",
        purposes=frozenset({Purpose.ATTENDANCE_PROOF_WORK}),
        elements=frozenset({DataElement.PERSON_NAME, DataElement.DATE_RANGE}),
        expires_on=date(2026, 10, 2),
    )
    return replace(made, **over)


async def settle(units: Units, clock: FakeClock, part2: Part2Status = Part2Status.NO) -> None:
    """The program and Ana's account."""
    await CreateProgram(units, clock)(CORA, name="Cedar House", state="OR", zone="America/Los_Angeles", part2=part2)
    async with units.begin() as unit:
        for person, name in ((ANA, "Ana Ruiz"), (BEN, "Ben Okafor")):
            account = Account(
                person, CEDAR, frozenset({Role.PARTICIPANT}), State.INVITED, name[:3], name, f"{name[:3]}@example.org"
            )
            await unit.accounts.add(account, clock.now())
        pattern = weekly((Weekday.MONDAY, Weekday.WEDNESDAY), time(18), time(21), "America/Los_Angeles")
        await unit.cohorts.add(
            plan(EVENINGS, CEDAR, "Evenings", pattern, starts_on=TODAY, ends_on=None), at=clock.now()
        )
        await unit.enrolments.add(Enrolment(EnrolmentId("e-ana"), CEDAR, EVENINGS, ANA, TODAY))
        await unit.assignments.add(Assignment(AssignmentId("a-sol"), CEDAR, EVENINGS, SOL.person, Part.LEAD, TODAY))


async def signs(units: Units, clock: FakeClock, chosen: Choices, who: Principal = SHE) -> Form:
    """Reads the form and signs it."""
    draft = await DraftConsent(units, clock)(who, chosen)
    return await SignConsent(units, clock, SystemIds())(who, chosen, draft.digest)
