"""The programs' routes: setting up, planning, who belongs, what is next, and where people are today."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.ids import CohortId, Ids, PersonId, ProgramId, SessionId
from handrail.kernel.principal import Power
from handrail.programs import wire
from handrail.programs.answer_part2 import AnswerPart2
from handrail.programs.assign import Assign
from handrail.programs.assignment import AssignmentId
from handrail.programs.cancel_session import CancelSession
from handrail.programs.change_enrolment import ChangeEnrolment, EndNow, PlanEnd
from handrail.programs.change_program import ChangeProgram, ProgramChange
from handrail.programs.create_program import CreateProgram
from handrail.programs.enrol import Enrol
from handrail.programs.enrolment import EnrolmentId
from handrail.programs.plan_cohort import CohortPlan, PlanCohort
from handrail.programs.ports import TryPrinting, Units
from handrail.programs.read_place import ReadPlace
from handrail.programs.schedule_sessions import ScheduleSessions
from handrail.programs.see_cohorts import SeeCohorts
from handrail.programs.see_expected import SeeExpected
from handrail.programs.see_program import SeeProgram
from handrail.programs.see_roster import SeeFacilitators, SeeRoster
from handrail.programs.see_sessions import SeeCalendar, SeeNextSessions, SeeSession
from handrail.programs.tell_place import TellPlace
from handrail.programs.unassign import Unassign
from handrail.programs.write_issuer_profile import Letterhead, WriteIssuerProfile
from handrail.web.routes import Call, Route, WayOut

CREATE_PROGRAM = web.AppKey("create_program", CreateProgram)
CHANGE_PROGRAM = web.AppKey("change_program", ChangeProgram)
SEE_PROGRAM = web.AppKey("see_program", SeeProgram)
ANSWER_PART2 = web.AppKey("answer_part2", AnswerPart2)
WRITE_ISSUER_PROFILE = web.AppKey("write_issuer_profile", WriteIssuerProfile)
PLAN_COHORT = web.AppKey("plan_cohort", PlanCohort)
SEE_COHORTS = web.AppKey("see_cohorts", SeeCohorts)
SCHEDULE_SESSIONS = web.AppKey("schedule_sessions", ScheduleSessions)
SEE_CALENDAR = web.AppKey("see_calendar", SeeCalendar)
SEE_NEXT_SESSIONS = web.AppKey("see_next_sessions", SeeNextSessions)
SEE_SESSION = web.AppKey("see_session", SeeSession)
CANCEL_SESSION = web.AppKey("cancel_session", CancelSession)
ENROL = web.AppKey("enrol", Enrol)
CHANGE_ENROLMENT = web.AppKey("change_enrolment", ChangeEnrolment)
SEE_ROSTER = web.AppKey("see_roster", SeeRoster)
ASSIGN = web.AppKey("assign", Assign)
UNASSIGN = web.AppKey("unassign", Unassign)
SEE_FACILITATORS = web.AppKey("see_facilitators", SeeFacilitators)
SEE_EXPECTED = web.AppKey("see_expected", SeeExpected)
TELL_PLACE = web.AppKey("tell_place", TellPlace)
READ_PLACE = web.AppKey("read_place", ReadPlace)


def provide(app: web.Application, *, units: Units, clock: Clock, ids: Ids, try_printing: TryPrinting) -> None:
    """Give `app` every use case that these routes call."""
    app[CREATE_PROGRAM] = CreateProgram(units, clock)
    app[CHANGE_PROGRAM] = ChangeProgram(units)
    app[SEE_PROGRAM] = SeeProgram(units)
    app[ANSWER_PART2] = AnswerPart2(units, clock)
    app[WRITE_ISSUER_PROFILE] = WriteIssuerProfile(units, clock, try_printing)
    app[PLAN_COHORT] = PlanCohort(units, clock, ids)
    app[SEE_COHORTS] = SeeCohorts(units)
    app[SCHEDULE_SESSIONS] = ScheduleSessions(units, clock, ids)
    app[SEE_CALENDAR] = SeeCalendar(units)
    app[SEE_NEXT_SESSIONS] = SeeNextSessions(units, clock)
    app[SEE_SESSION] = SeeSession(units)
    app[CANCEL_SESSION] = CancelSession(units, clock)
    app[ENROL] = Enrol(units, clock, ids)
    app[CHANGE_ENROLMENT] = ChangeEnrolment(units, clock)
    app[SEE_ROSTER] = SeeRoster(units)
    app[ASSIGN] = Assign(units, clock, ids)
    app[UNASSIGN] = Unassign(units, clock)
    app[SEE_FACILITATORS] = SeeFacilitators(units)
    app[SEE_EXPECTED] = SeeExpected(units)
    app[TELL_PLACE] = TellPlace(units, clock)
    app[READ_PLACE] = ReadPlace(units)


async def create_program(call: Call[wire.ProgramIn]) -> wire.ProgramOut:
    asked = call.body
    program = await call.app[CREATE_PROGRAM](
        call.caller, name=asked.name, state=asked.state, zone=asked.zone, part2=asked.part2_status
    )
    return wire.program_out(program)


async def see_program(call: Call[None]) -> wire.ProgramOut:
    return wire.program_out(*await call.app[SEE_PROGRAM](call.caller, _program(call)))


async def change_program(call: Call[wire.ProgramPatch]) -> wire.ProgramOut:
    asked = call.body
    change = ProgramChange(
        name=asked.name,
        state=asked.state,
        zone=asked.zone,
        holidays=asked.holidays,
    )
    await call.app[CHANGE_PROGRAM](call.caller, _program(call), change)
    return wire.program_out(*await call.app[SEE_PROGRAM](call.caller, _program(call)))


async def write_issuer_profile(call: Call[wire.IssuerProfileIn]) -> wire.IssuerProfileOut:
    asked = call.body
    written = Letterhead(
        name=asked.name,
        address_lines=asked.address_lines,
        phone=asked.phone,
        signer_name=asked.signer_name,
        signer_title=asked.signer_title,
        check_host=asked.check_host,
    )
    return wire.profile_out(await call.app[WRITE_ISSUER_PROFILE](call.caller, _program(call), written))


async def answer_part2(call: Call[wire.Part2In]) -> wire.ProgramOut:
    await call.app[ANSWER_PART2](call.caller, _program(call), call.body.status)
    return wire.program_out(*await call.app[SEE_PROGRAM](call.caller, _program(call)))


async def plan_cohort(call: Call[wire.CohortIn]) -> wire.CohortOut:
    asked = call.body
    planned = CohortPlan(
        name=asked.name,
        pattern=wire.pattern(asked),
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        segments=wire.segments(asked.segments),
    )
    return wire.cohort_out(await call.app[PLAN_COHORT](call.caller, planned))


async def see_cohorts(call: Call[None]) -> list[wire.CohortOut]:
    return [wire.cohort_out(one) for one in await call.app[SEE_COHORTS](call.caller)]


async def schedule_sessions(call: Call[wire.ScheduleIn]) -> list[wire.SessionOut]:
    made = await call.app[SCHEDULE_SESSIONS](call.caller, _cohort(call), call.body.until)
    return [wire.session_out(one) for one in made]


async def see_calendar(call: Call[None]) -> list[wire.SessionOut]:
    return [wire.session_out(one, part) for one, part in await call.app[SEE_CALENDAR](call.caller, _cohort(call))]


async def enrol(call: Call[wire.EnrolmentIn]) -> wire.EnrolmentOut:
    asked = call.body
    enrolment = await call.app[ENROL](
        call.caller,
        _cohort(call),
        PersonId(asked.person),
        starts_on=asked.starts_on,
        planned_end=asked.planned_end,
    )
    return wire.enrolment_out(enrolment)


async def see_roster(call: Call[None]) -> list[wire.EnrolmentOut]:
    return [wire.enrolment_out(one) for one in await call.app[SEE_ROSTER](call.caller, _cohort(call))]


async def change_enrolment(call: Call[wire.EnrolmentPatch]) -> wire.EnrolmentOut:
    asked = call.body
    change = EndNow(asked.last_day) if wire.one_change(asked) == "end" else PlanEnd(asked.planned_end)
    enrolment = EnrolmentId(call.path["enrolment"])
    return wire.enrolment_out(await call.app[CHANGE_ENROLMENT](call.caller, enrolment, change))


async def assign(call: Call[wire.FacilitatorIn]) -> wire.AssignmentOut:
    asked = call.body
    assignment = await call.app[ASSIGN](
        call.caller,
        _cohort(call),
        PersonId(asked.person),
        part=asked.part,
        session=SessionId(asked.session) if asked.session else None,
        starts_on=asked.starts_on,
    )
    return wire.assignment_out(assignment)


async def see_facilitators(call: Call[None]) -> list[wire.AssignmentOut]:
    return [wire.assignment_out(one) for one in await call.app[SEE_FACILITATORS](call.caller, _cohort(call))]


async def unassign(call: Call[None]) -> None:
    await call.app[UNASSIGN](call.caller, AssignmentId(call.path["assignment"]))


async def see_next_sessions(call: Call[None]) -> list[wire.SessionOut]:
    return [wire.session_out(one, part) for one, part in await call.app[SEE_NEXT_SESSIONS](call.caller)]


async def see_session(call: Call[None]) -> wire.SessionOut:
    return wire.session_out(*await call.app[SEE_SESSION](call.caller, _session(call)))


async def cancel_session(call: Call[None]) -> wire.SessionOut:
    return wire.session_out(await call.app[CANCEL_SESSION](call.caller, _session(call)))


async def see_expected(call: Call[None]) -> list[wire.ExpectedOut]:
    return [wire.expected_out(one) for one in await call.app[SEE_EXPECTED](call.caller, _session(call))]


async def tell_place(call: Call[wire.PlaceModel]) -> None:
    await call.app[TELL_PLACE](call.caller, _session(call), wire.place(call.body))


async def read_place(call: Call[None]) -> wire.PlaceModel:
    person = PersonId(call.path["person"])
    return wire.place_out(await call.app[READ_PLACE](call.caller, _session(call), person))


def _program(call: Call[Any]) -> ProgramId:
    return ProgramId(call.path["program"])


def _cohort(call: Call[Any]) -> CohortId:
    return CohortId(call.path["cohort"])


def _session(call: Call[Any]) -> SessionId:
    return SessionId(call.path["session"])


ROUTES = (
    Route(
        "POST",
        "/v1/programs",
        create_program,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Set up the program that the caller was invited to run.",
        body=wire.ProgramIn,
        result=wire.ProgramOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/programs/{program}",
        see_program,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "The program as it stands.",
        result=wire.ProgramOut,
    ),
    Route(
        "PATCH",
        "/v1/programs/{program}",
        change_program,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Change name, state, zone or holidays.",
        body=wire.ProgramPatch,
        result=wire.ProgramOut,
    ),
    Route(
        "PUT",
        "/v1/programs/{program}/issuer-profile",
        write_issuer_profile,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Write who letters come from; words that may tell the kind of care are pointed out.",
        body=wire.IssuerProfileIn,
        result=wire.IssuerProfileOut,
    ),
    Route(
        "PUT",
        "/v1/programs/{program}/part2-status",
        answer_part2,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Answer whether 42 CFR Part 2 applies; anything but `no` closes the reader's check.",
        body=wire.Part2In,
        result=wire.ProgramOut,
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/cohorts",
        plan_cohort,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Plan a cohort with its weekly pattern.",
        body=wire.CohortIn,
        result=wire.CohortOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/cohorts",
        see_cohorts,
        WayOut.TO_PERSON,
        Power.SIGNED_IN,
        "The cohorts that the caller runs, leads or is in.",
        result=wire.CohortOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/cohorts/{cohort}/sessions",
        schedule_sessions,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Put sessions in the calendar up to a date; days that have one keep it.",
        body=wire.ScheduleIn,
        result=wire.SessionOut,
        many=True,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/cohorts/{cohort}/sessions",
        see_calendar,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Every session of a cohort, past ones too.",
        result=wire.SessionOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/cohorts/{cohort}/enrolments",
        enrol,
        WayOut.TO_STAFF,
        Power.RUN_PROGRAM,
        "Enrol a participant.",
        body=wire.EnrolmentIn,
        result=wire.EnrolmentOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/cohorts/{cohort}/enrolments",
        see_roster,
        WayOut.TO_STAFF,
        Power.RUN_PROGRAM,
        "Who is, was and will be in a cohort.",
        result=wire.EnrolmentOut,
        many=True,
    ),
    Route(
        "PATCH",
        "/v1/enrolments/{enrolment}",
        change_enrolment,
        WayOut.TO_STAFF,
        Power.RUN_PROGRAM,
        "Plan the end of an enrolment, or end it now.",
        body=wire.EnrolmentPatch,
        result=wire.EnrolmentOut,
    ),
    Route(
        "POST",
        "/v1/cohorts/{cohort}/facilitators",
        assign,
        WayOut.TO_STAFF,
        Power.RUN_PROGRAM,
        "Give a facilitator the cohort, or one session of it, to lead.",
        body=wire.FacilitatorIn,
        result=wire.AssignmentOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/cohorts/{cohort}/facilitators",
        see_facilitators,
        WayOut.TO_STAFF,
        Power.RUN_PROGRAM,
        "Who leads a cohort or a session of it, and who did.",
        result=wire.AssignmentOut,
        many=True,
    ),
    Route(
        "DELETE",
        "/v1/assignments/{assignment}",
        unassign,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Take an assignment back.",
    ),
    Route(
        "GET",
        "/v1/sessions",
        see_next_sessions,
        WayOut.TO_PERSON,
        Power.JOIN_ROOM,
        "The caller's next sessions, in local time.",
        result=wire.SessionOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/sessions/{session}",
        see_session,
        WayOut.TO_PERSON,
        Power.SIGNED_IN,
        "One session, for those who are in it, lead it or run its program.",
        result=wire.SessionOut,
    ),
    Route(
        "POST",
        "/v1/sessions/{session}/cancellation",
        cancel_session,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Cancel a session that has not begun.",
        result=wire.SessionOut,
    ),
    Route(
        "GET",
        "/v1/sessions/{session}/roster",
        see_expected,
        WayOut.TO_STAFF,
        Power.LEAD_ROOM,
        "Who is expected at a session that the caller leads, and who has said where they are.",
        result=wire.ExpectedOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/sessions/{session}/place",
        tell_place,
        WayOut.NOTHING,
        Power.JOIN_ROOM,
        "Say where you are today; the latest answer holds.",
        body=wire.PlaceModel,
    ),
    Route(
        "GET",
        "/v1/sessions/{session}/places/{person}",
        read_place,
        WayOut.TO_STAFF,
        Power.LEAD_ROOM,
        "Where somebody in your session is, when help is needed; every reading is written down.",
        result=wire.PlaceModel,
    ),
)
