"""Gives a recipient, once, what was sent to them: for the link and the passcode, decided at that moment.

The hand-over is the disclosure: accounting, audit and the mark that it was fetched are one commit before a byte leaves.
Unknown, expired, cancelled, fetched, refused and wrong are one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Gate, Refused
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import ConsentId
from handrail.letters.code import CODE_LENGTH, normalise
from handrail.letters.deliver import CARRIED, covers, judged
from handrail.letters.delivery import Act, Delivery
from handrail.letters.mail import NOTICE
from handrail.letters.ports import Units
from handrail.programs.calendar import today

_NO_CODE = "-" * CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Handed:
    """What the recipient gets.

    Attributes:
        number: of the letter, for the file name.
        notice: the statement of 42 CFR 2.32 and a copy of the consent; empty where it does not apply.
    """

    number: str
    pdf: bytes = field(repr=False)
    notice: str = field(repr=False)


@dataclass(frozen=True)
class FetchDelivered:
    """The one download."""

    units: Units
    gate: Gate
    clock: Clock

    async def __call__(self, token: str, passcode: str) -> Handed | None:
        """The document; None: there is nothing to be had, for whatever reason."""
        typed = normalise(token) or _NO_CODE
        async with self.units.begin() as unit:
            delivery = await unit.deliveries.opened(typed)
            if delivery is None:
                return None
            letter = await unit.letters.get(delivery.letter)
            if not delivery.open_on(today(self.clock.now(), letter.zone)):
                return None
            if not await unit.deliveries.fits(delivery.id, passcode):
                await unit.deliveries.append(delivery, Act.WRONG)
                return None
        return await self._hand_over(delivery)

    async def _hand_over(self, delivery: Delivery) -> Handed | None:
        now = self.clock.now()
        async with self.units.read() as unit:
            letter = await unit.letters.get(delivery.letter)
            asked = await judged(unit, delivery, today(now, letter.zone))
            pdf = await unit.letters.document(delivery.letter)
            form = await unit.consents.get(ConsentId(delivery.form)) if delivery.notice else None
        if asked is None:
            return None
        notice = f"{NOTICE}\n\n{form.text}\n" if form else ""
        try:
            permit = await self.gate.consider(asked[1])
            covers(permit, asked[0])
            carries = CARRIED if notice else frozenset()
            digest = sha256(pdf + notice.encode()).hexdigest()
            async with self.gate.watching(self.units.begin()) as unit:
                current = await unit.deliveries.get(delivery.id, lock=True)
                if not current.open_on(today(now, letter.zone)):
                    return None
                await self.gate.release(unit, permit, Artefact(digest, carries))
                await unit.deliveries.append(current, Act.FETCH)
                await unit.audit.record(Tag.DELIVERY_FETCHED, subject=delivery.id, program=delivery.program)
        except (Refused, Conflict, Invalid, NotFound):
            return None
        return Handed(letter.number, pdf, notice)
