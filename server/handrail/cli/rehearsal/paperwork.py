"""After the evening: receipts, a letter, its check by a reader, and the log."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from handrail.cli.audit import walk
from handrail.cli.rehearsal.people import Cast, Person, post
from handrail.cli.rehearsal.report import AuditFound, CheckFound, LetterFound, hold
from handrail.cli.rehearsal.throwaway import ThrowawayServer
from handrail.config import Config
from handrail.kernel.ids import SystemIds
from handrail.letters.code import mint
from handrail.letters.pdf_reading import places, read_lexicon
from handrail.letters.scan import scan
from handrail_client.messages import new_id

READER = {
    "recipient": "employer_hr",
    "recipient_name": "Sample Employer, human resources",
    "purposes": ["verification_callback"],
    "elements": ["letter_existence"],
}
CANARIES = ("Evening program", "Evenings", "Sol Sample")
"""What this evening's people would not want to find in a letter: program, cohort, facilitator."""

OWN = frozenset({"date", "request-id"})
"""Headers that differ between any two answers, whatever they say."""


@dataclass(slots=True)
class Letter:
    """One letter in its client's hands."""

    id: str
    sha256: str
    level: int
    route: str
    scan: str
    pdf: bytes = field(repr=False)

    @property
    def code(self) -> str:
        """The code as a reader's camera finds it: in the fragment of the address in the picture."""
        found = [place.text for place in places(self.pdf) if place.where.endswith("barcode")]
        hold("the letter carries one code to scan", kept=len(set(found)) == 1)
        return found[0].rpartition("#")[2]


async def receipts(server: ThrowawayServer, cast: Cast) -> list[dict[str, Any]]:
    """Everybody signs in again and reads their own receipt, which speaks of nobody else."""
    found: list[dict[str, Any]] = []
    for person in cast.participants:
        await person.confirm(server)
        mine = (await person.client.http.call("GET", "/v1/attendance")).content["items"]
        hold("everybody has one receipt of this evening", kept=len(mine) == 1)
        receipt = mine[0]
        hold("a receipt says which rule was applied", kept=bool(receipt["rule"]))
        found.append({"member": person.id, "minutes": receipt["minutes"], "status": receipt["status"]})
    return found


async def ask(person: Person, on: date) -> Letter:
    """A letter for work, level 1, into the client's own hands; one reader may check it, by a form signed for that."""
    form = await _sign_for_reader(person, on)
    day = on.isoformat()
    body = {"use": "work", "level": 1, "first_day": day, "last_day": day, "reader_form": form}
    key = new_id()
    made = await post(person, "/v1/letters", body, key=key)
    again = await post(person, "/v1/letters", body, key=key)
    hold("the same request again gives the same letter", kept=made == again)
    pdf = (await person.client.http.call("GET", f"/v1/letters/{made['id']}/document")).content
    return Letter(made["id"], made["sha256"], made["level"], made["route"], made["scan"], pdf)


async def _sign_for_reader(person: Person, on: date) -> str:
    """Read the form as it will stand, and sign exactly that text."""
    choices = {**READER, "expires_on": (on + timedelta(days=30)).isoformat()}
    shown = await post(person, "/v1/consent-drafts", choices)
    hold("a form says how to take it back", kept="take" in shown["text"])
    signed = await post(person, "/v1/consents", {"choices": choices, "digest": shown["digest"]}, key=new_id())
    return str(signed["id"])


def keep(letter: Letter, path: Path) -> LetterFound:
    """Write the letter beside the rehearsal."""
    hold("the document is the one that was recorded", kept=sha256(letter.pdf).hexdigest() == letter.sha256)
    path.write_bytes(letter.pdf)
    ours = scan(places(letter.pdf, path.name), read_lexicon(), CANARIES)
    return LetterFound(str(path), letter.level, letter.route, letter.sha256, "found" if ours else letter.scan)


async def check(server: ThrowawayServer, person: Person, letter: Letter) -> CheckFound:
    """A reader asks; the client withdraws; the same question and one about a made-up code get one answer."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as reader:
        status, live, _ = await _check(reader, server, letter.code, letter.sha256)
        hold("a reader is answered", kept=status == HTTPStatus.OK)
        await post(person, f"/v1/letters/{letter.id}/withdrawal")
        withdrawn = await _check(reader, server, letter.code, letter.sha256)
        unknown = await _check(reader, server, mint(SystemIds()), letter.sha256)
    return CheckFound(json.loads(live)["answer"], withdrawn == unknown and withdrawn[1] != live)


async def _check(
    reader: aiohttp.ClientSession, server: ThrowawayServer, code: str, digest: str
) -> tuple[int, bytes, dict[str, str]]:
    while True:
        async with reader.post(f"{server.origin}/v1/checks", json={"code": code, "sha256": digest}) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in OWN}
            if "retry-after" not in headers:
                return answer.status, await answer.read(), headers
        await asyncio.sleep(int(headers["retry-after"]))  # whole seconds (RFC 9110, 10.2.3), as this server writes it


async def audit(server: ThrowawayServer) -> AuditFound:
    """The log holds; with one row altered it names that row."""
    await server.stop()
    config = Config.from_env({"HANDRAIL_DATA": str(server.folder / "data")})
    before = await walk(config)
    number, entry = _alter_one(server.database, before.entries // 2)
    after = await walk(config)
    found = after.broken is not None and (after.broken.number, after.broken.entry) == (number, entry)
    return AuditFound(before.entries, before.verified and before.unlinked == 0, found)


def _alter_one(database: Path, number: int) -> tuple[int, str]:
    """Change who did it in one entry, as somebody with the file in their hands could."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        (entry,) = connection.execute("SELECT entry_id FROM audit_link WHERE number = ?", (number,)).fetchone()
        connection.execute("UPDATE audit_entry SET actor = 'somebody else' WHERE id = ?", (entry,))
    return number, str(entry)
