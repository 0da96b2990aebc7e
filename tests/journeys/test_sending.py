"""A client sends a letter; its recipient opens it once; both see what was told; whatever ends it ends it at once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from handrail.cli.rehearsal import paperwork
from handrail_client import errors
from handrail_client.messages import new_id
from tests.journeys.afterwards import an_evening_over, checked, says, wanted
from tests.journeys.house import Clinic, ask, post
from tests.journeys.post import ADDRESS, link, mail, opened, queued, reaches, settings, signed_for, state
from tests.letters.post import Taken, a_mail_server
from tests.support.patience import PATIENCE

UNDO = 600.0


@dataclass
class Office:
    """A clinic after its evening, with a mail server."""

    clinic: Clinic
    taken: Taken

    async def sends(self, person: Any, **over: Any) -> dict[str, Any]:
        """A letter that was mailed."""
        made = await queued(person, self.clinic, **over)
        await self.clinic.house.pass_time(UNDO)
        await reaches(person, made["id"], "sent")
        return made


@pytest_asyncio.fixture(scope="module", params=["sqlite", "postgres"], loop_scope="session")
async def an_office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    taken = Taken()
    folder = tmp_path_factory.mktemp("sending") / "data"
    async with AsyncExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setattr("handrail.jobs.TEN_SECONDS", 0.05)
        port = await stack.enter_async_context(a_mail_server(taken))
        yield Office(await stack.enter_async_context(an_evening_over(folder, server, **settings(port))), taken)


@pytest_asyncio.fixture(loop_scope="session")
async def office(an_office: Office) -> Office:
    """Those who send have just signed in."""
    for person in an_office.clinic.people[:2]:
        await person.confirm(an_office.clinic.house)
    return an_office


async def test_what_a_client_sends_is_opened_once_and_both_disclosures_are_theirs_to_see(office: Office):
    ana, clinic = office.clinic.people[0], office.clinic
    made = await office.sends(ana)
    assert await opened(link(office.taken), "WRONG") == b""
    pdf = await opened(link(office.taken), made["passcode"])
    assert pdf == (await ana.client.letter_document(made["letter"])).content
    assert await opened(link(office.taken), made["passcode"]) == b""
    assert await state(ana, made["id"]) == "fetched"
    told = (await ask(ana, clinic, "GET", f"/v1/consents/{made['form']}/disclosures"))["items"]
    assert ["letter_existence"] in [one["told"] for one in told]
    assert any("person_name" in one["told"] for one in told)


async def test_taking_the_form_back_kills_the_link_and_stops_what_waits_and_says_so(office: Office):
    """The receipt names what was stopped and what is out (trap 7)."""
    ana = office.clinic.people[0]
    sent = await office.sends(ana)
    await ana.confirm(office.clinic.house)
    body = {"form": sent["form"], "address": ADDRESS, "address_again": ADDRESS}
    waiting = await post(ana, f"/v1/letters/{sent['letter']}/deliveries", body, key=new_id())
    receipt = await post(ana, f"/v1/consents/{sent['form']}/revocations", key=new_id())
    assert {one["kind"] for one in receipt["stopped"]} == {"sending", "link"}
    assert any("that a letter exists" in one for one in receipt["says"])
    assert await opened(link(office.taken), sent["passcode"]) == b""
    assert await state(ana, waiting["id"]) == await state(ana, sent["id"]) == "cancelled"
    mails = len(office.taken.envelopes)
    await office.clinic.house.pass_time(UNDO)
    assert len(office.taken.envelopes) == mails


async def test_taking_the_letter_back_kills_its_link(office: Office):
    ana = office.clinic.people[0]
    sent = await office.sends(ana)
    await post(ana, f"/v1/letters/{sent['letter']}/withdrawal", key=new_id())
    assert await opened(link(office.taken), sent["passcode"]) == b""


async def test_the_same_request_again_is_one_sending(office: Office):
    """After a lost answer: the same passcode, and one mail."""
    ben, clinic = office.clinic.people[1], office.clinic
    letter = (await post(ben, "/v1/letters", wanted(clinic), key=new_id()))["id"]
    form, key = await signed_for(ben, letter, clinic), new_id()
    body = {"form": form, "address": ADDRESS, "address_again": ADDRESS}
    made = [await post(ben, f"/v1/letters/{letter}/deliveries", body, key=key) for _ in range(2)]
    assert made[0] == made[1]
    assert len((await ask(ben, clinic, "GET", "/v1/deliveries"))["items"]) == 1
    with pytest.raises(errors.CommandReused):
        await post(ben, f"/v1/letters/{letter}/deliveries", body | {"language": "es"}, key=key)


async def test_a_part_2_program_goes_without_the_notice_only_while_counsels_sign_off_holds(an_office: Office):
    """Route C from the privacy officer's record to the mail, and off again: then the notice is back."""
    clinic, house = an_office.clinic, an_office.clinic.house
    coordinator, ana = clinic.cast.coordinator, clinic.people[0]
    await coordinator.confirm(house)
    officer = await clinic.invited("privacy_officer", "Pia", 95)
    await coordinator.confirm(house)
    await ask(coordinator, clinic, "PUT", f"/v1/programs/{clinic.cast.program}/part2-status", {"status": "yes"})
    await ana.confirm(house)
    with pytest.raises(errors.Conflict):
        await queued(ana, clinic)
    await ask(officer, clinic, "PUT", "/v1/issuer-review", {"publicly_sud": "unknown", "with_notice": True})
    with pytest.raises(errors.Invalid) as warned:
        await queued(ana, clinic)
    assert any("substance use treatment" in one.says for one in warned.value.faults)
    signed_off = {"publicly_sud": "no", "signed_off": True, "counsel": "Lu Counsel"}
    signed_off["reviewed_on"] = clinic.begins.date().isoformat()
    await ask(officer, clinic, "PUT", "/v1/issuer-review", signed_off)
    neutral = await an_office.sends(ana)
    assert (neutral["neutral"], neutral["notice"]) == (True, False)
    assert "42 CFR" not in mail(an_office.taken)
    await ana.confirm(house)
    letter = await paperwork.ask(ana, clinic.begins.date())
    assert says(await checked(clinic, letter.code)) == "confirmed"
    await officer.confirm(house)
    await ask(officer, clinic, "PUT", "/v1/issuer-review", {"publicly_sud": "unknown", "with_notice": True})
    assert await opened(link(an_office.taken), neutral["passcode"]) == b""
    assert says(await checked(clinic, letter.code)) == "not_confirmed"
    await ana.confirm(house)
    noticed = await an_office.sends(ana, notice_accepted=True, notice_accepted_again=True)
    assert (noticed["neutral"], noticed["notice"]) == (False, True)
    assert "42 CFR part 2" in mail(an_office.taken)
    assert await opened(link(an_office.taken), noticed["passcode"]) != b""


SERVE = """
import asyncio, os, sys
from datetime import timedelta
import handrail.jobs
from handrail.app import serving
from handrail.cli.practice import EveningClock
from handrail.config import Config
handrail.jobs.TEN_SECONDS = 0.05
async def main():
    async with serving(Config.from_env(os.environ), clock=EveningClock(timedelta(seconds=float(sys.argv[1])))):
        await asyncio.Event().wait()
asyncio.run(main())
"""


class Kills(Taken):
    """A mail server at whose door the node dies: the attempt is written down, the message not yet given."""

    def __init__(self) -> None:
        super().__init__()
        self.victim: asyncio.subprocess.Process | None = None
        self.begun = asyncio.Event()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.victim is not None:
            self.victim.send_signal(signal.SIGKILL)
            self.begun.set()
        envelope.mail_from = address
        return "250 OK"


async def test_a_node_killed_between_attempt_and_mail_leaves_unknown_and_no_second_try(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    """kill -9: nobody can know whether it arrived, so that is what the client sees (design §9.9)."""
    monkeypatch.setattr("handrail.jobs.TEN_SECONDS", 0.05)
    kills = Kills()
    folder = tmp_path_factory.mktemp("killed") / "data"
    async with a_mail_server(kills) as port, an_evening_over(folder, **settings(port)) as clinic:
        ana, house = clinic.people[0], clinic.house
        made = await queued(ana, clinic)
        await house.stop()
        house.clock.move_on(UNDO)
        environ = {name: value for name, value in house._environ.items() if value}
        ahead = (house.clock.now() - house.clock._system.now()).total_seconds()
        kills.victim = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SERVE, str(ahead), env={**os.environ, **environ}
        )
        async with asyncio.timeout(PATIENCE):
            await kills.begun.wait()
            await kills.victim.wait()
        kills.victim = None
        await house.start()
        assert await state(ana, made["id"]) == "sending"
        await house.pass_time(UNDO)
        await reaches(ana, made["id"], "unknown")
        assert kills.envelopes == []
