"""Letters and checks over a real socket: what a client gets, and what a reader can tell (nothing)."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
import pytest_asyncio
import zxingcpp
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.letters.world import CALLER, CLINICIAN, COORDINATOR, FORM, NOBODY, World
from tests.web.test_uploads import a_form

from handrail.kernel.clock import SystemClock
from handrail.kernel.principal import Principal, Role
from handrail.letters import http, http_check
from handrail.letters.code import shown
from handrail.letters.pdf_reading import places, read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.scan import Kind, Place, scan
from handrail.web.caller import AUTHENTICATE
from handrail.web.headers import IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.limits import TRUSTED_PROXY
from handrail.web.serve import CLOCK, mount

ASKED = {"use": "work", "level": 1, "first_day": "2026-09-01", "last_day": "2026-09-11", "reader_form": FORM}
ALWAYS_NEW = {"Date", "Request-Id"}


class House:
    """The server, who is signed in, and how to ask it."""

    def __init__(self, world: World, client: ClientSession, base: str) -> None:
        self.world = world
        self.caller = CALLER
        self._client = client
        self.base = base

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, str], bytes]:
        async with self._client.request(method, self.base + path, json=body) as response:
            return response.status, dict(response.headers), await response.read()

    async def json(self, method: str, path: str, body: Any = None) -> Any:
        async with self._client.request(method, self.base + path, json=body) as response:
            return await response.json(content_type=None)


@asynccontextmanager
async def a_server() -> AsyncIterator[House]:
    world = World()
    app = web.Application(middlewares=[problems])
    app[CLOCK] = SystemClock()  # the rhythm of answers is real time
    app[IDS], app[SERVED_OVER_TLS], app[TRUSTED_PROXY] = world.ids, True, ""
    here: list[House] = []

    async def authenticate(_: web.Request) -> Principal:
        return here[0].caller

    app[AUTHENTICATE] = authenticate
    http.provide(
        app,
        units=world,  # type: ignore[arg-type]
        gate=world.gate,
        key=SigningKey.make(world.ids, date(2026, 9, 1)),
        clock=world.clock,
        ids=world.ids,
        check_origin="https://letters.example.org",
    )
    app.on_response_prepare.append(on_prepare)
    mount(app, http.ROUTES)
    server = TestServer(app)
    await server.start_server()
    async with ClientSession() as client:
        here.append(House(world, client, str(server.make_url("")).rstrip("/")))
        yield here[0]
    await server.close()


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with a_server() as one:
        yield one


async def test_a_client_asks_fetches_and_withdraws(house: House):
    issued = await house.json("POST", "/v1/letters", ASKED)
    assert (issued["standing"], issued["route"], issued["scan"], issued["can_be_checked"]) == (
        "issued",
        "A",
        "clean",
        True,
    )
    assert (await house.json("GET", "/v1/letters"))["items"] == [issued]

    status, headers, pdf = await house("GET", f"/v1/letters/{issued['id']}/document")
    assert status == 200
    assert sha256(pdf).hexdigest() == issued["sha256"]
    assert headers["Content-Disposition"] == f'attachment; filename="letter-{issued["number"]}.pdf"'
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("application/pdf", "no-store")

    withdrawn = await house.json("POST", f"/v1/letters/{issued['id']}/withdrawal")
    assert withdrawn == issued | {"standing": "withdrawn", "can_be_checked": False}


async def test_what_nobody_may_choose_is_refused(house: House):
    for field in ("number", "code", "issued_on", "signer", "text", "person"):
        status, _, _ = await house("POST", "/v1/letters", ASKED | {field: "x"})
        assert status == 422


async def test_another_persons_letter_is_not_found(house: House):
    issued = await house.json("POST", "/v1/letters", ASKED)
    house.caller = NOBODY
    for method, end in (("GET", ""), ("GET", "/document"), ("POST", "/withdrawal")):
        assert (await house(method, f"/v1/letters/{issued['id']}{end}"))[0] == 404


async def test_a_reader_is_told_confirmed_for_code_and_file(house: House):
    issued = await house.json("POST", "/v1/letters", ASKED)
    (code,) = house.world.letters.codes
    for question in ({"code": shown(code)}, {"code": code.lower(), "sha256": issued["sha256"]}):
        assert await house.json("POST", "/v1/checks", question) == {"answer": "confirmed"}
    confirmations = (await house.json("GET", f"/v1/letters/{issued['id']}"))["confirmations"]
    assert [one["source"] for one in confirmations] == ["127.0.0.0/16"] * 2


async def test_every_other_answer_is_equal_in_bytes_and_headers(house: House):
    issued = await house.json("POST", "/v1/letters", ASKED)
    (code,) = house.world.letters.codes
    answers = [
        await house("POST", "/v1/checks", question)
        for question in ({"code": "0" * 26}, {"code": ""}, {"code": "?" * 3000}, {"code": code, "sha256": "ff" * 32})
    ]
    await house("POST", f"/v1/letters/{issued['id']}/withdrawal")
    answers.append(await house("POST", "/v1/checks", {"code": code}))
    house.world.forms = ()
    answers.append(await house("POST", "/v1/checks", {"code": code}))
    alike = {
        (status, tuple((name, value) for name, value in headers.items() if name not in ALWAYS_NEW), body)
        for status, headers, body in answers
    }
    assert len(alike) == 1
    assert {body for *_, body in alike} == {b'{"answer":"not_confirmed"}'}


@given(took=st.floats(min_value=0, max_value=3600))
def test_an_answer_goes_out_on_a_beat_whatever_it_cost(took: float):
    """How closely is measured, not asserted: `tests/benchmarks/check_rhythm.py`."""
    waits = http_check.until_beat(took)
    assert 0 < waits <= http_check.BEAT
    beats = (took + waits) / http_check.BEAT
    assert beats == pytest.approx(round(beats), abs=1e-6)


async def test_too_many_tries_are_told_to_wait_and_not_why(house: House):
    asked = [house("POST", "/v1/checks", {"code": "0" * 26}) for _ in range(33)]
    answers = await asyncio.gather(*asked)
    refused = [answer for answer in answers if answer[0] == 429]
    assert len(refused) == 3  # the clock stands still, so no try is given back
    assert all(int(headers["Retry-After"]) > 0 and b"handrail" not in body for _, headers, body in refused)
    assert len(house.world.letters.tried) == 30


@pytest.mark.parametrize("path", ["/check", "/check.css", "/check.js", "/words.js"])
async def test_the_page_is_neutral_sets_no_cookie_and_loads_nothing_from_elsewhere(house: House, path: str):
    status, headers, body = await house("GET", path)
    text = body.decode()
    assert status == 200
    assert "Set-Cookie" not in headers
    assert "handrail" not in repr(headers).lower()
    assert "http://" not in text
    assert "https://" not in text
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "handrail" not in text.lower()
    if path == "/check":
        assert "<script>" not in text
        assert "style=" not in text
        assert scan([Place("page", Kind.PROSE, text)], read_lexicon()) == ()


async def test_the_certificate_is_there_for_checking_offline(house: House):
    status, _, body = await house("GET", "/v1/letter-certificate")
    assert status == 200
    assert body.startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in body


async def test_a_letter_that_would_leak_is_not_given_out(house: House):
    assert house.world.profile is not None
    house.world.profile = replace(house.world.profile, name="Harbor Recovery Center")
    status, _, body = await house("POST", "/v1/letters", ASKED)
    assert status == 409
    assert b"leak-found" in body
    assert house.world.letters.kept == {}


async def test_a_client_looks_at_the_page_and_what_it_tells_before_asking(house: House):
    shown = await house.json("POST", "/v1/letter-previews", ASKED)
    page = b64decode(shown["page"])
    assert page.startswith(b"%PDF-1.7")
    assert b"/ByteRange" not in page
    assert shown["blocking"] == []
    assert "0000-0000-0000-0000" in " ".join(place.text for place in places(page))
    assert {one["source"] for one in shown["could_infer"]} >= {"issuer_name", "domain", "dates"}
    (picture,) = (Image.open(BytesIO(b64decode(one))) for one in shown["pictures"])
    assert (picture.format, picture.info) == ("PNG", {})
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert code.text in {place.text for place in places(page) if place.where == "page 1, barcode"}
    assert all(line in shown["text"] for line in shown["says"])
    assert house.world.letters.kept == {}


async def test_a_coordinator_is_told_how_to_put_the_letterhead_right(house: House):
    assert house.world.profile is not None
    house.caller = replace(CALLER, roles=frozenset({Role.COORDINATOR}))
    assert (await house.json("GET", "/v1/programs/program/issuer-profile/check"))["neutral"]
    house.world.profile = replace(house.world.profile, name="Harbor Recovery Center")
    told = await house.json("GET", "/v1/programs/program/issuer-profile/check")
    assert not told["neutral"]
    assert told["blocking"][0]["at"] == "/issuer_profile/name"
    assert told["blocking"][0]["fix"]


async def test_a_letter_of_level_3_goes_from_the_client_to_a_clinician_and_back(house: House):
    choices = await house.json("GET", "/v1/letter-choices")
    assert [one["level"] for one in choices["levels"]] == [1, 2, 3, 4]
    assert {one["level"] for one in choices["offers"]} == {1}
    asked = {**ASKED, "level": 3, "items": ["functional_limits"], "reader_form": ""}
    assert (await house("POST", "/v1/letters", asked))[0] == 409
    made = await house.json("POST", "/v1/letter-requests", asked)
    house.caller = replace(CLINICIAN, authenticated_at=SystemClock().now())
    (waiting,) = (await house.json("GET", "/v1/letter-queue"))["items"]
    assert (waiting["id"], waiting["name"], waiting["items"]) == (made["id"], "Jordan Lee", ["functional_limits"])
    stated = {"good_until": "2026-12-01", "limits": ["driving"], "words": "free text"}
    path = f"/v1/letter-queue/{made['id']}/statement"
    assert (await house("POST", path, stated))[0] == 422
    del stated["words"]
    assert (await house("POST", path, stated))[0] == 204
    house.caller = CALLER
    page = await house.json("POST", f"/v1/letter-requests/{made['id']}/preview")
    assert "driving" in page["says"]
    assert page["warnings"]
    path = f"/v1/letter-requests/{made['id']}/letter"
    assert (await house("POST", path, {}))[0] == 422
    done = await house.json("POST", path, {"warnings_accepted": True})
    assert done["state"] == "issued"
    assert (await house.json("GET", f"/v1/letters/{done['letter']}"))["level"] == 3
    _, _, text = await house("GET", f"/v1/letters/{done['letter']}/text")
    assert "- driving" in text.decode()


async def test_a_slip_is_drawn_clean_and_switched_off_with_all_codes(house: House):
    issued = await house.json("POST", "/v1/letters", {**ASKED, "reader_form": ""})
    assert not issued["can_be_checked"]
    path = f"/v1/letters/{issued['id']}"
    seen = await house.json("POST", f"{path}/slips", {"reader_form": FORM, "language": "es"})
    assert seen["can_be_checked"]
    (slip,) = seen["slips"]
    status, headers, pdf = await house("GET", f"{path}/slips/{slip['id']}/document")
    assert (status, sha256(pdf).hexdigest()) == (200, slip["sha256"])
    assert "check-letter-" in headers["Content-Disposition"]
    everywhere = places(pdf, "check.pdf")
    code = next(one.text for one in everywhere if one.where == "page 1, barcode").partition("#")[2]
    names = ["Jordan Lee", "Harbor Recovery IOP", "Rosa Quispe"]
    assert scan(everywhere, read_lexicon(), names, [code, shown(code)]) == ()
    off = await house.json("POST", f"{path}/check-end")
    assert (off["can_be_checked"], off["slips"][0]["live"], off["standing"]) == (False, False, "issued")


async def test_a_completed_form_goes_to_its_client_under_a_name_that_tells_nothing(house: House):
    """D1: declared type, `nosniff`, a neutral name, sandboxed; and nobody else can tell that it is there."""
    asked = await house.json("POST", "/v1/paperwork", {"kind": "fmla", "understood": True})
    house.caller = CLINICIAN
    attach = f"/v1/paperwork-queue/{asked['id']}/forms"
    for document, status in ((b"MZ", 415), (b"%PDF-1.7 broken", 422)):
        assert (await house("POST", attach, {"document": b64encode(document).decode()}))[0] == status
    assert (await house("POST", attach, {"document": b64encode(a_form()).decode()}))[0] == 204
    assert (await house("POST", attach, {"document": "", "name": "../../x.pdf"}))[0] == 422

    house.caller = CALLER
    (seen,) = (await house.json("GET", "/v1/paperwork?language=es"))["items"]
    assert "FMLA" in seen["title"]
    path = f"/v1/paperwork/{asked['id']}/forms/{seen['forms'][0]['id']}/document"
    status, headers, pdf = await house("GET", path)
    assert (status, sha256(pdf).hexdigest()) == (200, seen["forms"][0]["sha256"])
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="form.pdf"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
    house.caller = NOBODY
    assert (await house("GET", path))[0] == 404


async def test_what_a_letter_is_not_is_told_in_both_languages(house: House):
    told = await house.json("GET", "/v1/paperwork-kinds")
    assert "29 CFR 825.306" in told["kinds"][0]["cites"]
    assert "not legal advice" in told["always"]
    assert (await house.json("GET", "/v1/paperwork-kinds?language=es"))["kinds"][0]["title"].startswith("Certificación")
    assert (await house("GET", "/v1/paperwork-kinds?language=xx"))[0] == 422


async def test_a_client_signs_and_stops_a_standing_request_and_staff_see_numbers(house: House):
    house.caller = replace(CALLER, authenticated_at=SystemClock().now())
    asked = {"use": "work", "level": 2, "until": "2027-01-31"}
    signed = await house.json("POST", "/v1/letter-renewals", asked)
    assert (signed["state"], signed["level"], signed["entries"]) == ("standing", 2, [])
    assert (await house("POST", "/v1/letter-renewals", {**asked, "level": 3}))[0] == 422
    assert await house.json("GET", "/v1/letter-renewals") == {"items": [signed]}
    stopped = await house.json("POST", f"/v1/letter-renewals/{signed['id']}/stop")
    assert (stopped["state"], [one["act"] for one in stopped["entries"]]) == ("stopped", ["stop"])
    house.caller = COORDINATOR
    started = await house.json("POST", "/v1/programs/program/letter-batches")
    assert (started["total"], started["left"], started["by_staff"]) == (0, 0, True)
    assert await house.json("GET", "/v1/programs/program/letter-batches") == {"items": [started]}
