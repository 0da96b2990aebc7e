"""The days after an evening: who was there asks for letters, and readers check them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

from handrail.cli.rehearsal.evening import wait
from handrail.cli.rehearsal.people import Person
from handrail_client.messages import RoomAdmitAll, RoomEnd
from tests.journeys.house import Clinic, a_clinic, a_database, a_house

OWN = frozenset({"date", "request-id"})
"""Headers that differ between any two answers, whatever they say."""


@contextlib.asynccontextmanager
async def an_evening_over(folder: Path, server_url: str = "", **settings: str) -> AsyncIterator[Clinic]:
    """Ana and Ben were there for three hours, Cleo never came. `server_url`: on that Postgres."""
    async with contextlib.AsyncExitStack() as stack:
        url = await stack.enter_async_context(a_database(server_url)) if server_url else ""
        house = await stack.enter_async_context(a_house(folder, url, **settings))
        clinic = await stack.enter_async_context(a_clinic(house))
        await house.pass_time(300)
        sol = await clinic.lead()
        for person in clinic.people[:2]:
            await clinic.wait_outside(person)
        await wait(sol, lambda state: len(state.room.waiting) == 2)
        await sol.do(RoomAdmitAll())
        await house.pass_time(3 * 3600)
        await sol.do(RoomEnd())
        await clinic.leave_all()
        await clinic.confirm_all()
        yield clinic


def wanted(clinic: Clinic, **over: Any) -> dict[str, Any]:
    """A letter for work about this evening."""
    day = clinic.begins.date().isoformat()
    return {"use": "work", "level": 1, "first_day": day, "last_day": day, **over}


async def entry_of(person: Person) -> str:
    """The id of this person's attendance entry that stands."""
    (mine,) = (await person.client.http.call("GET", "/v1/attendance")).content["items"]
    return str(mine["entry"])


async def checked(clinic: Clinic, code: str, sha256: str | None = None) -> tuple[int, dict[str, str], bytes]:
    """All that a reader can tell of the answer, besides its time."""
    body = {"code": code} | ({"sha256": sha256} if sha256 else {})
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as reader,
        reader.post(f"{clinic.house.origin}/v1/checks", json=body) as answer,
    ):
        headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in OWN}
        return answer.status, headers, await answer.read()


def says(answer: tuple[int, dict[str, str], bytes]) -> str:
    return str(json.loads(answer[2])["answer"])
