"""A whole server in this process and the people of a small clinic, who speak to it over the SDK as anybody would."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from argon2.profiles import CHEAPEST
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from handrail.app import Served, serving
from handrail.cli.practice import EveningClock, pass_time
from handrail.cli.rehearsal import people
from handrail.cli.rehearsal.evening import tell_place, wait
from handrail.cli.rehearsal.people import Cast, Person, post
from handrail.cli.rehearsal.story import BEFORE, next_evening
from handrail.config import Config
from handrail.db import migrate
from handrail.db.engine import Database
from handrail.identity.factors import Argon
from handrail.kernel.clock import SystemClock
from handrail.kernel.ids import SystemIds
from handrail_client.aio import Room, join
from handrail_client.client import Client
from handrail_client.errors import FreshSignInNeeded, SignedOut
from handrail_client.messages import RoomAdmitAll


class House:
    """One data folder and the server on it; `stop` and `start` bring it back at the same port."""

    def __init__(self, folder: Path, clock: EveningClock, database_url: str = "", **settings: str) -> None:
        self.folder = folder
        self.clock = clock
        self.setup_link = ""
        self.served: Served
        self._environ = {
            "HANDRAIL_DATA": str(folder),
            "HANDRAIL_PORT": "0",
            "HANDRAIL_DATABASE_URL": database_url,
            **settings,
        }
        self._up: contextlib.AbstractAsyncContextManager[Served] | None = None

    @property
    def origin(self) -> str:
        return self.served.origin

    async def start(self) -> None:
        self._up = serving(Config.from_env(self._environ), clock=self.clock)
        with patch("handrail.app.Argon", partial(Argon, profile=CHEAPEST)):  # what it costs has a test of its own
            self.served = await self._up.__aenter__()
        self.setup_link = self.served.setup_link or self.setup_link
        self._environ["HANDRAIL_PORT"] = self.origin.rsplit(":", 1)[1]

    async def stop(self) -> None:
        if self._up is not None:
            up, self._up = self._up, None
            await up.__aexit__(None, None, None)

    async def now(self) -> datetime:
        return self.clock.now()

    async def pass_time(self, seconds: float) -> datetime:
        """Let this much of the evening pass."""
        await pass_time(self.served, self.clock, seconds)
        return self.clock.now()


@contextlib.asynccontextmanager
async def a_house(
    folder: Path, database_url: str = "", clock: EveningClock | None = None, **settings: str
) -> AsyncIterator[House]:
    """A running server, five minutes before the next evening begins, or where another server's clock stands."""
    now = SystemClock().now()
    house = House(folder, clock or EveningClock(next_evening(now) - BEFORE - now), database_url, **settings)
    await house.start()
    try:
        yield house
    finally:
        await house.stop()


@contextlib.asynccontextmanager
async def a_database(server_url: str) -> AsyncIterator[str]:
    """An empty Postgres database at this release's migration."""
    name = f"journey_{SystemIds().secret(8).hex()}"
    admin = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    url = server_url.rsplit("/", 1)[0] + "/" + name
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        database = Database(url)
        await migrate.upgrade(database.writer)
        await database.close()
        yield url
    finally:
        async with admin.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        await admin.dispose()


@dataclass
class Clinic:
    """A program with its cohort, who leads it and who is in it, on the day of a session."""

    house: House
    stack: AsyncExitStack
    cast: Cast
    begins: datetime
    session: str = ""
    rooms: dict[str, Room] = field(default_factory=dict)

    @property
    def sol(self) -> Person:
        """The facilitator."""
        assert self.cast.facilitator is not None
        return self.cast.facilitator

    @property
    def people(self) -> list[Person]:
        return self.cast.participants

    async def invited(self, role: str, name: str, number: int) -> Person:
        """One more person with an account."""
        made = await people.invitation(self.cast, role, name, number)
        return await people.activate(self.house, self.stack, made["link"], people.address(number), number)

    async def stranger(self) -> Client:
        """Somebody who is not signed in."""
        return await self.stack.enter_async_context(Client(self.house.origin))

    async def lead(self) -> Room:
        """The facilitator's room, which is then open."""
        self.rooms[self.sol.id] = await self.stack.enter_async_context(join(self.sol.client, self.session))
        return self.rooms[self.sol.id]

    async def wait_outside(self, person: Person) -> Room:
        """This person says where they are and waits in the lobby."""
        try:
            await tell_place(person, self.session)
        except (SignedOut, FreshSignInNeeded):  # it has been a while
            await person.confirm(self.house)
            await tell_place(person, self.session)
        self.rooms[person.id] = await self.stack.enter_async_context(join(person.client, self.session))
        return self.rooms[person.id]

    async def together(self) -> tuple[Room, list[Room]]:
        """The evening has begun: the facilitator leads and everybody is in."""
        await self.house.pass_time(BEFORE.total_seconds())
        sol = await self.lead()
        members = [await self.wait_outside(person) for person in self.people]
        await wait(sol, lambda state: len(state.room.waiting) == len(members))
        await sol.do(RoomAdmitAll())
        for room in members:
            await wait(room, lambda state: len(state.room.members) == len(members) + 1)
        return sol, members

    async def leave_all(self) -> None:
        """The tests' own sockets close without a goodbye."""
        for room in self.rooms.values():
            await room.stop()

    async def confirm_all(self) -> None:
        """Everybody signs in again, as people do after a long evening."""
        for person in (self.cast.coordinator, self.sol, *self.people):
            await person.confirm(self.house)


@contextlib.asynccontextmanager
async def a_clinic(house: House, participants: int = 3) -> AsyncIterator[Clinic]:
    """Everybody invited, activated, enrolled or assigned; the session is five minutes away."""
    begins = (house.clock.now() + timedelta(minutes=5)).astimezone(next_evening(SystemClock().now()).tzinfo)
    async with AsyncExitStack() as stack:
        cast = await people.set_up(house, stack)
        await people.plan_cohort(cast, begins.date())
        await people.invite(house, stack, cast, participants, begins.date())
        clinic = Clinic(house, stack, cast, begins)
        clinic.session = (await cast.participants[0].client.sessions())[0].id
        yield clinic


async def ask(person: Person | None, clinic: Clinic, method: str, path: str, body: Any = None) -> Any:
    """What the server answers this person, or nobody; refusals are raised."""
    if person is None:
        return (await (await clinic.stranger()).http.send(method, path, body)).content
    return (await person.client.http.call(method, path, body)).content


__all__ = ["Clinic", "House", "a_clinic", "a_database", "a_house", "ask", "post"]
