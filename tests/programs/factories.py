"""Valid cohorts, sessions, enrolments and people; a test says only what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tests.fakes import FakeClock

from handrail.identity.account import Account, State
from handrail.kernel.errors import Fault
from handrail.kernel.ids import CohortId, PersonId, ProgramId, SessionId, SignInId, SystemIds
from handrail.kernel.principal import Principal, Role
from handrail.programs.assign import Assign
from handrail.programs.assignment import Assignment, AssignmentId, Part
from handrail.programs.cohort import Cohort, Weekday, WeeklyPattern, plan, weekly
from handrail.programs.enrol import Enrol
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.session import PlannedSegment, Session, SessionState, planned
from handrail.unit_of_work import Units

CEDAR = ProgramId("program-cedar")
ELSEWHERE = ProgramId("program-elsewhere")
EVENINGS = CohortId("cohort-evenings")
TONIGHT = SessionId("session-tonight")
ANA = PersonId("person-ana")
BEN = PersonId("person-ben")
LEE = PersonId("person-lee")
CORAS_ID = PersonId("person-cora")
WEDNESDAY = date(2026, 9, 2)
NOON = datetime(2026, 9, 2, 19, 0, tzinfo=UTC)
"""Noon in Los Angeles on that Wednesday, six hours before the evening."""


def a_pattern(
    *weekdays: Weekday,
    starts: time = time(18),
    ends: time = time(21),
    zone: str = "America/Los_Angeles",
) -> WeeklyPattern:
    return weekly(weekdays or (Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY), starts, ends, zone)


def a_cohort(
    pattern: WeeklyPattern | None = None,
    *,
    cohort: CohortId = EVENINGS,
    starts_on: date = WEDNESDAY,
    ends_on: date | None = date(2026, 11, 27),
    segments: tuple[PlannedSegment, ...] = (),
) -> Cohort:
    return plan(
        cohort, CEDAR, "Evening group", pattern or a_pattern(), starts_on=starts_on, ends_on=ends_on, segments=segments
    )


def a_session(
    on: date = WEDNESDAY,
    *,
    session: SessionId = TONIGHT,
    cohort: CohortId = EVENINGS,
    starts: time = time(18),
    ends: time = time(21),
    zone: str = "America/Los_Angeles",
    state: SessionState = SessionState.SCHEDULED,
) -> Session:
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return Session(session, CEDAR, cohort, on, starts, ends, zone, planned((), minutes), state)


def an_enrolment(
    person: PersonId = ANA,
    *,
    starts_on: date = WEDNESDAY,
    last_day: date | None = None,
    ended_at: datetime | None = None,
) -> Enrolment:
    return Enrolment(
        EnrolmentId(f"enrolment-{person}"), CEDAR, EVENINGS, person, starts_on, last_day=last_day, ended_at=ended_at
    )


def an_assignment(
    *,
    starts_on: date = WEDNESDAY,
    session: SessionId | None = None,
    part: Part = Part.LEAD,
    ended_at: datetime | None = None,
) -> Assignment:
    return Assignment(AssignmentId("assignment-lee"), CEDAR, EVENINGS, LEE, part, starts_on, session, ended_at)


def a_principal(*roles: Role, person: PersonId = CORAS_ID, program: ProgramId = CEDAR) -> Principal:
    return Principal(person, program, frozenset(roles or (Role.COORDINATOR,)), SignInId("sign-in"), NOON)


CORA = a_principal()
"""Runs the program."""


@dataclass(frozen=True, slots=True)
class Evenings:
    """A stored cohort and its sessions, by date."""

    cohort: Cohort
    sessions: tuple[Session, ...]

    @property
    def tonight(self) -> Session:
        return self.sessions[0]


async def enrolled(units: Units, evenings: Evenings, person: PersonId, clock: FakeClock) -> Principal:
    """`person` is a participant, enrolled from today; what they sign in as."""
    participant = await known(units, person, Role.PARTICIPANT)
    await Enrol(units, clock, SystemIds())(CORA, evenings.cohort.id, person)
    return participant


async def leading(units: Units, evenings: Evenings, person: PersonId, clock: FakeClock) -> Principal:
    """`person` is a facilitator, assigned from today; what they sign in as."""
    facilitator = await known(units, person, Role.FACILITATOR)
    await Assign(units, clock, SystemIds())(CORA, evenings.cohort.id, person)
    return facilitator


async def tags(units: Units) -> list[str]:
    """What is written in the audit log, oldest first."""
    async with units.begin() as unit:
        await unit.audit.link_pending()
        return [str(at.entry.tag) async for at in unit.audit.chain() if at.entry]


async def known(units: Units, person: PersonId, role: Role, program: ProgramId = CEDAR) -> Principal:
    """`person` has an active account with this role; what they sign in as."""
    account = Account(
        person=person,
        program=program,
        roles=frozenset({role}),
        state=State.ACTIVE,
        display_name=f"{person} shown",
        legal_name=f"{person} legal",
        email=f"{person}@example.org",
    )
    async with units.begin() as unit:
        await unit.accounts.add(account, NOON)
    return a_principal(role, person=person, program=program)


async def prints_all(_: IssuerProfile) -> tuple[Fault, ...]:
    """A press whose fonts have everything."""
    return ()
