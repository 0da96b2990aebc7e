"""Who is let in: tickets looked up, rights asked for and rates kept at the moment of entering."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import structlog
from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotAllowed, SignedOut, TooMany, Unavailable
from handrail.kernel.tasks import Tasks
from handrail.live.entry import Entry
from handrail.live.hub import Hub
from handrail.live.hub_order import spend
from handrail.live.hub_upkeep import Connection
from handrail.live.issue_ticket import PURPOSE
from handrail.live.recheck import Claim, Ended, Recheck
from handrail.live.resume import Asked
from handrail.live.ticket import Admission, Ticket
from handrail.rooms.events import SeatHeld
from handrail.web.limits import Limiter

log = structlog.get_logger()


class Door:
    """Lets connections into the rooms of one hub. One for each application."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        """Stand before the rooms of `hub`; tickets are judged by `clock`, which does not go back (K6)."""
        self.hub = hub
        self._clock = clock
        self.patience = hub.patience
        self.tasks = Tasks(lambda failure: log.error("socket-task-failed", kind=type(failure).__name__))
        self.messages = Limiter(hub.patience.messages, hub.clock)
        self.joins = Limiter(hub.patience.joins, hub.clock)
        self.pings = Limiter(hub.patience.pings, hub.clock)
        self._entering = 0
        hub.elsewhere = self._elsewhere

    @contextlib.contextmanager
    def entering(self) -> Iterator[None]:
        """One more connection on its way in, from the request to the welcome.

        Raises:
            Unavailable: this node is going away, or too many are on their way: those inside come first (B13).
        """
        if self.hub.draining or self._entering >= self.patience.entering:
            raise Unavailable(retry_after=2)
        self._entering += 1
        try:
            yield
        finally:
            self._entering -= 1

    async def let_in(self, secret: str, line: Connection, asked: Asked | None) -> None:
        """Spend the ticket of this secret; the line gets its claim, then its welcome.

        Raises:
            SignedOut: the ticket is spent, expired or was never made, or its sign-in has ended.
            NotAllowed: the person has no place in the session any more.
            RoomClosed, Unavailable, TooMany: see there.
        """
        ticket, name = await self._ticket(secret)
        self.joins.take(ticket.person)
        theirs = sum(other.claim.person == ticket.person for other in self.hub.lines.values())
        if theirs >= self.patience.sockets:
            raise TooMany(retry_after=5)
        line.claim = await self._claim(ticket)
        try:
            await self.hub.join(ticket, name, line, asked)
        except BaseException:
            self.hub.gone(line)
            raise

    async def renew(self, secret: str, line: Connection) -> None:
        """Spend a new ticket for the same person and session: the line stays authorised.

        Raises:
            SignedOut: the ticket is no good, or somebody else's.
            NotAllowed: the person has no place in the session any more.
        """
        ticket, _ = await self._ticket(secret)
        if (ticket.person, ticket.session) != (line.claim.person, line.claim.session):
            raise SignedOut
        claim = await self._claim(ticket)
        async with self.hub.units.begin() as unit:
            await spend(unit, Admission(ticket.digest, ticket.sign_in), self.hub.clock.now())
        line.claim = claim
        line.authorised_until = self.hub.clock.monotonic() + self.patience.renew

    def _elsewhere(self, entry: Entry) -> None:
        """What somebody did through another node counts here, too: going from node to node gains nothing (B9)."""
        joined = any(isinstance(one.event, SeatHeld) for one in entry.events)
        limiter = self.joins if joined else self.messages
        if (self.hub.clock.now() - entry.at).total_seconds() < limiter.memory:
            limiter.charge(entry.person)

    async def _ticket(self, secret: str) -> tuple[Ticket, str]:
        """The ticket of this secret, and its person's display name."""
        async with self.hub.units.read() as unit:
            ticket = await unit.tickets.find(self.hub.vault.digest(PURPOSE, secret))
            if ticket is None or ticket.expires_at <= self._clock.now():
                raise SignedOut
            return ticket, (await unit.accounts.get(ticket.person)).display_name

    async def _claim(self, ticket: Ticket) -> Claim:
        """What the ticket claims, if it holds at this instant."""
        claim = Claim(ticket.person, ticket.sign_in, ticket.session, ticket.leads)
        match (await Recheck(self.hub.units)({claim})).get(claim):
            case Ended.SIGNED_OUT:
                raise SignedOut
            case Ended.REMOVED:
                raise NotAllowed
            case None:
                return claim


DOOR = web.AppKey("live_door", Door)
