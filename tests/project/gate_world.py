"""Two programs on one server, for walking every route as people to whom what they ask for does not belong."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pikepdf
from tests.journeys.house import Clinic, House, a_clinic, a_house, ask
from tests.journeys.post import queued, settings
from tests.support.device import Device

from handrail.cli.rehearsal import paperwork, people
from handrail.cli.rehearsal.evening import answers, wait
from handrail.cli.rehearsal.people import Cast, Person, post
from handrail.identity.invite import Invite
from handrail.identity.invitee import Invitee
from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Principal, Role
from handrail_client.messages import NoteSend, RoomEnd, RoundAnswer, RoundOpen, new_id

WORDS = "a sentence that only Ana wrote"


@dataclass(frozen=True)
class Reply:
    """An answer as far as two of them may be compared: without what differs between any two."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    raw: bytes

    @property
    def comparable(self) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in self.headers.items() if name not in {"date", "request-id"}}
        body = self.raw
        if headers.get("content-type") == "application/problem+json":
            body = json.dumps({**json.loads(self.raw), "request_id": ""}).encode()
        return self.status, headers, body

    @property
    def allowed(self) -> bool:
        return self.status < 400


@dataclass
class World:
    """Ana's evening is over and on record; others stand at every door.

    Attributes:
        objects: what belongs to Ana or her program, by the name of the path's parameter.
        others: who asks, by name; None is nobody.
        marks: texts that speak of Ana and of no one else.
    """

    house: House
    clinic: Clinic
    objects: dict[str, str]
    others: dict[str, Person | None]
    marks: set[str]
    http: aiohttp.ClientSession
    own_cohort: str = ""

    async def knock(
        self, who: Person | None, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request, sent as it is."""
        sent = dict(headers or {})
        if who is not None:
            sent["Authorization"] = f"Bearer {await who.client.http._token()}"
        async with self.http.request(
            method, self.house.origin + path, json=body, headers=sent, allow_redirects=False
        ) as got:
            seen = {name.lower(): value for name, value in got.headers.items()}
            return Reply(got.status, seen, await got.read())


@contextlib.asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    """The evening played, a letter issued, the other program set up, everybody signed in afresh."""
    async with (
        a_house(folder, **settings(9)) as house,  # nobody answers there: what is queued waits
        a_clinic(house, participants=2) as clinic,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        ana, ben = clinic.people
        seats = await _evening(clinic)
        await clinic.confirm_all()
        objects = await _records(clinic)
        others: dict[str, Person | None] = {"nobody": None, "a peer": ben}
        others["a participant of another cohort"] = await clinic.invited("participant", "Oda", 90)
        others["a facilitator of another cohort"] = await clinic.invited("facilitator", "Uma", 91)
        elsewhere = await _another_program(house, clinic.stack)
        others |= elsewhere
        marks = {WORDS, ana.email, "Ana A", ana.id, seats, *(objects[name] for name in OWN)}
        yield World(house, clinic, objects, others, marks, http, await _cohort_of(elsewhere["its coordinator"], clinic))
        await clinic.leave_all()


OWN = (
    "entry",
    "letter",
    "request",
    "paperwork",
    "form",
    "slip",
    "delivery",
    "consent",
    "restriction",
    "right",
    "representative",
    "alert",
    "enrolment",
    "passkey",
)
"""Objects that are Ana's alone."""


async def _evening(clinic: Clinic) -> str:
    """Ana answers, worries somebody, writes a note; the evening ends. Gives her seat."""
    sol, (ana, _) = await clinic.together()
    await sol.do(RoundOpen(template="evening"))
    await wait(ana, lambda state: state.open_round is not None)
    form = next(one for one in await clinic.people[0].client.check_ins() if one.id == "evening")
    given = answers(form, 0) | {"topic": WORDS, "harm": True}
    await ana.do(RoundAnswer(round=ana.state.open_round.round, answers=given))
    await ana.do(NoteSend(text=WORDS))
    await wait(sol, lambda state: len(state.room.alerts) == 1)
    await clinic.house.pass_time(175 * 60)
    await sol.do(RoomEnd())
    return str(ana.state.you.seat)


async def _records(clinic: Clinic) -> dict[str, str]:
    """One of everything that a path may name."""
    ana, coordinator, cohort = clinic.people[0], clinic.cast.coordinator, clinic.cast.cohort
    (receipt,) = (await ask(ana, clinic, "GET", "/v1/attendance"))["items"]
    await ana.client.dispute(receipt["entry"], WORDS)
    await ana.client.write_crisis_plan({"signs": WORDS}, based_on=0)
    letter = await paperwork.ask(ana, clinic.begins.date())
    needs = {"use": "work", "level": 3, "items": ["functional_limits"]}
    wanted = await post(ana, "/v1/letter-requests", needs, key=new_id())
    monthly = {"use": "work", "level": 2, "until": str(clinic.begins.date() + timedelta(days=90))}
    renewal = await post(ana, "/v1/letter-renewals", monthly, key=new_id())
    form = await post(ana, "/v1/paperwork", {"kind": "fmla", "understood": True}, key=new_id())
    attached = await _attached(clinic, coordinator, form["id"])
    (consent,) = (await ask(ana, clinic, "GET", "/v1/consents"))["items"]
    slipped = await post(ana, f"/v1/letters/{letter.id}/slips", {"reader_form": consent["id"]}, key=new_id())
    restriction = await post(ana, "/v1/restrictions", {"recipients": ["family_friend"]})
    right = await post(ana, "/v1/rights-requests", {"right": "record"}, key=new_id())
    represents = {"relation": "personal_representative", "name": "Lu", "basis": "A paper"}
    represents |= {"in_scope": True, "activated": True}
    representative = await post(coordinator, f"/v1/people/{ana.id}/representatives", represents)
    (alert,) = (await ask(clinic.sol, clinic, "GET", f"/v1/sessions/{clinic.session}/alerts"))["items"]
    enrolled = (await ask(coordinator, clinic, "GET", f"/v1/cohorts/{cohort}/enrolments"))["items"]
    (assignment,) = (await ask(coordinator, clinic, "GET", f"/v1/cohorts/{cohort}/facilitators"))["items"]
    passkey = await _passkey(ana, clinic)
    return {
        "person": ana.id,
        "session": clinic.session,
        "cohort": cohort,
        "program": clinic.cast.program,
        "entry": receipt["entry"],
        "letter": letter.id,
        "request": wanted["id"],
        "renewal": renewal["id"],
        "paperwork": form["id"],
        "form": attached,
        "delivery": (await queued(ana, clinic))["id"],
        "slip": slipped["slips"][0]["id"],
        "consent": consent["id"],
        "restriction": restriction["id"],
        "right": right["id"],
        "representative": representative["id"],
        "alert": alert["id"],
        "enrolment": next(one["id"] for one in enrolled if one["person"] == ana.id),
        "assignment": assignment["id"],
        "passkey": passkey,
    }


async def _attached(clinic: Clinic, coordinator: Person, paperwork: str) -> str:
    """Sol, as a clinician, attaches Ana's completed form; gives its id."""
    path = f"/v1/programs/{clinic.cast.program}/clinicians/{clinic.sol.id}"
    await coordinator.client.http.call("PUT", path, {"credential": "physician"})
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    await clinic.sol.client.attach_paperwork(paperwork, out.getvalue())
    (asked,) = await clinic.people[0].client.paperwork()
    return asked.forms[0].id


async def _passkey(ana: Person, clinic: Clinic) -> str:
    options = (await post(ana, "/v1/me/passkey-offers"))["options"]
    device = Device(clinic.house.origin, options["rp"]["id"])
    made = await post(ana, "/v1/me/passkeys", {"credential": device.create(options)})
    return str(made["id"])


async def _another_program(house: House, stack: AsyncExitStack) -> dict[str, Person | None]:
    """Staff and a participant of a second program on the same server."""
    node = house.served.node
    program = ProgramId(node.ids.new())
    nobody = Principal(
        PersonId(""), program, frozenset({Role.COORDINATOR}), SignInId(""), authenticated_at=node.clock.now()
    )
    email = "coordinator@elsewhere.example"
    invitee = Invitee(email, "Cora Elsewhere", "Cora", frozenset({Role.COORDINATOR}), people.ZONE)
    made = await Invite(node.units, node.ids, node.clock, house.origin)(nobody, invitee)
    cora = await people.activate(house, stack, made.link, email, 80)
    cast = Cast(cora, program)
    named = {"name": "Day program", "state": "OR", "zone": people.ZONE, "part2_status": "no"}
    await post(cora, "/v1/programs", named)
    found: dict[str, Person | None] = {"its coordinator": cora}
    for number, role in ((81, "privacy_officer"), (82, "facilitator"), (83, "participant")):
        link = (await people.invitation(cast, role, f"Elsewhere {number}", number))["link"]
        found[f"its {role}"] = await people.activate(house, stack, link, people.address(number), number)
    return found


async def _cohort_of(coordinator: Person | None, clinic: Clinic) -> str:
    assert coordinator is not None
    pattern = {"weekdays": ["tuesday"], "starts": "10:00", "ends": "12:00", "zone": people.ZONE}
    starts = (clinic.begins.date() + timedelta(days=1)).isoformat()
    return str((await post(coordinator, "/v1/cohorts", {"name": "Days", "starts_on": starts, **pattern}))["id"])
