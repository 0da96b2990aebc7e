"""Journey 3: from being there to an entry in the ledger, a private receipt, and a correction that hides nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from handrail.cli.rehearsal.evening import wait
from handrail.live.end_forgotten import EndForgotten
from handrail_client import errors
from handrail_client.aio import Room
from handrail_client.messages import HandLower, RoomAdmit, RoomEnd, RoomRemove
from tests.journeys.house import Clinic, ask
from tests.support.patience import PATIENCE

HOUR = 3600.0


async def test_who_stays_is_present_whatever_they_said(clinic_anywhere: Clinic):
    """Three hours in the room are three hours, for who speaks and for who only listens (I11)."""
    clinic = clinic_anywhere
    sol, _ = await clinic.together()
    await clinic.house.pass_time(3 * HOUR)
    await over(clinic, sol)
    for number in range(3):
        mine = await receipt(clinic, number)
        assert (mine["status"], mine["minutes"], mine["session_minutes"], mine["late"]) == ("present", 180, 180, False)
        assert mine["gaps"] == []
        assert "80 percent" in mine["rule"]


def each_look(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[None]:
    """Gets one item each time that the server has looked for sessions that nobody ended."""
    told: asyncio.Queue[None] = asyncio.Queue()
    look = EndForgotten.__call__

    async def and_tell(end: EndForgotten) -> None:
        try:
            await look(end)
        finally:
            told.put_nowait(None)

    monkeypatch.setattr(EndForgotten, "__call__", and_tell)
    return told


async def test_an_evening_that_nobody_ended_counts_until_the_last_one_left(
    clinic_anywhere: Clinic, monkeypatch: pytest.MonkeyPatch
):
    """Everybody only closed their laptop; the next morning the receipts are there."""
    clinic, one_more = clinic_anywhere, each_look(monkeypatch)
    sol, members = await clinic.together()
    await clinic.house.pass_time(HOUR)
    await members[0].leave()
    await clinic.house.pass_time(HOUR)
    for room in (*members[1:], sol):
        await room.leave()
    await clinic.house.stop()
    clinic.house.clock.move_on(12 * HOUR)
    await clinic.house.start()
    await clinic.people[1].confirm(clinic.house)  # type: ignore[arg-type]
    async with asyncio.timeout(PATIENCE):
        while not (await ask(clinic.people[1], clinic, "GET", "/v1/attendance"))["items"]:
            await one_more.get()
    mine = await receipt(clinic, 1)
    assert (mine["status"], mine["minutes"], mine["session_minutes"]) == ("present", 120, 120)
    await clinic.people[0].confirm(clinic.house)  # type: ignore[arg-type]
    assert ((mine := await receipt(clinic, 0))["status"], mine["minutes"]) == ("partial", 60)


async def test_who_never_came_is_absent(clinic: Clinic):
    """An entry is made for everybody who was expected."""
    sol = await clinic.lead()
    await clinic.house.pass_time(3 * HOUR)
    await over(clinic, sol)
    mine = await receipt(clinic, 0)
    assert (mine["status"], mine["minutes"]) == ("absent", 0)


async def test_who_comes_after_an_hour_was_there_for_part_of_it(clinic: Clinic):
    sol, _ = await here(clinic, 0)
    await clinic.house.pass_time(HOUR)
    await let_in(clinic, sol, 1)
    await clinic.house.pass_time(2 * HOUR)
    await over(clinic, sol)
    mine = await receipt(clinic, 1)
    assert (mine["status"], mine["minutes"], mine["late"]) == ("partial", 120, True)


async def test_waiting_in_the_lobby_is_not_the_session(clinic: Clinic):
    """Who waits an hour to be let in has two hours; the lobby stays as evidence beside it."""
    sol, _ = await here(clinic, 0)
    waiting = await clinic.wait_outside(clinic.people[1])
    await clinic.house.pass_time(HOUR)
    await sol.do(RoomAdmit(seat=waiting.state.you.seat))
    await clinic.house.pass_time(2 * HOUR)
    await over(clinic, sol)
    assert (await receipt(clinic, 1))["minutes"] == 120


async def test_a_long_absence_is_a_gap_on_the_receipt(clinic_anywhere: Clinic):
    """By the clock of the person's own zone; the rest still counts."""
    clinic = clinic_anywhere
    sol, ana = await here(clinic, 0)
    await clinic.house.pass_time(HOUR)
    await ana.leave()
    await clinic.house.pass_time(HOUR / 2)
    await clinic.wait_outside(clinic.people[0])
    await clinic.house.pass_time(1.5 * HOUR)
    await over(clinic, sol)
    mine = await receipt(clinic, 0)
    assert (mine["status"], mine["minutes"]) == ("present", 150)
    assert [(gap["left"][:5], gap["came_back"][:5]) for gap in mine["gaps"]] == [("19:00", "19:30")]


async def test_a_network_that_drops_for_two_minutes_costs_nothing(clinic: Clinic):
    """Gaps within the grace are bridged."""
    sol, ana = await here(clinic, 0)
    await clinic.house.pass_time(HOUR)
    await ana.stop()
    await clinic.house.pass_time(120)
    await clinic.wait_outside(clinic.people[0])
    await clinic.house.pass_time(2 * HOUR - 120)
    await over(clinic, sol)
    mine = await receipt(clinic, 0)
    assert (mine["minutes"], mine["gaps"]) == (180, [])


async def test_who_is_taken_out_has_the_time_they_were_there(clinic: Clinic):
    sol, ana = await here(clinic, 0)
    await clinic.house.pass_time(HOUR)
    await sol.do(RoomRemove(seat=ana.state.you.seat))
    await clinic.house.pass_time(2 * HOUR)
    await over(clinic, sol)
    assert (await receipt(clinic, 0))["minutes"] == 60


async def test_a_restart_in_the_middle_loses_no_minute(clinic_anywhere: Clinic):
    clinic = clinic_anywhere
    sol, _ = await here(clinic, 0)
    await clinic.house.pass_time(HOUR)
    await clinic.house.stop()
    await clinic.house.start()
    for room in clinic.rooms.values():
        await room.do(HandLower())  # answered once it is back
    await clinic.house.pass_time(2 * HOUR)
    await over(clinic, sol)
    assert (await receipt(clinic, 0))["minutes"] == 180


async def test_a_correction_and_what_it_corrects_both_stay_readable(clinic_anywhere: Clinic):
    """The client disputes, the facilitator corrects with a reason, the client reads both (I9)."""
    clinic = clinic_anywhere
    sol = await clinic.lead()
    await clinic.house.pass_time(3 * HOUR)
    await over(clinic, sol)
    ana = clinic.people[0]
    wrong = await receipt(clinic, 0)
    await ana.client.dispute(wrong["entry"], "I was there by telephone.")
    assert (await receipt(clinic, 0))["disputed"]
    made = await correct(clinic, wrong["entry"], "Joined by telephone, which leaves no trace here.")
    mine = await receipt(clinic, 0)
    assert (mine["entry"], mine["status"], mine["minutes"]) == (made["id"], "present", 170)
    assert mine["reason"] == "Joined by telephone, which leaves no trace here."
    assert mine["disputed"] is None
    assert [(one["id"], one["status"]) for one in mine["history"]] == [(wrong["entry"], "absent")]
    with pytest.raises(errors.Conflict):
        await correct(clinic, wrong["entry"], "Once more.")


async def test_an_entry_is_its_own_persons_and_its_facilitators_alone(clinic: Clinic):
    """Another participant cannot tell it from one that is not there; a facilitator of other groups neither."""
    sol = await clinic.lead()
    await clinic.house.pass_time(3 * HOUR)
    await over(clinic, sol)
    entry = (await receipt(clinic, 0))["entry"]
    other = await clinic.invited("facilitator", "Uma", 91)
    with pytest.raises(errors.NotFound):
        await clinic.people[1].client.dispute(entry, "This is not mine.")
    for method, path, body in (
        ("GET", f"/v1/sessions/{clinic.session}/attendance", None),
        ("POST", f"/v1/attendance/{entry}/corrections", {"status": "excused", "reason": "Not mine to say."}),
    ):
        with pytest.raises(errors.NotFound):
            await ask(other, clinic, method, path, body)
    everybody = await ask(clinic.sol, clinic, "GET", f"/v1/sessions/{clinic.session}/attendance")
    assert {one["person"] for one in everybody["items"]} == {person.id for person in clinic.people}


async def test_no_reason_no_correction(clinic: Clinic):
    sol = await clinic.lead()
    await clinic.house.pass_time(3 * HOUR)
    await over(clinic, sol)
    with pytest.raises(errors.Invalid):
        await correct(clinic, (await receipt(clinic, 0))["entry"], "  ")


async def test_a_policy_holds_from_its_day_and_is_told_on_the_receipt(clinic: Clinic):
    policy = {
        "in_force_from": clinic.begins.date().isoformat(),
        "present_from": 60,
        "partial_from": 20,
        "grace_minutes": 0,
        "late_minutes": 5,
    }
    await ask(clinic.cast.coordinator, clinic, "POST", "/v1/attendance-policies", policy)
    sol, _ = await here(clinic, 0)
    await clinic.house.pass_time(HOUR)
    await let_in(clinic, sol, 1)
    await clinic.house.pass_time(2 * HOUR)
    await over(clinic, sol)
    mine = await receipt(clinic, 1)
    assert mine["status"] == "present"
    assert "60 percent" in mine["rule"]


async def test_a_session_that_is_cancelled_leaves_no_entry(clinic: Clinic):
    await ask(clinic.cast.coordinator, clinic, "POST", f"/v1/sessions/{clinic.session}/cancellation")
    await clinic.house.pass_time(4 * HOUR)
    await clinic.confirm_all()
    assert (await ask(clinic.people[0], clinic, "GET", "/v1/attendance"))["items"] == []


async def here(clinic: Clinic, number: int) -> tuple[Room, Room]:
    """The session begins, with the facilitator and one participant."""
    await clinic.house.pass_time(300)
    sol = await clinic.lead()
    return sol, await let_in(clinic, sol, number)


async def let_in(clinic: Clinic, sol: Room, number: int) -> Room:
    """One more participant says where they are, waits, and is let in."""
    room = await clinic.wait_outside(clinic.people[number])
    await sol.do(RoomAdmit(seat=room.state.you.seat))
    await wait(room, lambda state: state.you.standing == "member")
    return room


async def over(clinic: Clinic, sol: Room) -> None:
    """The session ends, and everybody signs in again."""
    await sol.do(RoomEnd())
    await clinic.confirm_all()


async def receipt(clinic: Clinic, number: int) -> dict[str, Any]:
    """This participant's one receipt."""
    (mine,) = (await ask(clinic.people[number], clinic, "GET", "/v1/attendance"))["items"]
    return mine


async def correct(clinic: Clinic, entry: str, reason: str) -> Any:
    body = {"status": "present", "minutes": 170, "reason": reason}
    return await ask(clinic.sol, clinic, "POST", f"/v1/attendance/{entry}/corrections", body)
