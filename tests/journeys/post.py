"""A mail server for journeys, and the words of a client who sends a letter and of whoever opens it."""

from __future__ import annotations

import asyncio
import base64
import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import aiohttp

from handrail.cli.rehearsal.people import Person
from handrail_client.messages import new_id
from tests.journeys.afterwards import wanted
from tests.journeys.house import Clinic, post
from tests.letters.post import Taken
from tests.support.patience import PATIENCE

ADDRESS = "hr@employer.example"
SENDER = "letters@mail.example"


def settings(port: int) -> dict[str, str]:
    """What a server is told of that mail server."""
    return {"HANDRAIL_MAIL_URL": f"smtp+plain://127.0.0.1:{port}", "HANDRAIL_MAIL_SENDER": SENDER}


async def signed_for(person: Person, letter: str, clinic: Clinic) -> str:
    """A form that serves for sending this letter to one employer; gives its id."""
    needs = (await person.client.http.call("GET", f"/v1/letters/{letter}/delivery-choices")).content
    last = (clinic.begins.date() + timedelta(days=30)).isoformat()
    return await signed(person, [needs["purpose"]], needs["elements"], last)


async def signed(person: Person, purposes: list[str], elements: list[str], last: str) -> str:
    """A form for one employer, until that day; gives its id."""
    choices = {
        "recipient": "employer_hr",
        "recipient_name": "Sample Employer, human resources",
        "purposes": purposes,
        "elements": elements,
        "expires_on": last,
    }
    shown = await post(person, "/v1/consent-drafts", choices)
    seen = [one["key"] for one in shown["earlier"]]
    body = {"choices": choices, "digest": shown["digest"], "seen": seen}
    return str((await post(person, "/v1/consents", body, key=new_id()))["id"])


async def queued(person: Person, clinic: Clinic, **over: Any) -> dict[str, Any]:
    """A new letter about this evening, on its way to the employer."""
    letter = (await post(person, "/v1/letters", wanted(clinic), key=new_id()))["id"]
    form = await signed_for(person, letter, clinic)
    body = {"form": form, "address": ADDRESS, "address_again": ADDRESS, **over}
    made: dict[str, Any] = await post(person, f"/v1/letters/{letter}/deliveries", body, key=new_id())
    return made | {"form": form}


async def state(person: Person, delivery: str) -> str:
    found = (await person.client.http.call("GET", "/v1/deliveries")).content["items"]
    return next(str(one["state"]) for one in found if one["id"] == delivery)


async def reaches(person: Person, delivery: str, wanted_state: str) -> None:
    """Wait until the sending is there."""
    async with asyncio.timeout(PATIENCE):
        while await state(person, delivery) != wanted_state:
            pass  # the server goes on while it answers


def mail(taken: Taken) -> str:
    """The words of the last mail."""
    content = taken.envelopes[-1].content
    assert isinstance(content, bytes)
    body = message_from_bytes(content, policy=policy.SMTP).get_body()  # type: ignore[attr-defined]
    return str(body.get_content())


def link(taken: Taken) -> str:
    """The link of the last mail."""
    return re.findall(r"https?://\S+", mail(taken))[-1]


async def opened(address: str, passcode: str) -> bytes:
    """What whoever holds the link and the passcode gets; nothing: empty."""
    origin, _, token = address.partition("/letter#")
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as recipient,
        recipient.get(f"{origin}/letter") as page,
        recipient.post(f"{origin}/v1/letter-fetches", json={"token": token, "passcode": passcode}) as answer,
    ):
        assert page.status == answer.status == 200
        return base64.b64decode((await answer.json())["document"])
