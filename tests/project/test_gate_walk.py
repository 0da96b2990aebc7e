"""One gate (I1): every route and job says which way out it is, and none lets out what is not the asker's."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from tests.project.gate_world import Reply, World, a_world
from tests.project.paths import SERVER

from handrail import jobs
from handrail.app import ROUTES
from handrail.cli.rehearsal import people
from handrail.kept_replies import KeptReplies
from handrail.kernel.principal import Power
from handrail.web import page, static
from handrail.web.headers import ALWAYS
from handrail.web.routes import Route, WayOut
from handrail_client.messages import new_id

TASKS = {
    "…": WayOut.NOTHING,  # the jobs of `handrail.jobs`, each of which says it itself
    "bus": WayOut.NOTHING,  # connects
    "closing socket": WayOut.NOTHING,  # a close code
    "group commit": WayOut.NOTHING,  # writes what rooms decided
    "hint": WayOut.NOTHING,  # a room and a version to the other nodes
    "live debts": WayOut.IN_ROOM,  # presence that is owed to a room
    "live upkeep": WayOut.IN_ROOM,  # presence of who is gone, closes of who may no longer be there
    "room …": WayOut.IN_ROOM,  # the room itself
    "tell a room": WayOut.IN_ROOM,  # a command from elsewhere, through the room's one door
}
"""Every task that runs by itself, and which of I1's ways out it is. A new one is written down here."""

SERVED = (*(route for route in ROUTES if route not in page.ROUTES), *static.routes())
"""The routes as they are served, with the browser app's files where it was built."""

PUBLIC = {"handout": "grounding", "template": "evening", "version": "1"}
"""Parameters that name what the product ships."""

MAY = {
    ("GET", "/v1/sessions/{session}"): {"a peer"},
    ("GET", "/v1/sessions/{session}/check-in"): {"a peer"},
    ("POST", "/v1/sessions/{session}/place"): {"a peer"},
    ("POST", "/v1/sessions/{session}/tickets"): {"a peer"},
}
"""Who else an object of Ana's is for; anybody not named here is told that there is nothing."""

FILTERS = {("GET", "/v1/consents/{consent}/disclosures")}
"""Own lists narrowed down by an object: of what is not theirs, as of what is not there, the list is empty."""

DAY = "2031-03-05"
CHOICES = {
    "recipient": "employer_hr",
    "recipient_name": "Somebody",
    "purposes": ["verification_callback"],
    "elements": ["letter_existence"],
    "expires_on": DAY,
}
PERSON = {"email": "new@people.example", "legal_name": "New Name", "display_name": "New", "zone": people.ZONE}
BODIES: dict[str, Any] = {
    "AccountChange": {"legal_name": "Other Name"},
    "AcknowledgeIn": {"note": "seen"},
    "ActivationAsk": {"secret": "x" * 43, "password": "a password that nobody has"},
    "AnswerIn": {"agreed": True},
    "AttestIn": {"of": "signature", "how": "known"},
    "CheckIn": {"code": "AAAA-BBBB-CCCC"},
    "ChoicesIn": CHOICES,
    "ClinicianIn": {"credential": "physician"},
    "CrisisPlanIn": {"based_on": 0, "alone": "Walk to the mill."},
    "CohortIn": {
        "name": "Days",
        "weekdays": ["monday"],
        "starts": "09:00",
        "ends": "10:00",
        "zone": people.ZONE,
        "starts_on": DAY,
    },
    "ContactIn": {"channels": []},
    "CorrectionIn": {"status": "excused", "reason": "none"},
    "DeliveryIn": {"form": "none", "address": "a@b.example", "address_again": "a@b.example"},
    "DisputeIn": {"words": "none"},
    "EnrolmentIn": {"person": "{person}"},
    "EnrolmentPatch": {"planned_end": DAY},
    "ExtensionIn": {"reason": "none"},
    "FactsIn": {"state": "OR"},
    "FacilitatorIn": {"person": "{person}"},
    "FeeIn": {"cents": 100},
    "FetchIn": {"token": "none", "passcode": "none"},
    "InvitationAsk": PERSON | {"roles": ["participant"]},
    "IssuerProfileIn": people.NEUTRAL_PROFILE,
    "ItemIn": {"item": "program_name"},
    "LetterIn": {"use": "work", "level": 1},
    "MeChange": {"zone": people.ZONE},
    "PaperIn": {
        "serves": ["hipaa_authorization"],
        "origin": "ours",
        "recipient": "employer_hr",
        "received_on": DAY,
        "scan": "JVBERi0xLjc=",
    },
    "PaperworkDeclineIn": {"reason": "needs_visit"},
    "PaperworkFormIn": {"document": "JVBERi0xLjc="},
    "PaperworkIn": {"kind": "fmla", "understood": True},
    "Part2In": {"status": "no"},
    "PasskeyAsk": {"credential": {"id": "nobody"}},
    "PasswordAsk": {"password": "a password that nobody has"},
    "PlaceModel": {"kind": "home", "address": "1 Sample Lane", "callback": "+1 503 555 0111", "privacy": "alone"},
    "PolicyIn": {
        "in_force_from": DAY,
        "present_from": 80,
        "partial_from": 40,
        "grace_minutes": 5,
        "late_minutes": 15,
    },
    "ProgramIn": {"name": "Program", "state": "OR", "zone": people.ZONE, "part2_status": "no"},
    "ProgramPatch": {"name": "Program"},
    "PinAsk": {"pin": "4071"},
    "ReauthenticationAsk": {"password": "a password that nobody has"},
    "RefreshAsk": {"refresh": "x" * 43},
    "RenewalIn": {"use": "work", "level": 1, "until": DAY},
    "RepresentativeIn": {
        "relation": "parent_guardian",
        "name": "Somebody",
        "basis": "A paper",
        "in_scope": True,
        "activated": True,
    },
    "RequestAnswerIn": {"reason": "rules"},
    "RequestedLetterIn": {"warnings_accepted": True},
    "RestrictionIn": {"recipients": ["family_friend"]},
    "ReviewIn": {"publicly_sud": "unknown"},
    "RevocationIn": {"manner": "oral"},
    "RightAnswerIn": {"outcome": "given"},
    "RightIn": {"right": "record"},
    "ScheduleIn": {"until": DAY},
    "SetupAsk": PERSON | {"secret": "x" * 26},
    "SignatureIn": {"choices": CHOICES, "digest": "0" * 64},
    "SlipIn": {"reader_form": "none"},
    "StatementIn": {"good_until": DAY, "limits": ["driving"]},
    "StepIn": {"step": "question", "reason": "none"},
    "ToldRightIn": {"right": "record", "manner": "oral"},
    "SuspensionIn": {
        "agency": "law_enforcement",
        "agency_name": "An agency",
        "official": "Somebody",
        "oral": True,
        "said_on": "2030-01-01",
        "until": "2030-01-02",
    },
    "SignInAsk": {"email": "nobody@people.example", "password": "a password that nobody has"},
}
"""A body that can be read for every model that a route takes, so that the walk gets as far as whose it is."""

ENDS = {
    ("DELETE", "/v1/sign-ins"),
    ("DELETE", "/v1/sign-ins/current"),
    ("PUT", "/v1/sign-ins/current/pause"),
    ("PUT", "/v1/me/password"),
}
"""Routes that end the asker's own sign-in; they name nobody else."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with a_world(tmp_path_factory.mktemp("gate") / "data") as world:
        yield world


def parameters(route: Route) -> list[str]:
    return re.findall(r"{(\w+)}", route.path)


def filled(route: Route, objects: dict[str, str]) -> tuple[str, Any]:
    """The route's path and body with these objects in it."""
    body = json.dumps(BODIES[route.body.__name__]) if route.body else "null"
    return route.path.format_map(objects | PUBLIC), json.loads(body.replace('"{person}"', f'"{objects["person"]}"'))


# --- what each says of itself ---------------------------------------------------------------------------------


def test_every_route_says_which_way_out_it_is():
    assert all(isinstance(route.way, WayOut) for route in SERVED)
    assert len({(route.method, route.path) for route in SERVED}) == len(SERVED)


def test_what_goes_to_one_person_or_to_staff_needs_to_know_who_asks():
    """Without a sign-in one gets nothing of anybody, except where a secret of one's own is what signs one in."""
    entrances = {"/v1/activations", "/v1/passkey-sign-ins", "/v1/refreshes", "/v1/setup", "/v1/sign-ins"}
    for route in SERVED:
        if route.way in {WayOut.TO_PERSON, WayOut.TO_STAFF} and route.path not in entrances:
            assert route.power is not Power.ANYONE, route.path


def test_disclosures_are_few_and_named():
    """What leaves for others passes the one gate."""
    found = {f"{route.method} {route.path}" for route in SERVED if route.way is WayOut.DISCLOSURE}
    assert found == {
        "POST /v1/letters",
        "POST /v1/letter-requests/{request}/letter",
        "POST /v1/letters/{letter}/slips",
        "POST /v1/letters/{letter}/successor",
        "GET /v1/paperwork/{paperwork}/forms/{form}/document",
        "POST /v1/letter-fetches",
        "POST /v1/checks",
        "POST /v1/record-exports",
        "POST /v1/record-exports/text",
    }


def test_every_job_says_which_way_out_it_is():
    assert started() == set(TASKS)
    silent = jobs.jobs(None, KeptReplies(None, None, None), None)
    assert {job.way for job in silent} == {WayOut.NOTHING}
    sending = jobs.jobs(None, KeptReplies(None, None, None), None, lambda: None)
    assert [job.name for job in sending if job.way is not WayOut.NOTHING] == ["send what is due"]
    assert {job.way for job in jobs.letter_jobs(None)} == {WayOut.DISCLOSURE}


def test_every_body_can_be_walked():
    """A new route with a body of its own brings one for the walk."""
    assert {route.body.__name__ for route in SERVED if route.body} <= set(BODIES)
    for route in SERVED:
        if route.body:
            route.body.model_validate_json(json.dumps(BODIES[route.body.__name__]))


def started() -> set[str]:
    """The names of the tasks that are started anywhere in the server."""
    found = set()
    for path in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "start":
                found |= {_text(word.value) for word in node.keywords if word.arg == "name"}
    return found


def _text(node: ast.expr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)


# --- the walk -------------------------------------------------------------------------------------------------

NAMING = [route for route in SERVED if set(parameters(route)) - set(PUBLIC)]
OWN_LISTS = [route for route in SERVED if route not in NAMING and (route.method, route.path) not in ENDS]


@pytest.mark.parametrize("route", NAMING, ids=lambda route: f"{route.method} {route.path}")
async def test_what_is_not_theirs_and_what_is_not_there_are_one_answer(world: World, route: Route):
    """To everybody it is not for: the same status, headers and body (G1). Nobody signed in is told so, and no more."""
    missing = {name: new_id() for name in world.objects}
    for name, who in world.others.items():
        real, absent = filled(route, world.objects), filled(route, missing)
        there = await world.knock(who, route.method, *real)
        proper(there)
        if name in MAY.get((route.method, route.path), ()):
            continue
        refused = {403, 404} | ({200} if (route.method, route.path) in FILTERS else set())
        assert there.status in ({401} if who is None else refused), (name, there.status)
        nothing = await world.knock(who, route.method, *absent)
        assert there.comparable == nothing.comparable, name


@pytest.mark.parametrize("route", OWN_LISTS, ids=lambda route: f"{route.method} {route.path}")
async def test_no_answer_to_somebody_else_speaks_of_ana(world: World, route: Route):
    """Whatever they may ask for: not her name, address, words, seat or the id of anything of hers."""
    path, body = filled(route, world.objects)
    if route.body is not None and route.body.__name__ in {"EnrolmentIn", "FacilitatorIn"}:
        pytest.fail("a route without a parameter takes another person's id: walk it by hand")
    for name, who in world.others.items():
        reply = await world.knock(who, route.method, path, body, {"Idempotency-Key": new_id()})
        proper(reply)
        assert reply.status < 500, name
        found = [mark for mark in world.marks if mark.encode() in reply.raw]
        assert not found, (name, found)


async def test_nobody_is_drawn_into_another_program(world: World):
    """A coordinator cannot enrol or assign people of another program, nor tell them from people who do not exist."""
    cora = world.others["its coordinator"]
    for path in ("enrolments", "facilitators"):
        answers = [
            await world.knock(cora, "POST", f"/v1/cohorts/{world.own_cohort}/{path}", {"person": person})
            for person in (world.objects["person"], world.clinic.sol.id, new_id())
        ]
        assert {answer.status for answer in answers} <= {404, 422}
        assert len({str(answer.comparable) for answer in answers}) == 1


async def test_somebody_elses_form_serves_no_letter(world: World):
    """The id of Ana's form in a peer's own request is like one that is not there."""
    body = {"use": "work", "level": 1}
    peer = world.others["a peer"]
    answers = [
        await world.knock(peer, "POST", "/v1/letters", body | {"reader_form": form})
        for form in (world.objects["consent"], new_id())
    ]
    assert not any(answer.allowed for answer in answers)
    assert answers[0].comparable == answers[1].comparable


async def test_a_staff_role_is_no_way_around_the_relation(world: World):
    """Ana's own coordinator and facilitator read neither her letters nor her forms, and no crisis plan at all."""
    for who in (world.clinic.cast.coordinator, world.clinic.sol):
        for path in ("letters/{letter}", "letters/{letter}/document", "consents/{consent}/disclosures"):
            reply = await world.knock(who, "GET", "/v1/" + path.format_map(world.objects))
            assert reply.status in {403, 404}
        assert (await world.knock(who, "GET", "/v1/crisis-plan")).status == 403


# --- every answer ---------------------------------------------------------------------------------------------


async def test_other_methods_are_refused_in_order(world: World):
    """405 with what is allowed, and a problem that says nothing of what is behind the address (J5)."""
    for path in sorted({route.path for route in SERVED}):
        allowed = {route.method for route in SERVED if route.path == path}
        for method in {"PUT", "DELETE", "PATCH", "POST", "TRACE", "OPTIONS", "SEARCH"} - allowed:
            reply = await world.knock(None, method, path.format_map(world.objects | PUBLIC))
            assert reply.status == 405, (method, path)
            assert allowed <= set(reply.headers["allow"].split(", "))
            proper(reply)
    proper(await world.knock(None, "BREW", "/"))


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/nothing",
        "/.git/config",
        "/metrics",
        "/debug",
        "/docs",
        "/openapi.json",
        "/v1/me/",
        "//v1/me",
        "/%00",
    ],
)
async def test_what_is_not_there_is_not_there(world: World, path: str):
    reply = await world.knock(None, "GET", path)
    assert reply.status == 404
    proper(reply)


async def test_no_page_of_another_site_is_let_in(world: World):
    """No cross-origin grant on any answer, and nothing that changes something for a foreign page (A9, J1)."""
    evil = {"Origin": "https://evil.example"}
    for method, path, body in (("POST", "/v1/sign-ins", BODIES["SignInAsk"]), ("POST", "/v1/checks", {"code": "A"})):
        reply = await world.knock(None, method, path, body, evil)
        assert reply.status == 403
        proper(reply)
    reply = await world.knock(None, "OPTIONS", "/v1/me", headers=evil | {"Access-Control-Request-Method": "GET"})
    assert not [name for name in reply.headers if name.startswith("access-control-")]


async def test_a_body_that_cannot_be_read_is_refused_in_order(world: World):
    origin = world.house.origin
    for data, kind, status in (
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"{" * 2000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"x" * 70_000, "application/json", 413),
        (b'{"email":"a@b.example","password":"x","role":"coordinator"}', "application/json", 422),
    ):
        async with world.http.post(f"{origin}/v1/sign-ins", data=data, headers={"Content-Type": kind}) as got:
            seen = {name.lower(): value for name, value in got.headers.items()}
            assert got.status == status
            proper(Reply(got.status, seen, await got.read()))


PUBLIC_KINDS = (*static.TYPES.values(), "application/x-pem-file")


def proper(reply: Reply) -> None:
    """Headers that every answer carries (J1, J2), and a problem wherever something is refused."""
    for name, value in ALWAYS.items():
        if name == "Content-Security-Policy":
            assert "default-src 'none'" in reply.headers[name.lower()]
        else:
            assert reply.headers[name.lower()] == value
    assert "no-store" in reply.headers["cache-control"] or reply.headers["content-type"].startswith(PUBLIC_KINDS)
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert "handrail" not in reply.headers.get("server", "").lower()
    assert "x-powered-by" not in reply.headers
    if reply.status >= 400:
        problem = json.loads(reply.raw)
        assert reply.headers["content-type"] == "application/problem+json"
        assert problem["status"] == reply.status
        assert "Traceback" not in reply.raw.decode()
    assert reply.status != 500
