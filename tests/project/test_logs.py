"""Marked texts through every journey reach no log, address, refusal or repr, nor the disk in plain (I10, I6)."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import inspect
import json
import pkgutil
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from pydantic import BaseModel
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

import handrail
import handrail_client
from handrail.cli.practice import make_folder
from handrail.cli.rehearsal import people, story
from handrail.cli.rehearsal.paperwork import READER
from handrail.cli.rehearsal.report import Report
from handrail.cli.rehearsal.throwaway import ThrowawayServer
from handrail.kernel.clock import SystemClock
from handrail_client.client import Client
from handrail_client.http import Answer, Http

MARK = "Mark7Quince"
"""In everything that people send and that is refused."""

WORDS = (
    MARK,
    "Sample Lane",
    "555 0111",
    "talk about work later",
    "It was a long day",
    READER["recipient_name"],
    "people.example",
    "a long winter evening by the lake",
    "Quincename",
)
"""What people of a rehearsal say, give, are called, or sign in with."""


class Talkative(ThrowawayServer):
    """The practice server with every log line there is, and Python's development mode talking too."""

    program = (
        "-X",
        "dev",
        "-c",
        "import handrail.cli.practice as p; log = p.logs.configure; "  # noqa: ISC004 - one program
        "p.logs.configure = lambda *a, **k: log('debug', *a[1:], **k); p.main()",
    )


@dataclass
class Overheard:
    """What one evening left behind outside the people it was between."""

    log: bytes
    addresses: list[str]
    problems: list[bytes]
    disk: dict[str, bytes] = field(repr=False)
    secrets: set[str] = field(repr=False)
    number: str = field(repr=False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def overheard(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Overheard]:
    """A rehearsal up to the reader's check, then everything that is refused, then a broken database."""
    folder = make_folder(tmp_path_factory.mktemp("logs") / "practice")
    begins = story.next_evening(SystemClock().now())
    server = Talkative(folder, begins - story.BEFORE)
    secrets: set[str] = set()
    addresses: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "FIRST_NAMES", ("Quincename",))
        listen(patch, secrets, addresses)
        async with AsyncExitStack() as stack:
            await server.start()
            stack.push_async_callback(server.stop)
            told = story.Story(server, stack, Report(5), begins, folder / "letter.pdf", 0)
            for _, step in story.STEPS[:-1]:
                await story.run(told, step)
            problems = await refused(told)
            while_running = disk(folder / "data")
            number = (await told.cast.participants[0].client.letters())[0].number
            await broken(told)
            secrets |= {one.totp for one in (told.cast.coordinator, told.cast.facilitator)}
            secrets.add(told.letter.code)
        after = disk(folder / "data")
    found = {f"{name} while running": raw for name, raw in while_running.items()} | after
    yield Overheard(server.log.read_bytes(), addresses, problems, found, secrets - {""}, number)


def listen(patch: pytest.MonkeyPatch, secrets: set[str], addresses: list[str]) -> None:
    """Note every address that is asked, and every token, ticket and link that is given out."""
    once, keep, ticket = Http._once, Http.keep, Client.ticket

    async def noting_once(self: Http, method: str, path: str, *rest: Any) -> Answer:
        addresses.append(f"{path}?{rest[2] or ''}")
        answer = await once(self, method, path, *rest)
        if isinstance(answer.content, dict) and "link" in answer.content:
            secrets.add(answer.content["link"].partition("#")[2])
        return answer

    def noting_keep(self: Http, answer: Answer, given: Any) -> None:
        secrets.update({given["access"], given["refresh"]})
        keep(self, answer, given)

    async def noting_ticket(self: Client, session: str) -> str:
        found = await ticket(self, session)
        secrets.add(found)
        return found

    patch.setattr(Http, "_once", noting_once)
    patch.setattr(Http, "keep", noting_keep)
    patch.setattr(Client, "ticket", noting_ticket)


async def refused(told: story.Story) -> list[bytes]:
    """Everything that people may get wrong, with the mark in it; gives what was answered."""
    origin, token = told.server.origin, told.cast.participants[0].client.http._access.value
    signed_in = {"Authorization": f"Bearer {token}"}
    json_kind = {"Content-Type": "application/json"}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/sign-ins", {"json": {"email": f"{MARK}@x.example", "password": f"{MARK} {MARK} {MARK}"}}),
        ("POST", "/v1/sign-ins", {"json": {MARK: MARK, "email": [MARK]}}),
        ("POST", "/v1/sign-ins", {"data": f"{{{MARK}".encode(), "headers": json_kind}),
        ("POST", "/v1/sign-ins", {"data": MARK, "headers": {"Content-Type": "text/plain"}}),
        ("POST", "/v1/activations", {"json": {"secret": MARK, "password": MARK * 3}}),
        ("POST", "/v1/activations", {"json": {"secret": MARK, "password": MARK * 3, "display_name": f"{MARK}\u202e"}}),
        ("POST", "/v1/refreshes", {"json": {"refresh": MARK}, "headers": {"Idempotency-Key": MARK}}),
        ("POST", "/v1/sign-outs", {"json": {"refresh": MARK}}),
        ("POST", "/v1/setup", {"json": {"secret": MARK, "email": MARK, "legal_name": MARK, "display_name": MARK}}),
        ("POST", "/v1/checks", {"json": {"code": MARK, "sha256": MARK}}),
        ("POST", "/v1/checks", {"json": {"code": MARK}, "headers": {"Origin": f"https://{MARK}.example"}}),
        ("GET", f"/v1/{MARK}", {}),
        ("GET", f"/v1/me?access_token={MARK}", {}),
        ("GET", "/v1/me", {"headers": {"Authorization": f"Bearer {MARK}", "Cookie": f"__Host-handrail={MARK}"}}),
        ("GET", "/v1/me", {"headers": signed_in | {"User-Agent": MARK, "X-Forwarded-For": MARK, "Referer": MARK}}),
        ("GET", f"/v1/letters/{MARK}", {"headers": signed_in}),
        ("GET", f"/v1/sessions/{MARK}", {"headers": signed_in}),
        ("GET", f"/v1/sessions?name={MARK}", {"headers": signed_in}),
        ("POST", f"/v1/sessions/{told.evening.session}/place", {"json": {"kind": MARK}, "headers": signed_in}),
        ("POST", f"/v1/attendance/{MARK}/disputes", {"json": {"words": MARK}, "headers": signed_in}),
        ("POST", "/v1/letters", {"json": {"use": MARK, "level": MARK}, "headers": signed_in}),
        ("POST", "/v1/letters", {"json": {"use": "work", "level": 1, "reader_form": MARK}, "headers": signed_in}),
        ("POST", "/v1/consents", {"json": {"choices": {"recipient_name": MARK}, "digest": MARK}, "headers": signed_in}),
        ("BREW", f"/v1/{MARK}", {"headers": {"Expect": MARK}}),
    ]
    found = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for method, path, rest in asked:
            async with http.request(method, origin + path, **rest) as answer:
                found.append(await answer.read())
                assert answer.status != 500, path
    for frame in (MARK, f'{{"type":"hello","ticket":"{MARK}","{MARK}":1}}', f'["{MARK}"]'):
        async with connect(told.cast.participants[0].client.live_address, subprotocols=["handrail.v1"]) as socket:
            await socket.send(frame)
            with contextlib.suppress(ConnectionClosed):
                found.append(str(await socket.recv()).encode())
    return found


async def broken(told: story.Story) -> None:
    """Somebody takes a table away: the server says so in its log, and what people asked stays out of it."""
    with contextlib.closing(sqlite3.connect(told.server.database)) as connection, connection:
        connection.execute("ALTER TABLE checkin_response RENAME TO away" if _has(connection) else "SELECT 1")
    with contextlib.suppress(handrail_client.errors.Problem):
        await told.cast.participants[0].client.http.call("GET", "/v1/responses", query=None)


def _has(connection: sqlite3.Connection) -> bool:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return "checkin_response" in names


def disk(data: Path) -> dict[str, bytes]:
    """Every file of the data folder: databases, their write-ahead logs, keys."""
    return {path.name: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}


def spellings(text: str) -> Iterator[bytes]:
    """As bytes might hold it."""
    yield text.encode()
    yield text.encode("utf-16-le")
    yield json.dumps(text)[1:-1].encode()


def shows(raw: bytes, texts: Any) -> list[str]:
    return [text for text in texts if any(one in raw for one in spellings(text))]


# --- the evening ----------------------------------------------------------------------------------------------


def test_nothing_of_the_evening_is_in_the_log(overheard: Overheard):
    """At its most talkative, with a fault of the database in it."""
    assert shows(overheard.log, WORDS) == []
    assert [secret[:4] for secret in shows(overheard.log, {*overheard.secrets, overheard.number})] == []


def test_the_log_is_there_and_is_one_object_a_line(overheard: Overheard):
    """Or the test above would prove nothing."""
    lines = [json.loads(line) for line in overheard.log.splitlines()]
    assert "unavailable" in {line["event"] for line in lines}


def test_no_address_holds_a_word_or_a_secret(overheard: Overheard):
    """Addresses end up in histories, proxies and logs (A6)."""
    asked = "\n".join(overheard.addresses).encode()
    assert len(overheard.addresses) > 50
    assert shows(asked, {*WORDS, overheard.number} | overheard.secrets) == []


def test_a_refusal_repeats_nothing_that_was_sent(overheard: Overheard):
    assert len(overheard.problems) > 20
    assert [raw for raw in overheard.problems if shows(raw, (MARK,))] == []


def test_nothing_of_the_evening_is_on_the_disk_in_plain(overheard: Overheard):
    """Not in the database, its write-ahead log or the store of keys; while it runs and after it has stopped (I1)."""
    assert {"handrail.sqlite", "keys.sqlite", "handrail.sqlite-wal while running"} <= set(overheard.disk)
    for name, raw in overheard.disk.items():
        assert shows(raw, WORDS) == [], name
        assert [secret[:4] for secret in shows(raw, overheard.secrets)] == [], name


# --- what things say of themselves ----------------------------------------------------------------------------

PRIVATE = re.compile(
    r"^(legal_name|display_name|recipient_name|email|password|secret|code|refresh|access|ticket|link|words|note|text|"
    r"topic|answer|answers|callback|address|address_again|reason|setup_link|setup_secret|totp|content|pdf|body|raw|key|master)$"
)
"""Names of fields that hold a person's words, name or secret, wherever they stand."""

NOT_OF_A_PERSON = {
    "handrail.audit.store.AuditLinkRow.link": "a hash",
    "handrail.checkins.": "what a check-in asks; answers are hidden one by one",
    "handrail.consent.earlier.Earlier.key": "names of fields",
    "handrail.consent.wire.EarlierOut.key": "names of fields",
    "handrail.disclosure.request.Authority.code": "a word of the closed vocabulary",
    "handrail.disclosure.rule": "the law",
    "handrail.handouts.": "texts that the product ships",
    "handrail.identity.sign_in.Entered.access": "hides itself",
    "handrail.kept_replies.": "an id that the client made",
    "handrail.kernel.errors.": "safe words, fixed in the code",
    "handrail.letters.letterhead.Revealing.reason": "words of the product",
    "handrail.letters.learned_said.": "words of the product",
    "handrail.letters.phrases.": "words of the product",
    "handrail.letters.request.Entry.reason": "a word of a closed list",
    "handrail.letters.lexicon.": "the words that letters may not hold",
    "handrail.letters.scan.": "the leak scan's own texts",
    "handrail.letters.store.LetterRow.code": "a keyed digest",
    "handrail.letters.store_slips.LetterSlipRow.code": "a keyed digest",
    "handrail.letters.wire.CheckOut.answer": "one of two words",
    "handrail.letters.wire.RevealingOut.reason": "words of the product",
    "RequestAnswerIn.reason": "a word of a closed list",
    "RequestOut.answer": "words of the product",
    "handrail.live.ticket.Admission.ticket": "a keyed digest",
    "handrail.live.wire_snapshot.Note.note": "an id",
    "handrail.live.wire_room_events.NoteKept.note": "an id",
    "handrail.live.wire_room_events.NoteReceived.note": "an id",
    "handrail.rooms.commands.SendNote.note": "an id",
    "handrail.rooms.events.NoteKept.note": "an id",
    "handrail.rooms.events.NoteReceived.note": "an id",
    "handrail.web.problems.": "codes of refusals",
    "handrail.web.routes.": "a model, which hides its own fields",
    "handrail_client.messages.room_events.NoteKept.note": "an id",
    "handrail_client.messages.room_events.NoteReceived.note": "an id",
    "handrail_client.messages.snapshot.Note.note": "an id",
    "handrail_client.outputs.Hang.code": "a close code",
    "handrail_client.records.EarlierChoice.key": "names of fields",
    "handrail_client.records.HandoutText.body": "a text that the product ships",
}
"""Fields (or all of a module) with such a name that are not a person's, and what they are."""


def classes() -> Iterator[type]:
    """Every dataclass and model of the product."""
    for package in (handrail, handrail_client):
        for module in modules(package):
            for _, found in inspect.getmembers(module, inspect.isclass):
                if found.__module__ == module.__name__:
                    yield found


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in info.name:
            yield importlib.import_module(info.name)


def spoken(kind: type) -> set[str]:
    """The fields that its repr shows."""
    if issubclass(kind, BaseModel):
        return {name for name, one in kind.model_fields.items() if one.repr and "Sealed" not in str(one.annotation)}
    if dataclasses.is_dataclass(kind) and kind.__dataclass_params__.repr:  # type: ignore[attr-defined]
        return {one.name for one in dataclasses.fields(kind) if one.repr}
    return set()


def test_no_repr_shows_what_somebody_said_or_is_called():
    """A repr ends up in a traceback sooner or later."""
    named = (f"{kind.__module__}.{kind.__qualname__}.{name}" for kind in classes() for name in spoken(kind))
    shown = {one for one in named if PRIVATE.match(one.rpartition(".")[2])}
    assert sorted(one for one in shown if not any(known in one for known in NOT_OF_A_PERSON)) == []


def test_each_exception_is_still_needed():
    named = {f"{kind.__module__}.{kind.__qualname__}.{name}" for kind in classes() for name in spoken(kind)}
    assert [one for one in NOT_OF_A_PERSON if not any(one in name for name in named)] == []
