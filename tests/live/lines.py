"""Connections without sockets, for tests of the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import PersonId, SessionId
from handrail.live.issue_ticket import PURPOSE
from handrail.live.recheck import Claim
from handrail.live.resume import Asked
from handrail.live.wire import Close
from tests.live.stage import payload
from tests.live.world import SESSION, LiveNode


@dataclass(eq=False)
class HeldLine:
    """Keeps what it is given, decoded."""

    node: LiveNode
    id: str
    claim: Claim
    authorised_until: float
    frames: list[dict[str, Any]] = field(default_factory=list)
    closed: Close | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def push(self, frame: bytes, *, transient: bool = False) -> None:
        self.frames.append(orjson.loads(payload(frame)))
        self.news.set()

    def close(self, code: Close) -> None:
        self.closed = code
        self.node.hub.gone(self)
        self.news.set()

    async def until(self, holds: Callable[[HeldLine], bool], within: float = 20.0) -> None:
        """Wait for what this line is told until this holds; `within` is in seconds."""
        async with asyncio.timeout(within):
            while not holds(self):
                self.news.clear()
                await self.news.wait()

    @property
    def kinds(self) -> list[str]:
        return [frame["type"] for frame in self.frames]


async def enter(
    node: LiveNode,
    person: PersonId,
    secret: str | None = None,
    *,
    session: SessionId = SESSION,
    asked: Asked | None = None,
) -> HeldLine:
    """This person in the room of this node."""
    secret = secret or await node.ticket(person, session)
    async with node.units.read() as unit:
        ticket = await unit.tickets.find(node.vault.digest(PURPOSE, secret))
    if ticket is None:
        raise SignedOut
    claim = Claim(person, ticket.sign_in, session, ticket.leads)
    line = HeldLine(node, node.ids.new(), claim, node.clock.monotonic() + 600)
    try:
        await node.hub.join(ticket, person.title(), line, asked)
    except BaseException:
        node.hub.gone(line)
        raise
    return line
