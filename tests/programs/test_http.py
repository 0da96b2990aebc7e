"""The routes as clients use them: over a socket, with bodies checked and relations kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from tests.fakes import FakeClock
from tests.programs.factories import ANA, BEN, CEDAR, CORA, ELSEWHERE, LEE, a_principal, known, prints_all, tags

from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import PersonId, SystemIds
from handrail.kernel.principal import Principal, Role
from handrail.programs import http
from handrail.unit_of_work import Units
from handrail.web.caller import AUTHENTICATE
from handrail.web.headers import IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.openapi import document
from handrail.web.routes import WayOut
from handrail.web.serve import CLOCK, mount

Answer = tuple[int, Any]
Ask = Callable[..., Awaitable[Answer]]

PROGRAM = {"name": "Cedar", "state": "OR", "zone": "America/Los_Angeles", "part2_status": "no"}
COHORT = {
    "name": "Evening group",
    "weekdays": ["monday", "wednesday", "friday"],
    "starts": "18:00",
    "ends": "21:00",
    "zone": "America/Los_Angeles",
    "starts_on": "2026-09-02",
    "ends_on": "2026-11-27",
}
PROFILE = {
    "name": "Cedar Street Health",
    "address_lines": ["100 Cedar Street", "Salem, OR 97301"],
    "phone": "503-555-0100",
    "signer_name": "R. Okafor",
    "signer_title": "Director of Client Services",
    "check_host": "check.cedarstreet.example",
}
PLACE = {"kind": "home", "address": "12 Alder Lane", "callback": "503-555-0143", "privacy": "alone"}


class Doorman:
    """Knows people by the name they send; stands in for tokens."""

    def __init__(self) -> None:
        self.knows: dict[str, Principal] = {"cora": CORA, "stranger": a_principal(program=ELSEWHERE)}

    async def __call__(self, request: web.Request) -> Principal:
        principal = self.knows.get(request.headers.get("X-Me", ""))
        if principal is None:
            raise SignedOut
        return principal


@pytest.fixture
def doorman() -> Doorman:
    return Doorman()


@pytest_asyncio.fixture(loop_scope="session")
async def ask(units: Units, clock: FakeClock, ids: SystemIds, doorman: Doorman) -> AsyncIterator[Ask]:
    """Send one request as somebody and give status and body."""
    app = web.Application(middlewares=[problems])
    app[IDS], app[SERVED_OVER_TLS], app[CLOCK], app[AUTHENTICATE] = ids, False, clock, doorman
    app.on_response_prepare.append(on_prepare)
    http.provide(app, units=units, clock=clock, ids=ids, try_printing=prints_all)
    mount(app, http.ROUTES)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as browser:

        async def send(me: str, method: str, path: str, body: Any = None) -> Answer:
            async with browser.request(method, base + path, json=body, headers={"X-Me": me}) as response:
                return response.status, await response.json(content_type=None) if await response.read() else None

        yield send
    await runner.cleanup()


async def set_up(ask: Ask) -> tuple[str, list[dict[str, Any]]]:
    """The program, a cohort and two weeks of sessions, as a coordinator makes them."""
    assert (await ask("cora", "POST", "/v1/programs", PROGRAM))[0] == 201
    _, cohort = await ask("cora", "POST", "/v1/cohorts", COHORT)
    _, made = await ask("cora", "POST", f"/v1/cohorts/{cohort['id']}/sessions", {"until": "2026-09-14"})
    return cohort["id"], made["items"]


async def people(ask: Ask, units: Units, doorman: Doorman, cohort: str) -> None:
    """Ana is enrolled, Lee leads, Ben is in the program and in no cohort."""
    for name, person, role in (
        ("ana", ANA, Role.PARTICIPANT),
        ("ben", BEN, Role.PARTICIPANT),
        ("lee", LEE, Role.FACILITATOR),
    ):
        doorman.knows[name] = await known(units, person, role)
    assert (await ask("cora", "POST", f"/v1/cohorts/{cohort}/enrolments", {"person": ANA}))[0] == 201
    assert (await ask("cora", "POST", f"/v1/cohorts/{cohort}/facilitators", {"person": LEE}))[0] == 201


async def test_a_coordinator_sets_a_program_up_from_nothing(ask: Ask):
    _, sessions = await set_up(ask)
    status, profile = await ask("cora", "PUT", f"/v1/programs/{CEDAR}/issuer-profile", PROFILE)

    assert (status, profile["version"], profile["warnings"]) == (200, 1, [])
    assert [session["on"] for session in sessions][:2] == ["2026-09-02", "2026-09-04"]
    assert {(session["starts"], session["ends"], session["state"]) for session in sessions} == {
        ("18:00", "21:00", "scheduled")
    }
    status, program = await ask("cora", "GET", f"/v1/programs/{CEDAR}")
    assert status == 200
    assert program["issuer_profile"] == profile


async def test_the_question_of_part_2_must_be_answered(ask: Ask):
    unanswered = {key: value for key, value in PROGRAM.items() if key != "part2_status"}

    status, problem = await ask("cora", "POST", "/v1/programs", unanswered)

    assert (status, problem["faults"]) == (422, [{"at": "/part2_status", "says": "this is needed"}])


async def test_answering_unknown_closes_the_readers_check_and_needs_a_fresh_sign_in(
    ask: Ask, doorman: Doorman, clock: FakeClock
):
    await set_up(ask)
    path = f"/v1/programs/{CEDAR}/part2-status"

    status, program = await ask("cora", "PUT", path, {"status": "unknown"})
    assert (status, program["part2_status"]) == (200, "unknown")

    clock.advance(301)
    assert (await ask("cora", "PUT", path, {"status": "no"}))[0] == 401
    doorman.knows["cora"] = replace(CORA, authenticated_at=clock.now())
    assert (await ask("cora", "PUT", path, {"status": "no"}))[0] == 200


async def test_a_telling_letterhead_is_written_with_a_warning(ask: Ask):
    await set_up(ask)

    status, profile = await ask(
        "cora", "PUT", f"/v1/programs/{CEDAR}/issuer-profile", PROFILE | {"name": "Harbor Recovery Center"}
    )

    assert status == 200
    assert profile["warnings"] == [{"at": "/name", "word": "recovery", "reveals": "substance_use"}]


async def test_what_is_next_is_told_in_local_time_to_those_who_are_in_it(ask: Ask, units: Units, doorman: Doorman):
    cohort, sessions = await set_up(ask)
    await people(ask, units, doorman, cohort)

    for name, part in (("ana", "participant"), ("lee", "lead")):
        status, next_ones = await ask(name, "GET", "/v1/sessions")
        assert status == 200
        assert next_ones["items"] == [session | {"part": part} for session in sessions]
        assert (await ask(name, "GET", f"/v1/sessions/{sessions[0]['id']}"))[1] == next_ones["items"][0]
    assert await ask("ben", "GET", "/v1/sessions") == (200, {"items": []})


async def test_a_place_is_told_read_and_kept_from_everybody_else(ask: Ask, units: Units, doorman: Doorman):
    cohort, (tonight, *_) = await set_up(ask)
    await people(ask, units, doorman, cohort)

    assert await ask("ana", "POST", f"/v1/sessions/{tonight['id']}/place", PLACE) == (204, None)

    path = f"/v1/sessions/{tonight['id']}/places/{ANA}"
    assert await ask("lee", "GET", path) == (200, PLACE)
    assert (await ask("cora", "GET", path))[0] == 403
    assert (await ask("ben", "GET", path))[0] == 403
    assert (await ask("ben", "POST", f"/v1/sessions/{tonight['id']}/place", PLACE))[0] == 404
    assert (await tags(units)).count("place:read") == 1


async def test_a_facilitator_sees_who_is_expected_and_who_has_told_their_place(
    ask: Ask, units: Units, doorman: Doorman
):
    cohort, (tonight, *_) = await set_up(ask)
    await people(ask, units, doorman, cohort)
    path = f"/v1/sessions/{tonight['id']}/roster"
    ana = {"person": ANA, "display_name": f"{ANA} shown", "told_place": False}

    assert await ask("lee", "GET", path) == (200, {"items": [ana]})
    await ask("ana", "POST", f"/v1/sessions/{tonight['id']}/place", PLACE)
    assert await ask("lee", "GET", path) == (200, {"items": [ana | {"told_place": True}]})

    doorman.knows["other"] = await known(units, PersonId("person-other"), Role.FACILITATOR)
    assert [(await ask(name, "GET", path))[0] for name in ("other", "ana", "cora")] == [404, 403, 403]


async def test_a_wrong_number_is_pointed_at_and_not_repeated(ask: Ask, units: Units, doorman: Doorman):
    cohort, (tonight, *_) = await set_up(ask)
    await people(ask, units, doorman, cohort)

    status, problem = await ask("ana", "POST", f"/v1/sessions/{tonight['id']}/place", PLACE | {"callback": "zzz"})

    assert (status, [fault["at"] for fault in problem["faults"]]) == (422, ["/callback"])
    assert "zzz" not in str(problem)


async def test_an_enrolment_is_planned_and_ended(ask: Ask, units: Units, doorman: Doorman):
    cohort, (tonight, *_) = await set_up(ask)
    await people(ask, units, doorman, cohort)
    _, roster = await ask("cora", "GET", f"/v1/cohorts/{cohort}/enrolments")
    path = f"/v1/enrolments/{roster['items'][0]['id']}"

    status, planned = await ask("cora", "PATCH", path, {"planned_end": "2026-10-14"})
    assert (status, planned["planned_end"], planned["ended_at"]) == (200, "2026-10-14", None)
    assert (await ask("cora", "PATCH", path, {"planned_end": None}))[1]["planned_end"] is None
    for unclear in ({}, {"ended": True, "planned_end": None}, {"last_day": "2026-09-02"}, {"ended": False}):
        assert (await ask("cora", "PATCH", path, unclear))[0] == 422
    status, over = await ask("cora", "PATCH", path, {"ended": True})
    assert (status, over["last_day"]) == (200, "2026-09-02")
    assert (await ask("ana", "GET", f"/v1/sessions/{tonight['id']}"))[0] == 404


async def test_an_assignment_is_taken_back(ask: Ask, units: Units, doorman: Doorman):
    cohort, (tonight, *_) = await set_up(ask)
    await people(ask, units, doorman, cohort)
    _, given = await ask("cora", "GET", f"/v1/cohorts/{cohort}/facilitators")

    assert await ask("cora", "DELETE", f"/v1/assignments/{given['items'][0]['id']}") == (204, None)

    assert (await ask("lee", "GET", f"/v1/sessions/{tonight['id']}"))[0] == 404


async def test_a_session_is_cancelled_once(ask: Ask):
    _, (tonight, *_) = await set_up(ask)
    path = f"/v1/sessions/{tonight['id']}/cancellation"

    assert (await ask("cora", "POST", path))[1]["state"] == "cancelled"
    assert (await ask("cora", "POST", path))[0] == 409


async def test_holidays_are_set(ask: Ask):
    await set_up(ask)

    _, program = await ask("cora", "PATCH", f"/v1/programs/{CEDAR}", {"holidays": ["2026-11-26"]})

    assert program["holidays"] == ["2026-11-26"]


@pytest.mark.parametrize("nobody", ["stranger", "ana", "lee"])
async def test_what_is_another_programs_is_not_there(ask: Ask, units: Units, doorman: Doorman, nobody: str):
    """A missing thing and somebody else's are one answer (G1); a role that never may is told so."""
    cohort, (tonight, *_) = await set_up(ask)
    await people(ask, units, doorman, cohort)
    refused = 404 if nobody == "stranger" else 403

    for method, path, body in (
        ("GET", f"/v1/programs/{CEDAR}", None),
        ("PATCH", f"/v1/programs/{CEDAR}", {"name": "Mine"}),
        ("PUT", f"/v1/programs/{CEDAR}/issuer-profile", PROFILE),
        ("PUT", f"/v1/programs/{CEDAR}/part2-status", {"status": "no"}),
        ("GET", f"/v1/cohorts/{cohort}/sessions", None),
        ("POST", f"/v1/cohorts/{cohort}/sessions", {"until": "2026-09-30"}),
        ("GET", f"/v1/cohorts/{cohort}/enrolments", None),
        ("POST", f"/v1/cohorts/{cohort}/enrolments", {"person": BEN}),
        ("GET", f"/v1/cohorts/{cohort}/facilitators", None),
        ("POST", f"/v1/cohorts/{cohort}/facilitators", {"person": LEE}),
        ("POST", f"/v1/sessions/{tonight['id']}/cancellation", None),
    ):
        assert (await ask(nobody, method, path, body))[0] == refused, path
    assert (await ask("stranger", "GET", f"/v1/sessions/{tonight['id']}"))[0] == 404
    assert (await ask("nobody", "GET", "/v1/sessions"))[0] == 401


@pytest.mark.parametrize("extra", [{"id": "program-mine"}, {"version": 7}])
async def test_a_field_that_is_not_asked_for_is_refused(ask: Ask, extra: dict[str, Any]):
    assert (await ask("cora", "POST", "/v1/programs", PROGRAM | extra))[0] == 422


async def test_a_person_who_does_not_exist_is_not_enrolled(ask: Ask):
    cohort, _ = await set_up(ask)

    assert (await ask("cora", "POST", f"/v1/cohorts/{cohort}/enrolments", {"person": PersonId("nobody")}))[0] == 404


def test_every_route_says_how_its_answer_leaves_and_is_described():
    described = document(http.ROUTES, "0")["paths"]

    assert sum(len(methods) for methods in described.values()) == len(http.ROUTES)
    assert {route.way for route in http.ROUTES} <= {WayOut.NOTHING, WayOut.TO_PERSON, WayOut.TO_STAFF}
