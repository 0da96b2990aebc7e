"""Frames that break RFC 6455, and a peer that has gone silent: no library writes these (B7, B10)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.ids import PersonId
from handrail.live.hub_patience import Patience
from tests.fakes import FakeClock
from tests.live.people import Someone, at, generous, serving
from tests.live.world import ANA, BEN, RUTH, Books, LiveNode, a_node
from tests.support.patience import PATIENCE

FIN, RSV1 = 0x80, 0x40
TEXT, CONTINUED, CLOSE, PING = 0x1, 0x0, 0x8, 0x9
MASK = b"\x01\x02\x03\x04"


def a_frame(first: int, payload: bytes = b"", *, masked: bool = True) -> bytes:
    """A frame from a client (RFC 6455 §5.2), right or wrong."""
    size = len(payload)
    mark = 0x80 if masked else 0
    head = bytes([first, mark | size]) if size < 126 else bytes([first, mark | 126]) + struct.pack("!H", size)
    if not masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[place % 4] for place, byte in enumerate(payload))


class Raw:
    """A socket without a library behind it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, frame: bytes) -> None:
        self._writer.write(frame)

    async def next(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame of the server; (-1, b"") where it only cut the line."""
        try:
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size > 125:  # RFC 6455 §5.2: the length follows
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
            return first & 0x0F, await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return -1, b""

    async def closed_with(self) -> int | None:
        """The code that the server closes with; None where it cuts the line without a word."""
        async with asyncio.timeout(PATIENCE):
            while True:
                opcode, payload = await self.next()
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2], "big")
                if opcode < 0:
                    return None


@contextlib.asynccontextmanager
async def entered(node: LiveNode, url: str, person: PersonId) -> AsyncIterator[Raw]:
    """This person in the room, on a raw socket."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    key = b64encode(bytes(16)).decode()
    lines = [
        f"GET {address.path} HTTP/1.1",
        f"Host: {address.netloc}",
        *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"),
        *(f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Protocol: handrail.v1", "", ""),
    ]
    writer.write("\r\n".join(lines).encode())
    await reader.readuntil(b"\r\n\r\n")
    raw = Raw(reader, writer)
    raw.send(a_frame(FIN | TEXT, json.dumps({"type": "hello", "ticket": await node.ticket(person)}).encode()))
    assert (await raw.next())[0] == TEXT
    try:
        yield raw
    finally:
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest_asyncio.fixture(loop_scope="session")
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def a_house(
    stack: AsyncExitStack, database: Database, vault: Vault, clock: FakeClock, patience: Patience
) -> tuple[LiveNode, str, Someone]:
    """A room that Ruth leads."""
    node = await stack.enter_async_context(a_node(database, vault, clock, Books(clock)))
    url = await stack.enter_async_context(serving(node, patience))
    return node, url, await stack.enter_async_context(at(url, node, RUTH))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (a_frame(FIN | RSV1 | TEXT, b"{}"), 1002),  # §5.2: a reserved bit without an extension
        (a_frame(FIN | 0x3, b"{}"), 1002),  # §5.2: a reserved opcode
        (a_frame(FIN | CONTINUED, b"{}"), 1002),  # §5.4: nothing to continue
        (a_frame(TEXT, b"{") + a_frame(FIN | TEXT, b"}"), 1002),  # §5.4: a new message inside another
        (a_frame(PING, b"x"), 1002),  # §5.5: a control frame in fragments
        (a_frame(FIN | PING, b"x" * 126), 1002),  # §5.5: a control frame of more than 125 bytes
        (a_frame(TEXT, b" " * 2000) + a_frame(CONTINUED, b" " * 2000) * 33, 1009),  # B6: too much, piece by piece
        (bytes([FIN | TEXT, 0xFF]) + struct.pack("!Q", 1 << 40) + MASK, 1009),  # B6: a terabyte, as it says
        (a_frame(FIN | CLOSE, b"\x03"), 1002),  # §5.5.1: half a code
        (a_frame(FIN | CLOSE, struct.pack("!H", 1005)), 1002),  # §7.4.1: a code that is never sent
    ],
)
async def test_a_broken_frame_fails_its_own_connection_alone(
    sqlite_database: Database,
    sqlite_vault: Vault,
    clock: FakeClock,
    stack: AsyncExitStack,
    broken: bytes,
    code: int,
) -> None:
    node, url, ruth = await a_house(stack, sqlite_database, sqlite_vault, clock, generous())
    raw = await stack.enter_async_context(entered(node, url, ANA))
    raw.send(broken)
    assert await raw.closed_with() == code
    assert (await ruth.say("hand.raise"))["ok"]


async def test_a_client_that_does_not_mask_is_read_all_the_same(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """RFC 6455 §5.1 wants the connection closed; aiohttp is lenient (its THREAT_MODEL.md, 3.1: see server/README.md).

    When this fails, aiohttp enforces it: move the frame into the table above.
    """
    node, url, _ = await a_house(stack, sqlite_database, sqlite_vault, clock, generous())
    raw = await stack.enter_async_context(entered(node, url, ANA))
    raw.send(a_frame(FIN | TEXT, b"{}", masked=False))
    opcode, payload = await raw.next()
    assert (opcode, json.loads(payload)["type"]) == (TEXT, "reply")


async def test_a_peer_that_answers_no_ping_is_gone_and_presence_shows_it(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """Here after a fraction of a second, in production after at most 30 (heartbeat and half of it)."""
    node, url, ruth = await a_house(
        stack, sqlite_database, sqlite_vault, clock, Patience(heartbeat=0.4, messages=generous().messages)
    )
    await stack.enter_async_context(entered(node, url, BEN))
    await ruth.until("member.waiting")
    await ruth.until("member.presence", presence="reconnecting")
