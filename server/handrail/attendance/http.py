"""Attendance over HTTP: own receipts and disputes; for staff a session's entries, corrections and the policy."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.attendance.correct import CorrectAttendance
from handrail.attendance.dispute import DisputeAttendance
from handrail.attendance.ports import Units
from handrail.attendance.read import OwnAttendance, SessionAttendance
from handrail.attendance.set_policy import ReadAttendancePolicies, SetAttendancePolicy
from handrail.attendance.wire import (
    CorrectionIn,
    DisputeIn,
    DisputeOut,
    EntryOut,
    PolicyIn,
    PolicyOut,
    ReceiptOut,
    dispute_out,
    entry_out,
    policy_out,
    receipt_out,
)
from handrail.kernel.clock import Clock
from handrail.kernel.ids import EntryId, Ids, SessionId
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

OWN_ATTENDANCE = web.AppKey("own_attendance", OwnAttendance)
SESSION_ATTENDANCE = web.AppKey("session_attendance", SessionAttendance)
DISPUTE_ATTENDANCE = web.AppKey("dispute_attendance", DisputeAttendance)
CORRECT_ATTENDANCE = web.AppKey("correct_attendance", CorrectAttendance)
SET_ATTENDANCE_POLICY = web.AppKey("set_attendance_policy", SetAttendancePolicy)
READ_ATTENDANCE_POLICIES = web.AppKey("read_attendance_policies", ReadAttendancePolicies)


def provide(app: web.Application, *, units: Units, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[OWN_ATTENDANCE] = OwnAttendance(units)
    app[SESSION_ATTENDANCE] = SessionAttendance(units)
    app[DISPUTE_ATTENDANCE] = DisputeAttendance(units, clock, ids)
    app[CORRECT_ATTENDANCE] = CorrectAttendance(units, clock, ids)
    app[SET_ATTENDANCE_POLICY] = SetAttendancePolicy(units, clock)
    app[READ_ATTENDANCE_POLICIES] = ReadAttendancePolicies(units)


async def own_attendance(call: Call[None]) -> list[ReceiptOut]:
    return [receipt_out(one) for one in await call.app[OWN_ATTENDANCE](call.caller)]


async def session_attendance(call: Call[None]) -> list[EntryOut]:
    found = await call.app[SESSION_ATTENDANCE](call.caller, SessionId(call.path["session"]))
    return [entry_out(one) for one in found]


async def dispute_attendance(call: Call[DisputeIn]) -> DisputeOut:
    entry = EntryId(call.path["entry"])
    return dispute_out(await call.app[DISPUTE_ATTENDANCE](call.caller, entry, call.body.words))


async def correct_attendance(call: Call[CorrectionIn]) -> EntryOut:
    entry, body = EntryId(call.path["entry"]), call.body
    correct = call.app[CORRECT_ATTENDANCE]
    return entry_out(await correct(call.caller, entry, body.status, body.minutes, body.reason))


async def set_policy(call: Call[PolicyIn]) -> PolicyOut:
    return policy_out(await call.app[SET_ATTENDANCE_POLICY](call.caller, call.body.to_policy()))


async def read_policies(call: Call[None]) -> list[PolicyOut]:
    return [policy_out(one) for one in await call.app[READ_ATTENDANCE_POLICIES](call.caller)]


ROUTES = (
    Route(
        "GET",
        "/v1/attendance",
        own_attendance,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Your own attendance: minutes present, gaps, status, and the rule that was applied.",
        result=ReceiptOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/attendance/{entry}/disputes",
        dispute_attendance,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Say that an entry of yours is wrong.",
        body=DisputeIn,
        result=DisputeOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/sessions/{session}/attendance",
        session_attendance,
        WayOut.TO_STAFF,
        Power.CORRECT_ATTENDANCE,
        "Who attended a session that you lead or run.",
        result=EntryOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/attendance/{entry}/corrections",
        correct_attendance,
        WayOut.TO_STAFF,
        Power.CORRECT_ATTENDANCE,
        "Correct an entry, with a reason that its person reads.",
        body=CorrectionIn,
        result=EntryOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/attendance-policies",
        read_policies,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "Every version of your program's attendance policy; none while the default applies.",
        result=PolicyOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/attendance-policies",
        set_policy,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Set a new version of your program's attendance policy.",
        body=PolicyIn,
        result=PolicyOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
)
