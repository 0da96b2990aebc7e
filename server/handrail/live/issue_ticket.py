"""How somebody signed in gets into a room: a one-use ticket for a session that is theirs, now (journey 1)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, NotFound, PlaceNeeded, RoomClosed
from handrail.kernel.ids import Ids, SessionId
from handrail.kernel.principal import Power, Principal
from handrail.live.ports import LiveUnits
from handrail.live.ticket import BYTES, LIFE, Ticket, may_join
from handrail.programs.calendar import ends_at, starts_at
from handrail.programs.session import CLOSED


class Digests(Protocol):
    """A keyed digest."""

    def digest(self, purpose: str, value: str | bytes) -> bytes: ...


PURPOSE = "ticket"


@dataclass(frozen=True, slots=True)
class IssuedTicket:
    """The secret, told once, and until when it is good, UTC."""

    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IssueTicket:
    """Makes a ticket for the caller."""

    units: LiveUnits
    digests: Digests
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, session: SessionId) -> IssuedTicket:
        """One ticket for `session`, good for 60 s and one use.

        Raises:
            NotFound: there is no such session, or it is not the caller's: one answer for both (B1).
            RoomClosed: the session is over or cancelled.
            Conflict: it is too early or too late to join.
            PlaceNeeded: a participant has not said where they are today.
        """
        secret = urlsafe_b64encode(self.ids.secret(BYTES)).rstrip(b"=").decode()
        now = self.clock.now()
        async with self.units.begin() as unit:
            leads = caller.may(Power.LEAD_ROOM) and await unit.assignments.leads(caller.person, session)
            if not leads and not await unit.enrolments.on_roster(caller.person, session):
                raise NotFound
            meeting = await unit.sessions.get(session)
            if meeting.state in CLOSED:
                raise RoomClosed
            if not may_join(now, starts_at(meeting), ends_at(meeting)):
                raise Conflict("You can join from 30 minutes before the session starts.")
            if not leads and not await unit.places.told(session, caller.person):
                raise PlaceNeeded
            digest = self.digests.digest(PURPOSE, secret)
            ticket = Ticket(digest, caller.person, session, caller.sign_in, leads, now + LIFE)
            await unit.tickets.add(ticket)
            await unit.audit.record(Tag.TICKET_MADE, actor=caller.person, subject=session, program=caller.program)
        return IssuedTicket(secret, ticket.expires_at)
