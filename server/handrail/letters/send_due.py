"""Sends what is due: judged again, written down as an attempt, then mailed once and never again by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Invalid, NotFound, Refusal
from handrail.kernel.ids import Ids
from handrail.letters.deliver import covers, judged
from handrail.letters.delivery import Act, Delivery, State
from handrail.letters.lexicon import Term
from handrail.letters.mail import Mail, link_mail, mail_places
from handrail.letters.ports import Mailer, Units
from handrail.letters.scan import scan
from handrail.programs.calendar import today

LINK_PATH = "/letter"


@dataclass(frozen=True)
class SendDue:
    """One round over the queue.

    Attributes:
        origin: configured neutral origin of the page where recipients open documents.
    """

    units: Units
    gate: Gate
    mailer: Mailer
    clock: Clock
    ids: Ids
    lexicon: Sequence[Term]
    origin: str

    async def __call__(self) -> int:
        """How many were tried."""
        async with self.units.read() as unit:
            due = await unit.deliveries.due(self.clock.now())
        for one in due:
            await self._send(one.id)
        return len(due)

    async def _send(self, delivery_id: str) -> None:
        prepared = await self._attempt(delivery_id)
        if prepared is None:
            return
        delivery, mail = prepared
        outcome = await self.mailer.send(mail)
        async with self.units.begin() as unit:
            current = await unit.deliveries.get(delivery.id, lock=True)
            if current.state is State.SENDING:
                await unit.deliveries.append(current, outcome)
                if outcome is Act.SENT:
                    await unit.audit.record(Tag.DELIVERY_SENT, subject=delivery.id, program=delivery.program)

    async def _attempt(self, delivery_id: str) -> tuple[Delivery, Mail] | None:
        """The delivery and its mail, with the attempt committed; None: it may not go, or another node has it."""
        async with self.units.read() as unit:
            delivery = await unit.deliveries.get(delivery_id)
            letter = await unit.letters.get(delivery.letter)
            profile = await unit.programs.latest_issuer_profile(delivery.program)
            name = (await unit.accounts.get(delivery.person)).legal_name
            asked = await judged(unit, delivery, today(self.clock.now(), letter.zone))
            token = await unit.deliveries.token(delivery.id)
        link = f"{self.origin}{LINK_PATH}#{token}"
        sender = profile.name if profile else ""
        mail = link_mail(self.ids.new(), delivery.address, sender, link, delivery.until, delivery.language)
        may = bool(asked and sender)
        if asked and may:
            try:
                covers(await self.gate.consider(asked[1]), asked[0])
            except (Refusal, Invalid, NotFound):
                may = False
            spare = (delivery.address, delivery.address.rpartition("@")[2], token)
            may = may and not scan(mail_places(self.mailer.written(mail)), self.lexicon, [name], spare)
        async with self.units.begin() as unit:
            current = await unit.deliveries.get(delivery.id, lock=True)
            if current.state is not State.QUEUED:
                return None
            await unit.deliveries.append(current, Act.SEND if may else Act.FAIL)
        return (delivery, mail) if may else None
