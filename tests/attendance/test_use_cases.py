"""An evening's attendance from the end of the session to a corrected entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from handrail.attendance.correct import CorrectAttendance
from handrail.attendance.dispute import DisputeAttendance
from handrail.attendance.entry import Entry
from handrail.attendance.events import AttendanceCorrected, AttendanceDisputed, AttendanceRecorded
from handrail.attendance.policy import DEFAULT, Status
from handrail.attendance.read import OwnAttendance, SessionAttendance
from handrail.attendance.record import Held, RecordAttendance
from handrail.attendance.set_policy import ReadAttendancePolicies, SetAttendancePolicy
from handrail.audit.entry import Tag
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId, SignInId, SystemIds
from handrail.kernel.principal import Principal, Role
from tests.attendance.fakes import FakeUnit
from tests.attendance.test_ledger import SESSION, in_room
from tests.fakes import FakeClock

ANA, BEN, LEA = PersonId("ana"), PersonId("ben"), PersonId("lea")
HELD = Held(
    SessionId("s1"),
    ProgramId("p1"),
    date(2026, 9, 2),
    SESSION,
    {ANA: "America/Los_Angeles", BEN: "America/New_York"},
)


def somebody(name: PersonId, role: Role, program: str = "p1") -> Principal:
    return Principal(name, ProgramId(program), frozenset({role}), SignInId("x"), datetime(2026, 9, 3, tzinfo=UTC))


FACILITATOR = somebody(LEA, Role.FACILITATOR)
CLIENT = somebody(ANA, Role.PARTICIPANT)
COORDINATOR = somebody(PersonId("cora"), Role.COORDINATOR)


async def an_evening() -> tuple[FakeUnit, dict[PersonId, Entry]]:
    unit = FakeUnit()
    unit.ledger.presence = {ANA: (in_room(0, 100),), LEA: (in_room(0, 180),)}
    written = await RecordAttendance(FakeClock(), SystemIds())(unit, HELD)
    return unit, {entry.person: entry for entry in written}


def a_correction(unit: FakeUnit) -> CorrectAttendance:
    return CorrectAttendance(unit, FakeClock(), SystemIds())


async def test_everybody_expected_gets_an_entry_and_nobody_else() -> None:
    unit, entries = await an_evening()

    assert {person: (one.status, one.minutes) for person, one in entries.items()} == {
        ANA: (Status.PARTIAL, 100),
        BEN: (Status.ABSENT, 0),
    }
    assert [tag for tag, _, _ in unit.written] == [Tag.ATTENDANCE_RECORDED] * 2
    assert [type(event) for event in unit.stated] == [AttendanceRecorded] * 2


async def test_recording_again_writes_nothing_new() -> None:
    unit, _ = await an_evening()

    assert await RecordAttendance(FakeClock(), SystemIds())(unit, HELD) == ()


async def test_the_programs_own_policy_of_that_day_judges() -> None:
    unit = FakeUnit()
    unit.ledger.presence = {ANA: (in_room(0, 100),)}
    unit.attendance_policies.kept = [
        replace(DEFAULT, version=1, in_force_from=date(2026, 9, 1), present_from=50),
        replace(DEFAULT, version=2, in_force_from=date(2026, 9, 3), present_from=90),
    ]

    (entry, _) = await RecordAttendance(FakeClock(), SystemIds())(unit, HELD)

    assert (entry.status, entry.policy) == (Status.PRESENT, 1)


@pytest.mark.parametrize("caller", [FACILITATOR, COORDINATOR], ids=["facilitator", "coordinator"])
async def test_staff_correct_an_entry_with_a_reason(caller: Principal) -> None:
    unit, entries = await an_evening()
    before = entries[ANA]

    after = await a_correction(unit)(caller, before.id, Status.PRESENT, 150, "Her call dropped; she phoned in.")

    assert (after.corrects, after.status, after.minutes, after.by) == (before.id, Status.PRESENT, 150, caller.person)
    assert before in unit.ledger.entries
    assert unit.stated[-1] == AttendanceCorrected(ANA, ProgramId("p1"), SessionId("s1"), after.id, before.id)
    assert unit.written[-1] == (Tag.ATTENDANCE_CORRECTED, caller.person, after.id)


async def test_minutes_stay_as_they_were_unless_they_are_given() -> None:
    unit, entries = await an_evening()

    assert (await a_correction(unit)(FACILITATOR, entries[BEN].id, Status.EXCUSED, None, "Called ahead.")).minutes == 0


async def test_only_the_entry_that_stands_can_be_corrected() -> None:
    unit, entries = await an_evening()
    await a_correction(unit)(FACILITATOR, entries[BEN].id, Status.EXCUSED, None, "Called ahead.")

    with pytest.raises(Conflict):
        await a_correction(unit)(COORDINATOR, entries[BEN].id, Status.PRESENT, 180, "Was there.")


@pytest.mark.parametrize(
    "caller",
    [
        somebody(PersonId("other"), Role.FACILITATOR),
        somebody(PersonId("cora"), Role.COORDINATOR, "p2"),
        somebody(LEA, Role.FACILITATOR, "p2"),
        CLIENT,
    ],
)
async def test_others_cannot_learn_whether_an_entry_is_there(caller: Principal) -> None:
    unit, entries = await an_evening()

    for entry in (entries[ANA].id, EntryId("none")):
        with pytest.raises(NotFound):
            await a_correction(unit)(caller, entry, Status.PRESENT, None, "Because.")
    with pytest.raises(NotFound):
        await SessionAttendance(unit)(caller, SessionId("s1"))


async def test_a_person_disputes_their_own_entry_and_sees_that_it_is_heard() -> None:
    unit, entries = await an_evening()
    dispute = DisputeAttendance(unit, FakeClock(), SystemIds())

    await dispute(CLIENT, entries[ANA].id, "I was there until nine.")

    (receipt,) = await OwnAttendance(unit)(CLIENT)
    assert receipt.disputed is not None
    assert isinstance(unit.stated[-1], AttendanceDisputed)
    with pytest.raises(NotFound):
        await dispute(CLIENT, entries[BEN].id, "Not mine.")
    with pytest.raises(Invalid):
        await dispute(CLIENT, entries[ANA].id, " ")


async def test_staff_see_what_stands_and_that_is_written_down() -> None:
    unit, entries = await an_evening()
    after = await a_correction(unit)(FACILITATOR, entries[BEN].id, Status.EXCUSED, None, "Called ahead.")

    found = await SessionAttendance(unit)(COORDINATOR, SessionId("s1"))

    assert {entry.id for entry in found} == {entries[ANA].id, after.id}
    assert unit.written[-1] == (Tag.ATTENDANCE_READ, COORDINATOR.person, "s1")
    with pytest.raises(NotFound):
        await SessionAttendance(unit)(COORDINATOR, SessionId("never held"))


async def test_a_policy_is_a_new_version_and_never_begins_before_the_last() -> None:
    unit = FakeUnit()
    set_policy = SetAttendancePolicy(unit, FakeClock())

    first = await set_policy(COORDINATOR, replace(DEFAULT, in_force_from=date(2026, 9, 1), present_from=75))
    second = await set_policy(COORDINATOR, replace(first, in_force_from=date(2026, 10, 1)))

    assert (first.version, second.version) == (1, 2)
    assert await ReadAttendancePolicies(unit)(CLIENT) == (first, second)
    with pytest.raises(Invalid):
        await set_policy(COORDINATOR, replace(first, in_force_from=date(2026, 9, 15)))
    with pytest.raises(Invalid):
        await set_policy(COORDINATOR, replace(first, in_force_from=date(2026, 10, 2), present_from=0))
