"""Journey 2: a check-in, from the facilitator's opening to what somebody chooses to share with the room."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from handrail.cli.rehearsal.evening import answers, each, responses, wait
from handrail_client import errors
from handrail_client.aio import Room, join
from handrail_client.messages import (
    AlertAcknowledge,
    AnswerShare,
    HandRaise,
    HelpAsk,
    NoteSend,
    RoundAnswer,
    RoundClose,
    RoundOpen,
    SegmentStart,
    new_id,
)
from tests.journeys.house import Clinic, ask, post


async def test_a_facilitator_sees_every_answer_and_peers_see_none(clinic_anywhere: Clinic):
    clinic = clinic_anywhere
    sol, (ana, ben, cleo) = await clinic.together()
    asked = await opened(sol, [ana, ben, cleo])
    await ana.do(RoundAnswer(round=asked, answers=await fine(clinic, 7)))
    await ben.do(RoundAnswer(round=asked, **{"pass": True}))
    await wait(sol, lambda state: len(responses(state, asked)) == 2)
    seen = {one.seat: one for one in responses(sol.state, asked)}
    assert seen[ana.state.you.seat].answers["mood"] == 7
    assert seen[ben.state.you.seat].passed
    assert [responses(room.state, asked) for room in (ana, ben, cleo)] == [[], [], []]
    assert ana.state.round(asked).mine.passed is False
    kept = (await ask(clinic.sol, clinic, "GET", f"/v1/sessions/{clinic.session}/responses"))["items"]
    assert {one["person"] for one in kept} == {clinic.people[0].id, clinic.people[1].id}
    assert [one["answers"]["mood"] for one in (await mine(clinic, 0))] == [7]


async def test_an_answer_sends_peers_no_frame_at_all(clinic: Clinic):
    """No content, no count and no gap: a peer cannot tell an answer from a pass, nor either from silence (I4, B3)."""
    sol, (ana, ben, cleo) = await clinic.together()
    asked = await opened(sol, [ana, ben, cleo])
    heard = overheard(cleo)
    await ana.do(RoundAnswer(round=asked, answers=await fine(clinic, 0) | {"harm": True}))
    await ben.do(RoundAnswer(round=asked, **{"pass": True}))
    await ana.do(NoteSend(text="Could we talk later?"))
    await ben.do(HandRaise())
    await wait(cleo, lambda state: any(one.hand for one in state.room.members))
    assert [frame["type"] for frame in heard if "n" in frame] == ["hand.raised"]


async def test_the_same_answer_twice_is_kept_once(clinic_anywhere: Clinic):
    """A repeated command has one effect and one reply; the same id with other words is refused (I5, C3)."""
    clinic = clinic_anywhere
    sol, (ana, *others) = await clinic.together()
    asked = await opened(sol, [ana, *others])
    command = RoundAnswer(round=asked, answers=await fine(clinic, 2))
    first, again = await asyncio.gather(ana.do(command), ana.do(command.model_copy()))
    assert first == again
    with pytest.raises(errors.CommandReused):
        await ana.do(RoundAnswer(id=command.id, round=asked, answers=await fine(clinic, 3)))
    assert len(await mine(clinic, 0)) == 1


async def test_an_answer_given_while_the_network_is_away_arrives_once(clinic_anywhere: Clinic):
    clinic = clinic_anywhere
    sol, (ana, *others) = await clinic.together()
    asked = await opened(sol, [ana, *others])
    given = asyncio.ensure_future(ana.do(RoundAnswer(round=asked, answers=await fine(clinic, 4))))
    ana.lose()
    await given
    await wait(sol, lambda state: len(responses(state, asked)) == 1)
    assert [one["answers"]["mood"] for one in await mine(clinic, 0)] == [4]


async def test_thinking_again_keeps_both_answers(clinic: Clinic):
    """The later one holds; the earlier one stays readable (I9)."""
    sol, (ana, *others) = await clinic.together()
    asked = await opened(sol, [ana, *others])
    for mood in (1, 8):
        await ana.do(RoundAnswer(round=asked, answers=await fine(clinic, mood)))
    await wait(sol, lambda state: [one.answers["mood"] for one in responses(state, asked)] == [8])
    kept = await mine(clinic, 0)
    assert sorted((one["answers"]["mood"], one["replaced"]) for one in kept) == [(1, True), (8, False)]


async def test_what_somebody_shares_the_room_sees_and_nothing_else(clinic: Clinic):
    sol, members = await clinic.together()
    ana = members[0]
    asked = await opened(sol, members)
    await ana.do(RoundAnswer(round=asked, answers=await fine(clinic, 6)))
    await ana.do(AnswerShare(round=asked, item="mood"))
    await each(members, lambda state: bool(state.round(asked).shared))
    assert [(one.item, one.answer) for one in members[1].state.round(asked).shared] == [("mood", 6)]
    with pytest.raises(errors.NotAllowed):
        await ana.do(AnswerShare(round=asked, item="harm"))
    with pytest.raises(errors.Conflict):
        await members[1].do(AnswerShare(round=asked, item="mood"))


async def test_a_worrying_answer_alerts_the_facilitators_at_once(clinic_anywhere: Clinic):
    """The alert stays open until somebody sees to it, and no peer learns of it (C2)."""
    clinic = clinic_anywhere
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    await members[0].do(RoundAnswer(round=asked, answers=await fine(clinic, 0) | {"harm": True}))
    assert members[0].state.round(asked).mine.alerted
    await wait(sol, lambda state: len(state.room.alerts) == 1)
    assert sol.state.room.alerts[0].items == ("harm",)
    assert not any(room.state.room.alerts for room in members)
    path = f"/v1/sessions/{clinic.session}/alerts"
    alert = (await ask(clinic.sol, clinic, "GET", path))["items"][0]
    assert (alert["person"], alert["acknowledgements"]) == (clinic.people[0].id, [])
    await sol.do(AlertAcknowledge(alert=sol.state.room.alerts[0].alert))
    await wait(sol, lambda state: state.room.alerts[0].by is not None)
    assert (await ask(clinic.sol, clinic, "GET", path))["items"][0]["phase"] == "acknowledged"


async def test_who_asks_for_somebody_is_answered(clinic: Clinic):
    """It is an alert like any other: written down at once, and open until somebody takes it on (C2)."""
    sol, members = await clinic.together()
    await members[0].do(HelpAsk())
    await wait(sol, lambda state: len(state.room.alerts) == 1)
    assert not any(room.state.room.alerts for room in members)
    alert = (await ask(clinic.sol, clinic, "GET", f"/v1/sessions/{clinic.session}/alerts"))["items"][0]
    assert (alert["person"], alert["response"], alert["phase"]) == (clinic.people[0].id, None, "open")
    await ask(clinic.sol, clinic, "POST", f"/v1/alerts/{alert['id']}/acknowledgements", {"note": "With her."})
    await wait(members[0], lambda state: state.room.my_help.taken)


async def test_an_alert_taken_on_elsewhere_shows_in_the_room(clinic: Clinic):
    """With a word on what was done, over HTTP; the room's facilitators see that somebody has it."""
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    await members[0].do(RoundAnswer(round=asked, answers=await fine(clinic, 0) | {"safe_tonight": "no"}))
    await wait(sol, lambda state: len(state.room.alerts) == 1)
    alert = sol.state.room.alerts[0].alert
    await ask(clinic.sol, clinic, "POST", f"/v1/alerts/{alert}/acknowledgements", {"note": "Called; safe at home."})
    await wait(sol, lambda state: state.room.alerts[0].by is not None)


async def test_so_does_one_taken_on_by_somebody_who_is_not_in_the_room(clinic: Clinic):
    """The one who leads need not wonder; and who joins later sees it, too (I6)."""
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    await members[0].do(RoundAnswer(round=asked, answers=await fine(clinic, 0) | {"harm": True}))
    await wait(sol, lambda state: len(state.room.alerts) == 1)
    alert = sol.state.room.alerts[0].alert
    rae = await clinic.invited("facilitator", "Rae", 91)
    await post(clinic.cast.coordinator, f"/v1/cohorts/{clinic.cast.cohort}/facilitators", {"person": rae.id})
    await ask(rae, clinic, "POST", f"/v1/alerts/{alert}/acknowledgements", {"note": "On the phone with her."})
    await wait(sol, lambda state: state.room.alerts[0].acknowledged)
    async with join(rae.client, clinic.session) as late:
        assert [(one.acknowledged, one.by) for one in late.state.room.alerts] == [(True, None)]


WRONG = (
    ({"mood": 11}, "/answers/mood"),
    ({"mood": "fine"}, "/answers/mood"),
    ({"mood": True}, "/answers/mood"),
    ({"sleep": "invented"}, "/answers/sleep"),
    ({"skills": ["none", "grounding"]}, "/answers/skills"),
    ({"never asked": 1}, "/answers"),
)


async def test_an_answer_that_cannot_be_is_refused_and_not_repeated(clinic: Clinic):
    """The fault names the question, never what was answered (C4)."""
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    for wrong, at in WRONG:
        with pytest.raises(errors.Invalid) as refused:
            await members[0].do(RoundAnswer(round=asked, answers=await fine(clinic, 5) | wrong))
        assert [fault.at for fault in refused.value.faults] == [at]
        assert not any(str(value) in str(refused.value.faults) for value in ("invented", "never asked", "fine"))
    assert await mine(clinic, 0) == []


async def test_preferring_not_to_say_is_an_answer_to_everything(clinic: Clinic):
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    silent = dict.fromkeys(await fine(clinic, 0))
    await members[0].do(RoundAnswer(round=asked, answers=silent))
    assert (await mine(clinic, 0))[0]["answers"] == silent


async def test_a_closed_round_takes_no_more_answers(clinic: Clinic):
    """Its totals hide groups that are too small to hide a person."""
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    await members[0].do(RoundAnswer(round=asked, answers=await fine(clinic, 5)))
    await sol.do(RoundClose(round=asked))
    await each(members, lambda state: not state.round(asked).open)
    with pytest.raises(errors.Conflict):
        await members[1].do(RoundAnswer(round=asked, answers=await fine(clinic, 5)))
    await wait(sol, lambda state: state.round(asked).summary is not None)
    totals = sol.state.round(asked).summary
    assert (totals.answered, totals.passed) == (1, 0)
    assert all(item.people is None for item in totals.items)
    assert all(room.state.round(asked).summary is None for room in members)


async def test_only_facilitators_run_the_evening(clinic: Clinic):
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    for command in (RoundOpen(template="evening"), RoundClose(round=asked), SegmentStart(segment="closing")):
        with pytest.raises(errors.NotAllowed):
            await members[0].do(command)
    with pytest.raises((errors.NotFound, errors.Invalid)):
        await sol.do(RoundOpen(template="no-such-check-in"))


async def test_somebody_who_comes_late_finds_the_round_open(clinic: Clinic):
    """The snapshot holds what everybody saw, and nothing that only facilitators may see (I6)."""
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    await members[0].do(RoundAnswer(round=asked, answers=await fine(clinic, 5)))
    await members[0].do(AnswerShare(round=asked, item="mood"))
    await members[2].stop()
    late = await clinic.wait_outside(clinic.people[2])
    await each([late, members[1]], lambda state: bool(state.round(asked) and state.round(asked).shared))
    assert late.state.room.rounds == members[1].state.room.rounds


async def test_an_answer_is_on_the_disk_before_it_is_acknowledged(clinic_anywhere: Clinic):
    """After a restart the facilitator finds it, and the same command still has the same reply (I5, K2)."""
    clinic = clinic_anywhere
    sol, members = await clinic.together()
    asked = await opened(sol, members)
    command = RoundAnswer(round=asked, answers=await fine(clinic, 9), id=new_id())
    first = await members[0].do(command)
    await clinic.house.stop()
    await clinic.house.start()
    assert await members[0].do(command) == first
    await wait(sol, lambda state: [one.answers["mood"] for one in responses(state, asked)] == [9])


async def opened(sol: Room, members: list[Room]) -> str:
    """The evening's check-in is before everyone; gives the round."""
    await sol.do(SegmentStart(segment="check_in"))
    await sol.do(RoundOpen(template="evening"))
    await each([sol, *members], lambda state: state.open_round is not None)
    return sol.state.open_round.round


async def fine(clinic: Clinic, mood: int) -> dict[str, Any]:
    """Valid answers with this mood and nothing that worries."""
    form = next(one for one in await clinic.people[0].client.check_ins() if one.id == "evening")
    return answers(form, 0) | {"mood": mood, "safe_tonight": "yes"}


async def mine(clinic: Clinic, number: int) -> list[dict[str, Any]]:
    """The responses of this participant as they read them themselves."""
    return (await ask(clinic.people[number], clinic, "GET", "/v1/responses"))["items"]


def overheard(room: Room) -> list[dict[str, Any]]:
    """Every frame that reaches this member from now on."""
    heard: list[dict[str, Any]] = []
    received = room._core.received

    def listen(frame: dict[str, Any], now: float) -> Any:
        heard.append(frame)
        return received(frame, now)

    room._core.received = listen
    return heard
