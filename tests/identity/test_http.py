"""Sign-in as people meet it, over a real socket, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import jwt
import pytest
from tests.identity.conftest import ORIGIN, PASSWORD, PERSON, House, code

from handrail.identity.forget_old import ForgetOld
from handrail.identity.http import COOKIE


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


async def test_leaving_needs_nothing_but_the_refresh_token(house: House):
    """Also when the access token ran out, the sign-in is paused, or the token was used up; twice is as good as once."""
    ana = await house.participant(await house.coordinator())
    used = ana.refresh
    ana.keep((await ana.renew()).body)
    assert (await ana("PUT", "/v1/sign-ins/current/pause")).status == 204
    house.clock.advance(700)
    nobody = house.client()
    for _ in range(2):
        assert (await nobody("POST", "/v1/sign-outs", {"refresh": used})).status == 204
    assert (await ana.renew()).status == 401
    assert "sign-in:ended" in await tags(house)
    assert "refresh:reused" not in await tags(house)


async def test_leaving_a_browser_takes_its_cookie_along(house: House):
    """The page asks with nothing but the cookie; another site cannot, and without a cookie there is nothing to end."""
    await house.participant(await house.coordinator())
    browser = house.client(origin=ORIGIN)
    await browser("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})
    assert (await browser("POST", "/v1/sign-outs", {}, Origin="https://evil.example")).status == 403
    browser.origin = ""
    assert (await browser("POST", "/v1/sign-outs", {})).status == 403
    browser.origin = ORIGIN
    kept = dict(browser.cookies)
    answer = await browser("POST", "/v1/sign-outs", {})
    assert (answer.status, answer.cookies[COOKIE].value) == (204, "")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    browser.cookies = kept
    assert (await browser("POST", "/v1/refreshes", {})).status == 401
    assert (await house.client(origin=ORIGIN)("POST", "/v1/sign-outs", {})).status == 204


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
    """An hour of listening is participation; every other view asks who it is (A3, I11)."""
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
    assert (await ana("GET", "/v1/me")).body["type"] == "urn:handrail:problem:paused"
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
