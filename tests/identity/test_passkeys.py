"""Passkeys: a way in that no other page can use (A1), for staff as good as password and code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.identity.conftest import ORIGIN, PERSON, Answer, Client, House
from tests.support.device import Device
from webauthn.helpers import base64url_to_bytes

from handrail.identity.forget_old import ForgetOld

HOST = "rooms.example"
FAILED = "urn:handrail:problem:sign-in-failed"


def device(**over: Any) -> Device:
    return Device(ORIGIN, HOST, **over)


async def enrol(client: Client, one: Device) -> Answer:
    offered = await client("POST", "/v1/me/passkey-offers")
    return await client("POST", "/v1/me/passkeys", {"credential": one.create(offered.body["options"])})


async def asked(house: House) -> dict[str, Any]:
    answer = await house.client()("POST", "/v1/passkey-challenges")
    options: dict[str, Any] = answer.body["options"]
    return options


async def enter(house: House, credential: dict[str, Any]) -> Answer:
    return await house.client()("POST", "/v1/passkey-sign-ins", {"credential": credential})


async def ana_with_a_passkey(house: House) -> tuple[Client, Device]:
    ana, one = await house.participant(await house.coordinator()), device()
    assert (await enrol(ana, one)).status == 201
    return ana, one


async def test_a_passkey_signs_in_by_itself(house: House):
    """No address is typed and none is told: the device knows whose it is."""
    ana, one = await ana_with_a_passkey(house)
    options = await asked(house)
    assert (options["rpId"], options.get("allowCredentials", []), options["userVerification"]) == (HOST, [], "required")
    entered = await enter(house, one.get(options))
    assert (entered.status, entered.body["person"]) == (201, (await ana("GET", "/v1/me")).body["person"])


async def test_staff_need_no_code_beside_a_passkey(house: House):
    """The device asked for a finger or a PIN of its own: two factors, and no page can fish for them."""
    coordinator = await house.coordinator()
    invited = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["facilitator"]})
    sol, one = house.client(), device()
    await house.activate(sol, invited.body["link"])
    await enrol(sol, one)
    assert (await enter(house, one.get(await asked(house)))).body["roles"] == ["facilitator"]


async def test_a_challenge_is_answered_once(house: House):
    """An answer seen on its way is worth nothing afterwards."""
    _, one = await ana_with_a_passkey(house)
    answer = one.get(await asked(house))
    assert (await enter(house, answer)).status == 201
    assert (await enter(house, answer)).body["type"] == FAILED


async def test_a_challenge_waits_five_minutes(house: House):
    _, one = await ana_with_a_passkey(house)
    options = await asked(house)
    house.clock.advance(5 * 60)
    assert (await enter(house, one.get(options))).body["type"] == FAILED


@pytest.mark.parametrize(
    "over",
    [{"origin": "https://rooms.example.evil.test"}, {"host": "evil.test"}, {"verifies": False}, {"key": device().key}],
    ids=["another page", "another host", "no finger shown", "another key"],
)
async def test_what_does_not_hold_opens_nothing(house: House, over: dict[str, Any]):
    """One answer for every way in which it can be wrong (A11)."""
    _, one = await ana_with_a_passkey(house)
    assert (await enter(house, replace(one, **over).get(await asked(house)))).body["type"] == FAILED


async def test_a_copied_passkey_is_noticed(house: House):
    """A count that does not grow was counted somewhere else, too."""
    _, one = await ana_with_a_passkey(house)
    await enter(house, one.get(await asked(house)))
    assert (await enter(house, replace(one, count=0).get(await asked(house)))).body["type"] == FAILED


@pytest.mark.parametrize("credential", [{}, {"id": 7}, {"id": "x", "response": {"clientDataJSON": "%%%"}}])
async def test_what_is_no_answer_is_refused_alike(house: House, credential: dict[str, Any]):
    """Whatever somebody sends."""
    assert (await enter(house, credential)).body["type"] == FAILED


async def test_a_passkey_brings_back_from_a_pause_and_is_fresh(house: House):
    """As the password does."""
    ana, one = await ana_with_a_passkey(house)
    house.clock.advance(301)
    await ana("PUT", "/v1/sign-ins/current/pause")
    assert (await ana("GET", "/v1/sign-ins/current")).body["passkey"]
    answered = await ana("POST", "/v1/passkey-reauthentications", {"credential": one.get(await asked(house))})
    assert answered.status == 204
    assert (await ana("POST", "/v1/me/passkey-offers")).status == 201


async def test_adding_one_needs_the_password_of_the_last_five_minutes(house: House):
    """Who finds an open page adds no way in of their own (G2)."""
    ana = await house.participant(await house.coordinator())
    house.clock.advance(301)
    assert (await ana("POST", "/v1/me/passkey-offers")).body["type"].endswith("fresh-sign-in-needed")


async def test_an_offer_is_for_whoever_asked_for_it(house: House):
    """A challenge made for signing in enrols nothing."""
    ana = await house.participant(await house.coordinator())
    made = device().create(await asked(house))
    assert (await ana("POST", "/v1/me/passkeys", {"credential": made})).status == 422


async def test_a_passkey_taken_away_opens_nothing_and_ends_other_devices(house: House):
    """A lost phone, for instance (A8)."""
    ana, one = await ana_with_a_passkey(house)
    phone = house.client()
    phone.keep((await enter(house, one.get(await asked(house)))).body)
    (listed,) = (await ana("GET", "/v1/me/passkeys")).body["items"]
    assert listed["used_at"]
    assert (await phone("GET", "/v1/me")).status == 200
    assert (await ana("DELETE", f"/v1/me/passkeys/{listed['id']}")).status == 204
    assert (await phone("GET", "/v1/me")).status == 401
    assert (await ana("GET", "/v1/me")).status == 200
    assert (await enter(house, one.get(await asked(house)))).body["type"] == FAILED
    assert (await ana("DELETE", f"/v1/me/passkeys/{listed['id']}")).status == 404


async def test_a_disabled_account_is_not_entered(house: House):
    coordinator = await house.coordinator()
    ana, one = await house.participant(coordinator), device()
    await enrol(ana, one)
    person = (await ana("GET", "/v1/me")).body["person"]
    assert (await coordinator("DELETE", f"/v1/accounts/{person}")).status == 204
    assert (await enter(house, one.get(await asked(house)))).body["type"] == FAILED


async def test_challenges_that_nobody_answered_are_forgotten(house: House):
    """They are worth nothing after five minutes, and need not be kept."""
    _, one = await ana_with_a_passkey(house)
    options = await asked(house)
    house.clock.advance(301)
    await ForgetOld(house.units, house.clock)()
    async with house.units.begin() as unit:
        assert await unit.passkeys.take(base64url_to_bytes(options["challenge"])) is None
    assert (await enter(house, one.get(await asked(house)))).status == 201
