"""Requests that get lost, and sign-ins that must survive it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from tests.client.fake_server import Asked, FakeServer, problem
from tests.support.patience import PATIENCE

from handrail_client.address import NotALink, UnsafeServer, open_link, origin
from handrail_client.client import Client
from handrail_client.credentials import CredentialFile, Credentials
from handrail_client.errors import Conflict, Invalid, ProtocolBroken, SignedOut, Unavailable, Unreachable
from handrail_client.http import backoff
from handrail_client.records import Authenticator, SignedIn

LATER = "2100-01-01T00:00:00Z"


def tokens(number: int, *, ends: str = LATER) -> dict[str, object]:
    return {
        "sign_in": "s",
        "person": "p",
        "program": "g",
        "roles": ["participant"],
        "access": f"access-{number}",
        "access_expires_at": ends,
        "ends_at": LATER,
        "refresh": f"refresh-{number}",
    }


def lost(_: Asked) -> web.StreamResponse:
    raise ConnectionResetError


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail_client.http.backoff", lambda _attempt, _jitter: 0.0)


@pytest.fixture
async def client(fake: FakeServer, tmp_path: Path) -> AsyncIterator[Client]:
    file = CredentialFile(tmp_path)
    file.save(Credentials(fake.origin, "refresh-0"))
    fake.on("POST", "/v1/refreshes", *(_refresh(number) for number in range(1, 9)))
    fake.on("GET", "/v1/sessions", lambda _: web.json_response({"items": []}))
    async with asyncio.timeout(PATIENCE), Client(fake.origin, file) as one:
        yield one


def _refresh(number: int):
    def answer(asked: Asked) -> web.Response:
        if asked.body != {"refresh": f"refresh-{number - 1}"}:
            return problem("signed-out", 401)
        return web.json_response(tokens(number))

    return answer


async def test_who_was_signed_in_before_goes_on(fake: FakeServer, client: Client, tmp_path: Path) -> None:
    assert await client.sessions() == ()

    assert fake.asked[-1].token == "access-1"
    assert CredentialFile(tmp_path).load() == Credentials(fake.origin, "refresh-1")


async def test_ten_requests_at_once_refresh_once(fake: FakeServer, client: Client) -> None:
    await asyncio.gather(*(client.sessions() for _ in range(10)))

    assert len([one for one in fake.asked if one.path == "/v1/refreshes"]) == 1


async def test_a_lost_refresh_is_repeated_with_its_key(fake: FakeServer, client: Client) -> None:
    """Another key would look like a thief's second use and end the sign-in (A7)."""
    fake.on("POST", "/v1/refreshes", lambda _: problem("unavailable", 503), _refresh(1))

    await client.sessions()

    first, second = (one for one in fake.asked if one.path == "/v1/refreshes")
    assert first.key is not None
    assert first.key == second.key


async def test_what_a_slow_server_is_still_doing_is_asked_for_again_until_it_is_done(
    fake: FakeServer, client: Client
) -> None:
    """Our own first try, whose answer was lost, holds the key until it is committed."""
    still = problem("conflict", 409, retry_after=0)
    fake.on("POST", "/v1/letters", lambda _: still, lambda _: web.json_response({"id": "l1"}, status=201))

    made = await client.http.call("POST", "/v1/letters", {}, key="0192d4e0-0000-7000-8000-000000000002")

    assert made.members == {"id": "l1"}
    fake.on("POST", "/v1/letters", lambda _: problem("conflict", 409))
    with pytest.raises(Conflict):
        await client.http.call("POST", "/v1/letters", {}, key="0192d4e0-0000-7000-8000-000000000003")
    assert len([one for one in fake.asked if one.path == "/v1/letters"]) == 3


async def test_a_refresh_cut_off_by_a_crash_is_repeated_with_its_key(
    fake: FakeServer, client: Client, tmp_path: Path
) -> None:
    CredentialFile(tmp_path).save(Credentials(fake.origin, "refresh-0", "0192d4e0-0000-7000-8000-000000000001"))

    await client.sessions()

    assert fake.asked[0].key == "0192d4e0-0000-7000-8000-000000000001"


async def test_two_programs_on_one_computer_share_the_sign_in(fake: FakeServer, client: Client, tmp_path: Path) -> None:
    await client.sessions()
    async with Client(fake.origin, CredentialFile(tmp_path)) as other:
        await other.sessions()
        client.http._access = None  # as if its ten minutes were over
        await client.sessions()

    assert CredentialFile(tmp_path).load() == Credentials(fake.origin, "refresh-3")


async def test_an_access_token_that_ran_out_is_replaced_once(fake: FakeServer, client: Client) -> None:
    fake.on("GET", "/v1/sessions", lambda _: problem("signed-out", 401), lambda _: web.json_response({"items": []}))

    await client.sessions()

    assert [one.token for one in fake.asked if one.path == "/v1/sessions"] == ["access-1", "access-2"]


async def test_the_end_of_a_sign_in_keeps_only_the_address(fake: FakeServer, client: Client, tmp_path: Path) -> None:
    fake.on("POST", "/v1/refreshes", lambda _: problem("signed-out", 401))

    with pytest.raises(SignedOut):
        await client.sessions()

    assert CredentialFile(tmp_path).load() == Credentials(fake.origin, "")


async def test_tokens_are_not_sent_to_another_server(tmp_path: Path) -> None:
    CredentialFile(tmp_path).save(Credentials("http://localhost:2", "refresh-0"))
    async with Client("http://localhost:1", CredentialFile(tmp_path)) as other:
        with pytest.raises(SignedOut):
            await other.sessions()


async def test_reading_is_tried_again(fake: FakeServer, client: Client) -> None:
    fake.on("GET", "/v1/sessions", lambda _: problem("unavailable", 503), lambda _: web.json_response({"items": []}))

    assert await client.sessions() == ()


async def test_reading_is_given_up_in_the_end(fake: FakeServer, client: Client) -> None:
    fake.on("GET", "/v1/sessions", lambda _: problem("unavailable", 503))

    with pytest.raises(Unavailable):
        await client.sessions()

    assert len([one for one in fake.asked if one.path == "/v1/sessions"]) == 4


async def test_a_sign_in_is_sent_once(fake: FakeServer, client: Client) -> None:
    """Each try counts against the account (A10)."""
    fake.on("POST", "/v1/sign-ins", lambda _: problem("unavailable", 503))

    with pytest.raises(Unavailable):
        await client.sign_in("ana@example.org", "x")

    assert len(fake.asked) == 1


async def test_nobody_there_is_said_without_the_address() -> None:
    async with Client("http://127.0.0.1:1") as client:
        with pytest.raises(Unreachable) as failure:
            await client.sign_in("ana@example.org", "x")

    assert "127.0.0.1" not in str(failure.value)
    assert failure.value.__cause__ is None


async def test_something_else_at_the_address_is_noticed(fake: FakeServer, client: Client) -> None:
    fake.on("GET", "/v1/sessions", lambda _: web.Response(text="<h1>Hello</h1>", status=404))

    with pytest.raises(ProtocolBroken):
        await client.sessions()


async def test_a_redirect_is_not_followed(fake: FakeServer, client: Client) -> None:
    fake.on("GET", "/v1/sessions", lambda _: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}))

    with pytest.raises(ProtocolBroken):
        await client.sessions()


async def test_a_link_makes_an_account(fake: FakeServer, tmp_path: Path) -> None:
    fake.on("POST", "/v1/activations", lambda _: web.json_response({"signed_in": tokens(1)}, status=201))
    async with Client(fake.origin, CredentialFile(tmp_path)) as client:
        entered = await client.activate("the-secret", "a long enough password")

    assert isinstance(entered, SignedIn)
    assert fake.asked[0].body == {"secret": "the-secret", "password": "a long enough password"}
    assert CredentialFile(tmp_path).load() == Credentials(fake.origin, "refresh-1")


async def test_staff_set_up_an_authenticator_first(fake: FakeServer) -> None:
    given = {"authenticator": {"address": "otpauth://x", "secret": "ABC"}, "signed_in": None}
    fake.on("POST", "/v1/activations", lambda _: web.json_response(given))
    async with Client(fake.origin) as client:
        asked_for = await client.activate("the-secret", "a long enough password")

    assert asked_for == Authenticator(address="otpauth://x", secret="ABC")
    assert "otpauth" not in repr(asked_for)


async def test_what_has_to_be_changed_is_told(fake: FakeServer) -> None:
    faults = [{"at": "/password", "says": "this is too short"}]
    fake.on("POST", "/v1/activations", lambda _: problem("invalid", 422, faults=faults))
    async with Client(fake.origin) as client:
        with pytest.raises(Invalid) as failure:
            await client.activate("the-secret", "short")

    assert failure.value.faults[0].at == "/password"


async def test_signing_out_forgets_everything(fake: FakeServer, client: Client, tmp_path: Path) -> None:
    fake.on("DELETE", "/v1/sign-ins/current", lambda _: web.Response(status=204))

    await client.sign_out()

    assert CredentialFile(tmp_path).load() is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("program.example", "https://program.example"),
        ("https://program.example:8443/start#secret", "https://program.example:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("localhost:8080/check", "http://localhost:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_reduced_to_its_origin(address: str, expected: str) -> None:
    assert origin(address) == expected


@pytest.mark.parametrize("address", ["http://program.example", "ftp://x", "https://", "https://a:b@program.example"])
def test_a_password_does_not_travel_in_the_open(address: str) -> None:
    with pytest.raises(UnsafeServer):
        origin(address)


def test_a_link_opens_to_server_and_secret() -> None:
    assert open_link(" https://program.example/start#s3cret ") == ("https://program.example", "s3cret")


@pytest.mark.parametrize("link", ["", "https://program.example/start", "program.example#x"])
def test_half_a_link_is_no_link_and_is_not_repeated(link: str) -> None:
    with pytest.raises(NotALink) as failure:
        open_link(link)
    assert not link or link not in str(failure.value)


def test_waits_grow_and_are_spread() -> None:
    assert backoff(1, 1.0) == 0.5
    assert backoff(20, 1.0) == 10
    assert backoff(20, 0.0) == 0.1
