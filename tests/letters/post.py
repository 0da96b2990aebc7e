"""Route B over the small program in memory and a real mail server that keeps what it was given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope
from tests.letters.world import ASK, CALLER, LEXICON, World, a_form

from handrail.disclosure.vocabulary import DataElement, Purpose
from handrail.letters.ask import elements
from handrail.letters.deliver import Queued, QueueDelivery, SeeDeliveries
from handrail.letters.delivery import Delivery, DeliveryAsk, State
from handrail.letters.end_deliveries import CancelDelivery
from handrail.letters.fetch_delivered import FetchDelivered
from handrail.letters.foresee_delivery import ForeseeDelivery
from handrail.letters.issued import Letter
from handrail.letters.mail import Tls
from handrail.letters.outbox_mail import SmtpMailer
from handrail.letters.outbox_reading import message_places
from handrail.letters.pdf_press import file_name
from handrail.letters.send_again import SendAgain
from handrail.letters.send_due import SendDue

SENDER = "letters@mail.example.org"
ADDRESS = "hr.person@acme.example"
SEND = DeliveryAsk("send", ADDRESS, ADDRESS)
TEN_MINUTES = 600
A_DAY = 24 * 3600


def to_acme(**change: Any):
    """A form that lets Acme be sent the letter of `ASK`, and be told that there is one."""
    data = frozenset({*elements(ASK), DataElement.LETTER_EXISTENCE})
    said = {"id": "send", "data": data, "purposes": frozenset({Purpose.ATTENDANCE_PROOF_WORK})}
    return a_form(**(said | change))


class Taken:
    """What the mail server took.

    Attributes:
        says: its answer to the message; None: it hangs up without one.
        private: whether it promises encryption all the way.
    """

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.says: str | None = "250 OK"
        self.private = True

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-REQUIRETLS"] if self.private else []), responses[-1]]

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        if self.says is None:
            server.transport.abort()
            return "250 OK"
        return self.says


class Server(SMTP):
    """One that knows REQUIRETLS (RFC 8689)."""

    def _getparams(self, params: Any) -> Any:
        found = super()._getparams(params)
        if found is not None:
            found.pop("REQUIRETLS", None)
        return found


@asynccontextmanager
async def a_mail_server(taken: Taken, wrapped: SSLContext | None = None, **how: Any) -> AsyncIterator[int]:
    """A mail server on a port of its own; `wrapped`: encrypted from the first byte."""
    talks: list[SMTP] = []

    def talk() -> SMTP:
        talks.append(Server(taken, hostname="mx.example", **how))
        return talks[-1]

    server = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0, ssl=wrapped)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in talks:
            if one.transport is not None:
                one.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)  # lets the transports go


class Post:
    """Every use case of route B over one world and one real mail server."""

    def __init__(self, taken: Taken, port: int) -> None:
        self.taken = taken
        self.world = world = World()
        world.forms = (a_form(), to_acme())
        self.mailer = SmtpMailer("127.0.0.1", port, SENDER, world.clock, tls=Tls.OFF)
        given: dict[str, Any] = {"units": world, "gate": world.gate, "clock": world.clock}
        origin = "https://letters.example.org"
        self.queue = QueueDelivery(**given, ids=world.ids)
        self.again = SendAgain(world, self.queue)  # type: ignore[arg-type]
        self.cancel, self.see = CancelDelivery(world), SeeDeliveries(world)  # type: ignore[arg-type]
        self.foresee = ForeseeDelivery(**given, file_name=file_name, origin=origin, sender=SENDER)
        self.send = SendDue(
            **given,
            mailer=self.mailer,
            ids=world.ids,
            lexicon=LEXICON,
            reads=message_places,
            file_name=file_name,
            origin=origin,
        )
        self.fetch = FetchDelivered(**given)

    async def queued(self, ask: DeliveryAsk = SEND) -> Queued:
        letter = await self.world.issue(CALLER, ASK)
        return await self.queue(CALLER, letter.id, ask)

    async def sent(self, ask: DeliveryAsk = SEND) -> tuple[Queued, str]:
        """A delivery that was mailed, and the token of its link."""
        queued = await self.queued(ask)
        self.world.clock.advance(TEN_MINUTES)
        assert await self.send() == 1
        return queued, self.link.partition("#")[2]

    @property
    def raw(self) -> bytes:
        content = self.taken.envelopes[-1].content
        assert isinstance(content, bytes)
        return content

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.raw, policy=policy.SMTP)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def text(self) -> str:
        body = self.message.get_body()
        assert body is not None
        return str(body.get_content())

    @property
    def link(self) -> str:
        return next((word for word in self.text.split() if word.startswith("https://")), "")

    def now(self, queued: Queued) -> Delivery:
        return self.world.deliveries.kept[queued.delivery.id]

    def letter(self, queued: Queued) -> Letter:
        return self.world.letters.kept[queued.delivery.letter]

    def state(self, queued: Queued) -> State:
        return self.now(queued).state
