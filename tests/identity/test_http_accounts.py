"""Accounts as coordinators and their owners meet them, over a real socket, on both databases."""

import asyncio
from uuid import uuid4

import pytest
from tests.identity.conftest import PASSWORD, PERSON, SETUP_SECRET, House

NEW = "seven geese over the estuary"


async def test_a_fresh_installation_offers_no_account_that_can_be_guessed(house: House):
    """Set-up needs the secret that the server printed, and works once."""
    client = house.client()
    asked = {"secret": "guess", "email": "x@example.org", "legal_name": "X", "display_name": "X"}
    assert (await client("POST", "/v1/setup", asked)).status == 401
    assert (await client("POST", "/v1/setup", asked | {"secret": SETUP_SECRET})).status == 201
    assert (await client("POST", "/v1/setup", asked | {"secret": SETUP_SECRET})).status == 401


async def test_two_set_ups_at_once_make_one_coordinator(house: House):
    """Whoever is second is told what any wrong secret is told."""
    asked = {"secret": SETUP_SECRET, "email": "x@example.org", "legal_name": "X", "display_name": "X"}
    answers = await asyncio.gather(*(house.client()("POST", "/v1/setup", asked) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [201, 401, 401, 401]


async def test_a_new_link_closes_the_one_before(house: House):
    """A link that went astray is worth nothing once another was made."""
    coordinator = await house.coordinator()
    asked = PERSON | {"roles": ["participant"]}
    lost = (await coordinator("POST", "/v1/invitations", asked)).body["link"]
    new = (await coordinator("POST", "/v1/invitations", asked)).body["link"]
    tried = await house.client()("POST", "/v1/activations", {"secret": lost.partition("#")[2], "password": PASSWORD})
    assert tried.status == 401
    await house.activate(house.client(), new)
    assert (await coordinator("POST", "/v1/invitations", asked)).status == 409


async def test_a_disabled_account_is_out_and_cannot_come_back(house: House):
    """Its sign-ins end in the same commit, its links and password open nothing (B4)."""
    coordinator = await house.coordinator()
    ana = await house.participant(coordinator)
    person = (await ana("GET", "/v1/me")).body["person"]
    assert (await coordinator("DELETE", f"/v1/accounts/{person}")).status == 204
    assert (await ana("GET", "/v1/me")).status == 401
    again = await house.client()("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})
    assert again.status == 401
    assert (await coordinator("DELETE", f"/v1/accounts/{person}")).status == 409
    assert (await coordinator("DELETE", f"/v1/accounts/{uuid4()}")).status == 404
    back = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["participant"]})
    assert back.status == 201
    assert back.body["person"] != person


async def test_another_password_signs_out_every_other_device(house: House):
    """Whoever knew the old one is out, and the old one opens nothing (A8)."""
    phone = await house.participant(await house.coordinator())
    laptop = house.client()
    laptop.keep((await laptop("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})).body)
    assert (await phone("PUT", "/v1/me/password", {"password": "password"})).status == 422
    assert (await phone("PUT", "/v1/me/password", {"password": "the laughter of ana ruiz"})).status == 422
    assert (await phone("PUT", "/v1/me/password", {"password": NEW})).status == 204
    assert [(await one("GET", "/v1/me")).status for one in (phone, laptop)] == [200, 401]
    assert (await laptop.renew()).status == 401
    old, new = [
        (await house.client()("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": password})).status
        for password in (PASSWORD, NEW)
    ]
    assert (old, new) == (401, 201)
    house.clock.advance(301)
    assert (await phone("PUT", "/v1/me/password", {"password": PASSWORD})).status == 401


async def test_a_new_password_keeps_the_authenticator(house: House):
    """It is no way around the second factor (A13)."""
    coordinator = await house.coordinator()
    assert (await coordinator("PUT", "/v1/me/password", {"password": NEW})).status == 204
    asked = {"email": "cora@example.org", "password": NEW}
    assert (await house.client()("POST", "/v1/sign-ins", asked)).body["type"].endswith("second-factor-needed")


async def test_people_choose_how_they_are_shown(house: House):
    """The display name and the zone are theirs; the legal name and the roles are not."""
    ana = await house.participant(await house.coordinator())
    changed = await ana("PATCH", "/v1/me", {"display_name": "Annie", "zone": "Europe/Madrid"})
    assert (changed.body["display_name"], changed.body["zone"]) == ("Annie", "Europe/Madrid")
    wrong = await ana("PATCH", "/v1/me", {"display_name": "A\u202eb", "zone": "Mars"})
    assert [fault["at"] for fault in wrong.body["faults"]] == ["/display_name", "/zone"]
    for more in ({"legal_name": "X"}, {"roles": ["coordinator"]}, {"program": "x"}):
        assert (await ana("PATCH", "/v1/me", more)).status == 422
    assert (await ana("GET", "/v1/me")).body["display_name"] == "Annie"


async def test_an_invitation_says_what_has_to_be_changed(house: House):
    """Every field at once, and none of their values."""
    coordinator = await house.coordinator()
    asked = {
        "email": "secret",
        "legal_name": "secret\u0007",
        "display_name": " ",
        "roles": ["participant", "facilitator"],
    }
    wrong = await coordinator("POST", "/v1/invitations", asked | {"zone": "secret"})
    assert {fault["at"] for fault in wrong.body["faults"]} == {
        "/email",
        "/legal_name",
        "/display_name",
        "/zone",
        "/roles",
    }
    assert "secret" not in str(wrong.body)
    for roles in ([], ["owner"]):
        assert (await coordinator("POST", "/v1/invitations", PERSON | {"roles": roles})).status == 422


@pytest.mark.parametrize("role", ["participant", "facilitator", "privacy_officer"])
async def test_only_coordinators_invite_and_see_accounts(house: House, role: str):
    """Neither clients nor facilitators make accounts (G1)."""
    coordinator = await house.coordinator()
    made = await coordinator("POST", "/v1/invitations", PERSON | {"roles": [role]})
    other = house.client()
    await house.activate(other, made.body["link"])
    assert (await other("POST", "/v1/invitations", PERSON | {"roles": ["coordinator"]})).status == 403
    assert (await other("GET", "/v1/accounts")).status == 403
    listed = (await coordinator("GET", "/v1/accounts")).body["items"]
    assert [(one["display_name"], one["state"]) for one in listed] == [("Cora", "active"), ("Ana", "active")]


async def test_the_program_can_let_somebody_try_again(house: House):
    """After too many failures by somebody else; it opens nothing by itself (A10)."""
    coordinator = await house.coordinator()
    ana = await house.participant(coordinator)
    person = (await ana("GET", "/v1/me")).body["person"]
    asked = {"email": "ana@example.org", "password": "not it at all"}
    for _ in range(5):
        await house.client()("POST", "/v1/sign-ins", asked)
    right = {"email": "ana@example.org", "password": PASSWORD}
    assert (await house.client()("POST", "/v1/sign-ins", right)).status == 429
    assert (await coordinator("DELETE", f"/v1/accounts/{person}/failures")).status == 204
    assert (await coordinator("DELETE", f"/v1/accounts/{uuid4()}/failures")).status == 404
    assert (await house.client()("POST", "/v1/sign-ins", right)).status == 201


async def test_a_change_of_role_holds_at_once_and_ends_the_open_sign_ins(house: House):
    """Nothing of a role stands in a token, and other roles have other limits (G1)."""
    coordinator = await house.coordinator()
    made = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["facilitator"]})
    ben = house.client()
    await house.activate(ben, made.body["link"])
    path = f"/v1/accounts/{made.body['person']}"
    changed = await coordinator("PATCH", path, {"roles": ["facilitator", "coordinator"]})
    assert changed.body["roles"] == ["coordinator", "facilitator"]
    assert (await ben("GET", "/v1/me")).status == 401


async def test_nobody_becomes_staff_without_a_second_factor_or_changes_their_own_roles(house: House):
    """A participant's password alone would open what facilitators see (A1)."""
    coordinator = await house.coordinator()
    ana = (await (await house.participant(coordinator))("GET", "/v1/me")).body["person"]
    cora = (await coordinator("GET", "/v1/me")).body["person"]
    for person, roles in ((ana, ["facilitator"]), (cora, ["coordinator", "privacy_officer"])):
        assert (await coordinator("PATCH", f"/v1/accounts/{person}", {"roles": roles})).status == 409
    assert (await coordinator("PATCH", f"/v1/accounts/{ana}", {"roles": []})).status == 422
    assert (await coordinator("PATCH", f"/v1/accounts/{uuid4()}", {"roles": ["participant"]})).status == 404


async def test_a_legal_name_is_corrected_by_the_program(house: House):
    """A letter says it, so a slip in it matters; the person stays signed in."""
    coordinator = await house.coordinator()
    ana = await house.participant(coordinator)
    person = (await ana("GET", "/v1/me")).body["person"]
    changed = await coordinator("PATCH", f"/v1/accounts/{person}", {"legal_name": "Ana María Ruiz"})
    assert changed.body["legal_name"] == (await ana("GET", "/v1/me")).body["legal_name"] == "Ana María Ruiz"
    assert (await coordinator("PATCH", f"/v1/accounts/{person}", {"legal_name": "A\u0000"})).status == 422
    house.clock.advance(301)
    assert (await coordinator("PATCH", f"/v1/accounts/{person}", {"legal_name": "A"})).status == 401


async def test_inviting_again_takes_what_is_said_now(house: House):
    """A slip in the first invitation is put right by the second."""
    coordinator = await house.coordinator()
    first = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["participant"], "legal_name": "Anna"})
    ana = await house.participant(coordinator)
    me = (await ana("GET", "/v1/me")).body
    assert (me["person"], me["legal_name"]) == (first.body["person"], "Ana Ruiz")
