"""Gives a recipient, once, what was sent to them: for the link and the passcode, decided at that moment.

The hand-over is the disclosure: accounting, audit and the mark that it was fetched are one commit before a byte leaves.
Unknown, expired, cancelled, fetched, refused and wrong are one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Gate, Refused, Release
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import ConsentId
from handrail.letters.code import CODE_LENGTH, normalise
from handrail.letters.delivery import Act, Delivery, Happened
from handrail.letters.judge_delivery import CARRIED, conditions_met, covers, offered, whole
from handrail.letters.mail import notice_with
from handrail.letters.ports import Unit, Units
from handrail.letters.standing import Standing
from handrail.programs.calendar import today

_NO_CODE = "-" * CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Handed:
    """What the recipient gets.

    Attributes:
        release: leave to hand over exactly this, committed.
        number: of the letter, for the file name.
        notice: the statement of 42 CFR 2.32 and a copy of the consent; empty where it does not apply.
    """

    release: Release
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
                await unit.deliveries.append(delivery, Happened(Act.WRONG, self.clock.now()))
                return None
        return await self._hand_over(delivery)

    async def _hand_over(self, delivery: Delivery) -> Handed | None:
        now = self.clock.now()
        async with self.units.read() as unit:
            letter = await unit.letters.get(delivery.letter)
            pdf = await unit.letters.document(delivery.letter)
            form = await unit.consents.get(ConsentId(delivery.form)) if delivery.notice else None
        notice = notice_with(form.text) if form else ""
        try:
            permit = await self.gate.consider(whole(letter, delivery))
            offered(permit)
            covers(permit.decision, letter)
            conditions_met(permit.decision, permit.ask)
            artefact = Artefact(sha256(pdf + notice.encode()).hexdigest(), CARRIED if notice else frozenset())
            async with self.gate.watching(self.units.begin()) as unit:
                release = await self.gate.release(unit, permit, artefact)
                await self._still_open(unit, delivery, today(now, letter.zone))
        except (Refused, Conflict, Invalid, NotFound):
            return None
        return Handed(release, letter.number, pdf, notice)

    async def _still_open(self, unit: Unit, delivery: Delivery, day: date) -> None:
        """Mark it as fetched; forms, letter and sending are locked in this order everywhere.

        Raises:
            NotFound: the letter or the link ended meanwhile.
        """
        letter = await unit.letters.get(delivery.letter, lock=True)
        current = await unit.deliveries.get(delivery.id, lock=True)
        if letter.standing(day) is not Standing.ISSUED or not current.open_on(day):
            raise NotFound
        await unit.deliveries.append(current, Happened(Act.FETCH, self.clock.now()))
        await unit.audit.record(Tag.DELIVERY_FETCHED, subject=delivery.id, program=delivery.program)
