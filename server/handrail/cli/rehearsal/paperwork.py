"""After the evening: receipts, a letter, its check by a reader, and the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from handrail.cli.rehearsal.people import Cast, Person
from handrail.cli.rehearsal.report import hold
from handrail.cli.rehearsal.throwaway import ThrowawayServer


class Letter:
    pass


async def receipts(server: ThrowawayServer, cast: Cast, session: str) -> list[dict[str, Any]]:
    """Everybody reads their own receipt, and nobody anyone else's."""
    found = []
    for person in cast.participants:
        await person.confirm(server)
        mine = (await person.client.http.call("GET", "/v1/attendance")).content["items"]
        print(mine)
        hold("everybody has one receipt of this evening", kept=len(mine) == 1)
    return found


async def ask(person: Person, on: date): ...
async def keep(person: Person, letter: Letter, path: Path): ...
async def check(server, person, letter): ...
async def audit(server): ...
