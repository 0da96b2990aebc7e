"""Sign-in as people meet it, over a real socket, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import jwt
import pytest
from tests.identity.conftest import ORIGIN, PASSWORD, PERSON, SETUP_SECRET, House, code

from handrail.identity.forget_old import ForgetOld
from handrail.identity.http import COOKIE


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


async def test_a_participant_goes_from_link_to_signed_in_with_a_password_alone(house: House):
    """One link, one password, and the account is theirs."""
    ana = await house.participant(await house.coordinator())
    me = (await ana("GET", "/v1/me")).body
    assert me["roles"] == ["participant"]
    assert (me["legal_name"], me["email"], me["second_factor"]) == ("Ana Ruiz", "ana@example.org", False)


async def test_staff_set_up_an_authenticator_before_they_are_in(house: House):
    """A password alone opens nothing for a facilitator (A1)."""
    coordinator = await house.coordinator()
    invited = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["facilitator"]})
    asked = {"secret": invited.body["link"].partition("#")[2], "password": PASSWORD}
    client = house.client()

    first = await client("POST", "/v1/activations", asked)
    assert (first.status, first.body["signed_in"]) == (200, None)
    wrong = await client("POST", "/v1/activations", asked | {"code": "000000"})
    assert (wrong.status, wrong.body["faults"][0]["at"]) == (422, "/code")
    secret = first.body["authenticator"]["secret"]
    second = await client("POST", "/v1/activations", asked | {"code": code(secret, house.clock)})
    assert second.status == 201


async def test_a_link_opens_once(house: House):
    """Used, expired or made up: one answer."""
    coordinator = await house.coordinator()
    link = (await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["participant"]})).body["link"]
    await house.activate(house.client(), link)
    again = await house.client()("POST", "/v1/activations", {"secret": link.partition("#")[2], "password": PASSWORD})
    made_up = await house.client()("POST", "/v1/activations", {"secret": "A" * 43, "password": PASSWORD})
    assert again.status == made_up.status == 401
    assert {**again.body, "request_id": ""} == {**made_up.body, "request_id": ""}


async def test_one_link_used_by_two_at_once_makes_one_account(house: House):
    """The second one is told that the link does not open."""
    coordinator = await house.coordinator()
    link = (await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["participant"]})).body["link"]
    asked = {"secret": link.partition("#")[2], "password": PASSWORD}
    answers = await asyncio.gather(*(house.client()("POST", "/v1/activations", asked) for _ in range(4)))
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


async def test_a_link_lasts_seven_days(house: House):
    """A link found in an old message opens nothing."""
    coordinator = await house.coordinator()
    link = (await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["participant"]})).body["link"]
    house.clock.advance(7 * 24 * 3600)
    tried = await house.client()("POST", "/v1/activations", {"secret": link.partition("#")[2], "password": PASSWORD})
    assert tried.status == 401


async def test_unknown_address_and_wrong_password_get_the_same_answer(house: House):
    """No list of clients can be built by trying addresses (A11)."""
    await house.participant(await house.coordinator())
    known = await house.client()("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": "not it at all"})
    unknown = await house.client()("POST", "/v1/sign-ins", {"email": "nobody@example.org", "password": "not it at all"})
    assert known.status == unknown.status == 401
    assert {**known.body, "request_id": ""} == {**unknown.body, "request_id": ""}
    assert set(known.headers) == set(unknown.headers)


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
async def test_the_fifth_failure_in_a_row_makes_everyone_wait_alike(house: House, email: str):
    """Delays grow per address, whether or not it has an account, and an open sign-in is not touched."""
    ana = await house.participant(await house.coordinator())
    asked = {"email": email, "password": "not it at all"}
    tries = [await house.client()("POST", "/v1/sign-ins", asked) for _ in range(6)]
    assert [answer.status for answer in tries] == [401] * 5 + [429]
    assert tries[-1].headers["Retry-After"] == "2"
    assert (await ana("GET", "/v1/me")).status == 200
    house.clock.advance(2)
    assert (await house.client()("POST", "/v1/sign-ins", asked)).status == 401
    assert (await house.client()("POST", "/v1/sign-ins", asked)).headers["Retry-After"] == "4"


async def test_many_tries_at_once_are_not_let_through_together(house: House):
    """Every try is counted before it is made."""
    await house.participant(await house.coordinator())
    asked = {"email": "ana@example.org", "password": "not it at all"}
    answers = await asyncio.gather(*(house.client()("POST", "/v1/sign-ins", asked) for _ in range(12)))
    assert sorted(answer.status for answer in answers) == [401] * 5 + [429] * 7


async def test_staff_sign_in_needs_the_code_and_takes_it_once(house: House):
    """A code seen over a shoulder is worth nothing afterwards (A1: resistant to replay)."""
    coordinator = await house.coordinator()
    invited = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["facilitator"]})
    secret = await house.activate(house.client(), invited.body["link"])
    house.clock.advance(60)
    asked = {"email": "ana@example.org", "password": PASSWORD}

    without = await house.client()("POST", "/v1/sign-ins", asked)
    assert without.body["type"] == "urn:handrail:problem:second-factor-needed"
    right = asked | {"code": code(secret, house.clock)}
    assert (await house.client()("POST", "/v1/sign-ins", right)).status == 201
    assert (await house.client()("POST", "/v1/sign-ins", right)).status == 401


async def test_the_code_of_the_activation_does_not_sign_in_again(house: House):
    """The first use counts, too."""
    coordinator = await house.coordinator()
    invited = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["facilitator"]})
    secret = await house.activate(house.client(), invited.body["link"])
    asked = {"email": "ana@example.org", "password": PASSWORD, "code": code(secret, house.clock)}
    assert (await house.client()("POST", "/v1/sign-ins", asked)).status == 401


async def test_signing_out_holds_at_once(house: House):
    """The access token that was still good for minutes is not good any more (A8)."""
    ana = await house.participant(await house.coordinator())
    answer = await ana("DELETE", "/v1/sign-ins/current")
    assert answer.status == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert (await ana("GET", "/v1/me")).status == 401
    assert (await ana.renew()).status == 401


async def test_signing_out_everywhere_ends_every_device(house: House):
    """Also the one in somebody else's hands."""
    phone = await house.participant(await house.coordinator())
    laptop = house.client()
    laptop.keep((await laptop("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})).body)
    assert (await phone("DELETE", "/v1/sign-ins")).status == 204
    assert [(await one("GET", "/v1/me")).status for one in (phone, laptop)] == [401, 401]


async def test_it_holds_on_every_node(serve: Callable[[], Awaitable[House]]):
    """The database is asked on every request, so another node knows as soon as it is committed (I7)."""
    here, there = await serve(), await serve()
    ana = await here.participant(await here.coordinator())
    assert (await here.client(access=ana.access)("DELETE", "/v1/sign-ins/current")).status == 204
    assert (await there.client(access=ana.access)("GET", "/v1/me")).status == 401


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


async def test_a_refresh_token_works_once_and_twice_ends_the_sign_in(house: House):
    """The thief and the owner are both signed out, and it is written down (A7)."""
    ana = await house.participant(await house.coordinator())
    stolen = ana.refresh
    ana.keep((await ana.renew()).body)
    assert (await ana("GET", "/v1/me")).status == 200
    thief = house.client(refresh=stolen)
    assert (await thief.renew()).status == 401
    assert (await ana("GET", "/v1/me")).status == 401
    async with house.units.read() as unit:
        await unit.session.connection()
    assert "refresh:reused" in await tags(house)


async def test_a_lost_answer_is_not_a_theft(house: House):
    """The same key within a minute gets the same successor; after it was used, or later, it does not."""
    ana = await house.participant(await house.coordinator())
    key = str(uuid4())
    first, second = await ana.renew(key), await ana.renew(key)
    assert (first.status, second.status) == (200, 200)
    assert first.body["refresh"] == second.body["refresh"]
    house.clock.advance(61)
    assert (await ana.renew(key)).status == 401


async def test_two_refreshes_at_once_have_at_most_one_winner(house: House):
    """Different keys are different requests, and one token is good for one."""
    ana = await house.participant(await house.coordinator())
    answers = await asyncio.gather(*(ana.renew() for _ in range(4)))
    assert sum(answer.status == 200 for answer in answers) <= 1


async def test_a_browser_gets_its_refresh_token_as_a_cookie_no_script_can_read(house: House):
    """Never in a body, never after the browser is closed (A9)."""
    await house.participant(await house.coordinator())
    browser = house.client(origin=ORIGIN)
    answer = await browser("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})
    cookie = answer.cookies[COOKIE]
    assert answer.body["refresh"] is None
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
    assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")
    assert cookie.value not in str(answer.body)

    renewed = await browser("POST", "/v1/refreshes", {}, Idempotency_Key=str(uuid4()))
    assert (renewed.status, renewed.body["refresh"]) == (200, None)


async def test_another_site_cannot_use_the_cookie(house: House):
    """An Origin that is not listed changes nothing, and a cookie without an Origin is not taken (A9)."""
    await house.participant(await house.coordinator())
    browser = house.client(origin=ORIGIN)
    await browser("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})
    assert (await browser("POST", "/v1/refreshes", {}, Origin="https://evil.example")).status == 403
    assert (await browser("POST", "/v1/refreshes", {}, Origin="null")).status == 403
    browser.origin = ""
    assert (await browser("POST", "/v1/refreshes", {})).status == 403
    browser.origin = ORIGIN
    assert (await browser("POST", "/v1/refreshes", {})).status == 200


async def test_the_inactivity_limit_signs_out_whatever_polls(house: House):
    """Thirty minutes without the person; refreshing and polling do not count (A3)."""
    ana = await house.participant(await house.coordinator())
    for _ in range(4):
        house.clock.advance(400)
        ana.keep((await ana.renew()).body)
        assert (await ana("GET", "/v1/me", Handrail_Background="1")).status == 200
    house.clock.advance(400)
    assert (await ana.renew()).status == 401
    assert (await ana("GET", "/v1/me")).status == 401


async def test_using_it_keeps_a_sign_in_alive_until_the_overall_limit(house: House):
    """Twenty-four hours for participants, however busy they are (A3)."""
    ana = await house.participant(await house.coordinator())
    for _ in range(143):
        house.clock.advance(600)
        ana.keep((await ana.renew()).body)
        assert (await ana("GET", "/v1/me")).status == 200
    house.clock.advance(600)
    assert (await ana.renew()).status == 401


async def test_somebody_in_a_room_stays_and_their_record_locks(house: House):
    """An hour of listening is participation; the account stays, other views ask who it is (A3, I11)."""
    coordinator = await house.coordinator()
    ana = await house.participant(coordinator)
    signed_in = jwt.decode(ana.access, options={"verify_signature": False})["sid"]
    for _ in range(6):
        house.clock.advance(590)
        async with house.units.begin() as unit:
            await unit.sign_ins.touch_in_room(signed_in, house.clock.now())
        ana.keep((await ana.renew()).body)
    async with house.units.read() as unit:
        known = await unit.sign_ins.known(signed_in)
    assert known.sign_in.standing(house.clock.now()) == "locked"
    assert (await ana("GET", "/v1/me")).status == 200
    assert (await ana("POST", "/v1/reauthentications", {"password": PASSWORD})).status == 204
    async with house.units.read() as unit:
        known = await unit.sign_ins.known(signed_in)
    assert known.sign_in.standing(house.clock.now()) == "open"


async def test_export_and_role_changes_ask_again_after_five_minutes(house: House):
    """Disabling an account is one of them (G2)."""
    coordinator = await house.coordinator()
    ana = await house.participant(coordinator)
    person = (await ana("GET", "/v1/me")).body["person"]
    house.clock.advance(301)
    stale = await coordinator("DELETE", f"/v1/accounts/{person}")
    assert stale.body["type"] == "urn:handrail:problem:fresh-sign-in-needed"


async def test_a_token_in_the_address_is_never_looked_at(house: House):
    """Addresses are written down in too many places (A6)."""
    ana = await house.participant(await house.coordinator())
    token, ana.access = ana.access, ""
    assert (await ana("GET", f"/v1/me?access_token={token}")).status == 401


async def test_public_keys_verify_what_was_issued(house: House):
    """Others can check a token without asking us, and the private half is not among it."""
    ana = await house.participant(await house.coordinator())
    keys = (await house.client()("GET", "/.well-known/jwks.json")).body
    assert "d" not in keys["keys"][0]
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(ana.access)["kid"]]
    claims = jwt.decode(
        ana.access,
        key,
        algorithms=["EdDSA"],
        audience="handrail",
        options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )
    assert set(claims) == {"iss", "aud", "sub", "sid", "use", "jti", "iat", "nbf", "exp"}
    assert "ana" not in str(claims).lower().replace(claims["iss"], "")


async def tags(house: House) -> list[str]:
    async with house.units.begin() as unit:
        await unit.audit.link_pending()
        return [str(linked.entry.tag) async for linked in unit.audit.chain() if linked.entry]


NEW = "seven geese over the estuary"


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


async def test_a_clock_set_back_revives_nothing(house: House):
    """An access token and a sign-in that were over stay over (K6)."""
    ana = await house.participant(await house.coordinator())
    house.clock.advance(700)
    house.clock.jump(-86_400)
    assert (await ana("GET", "/v1/me")).status == 401
    ana.keep((await ana.renew()).body)
    assert (await ana("GET", "/v1/me")).status == 200
    house.clock.advance(1801)
    assert (await ana.renew()).status == 401


async def test_old_tokens_are_forgotten_and_new_ones_stay(house: House):
    """A token of a sign-in long over finds nothing, and is refused as before."""
    ana = await house.participant(await house.coordinator())
    forget = ForgetOld(house.units, house.clock)
    await forget()
    ana.keep((await ana.renew()).body)
    house.clock.advance(3 * 24 * 3600)
    await forget()
    async with house.units.begin() as unit:
        assert await unit.sign_ins.hold_refresh(ana.refresh) is None
    assert (await ana.renew()).status == 401


async def test_nothing_personal_is_written_to_the_log(house: House, capfd: pytest.CaptureFixture[str]):
    """Names, addresses, passwords, codes and tokens of a whole visit (I10)."""
    coordinator = await house.coordinator()
    ana = await house.participant(coordinator)
    await house.client()("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": "not it at all"})
    await ana.renew()
    await ana("DELETE", "/v1/sign-ins")
    told = capfd.readouterr()
    for marked in ("Ana", "Ruiz", "example.org", PASSWORD, ana.access, ana.refresh, "not it"):
        assert marked not in told.out + told.err
