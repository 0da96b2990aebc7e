"""Bodies and answers of the programs' routes, and how they turn into the core's words."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from handrail.kernel.errors import Fault, Invalid
from handrail.programs.assignment import Assignment, Part
from handrail.programs.cohort import Cohort, Weekday, WeeklyPattern, weekly
from handrail.programs.enrolment import Enrolment, Expected
from handrail.programs.issuer_profile import IssuerProfile, Reveals, telling
from handrail.programs.program import Part2Status, Program
from handrail.programs.relation import SessionPart
from handrail.programs.session import PlannedSegment, SegmentKind, Session, SessionState
from handrail.programs.whereabouts import PlaceKind, Privacy, Whereabouts, whereabouts
from handrail.web.model import Model

Line = Annotated[str, Field(min_length=1, max_length=260)]
LocalTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["18:00"])]
"""The clock on the wall, hours and minutes."""


class ProgramIn(Model):
    """A program to set up. Whether 42 CFR Part 2 applies has to be answered, if need be with `unknown`."""

    name: Line
    state: Annotated[str, Field(min_length=2, max_length=2)]
    zone: Line
    part2_status: Part2Status


class ProgramPatch(Model):
    """What to change; fields that are left out stay."""

    name: Line | None = None
    state: Annotated[str, Field(min_length=2, max_length=2)] | None = None
    zone: Line | None = None
    holidays: Annotated[frozenset[date], Field(max_length=400)] | None = None


class Part2In(Model):
    """The answer."""

    status: Part2Status


class IssuerProfileIn(Model):
    """Who letters come from, in neutral words."""

    name: Line
    address_lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=5)]
    phone: Line
    signer_name: Line
    signer_title: Line
    check_host: Line


class TellingOut(Model):
    """A word that would tell a reader something; `at` is a JSON Pointer into the profile."""

    at: str
    word: str
    reveals: Reveals


class IssuerProfileOut(Model):
    """One version, with warnings where a word in it may tell what kind of care this is."""

    version: int
    name: str
    address_lines: tuple[str, ...]
    phone: str
    signer_name: str
    signer_title: str
    check_host: str
    written_at: datetime
    warnings: tuple[TellingOut, ...]


class ProgramOut(Model):
    """A program as it stands."""

    id: str
    name: str
    state: str
    zone: str
    part2_status: Part2Status
    holidays: tuple[date, ...]
    issuer_profile: IssuerProfileOut | None = None


class SegmentModel(Model):
    """A part of a session and its planned minutes."""

    kind: SegmentKind
    minutes: Annotated[int, Field(ge=1, le=480)]


class CohortIn(Model):
    """A cohort to plan. Without `segments` sessions get the usual four; `ends_on` may stay open."""

    name: Line
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    starts: LocalTime
    ends: LocalTime
    zone: Line
    starts_on: date
    ends_on: date | None = None
    segments: Annotated[tuple[SegmentModel, ...], Field(max_length=12)] = ()


class CohortOut(Model):
    """A cohort: when it meets by the clock on the wall in `zone`."""

    id: str
    name: str
    weekdays: tuple[Weekday, ...]
    starts: LocalTime
    ends: LocalTime
    zone: str
    starts_on: date
    ends_on: date | None
    segments: tuple[SegmentModel, ...]


class ScheduleIn(Model):
    """Put the cohort's sessions in the calendar up to this date."""

    until: date


class SessionOut(Model):
    """A session in local time; instants only for what has happened. `part` is what the asker is in it."""

    id: str
    cohort: str
    on: date
    starts: LocalTime
    ends: LocalTime
    zone: str
    state: SessionState
    segments: tuple[SegmentModel, ...]
    opened_at: datetime | None
    closed_at: datetime | None
    part: SessionPart | None = None


class EnrolmentIn(Model):
    """Somebody to enrol, from today unless `starts_on` says otherwise."""

    person: Line
    starts_on: date | None = None
    planned_end: date | None = None


class EnrolmentPatch(Model):
    """Either a planned end (null takes it back), or an end now, whose last day may have been an earlier one."""

    planned_end: date | None = None
    ended: Literal[True] | None = None
    last_day: date | None = None


class EnrolmentOut(Model):
    """One person's time in a cohort."""

    id: str
    cohort: str
    person: str
    starts_on: date
    planned_end: date | None
    last_day: date | None
    ended_at: datetime | None


class FacilitatorIn(Model):
    """A facilitator to assign: to the cohort, or to one session of it."""

    person: Line
    part: Part = Part.LEAD
    session: Line | None = None
    starts_on: date | None = None


class AssignmentOut(Model):
    """What a facilitator was given to lead."""

    id: str
    cohort: str
    person: str
    part: Part
    session: str | None
    starts_on: date
    ended_at: datetime | None


class ExpectedOut(Model):
    """Somebody on a session's roster, and whether they have said where they are today."""

    person: str
    display_name: Annotated[str, Field(repr=False)]
    told_place: bool


class PlaceModel(Model):
    """Where somebody is today: for help to find them, and for nothing else."""

    kind: PlaceKind
    address: Annotated[str, Field(min_length=1, max_length=200, repr=False)]
    callback: Annotated[str, Field(min_length=1, max_length=40, repr=False)]
    privacy: Privacy


def local(text: str) -> time:
    """`HH:MM` as a time of the clock on the wall."""
    return time(int(text[:2]), int(text[3:]))


def pattern(body: CohortIn) -> WeeklyPattern:
    """The pattern of a cohort to plan.

    Raises:
        Invalid: it cannot be met.
    """
    return weekly(body.weekdays, local(body.starts), local(body.ends), body.zone)


def segments(models: tuple[SegmentModel, ...]) -> tuple[PlannedSegment, ...]:
    """Segments in the core's words."""
    return tuple(PlannedSegment(one.kind, one.minutes) for one in models)


def place(body: PlaceModel) -> Whereabouts:
    """An answer that somebody could act on.

    Raises:
        Invalid: it is none.
    """
    return whereabouts(body.kind, body.address, body.callback, body.privacy)


def place_out(told: Whereabouts) -> PlaceModel:
    """An answer as a facilitator reads it."""
    return PlaceModel(kind=told.kind, address=told.address, callback=told.callback, privacy=told.privacy)


def one_change(body: EnrolmentPatch) -> Literal["plan", "end"]:
    """Which of its two changes the body asks for.

    Raises:
        Invalid: both, or none.
    """
    asked = body.model_fields_set
    if body.ended and "planned_end" not in asked:
        return "end"
    if "planned_end" in asked and not body.ended and body.last_day is None:
        return "plan"
    raise Invalid(faults=(Fault("", "send either planned_end, or ended with last_day where it was an earlier day"),))


def profile_out(profile: IssuerProfile) -> IssuerProfileOut:
    """A profile with its warnings."""
    return IssuerProfileOut(
        version=profile.version,
        name=profile.name,
        address_lines=profile.address_lines,
        phone=profile.phone,
        signer_name=profile.signer_name,
        signer_title=profile.signer_title,
        check_host=profile.check_host,
        written_at=profile.written_at,
        warnings=tuple(TellingOut(at=one.at, word=one.word, reveals=one.reveals) for one in telling(profile)),
    )


def program_out(program: Program, profile: IssuerProfile | None = None) -> ProgramOut:
    """A program as its coordinator sees it."""
    return ProgramOut(
        id=program.id,
        name=program.name,
        state=program.state,
        zone=program.zone,
        part2_status=program.part2,
        holidays=tuple(sorted(program.holidays)),
        issuer_profile=profile_out(profile) if profile else None,
    )


def cohort_out(cohort: Cohort) -> CohortOut:
    """A cohort as those who belong to it see it."""
    return CohortOut(
        id=cohort.id,
        name=cohort.name,
        weekdays=cohort.pattern.weekdays,
        starts=f"{cohort.pattern.starts:%H:%M}",
        ends=f"{cohort.pattern.ends:%H:%M}",
        zone=cohort.pattern.zone,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        segments=_segments_out(cohort.segments),
    )


def session_out(session: Session, part: SessionPart | None = None) -> SessionOut:
    """A session as somebody who may know of it sees it."""
    return SessionOut(
        id=session.id,
        cohort=session.cohort,
        on=session.on,
        starts=f"{session.starts:%H:%M}",
        ends=f"{session.ends:%H:%M}",
        zone=session.zone,
        state=session.state,
        segments=_segments_out(session.segments),
        opened_at=session.opened_at,
        closed_at=session.closed_at,
        part=part,
    )


def enrolment_out(enrolment: Enrolment) -> EnrolmentOut:
    """An enrolment as its coordinator sees it."""
    return EnrolmentOut(
        id=enrolment.id,
        cohort=enrolment.cohort,
        person=enrolment.person,
        starts_on=enrolment.starts_on,
        planned_end=enrolment.planned_end,
        last_day=enrolment.last_day,
        ended_at=enrolment.ended_at,
    )


def assignment_out(assignment: Assignment) -> AssignmentOut:
    """An assignment as its coordinator sees it."""
    return AssignmentOut(
        id=assignment.id,
        cohort=assignment.cohort,
        person=assignment.person,
        part=assignment.part,
        session=assignment.session,
        starts_on=assignment.starts_on,
        ended_at=assignment.ended_at,
    )


def _segments_out(planned: tuple[PlannedSegment, ...]) -> tuple[SegmentModel, ...]:
    return tuple(SegmentModel(kind=one.kind, minutes=one.minutes) for one in planned)


def expected_out(expected: Expected) -> ExpectedOut:
    """Somebody on the roster as a facilitator of the session sees them."""
    return ExpectedOut(person=expected.person, display_name=expected.display_name, told_place=expected.told_place)
