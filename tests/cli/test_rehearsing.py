"""A rehearsal on a busy machine: what the server puts off is asked for again when it says, and has one effect."""

from __future__ import annotations

from aiohttp import web
from tests.client.fake_server import AT, FakeServer, problem, running

from handrail.cli.rehearsal.people import Person, as_told, post
from handrail_client.client import Client
from handrail_client.http import AccessToken

FAR = 1e12


async def test_a_write_that_was_put_off_is_made_once_and_the_evening_goes_on():
    async with running(FakeServer()) as fake, Client(fake.origin) as client:
        client.http._access = AccessToken("access", FAR)
        busy = [problem("unavailable", 503, retry_after=0), problem("conflict", 409, retry_after=0)]
        done = web.json_response({"id": "c1"}, status=201)
        fake.on("POST", "/v1/cohorts", *(lambda _, answer=answer: answer for answer in (*busy, done)))

        made = await post(Person("p", "rae@people.example", "", client), "/v1/cohorts", {"name": "Evenings"})

        assert made == {"id": "c1"}
        (key,) = {asked.key for asked in fake.asked}
        assert key


async def test_a_sign_in_that_was_put_off_is_tried_again():
    async with running(FakeServer()) as fake, Client(fake.origin) as client:
        signed_in = {
            "sign_in": "s",
            "person": "p",
            "program": "g",
            "roles": [],
            "access": "access",
            "access_expires_at": AT,
            "ends_at": AT,
            "refresh": "refresh",
        }
        waits = problem("too-many", 429, retry_after=0)
        fake.on("POST", "/v1/sign-ins", lambda _: waits, lambda _: web.json_response(signed_in))

        await as_told(lambda: client.sign_in("ana@people.example", "words"))

        assert len(fake.asked) == 2
