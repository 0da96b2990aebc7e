"""Forms over a socket, with the log of what left on them beside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from sqlalchemy import text

from handrail.consent import http
from handrail.disclosure import http as disclosure_http
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.gate import Gate, Refused
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import PersonId, SystemIds
from handrail.kernel.principal import Principal
from handrail.unit_of_work import Units
from handrail.web.caller import AUTHENTICATE
from handrail.web.headers import IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.serve import CLOCK, mount
from handrail.web.uploads import cleaned
from tests.consent.people import CORA, HE, OFFICER, SHE, SOL, settle
from tests.disclosure.test_gate import SEND, sends
from tests.fakes import FakeClock
from tests.web.test_uploads import a_form

Ask = Callable[..., Awaitable[tuple[int, Any]]]
CHOICES = {
    "recipient": "employer_hr",
    "recipient_name": "Corvid Mills, staff office",
    "purposes": ["attendance_proof_work"],
    "elements": ["person_name", "date_range"],
    "expires_on": "2026-10-02",
}


@pytest_asyncio.fixture(loop_scope="session")
async def ask(units: Units, clock: FakeClock, ids: SystemIds) -> AsyncIterator[Ask]:
    await settle(units, clock)
    fresh = {name: replace(one, authenticated_at=clock.now()) for name, one in (("she", SHE), ("he", HE))}
    staff = {name: replace(one, authenticated_at=clock.now()) for name, one in (("cora", CORA), ("sol", SOL))}
    officer = replace(OFFICER, authenticated_at=clock.now())
    knows: dict[str, Principal] = {**fresh, **staff, "officer": officer, "stale": SHE, "stale_officer": OFFICER}

    async def authenticate(request: web.Request) -> Principal:
        if (name := request.headers.get("X-Me", "")) not in knows:
            raise SignedOut
        return knows[name]

    app = web.Application(middlewares=[problems])
    app[IDS], app[SERVED_OVER_TLS], app[CLOCK], app[AUTHENTICATE] = ids, False, clock, authenticate
    app.on_response_prepare.append(on_prepare)
    http.provide(app, units=units, clock=clock, ids=ids)
    disclosure_http.provide(app, units=units, clock=clock, ids=ids)
    mount(app, (*http.ROUTES, *disclosure_http.ROUTES))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as browser:

        async def send(me: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
            async with browser.request(method, base + path, json=body, headers={"X-Me": me}) as response:
                raw = await response.read()
                if response.content_type in {"application/pdf", "text/csv"}:
                    assert response.headers["Content-Disposition"].startswith("attachment")
                    return response.status, raw
                return response.status, await response.json(content_type=None) if raw else None

        yield send
    await runner.cleanup()


async def test_a_form_is_shown_signed_read_and_taken_back(ask: Ask):
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    assert (draft["earlier"], draft["needs_witness"]) == ([], False)
    status, form = await ask("she", "POST", "/v1/consents", {"choices": CHOICES, "digest": draft["digest"]})
    assert (status, form["text"], form["serves"]) == (201, draft["text"], ["hipaa_authorization"])
    assert (await ask("she", "GET", "/v1/consents"))[1]["items"] == [form]
    assert (await ask("he", "GET", "/v1/consents"))[1]["items"] == []
    assert (await ask("he", "POST", f"/v1/consents/{form['id']}/revocations"))[0] == 404
    status, gone = await ask("she", "POST", f"/v1/consents/{form['id']}/revocations")
    assert status == 201
    assert gone["revoked_at"]
    assert (gone["stopped"], gone["already_out"], gone["held"]) == ([], [], False)
    assert (await ask("she", "GET", f"/v1/consents/{form['id']}/receipt"))[1] == gone
    assert (await ask("he", "GET", f"/v1/consents/{form['id']}/receipt"))[0] == 404
    assert (await ask("she", "POST", f"/v1/consents/{form['id']}/revocations"))[0] == 409


async def test_signing_asks_who_it_is_once_more(ask: Ask):
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    status, problem = await ask("stale", "POST", "/v1/consents", {"choices": CHOICES, "digest": draft["digest"]})
    assert status in (401, 403)
    assert problem["type"].endswith("fresh-sign-in-needed")


async def test_a_form_that_cannot_hold_is_refused_where_it_is_wrong(ask: Ask):
    for change, at in (
        ({"expires_on": "2020-01-01"}, "/expires_on"),
        ({"elements": ["psychotherapy_notes"]}, "/elements"),
        ({"recipient": "individual"}, "/recipient"),
    ):
        status, problem = await ask("she", "POST", "/v1/consent-drafts", CHOICES | change)
        assert status == 422
        assert at in str(problem)
    assert (await ask("she", "POST", "/v1/consent-drafts", CHOICES | {"recipient": "landlord"}))[0] == 422


async def test_a_restriction_is_asked_and_answered(ask: Ask):
    status, asked = await ask("she", "POST", "/v1/restrictions", {"recipients": ["employer_hr"]})
    assert (status, asked["agreed"]) == (201, None)
    path = f"/v1/restrictions/{asked['id']}/answers"
    assert (await ask("she", "POST", path, {"agreed": True}))[0] == 403
    assert (await ask("officer", "POST", path, {"agreed": True}))[1]["agreed"] is True
    assert (await ask("she", "GET", "/v1/restrictions"))[1]["items"][0]["agreed"] is True
    assert (await ask("he", "POST", f"/v1/restrictions/{asked['id']}/ends"))[0] == 404
    assert (await ask("she", "POST", f"/v1/restrictions/{asked['id']}/ends"))[1]["ended_at"]


async def test_how_to_be_reached_is_chosen(ask: Ask):
    assert (await ask("she", "GET", "/v1/contact-policy"))[1]["set_at"] is None
    assert (await ask("she", "PUT", "/v1/contact-policy", {"channels": ["email_plain"]}))[0] == 422
    _, policy = await ask("she", "PUT", "/v1/contact-policy", {"channels": ["post"]})
    assert (await ask("she", "GET", "/v1/contact-policy"))[1] == policy


async def test_what_left_is_shown_to_its_person_and_counted_for_the_officer(ask: Ask, units: Units, clock: FakeClock):
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    _, form = await ask("she", "POST", "/v1/consents", {"choices": CHOICES, "digest": draft["digest"]})
    await sends(units, Gate(units, rulebook(), clock, SystemIds()), SEND)
    _, log = await ask("she", "GET", "/v1/disclosures")
    assert [one["told"] for one in log["items"]] == [["person_name", "date_range"]]
    assert log["items"][0]["recipient_name"] == "Corvid Mills, staff office"
    assert (await ask("she", "GET", f"/v1/consents/{form['id']}/disclosures"))[1] == log
    assert (await ask("he", "GET", f"/v1/consents/{form['id']}/disclosures"))[1]["items"] == []
    status, reports = await ask("officer", "GET", f"/v1/people/{SHE.person}/accounting")
    assert (status, reports) == (200, {"hipaa": [], "part2": [], "suspended": []})
    assert (await ask("she", "GET", f"/v1/people/{SHE.person}/accounting"))[0] == 403
    assert (await ask("officer", "GET", f"/v1/people/{PersonId('nobody')}/accounting"))[0] == 404


async def test_staff_record_facts_and_the_client_reads_them(ask: Ask):
    mine = f"/v1/people/{SHE.person}/client-facts"
    assert (await ask("she", "GET", "/v1/client-facts"))[1]["recorded_at"] is None
    assert (await ask("she", "PUT", mine, {"state": "IL"}))[0] == 403
    assert (await ask("cora", "PUT", mine, {"state": "XX"}))[0] == 422
    ended = [{"event": "end_of_leave", "on": "2026-09-01"}]
    status, kept = await ask("cora", "PUT", mine, {"state": "IL", "born_on": "1990-05-05", "ended": ended})
    assert (status, kept["state"], kept["ended"]) == (200, "IL", ended)
    assert (await ask("she", "GET", "/v1/client-facts"))[1] == kept
    assert (await ask("officer", "GET", mine))[1] == kept


async def test_a_representative_is_recorded_and_suspended_by_two(ask: Ask):
    path = f"/v1/people/{SHE.person}/representatives"
    body = {"relation": "personal_representative", "name": "Luis Ruiz", "basis": "Power for health care, 2024"}
    status, one = await ask("cora", "POST", path, {**body, "in_scope": True, "activated": True})
    assert (status, one["standing"], one["authority"]) == (201, "active", "active_in_scope")
    steps = f"/v1/representatives/{one['id']}/steps"
    why = {"reason": "Something was seen."}
    assert (await ask("cora", "POST", steps, {"step": "question", **why}))[0] == 403
    assert (await ask("sol", "POST", steps, {"step": "question", **why}))[1]["standing"] == "questioned"
    assert (await ask("sol", "POST", steps, {"step": "confirm", **why}))[0] == 403
    assert (await ask("officer", "POST", steps, {"step": "confirm", **why}))[1]["standing"] == "suspended"
    [mine] = (await ask("she", "GET", "/v1/representatives"))[1]["items"]
    assert mine["name"] == "Luis Ruiz"
    assert "steps" not in mine
    assert len((await ask("sol", "GET", path))[1]["items"][0]["steps"]) == 2


async def test_the_program_answers_for_its_name(ask: Ask):
    assert (await ask("officer", "GET", "/v1/issuer-review"))[1]["publicly_sud"] == "unknown"
    assert (await ask("cora", "PUT", "/v1/issuer-review", {"publicly_sud": "no"}))[0] == 403
    assert (await ask("officer", "PUT", "/v1/issuer-review", {"publicly_sud": "no"}))[1]["signed_off"] is False
    status, problem = await ask("officer", "PUT", "/v1/issuer-review", {"publicly_sud": "no", "signed_off": True})
    assert status == 422
    assert "/counsel" in str(problem)


async def test_the_signer_has_a_copy_at_once(ask: Ask):
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    _, form = await ask("she", "POST", "/v1/consents", {"choices": CHOICES, "digest": draft["digest"]})
    status, copy = await ask("she", "GET", f"/v1/consents/{form['id']}/document")
    assert (status, copy[:5]) == (200, b"%PDF-")
    assert (await ask("he", "GET", f"/v1/consents/{form['id']}/document"))[0] == 404


async def test_a_paper_is_recorded_judged_fetched_and_taken_back(ask: Ask):
    scan = a_form()
    paper = {
        "serves": ["hipaa_authorization"],
        "origin": "recipients",
        "recipient": "employer_hr",
        "recipient_name": "Corvid Mills, staff office",
        "purposes": ["attendance_proof_work"],
        "elements": ["person_name", "date_range"],
        "expires_on": "2026-10-02",
        "signed_on": "2026-09-01",
        "received_on": "2026-09-02",
        "statements": ["discloser", "revocation", "conditions", "redisclosure"],
        "scan": b64encode(scan).decode(),
    }
    path, pages = f"/v1/people/{SHE.person}/consents", (await cleaned(scan)).pdf
    assert (await ask("she", "POST", path, paper))[0] == 403
    status, form = await ask("cora", "POST", path, paper)
    assert (status, form["missing"][0]["rule"], form["on_paper"]) == (201, "H-508-c34", True)
    [judged] = (await ask("cora", "GET", f"{path}/{form['id']}/judgement"))[1]["items"]
    assert (judged["outcome"], judged["permitted"]) == ("deny", [])
    _, whole = await ask("cora", "POST", path, paper | {"statements": [*paper["statements"], "plain"]})
    [judged] = (await ask("cora", "GET", f"{path}/{whole['id']}/judgement"))[1]["items"]
    assert judged["permitted"] == ["person_name", "date_range"]
    assert (await ask("she", "GET", f"/v1/consents/{whole['id']}/document"))[1] == pages
    kept = (await ask("cora", "GET", path))[1]["items"]
    assert [(one["id"], [lack["rule"] for lack in one["missing"]]) for one in kept] == [
        (whole["id"], []),
        (form["id"], ["H-508-c34"]),
    ]
    assert kept[0]["signer"] == "participant"
    for one in kept:
        assert (await ask("cora", "GET", f"{path}/{one['id']}/document"))[1] == pages
    assert (await ask("she", "GET", path))[0] == 403
    assert (await ask("cora", "GET", f"/v1/people/{HE.person}/consents/{whole['id']}/document"))[0] == 404
    status, gone = await ask("cora", "POST", f"{path}/{whole['id']}/revocations", {"manner": "oral"})
    assert (status, bool(gone["revoked_at"])) == (201, True)


async def test_a_second_person_witnesses_in_illinois(ask: Ask):
    await ask("cora", "PUT", f"/v1/people/{SHE.person}/client-facts", {"state": "IL"})
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    assert draft["needs_witness"]
    _, form = await ask("she", "POST", "/v1/consents", {"choices": CHOICES, "digest": draft["digest"]})
    waits = f"/v1/people/{SHE.person}/witness-requests"
    assert [one["of"] for one in (await ask("sol", "GET", waits))[1]["items"]] == ["signature"]
    path = f"/v1/people/{SHE.person}/consents/{form['id']}/witnesses"
    status, seen = await ask("sol", "POST", path, {"of": "signature", "how": "known"})
    assert (status, seen["witnessed"]) == (201, True)
    _, gone = await ask("she", "POST", f"/v1/consents/{form['id']}/revocations")
    assert gone["held"]
    assert [one["of"] for one in (await ask("sol", "GET", waits))[1]["items"]] == ["revocation"]
    await ask("sol", "POST", path, {"of": "revocation", "how": "known"})
    assert not (await ask("she", "GET", f"/v1/consents/{form['id']}/receipt"))[1]["held"]


async def test_an_earlier_choice_is_shown_and_repeated(ask: Ask):
    await ask("she", "POST", "/v1/restrictions", {"recipients": ["employer_hr"]})
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    signature = {"choices": CHOICES, "digest": draft["digest"]}
    assert (await ask("she", "POST", "/v1/consents", signature))[0] == 409
    seen = [one["key"] for one in draft["earlier"]]
    assert (await ask("she", "POST", "/v1/consents", signature | {"seen": seen}))[0] == 201


async def test_the_client_reads_all_of_it_in_plain_words(ask: Ask, units: Units, clock: FakeClock):
    gate = Gate(units, rulebook(), clock, SystemIds())
    with pytest.raises(Refused):
        await gate.consider(SEND)
    _, draft = await ask("she", "POST", "/v1/consent-drafts", CHOICES)
    await ask("she", "POST", "/v1/consents", {"choices": CHOICES, "digest": draft["digest"]})
    await sends(units, gate, SEND)
    [told] = (await ask("she", "GET", "/v1/disclosures"))[1]["items"]
    assert told["says"].startswith("On September 2, 2026, Corvid Mills, staff office (your employer's staff office)")
    assert told["says"].endswith("because you signed a form for it.")
    assert "45 CFR 164.508(a)(1)" in [rule["cite"] for rule in told["basis"]]
    [kept] = (await ask("she", "GET", "/v1/refusals"))[1]["items"]
    assert "was told nothing, because " in kept["says"]
    assert kept["told"] == []
    assert (await ask("he", "GET", "/v1/refusals"))[1]["items"] == []


async def test_the_officer_takes_an_accounting_away_and_it_is_written_down(ask: Ask, units: Units):
    path = f"/v1/people/{SHE.person}/accounting"
    status, table = await ask("officer", "GET", f"{path}/csv")
    assert (status, table.count(b"\r\n")) == (200, 1)
    assert (await ask("officer", "GET", f"{path}/pdf"))[1][:5] == b"%PDF-"
    for who, answer in (("she", 403), ("cora", 403), ("stale_officer", 401)):
        assert (await ask(who, "GET", f"{path}/csv"))[0] == answer
    async with units.read() as unit:
        query = text("SELECT count(*) FROM audit_entry WHERE tag = 'accounting:exported'")
        assert (await (await unit.session.connection()).execute(query)).scalar_one() == 2
