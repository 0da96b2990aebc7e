"""The people of a rehearsal, plainly invented, and how they get their accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

import pyotp

from handrail.cli.rehearsal.report import hold
from handrail.cli.rehearsal.throwaway import ThrowawayServer
from handrail_client.address import open_link
from handrail_client.client import Client
from handrail_client.errors import TooMany, Unavailable
from handrail_client.messages import new_id
from handrail_client.records import Authenticator

ZONE = "America/Los_Angeles"
FIRST_NAMES = (
    "Ana",
    "Ben",
    "Cleo",
    "Dov",
    "Edda",
    "Finn",
    "Gita",
    "Hugo",
    "Ines",
    "Jon",
    "Kaya",
    "Levi",
    "Mina",
    "Nils",
)
PASSWORD = "a long winter evening by the lake {}"  # noqa: S105 - of invented people on a server that is thrown away
NEUTRAL_PROFILE = {
    "name": "Cedar Square Associates",
    "address_lines": ["12 Sample Street", "Anytown, OR 97000"],
    "phone": "+1 503 555 0100",
    "signer_name": "R. Sample",
    "signer_title": "Office Manager",
    "check_host": "check.example",
}

TRIES = 20
"""Times that a busy server is asked again before a rehearsal gives up."""

AT_ONCE = 8
"""People who activate at the same time: a clinic's morning, and no more than a small machine can hash."""


Answered = TypeVar("Answered")


class Serving(Protocol):
    """A server that people can sign in to, and its clock, by which staff read their codes."""

    @property
    def origin(self) -> str: ...
    @property
    def setup_link(self) -> str: ...
    async def now(self) -> datetime: ...


@dataclass(slots=True)
class Person:
    """Somebody with an account. `totp` is the authenticator secret of staff."""

    id: str
    email: str = field(repr=False)
    password: str = field(repr=False)
    client: Client
    totp: str = field(default="", repr=False)

    async def confirm(self, server: ThrowawayServer) -> None:
        """Sign in again, as people do after a long evening."""

        async def sign_in() -> object:
            code = ""
            if self.totp:
                # A code holds once: the next thirty seconds bring another.
                code = pyotp.TOTP(self.totp).at(await server.pass_time(31))
            return await self.client.sign_in(self.email, self.password, code=code)

        await as_told(sign_in)


@dataclass(slots=True)
class Cast:
    """Everybody, and what they belong to."""

    coordinator: Person
    program: str
    cohort: str = ""
    facilitator: Person | None = None
    participants: list[Person] = field(default_factory=list)


async def activate(server: Serving, stack: AsyncExitStack, link: str, email: str, number: int) -> Person:
    """Use a one-time link as its owner would; staff set up an authenticator on the way."""
    client = await stack.enter_async_context(Client(server.origin))
    secret = open_link(link)[1]
    password = PASSWORD.format(number)
    entered: object = await as_told(lambda: client.activate(secret, password))
    totp = ""
    if isinstance(entered, Authenticator):
        totp = entered.secret
        key = pyotp.TOTP(entered.secret)

        async def with_code() -> object:
            return await client.activate(secret, password, code=key.at(await server.now()))

        entered = await as_told(with_code)
    hold("a one-time link signs its owner in", kept=not isinstance(entered, Authenticator))
    return Person((await client.me()).person, email, password, client, totp)


async def set_up(server: Serving, stack: AsyncExitStack) -> Cast:
    """The first coordinator, their program with its neutral profile, and Part 2 answered: no."""
    email = "coordinator@people.example"
    stranger = await stack.enter_async_context(Client(server.origin))
    secret = open_link(server.setup_link)[1].removeprefix("setup=")
    asked = {"secret": secret, "email": email, "legal_name": "Rae Sample", "display_name": "Rae", "zone": ZONE}
    link = (await as_told(lambda: stranger.http.send("POST", "/v1/setup", asked))).content["link"]
    coordinator = await activate(server, stack, link, email, 0)
    named = {"name": "Evening program", "state": "OR", "zone": ZONE, "part2_status": "no"}
    program = (await post(coordinator, "/v1/programs", named))["id"]
    await coordinator.client.http.call("PUT", f"/v1/programs/{program}/issuer-profile", NEUTRAL_PROFILE)
    return Cast(coordinator, program)


EVENINGS: dict[str, Any] = {
    "weekdays": ["monday", "wednesday", "friday"],
    "starts": "18:00",
    "ends": "21:00",
    "zone": ZONE,
}


async def plan_cohort(cast: Cast, first_day: date, pattern: dict[str, Any] = EVENINGS) -> None:
    """A cohort on this weekly pattern, with eight weeks of sessions in the calendar."""
    named = {"name": "Evenings", "starts_on": first_day.isoformat(), **pattern}
    cast.cohort = (await post(cast.coordinator, "/v1/cohorts", named))["id"]
    until = (first_day + timedelta(weeks=8)).isoformat()
    planned = await post(cast.coordinator, f"/v1/cohorts/{cast.cohort}/sessions", {"until": until})
    hold("eight weeks stand in the calendar", kept=len(planned["items"]) >= 8 * len(pattern["weekdays"]))


async def invite(server: Serving, stack: AsyncExitStack, cast: Cast, participants: int, first_day: date) -> None:
    """A facilitator and the participants, each by a link of their own."""
    cast.facilitator = await _invited(server, stack, cast, "facilitator", "Sol", 1)
    await post(cast.coordinator, f"/v1/cohorts/{cast.cohort}/facilitators", {"person": cast.facilitator.id})
    names = [f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {_letter(number)}." for number in range(participants)]
    turns = asyncio.Semaphore(AT_ONCE)

    async def invited(name: str, number: int) -> Person:
        async with turns:
            return await _invited(server, stack, cast, "participant", name, number)

    made = [invited(name, 2 + number) for number, name in enumerate(names)]
    cast.participants = list(await asyncio.gather(*made))
    for person in cast.participants:
        end = (first_day + timedelta(weeks=8)).isoformat()
        body = {"person": person.id, "starts_on": first_day.isoformat(), "planned_end": end}
        await post(cast.coordinator, f"/v1/cohorts/{cast.cohort}/enrolments", body)


async def _invited(server: Serving, stack: AsyncExitStack, cast: Cast, role: str, name: str, number: int) -> Person:
    made = await invitation(cast, role, name, number)
    return await activate(server, stack, made["link"], address(number), number)


async def invitation(cast: Cast, role: str, name: str, number: int, zone: str = ZONE) -> dict[str, str]:
    """A one-time link for a new person, and their id."""
    legal = f"{name.removesuffix('.')} Sample"
    asked = {"email": address(number), "legal_name": legal, "display_name": name, "roles": [role], "zone": zone}
    made: dict[str, str] = await post(cast.coordinator, "/v1/invitations", asked)
    return made


def address(number: int) -> str:
    """An e-mail address that reaches nobody (RFC 2606)."""
    return f"person{number}@people.example"


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26)


async def post(person: Person, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
    """What the server answers this person's request; asked again where a busy server says to (it has one effect)."""
    return (await person.client.http.call("POST", path, body, key=key or new_id())).content


async def as_told(act: Callable[[], Awaitable[Answered]]) -> Answered:
    """Do what carries no key, a sign-in or a link that is used, and again where a busy server says when.

    Raises:
        Problem: it was refused for another reason, or the last of the tries was.
    """
    for _ in range(TRIES):
        try:
            return await act()
        except (TooMany, Unavailable) as busy:
            await asyncio.sleep(busy.retry_after or 1)
    return await act()
